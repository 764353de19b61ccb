"""What must hold of every decision, over random policies that nearly match (those of `bench/iam_pairs.py`)."""

from __future__ import annotations

import copy
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from bench.iam_fuzz import ours
from bench.iam_pairs import FREE_KEYS, HOME, MANY, Document, Maker, Pair, statements_of
from ennead.iam.actions import actions_of
from ennead.iam.evaluate import Request, Verdict, decide
from ennead.iam.parse import parse_policy
from ennead.iam.tables import expand

HEIGHT = {Verdict.DENY: 0, Verdict.UNKNOWN: 1, Verdict.ALLOW: 2}
RANDOM = st.randoms(use_true_random=False)
EACH = settings(max_examples=100, deadline=None)


def height(pair: Pair, untold: str | None = None) -> int:
    return HEIGHT[ours(pair, untold)]


def untold_of(random: Random) -> str | None:
    """Often a key that is left out, so that decisions that cannot be told are among them."""
    return random.choice([None, *FREE_KEYS])


def policy(*statements: Document) -> Document:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def allows(pair: Pair) -> list[Document]:
    return [statement for statement in statements_of(pair) if statement["Effect"] == "Allow"]


@EACH
@given(RANDOM)
def test_a_denial_added_anywhere_never_allows_more(random: Random) -> None:
    """A Deny more in whichever policy leaves the answer or lowers it."""
    maker = Maker(random)
    pair, untold = maker.pair(), untold_of(random)
    before = height(pair, untold)
    documents = [*pair.identity, pair.resource_policy, pair.boundary, pair.session, *(pair.scps or []), *pair.rcps]
    for document in filter(None, documents):
        changed = maker.statement(pair) | {"Effect": "Deny", "Principal": "*"}
        document["Statement"].append(changed)
        after = height(pair, untold)
        assert after <= before
        before = after


@EACH
@given(RANDOM)
def test_a_limit_added_never_allows_more(random: Random) -> None:
    """A boundary, a session policy, an SCP or an RCP more leaves the answer or lowers it."""
    maker = Maker(random)
    pair, untold = maker.pair(), untold_of(random)
    before = height(pair, untold)
    more: Document = policy(maker.statement(pair), maker.statement(pair))
    sort = random.choice(["boundary", "session", "scps", "rcps"])
    if sort in {"scps", "rcps"}:
        setattr(pair, sort, [*(getattr(pair, sort) or []), more])
    elif getattr(pair, sort) is None:
        setattr(pair, sort, more)
    assert height(pair, untold) <= before


@EACH
@given(RANDOM)
def test_a_pattern_narrowed_never_allows_more(random: Random) -> None:
    """An Allow whose action or resource pattern is made longer or exact leaves the answer or lowers it."""
    pair, untold = Maker(random).pair(), untold_of(random)
    before = height(pair, untold)
    for statement in allows(pair):
        name = random.choice([name for name in ("Action", "Resource") if name in statement] or ["none"])
        if isinstance(statement.get(name), list):
            whole = pair.action if name == "Action" else pair.resource
            statement[name] = [narrowed(pattern, whole, random) for pattern in statement[name]]
    assert height(pair, untold) <= before


def narrowed(pattern: str, whole: str, random: Random) -> str:
    """A pattern that covers less: a star with something before or behind it, or one that is a text."""
    place = pattern.find("*")
    if place < 0 or "${" in pattern:
        return pattern
    put = random.choice(["x*", "*x", "?*", whole[place : place + 1].replace(":", "") + "*", "x", ""])
    return pattern[:place] + put + pattern[place + 1 :]


@EACH
@given(RANDOM)
def test_an_exception_added_never_allows_more(random: Random) -> None:
    """An Allow whose NotAction or NotResource names more leaves the answer or lowers it."""
    pair, untold = Maker(random).pair(), untold_of(random)
    before = height(pair, untold)
    for statement in allows(pair):
        if "NotAction" in statement:
            statement["NotAction"].append(random.choice([pair.action, "s3:*", "sqs:*"]))
        if "NotResource" in statement:
            statement["NotResource"].append(
                random.choice([pair.resource, "arn:aws:s3:::*", "arn:aws:s3:::${aws:username}"])
            )
    assert height(pair, untold) <= before


@EACH
@given(RANDOM)
def test_a_condition_added_never_allows_more(random: Random) -> None:
    """An Allow with one condition more leaves the answer or lowers it."""
    maker = Maker(random)
    pair, untold = maker.pair(), untold_of(random)
    before = height(pair, untold)
    for statement in allows(pair):
        operator, key, values = maker.condition()
        block = statement.setdefault("Condition", {})
        if operator not in block:
            block[operator] = {key: values}
    assert height(pair, untold) <= before


@EACH
@given(RANDOM)
def test_what_is_told_later_only_refines(random: Random) -> None:
    """An answer that is sure without a key stays, whatever value the key turns out to have, and if it has none."""
    pair = Maker(random).pair()
    key = random.choice(list(FREE_KEYS))
    sure = ours(pair, key)
    if sure is Verdict.UNKNOWN:
        return
    for value in [None, *FREE_KEYS[key], "something else", "a*"]:
        changed = copy.deepcopy(pair)
        changed.context.pop(key, None)
        if value is not None:
            changed.context[key] = [value, "z"] if key in MANY else value
        assert ours(changed) is sure, (key, value)


@EACH
@given(RANDOM)
def test_order_does_not_matter(random: Random) -> None:
    """Statements and policies in another order give the same answer."""
    pair, untold = Maker(random).pair(), untold_of(random)
    before = height(pair, untold)
    for document in [*pair.identity, *(pair.scps or []), *pair.rcps]:
        random.shuffle(document["Statement"])
    random.shuffle(pair.identity)
    random.shuffle(pair.rcps)
    assert height(pair, untold) == before


SERVICES = ("sqs", "kms", "sts", "dynamodb", "execute-api")


@EACH
@given(RANDOM)
def test_wildcards_allow_the_actions_of_the_table(random: Random) -> None:
    """A pattern allows those actions of a service that the table says it covers, and no others."""
    service = random.choice(SERVICES)
    names = [action.name for action in actions_of(service).values()]
    name = random.choice(names).partition(":")[2]
    start, end = sorted(random.randint(0, len(name)) for _ in range(2))
    pattern = f"{service}:{name[:start]}{random.choice(['*', '?', ''])}{name[end:]}"
    statement = parse_policy({"Statement": {"Effect": "Allow", "Action": pattern, "Resource": "*"}})
    allowed = {
        name
        for name in names
        if decide(Request(name, f"arn:aws:{service}::{HOME}:x"), statement).verdict is Verdict.ALLOW
    }
    assert allowed == set(expand(pattern))
