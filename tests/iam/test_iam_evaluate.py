"""Decisions about requests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ennead.iam.evaluate import Decision, Request, Verdict, applies, decide
from ennead.iam.parse import parse_policy
from ennead.iam.tri import Tri
from ennead.model.policy import Condition, Effect, Principal, Statement
from ennead.model.unknown import Unknown

ALLOW, DENY, UNKNOWN = Verdict.ALLOW, Verdict.DENY, Verdict.UNKNOWN

ROLE = "arn:aws:iam::111111111111:role/app"
QUEUE = "arn:aws:sqs:us-east-1:111111111111:orders"
SEND = Request("sqs:SendMessage", QUEUE, ROLE)


def allow(*actions: str, on: str = "*", **rest: object) -> Statement:
    return replace(Statement(Effect.ALLOW, actions=actions, resources=(on,)), **rest)  # type: ignore[arg-type]


def deny(*actions: str, on: str = "*", **rest: object) -> Statement:
    return replace(allow(*actions, on=on, **rest), effect=Effect.DENY)


def given_to(statement: Statement, kind: str, value: str) -> Statement:
    return replace(statement, principals=(Principal(kind, value),))


def test_nothing_is_allowed_by_nobody() -> None:
    """Without a statement that allows, the answer is an implicit deny that rests on none."""
    assert decide(SEND, []) == Decision(DENY, ())
    assert decide(SEND, [allow("sqs:ReceiveMessage")]) == Decision(DENY, ())


def test_the_answer_names_its_statements() -> None:
    """ALLOW names what allows, DENY what denies, UNKNOWN what could not be told."""
    yes, no, maybe = allow("sqs:*"), deny("sqs:Send*"), deny("sqs:*", on="${?Arn}")
    other = allow("s3:*")
    assert decide(SEND, [other, yes]) == Decision(ALLOW, (yes,))
    assert decide(SEND, [yes, no, other]) == Decision(DENY, (no,))
    assert decide(SEND, [yes, maybe]) == Decision(UNKNOWN, (maybe,))


def test_not_action_and_not_resource() -> None:
    """The negated elements cover everything but what they name."""
    but_iam = Statement(Effect.ALLOW, not_actions=("iam:*",), resources=("*",))
    but_queue = Statement(Effect.ALLOW, actions=("sqs:*",), not_resources=(QUEUE,))
    assert decide(SEND, [but_iam]).verdict is ALLOW
    assert decide(Request("iam:PassRole", ROLE), [but_iam]).verdict is DENY
    assert decide(SEND, [but_queue]).verdict is DENY
    assert decide(Request("sqs:SendMessage", f"{QUEUE}-2"), [but_queue]).verdict is ALLOW
    untold = Statement(Effect.ALLOW, actions=("sqs:*",), not_resources=("${?Arn}",))
    assert decide(SEND, [untold]).verdict is UNKNOWN


def test_an_unknown_statement_may_do_what_its_effect_says() -> None:
    """An unknown Allow may allow, an unknown Deny may deny, and one without known effect may do either."""
    maybe = allow("sqs:*", unknown=Unknown("x"))
    assert decide(SEND, [maybe]).verdict is UNKNOWN
    assert decide(SEND, [allow("sqs:*"), maybe]).verdict is ALLOW
    assert decide(SEND, [allow("sqs:*"), replace(maybe, effect=Effect.DENY)]).verdict is UNKNOWN
    untold = parse_policy({"Statement": {"Effect": Unknown("x"), "Action": "sqs:*", "Resource": "*"}})
    assert decide(SEND, untold).verdict is UNKNOWN
    assert decide(SEND, [allow("sqs:*"), *untold]).verdict is UNKNOWN
    assert decide(SEND, [*untold, deny("sqs:*")]).verdict is DENY


def test_conditions_are_asked() -> None:
    """A condition decides where the context tells its key, and leaves it open where not."""
    only_tls = allow("sqs:*", conditions=(Condition("Bool", "aws:SecureTransport", ("true",)),))
    assert decide(SEND, [only_tls]).verdict is UNKNOWN
    assert decide(replace(SEND, context={"aws:securetransport": "true"}), [only_tls]).verdict is ALLOW
    assert decide(replace(SEND, context={"aws:SecureTransport": "false"}), [only_tls]).verdict is DENY


def test_a_boundary_limits() -> None:
    """With a boundary both it and the policies must allow; an empty one allows nothing."""
    assert decide(SEND, [allow("*")], boundary=[allow("sqs:*")]).verdict is ALLOW
    assert decide(SEND, [allow("*")], boundary=[allow("s3:*")]).verdict is DENY
    assert decide(SEND, [allow("*")], boundary=[]).verdict is DENY
    assert decide(SEND, [], boundary=[allow("*")]).verdict is DENY
    assert decide(SEND, [allow("*")], boundary=[allow("*"), deny("sqs:*")]).verdict is DENY


@pytest.mark.parametrize(
    ("kind", "value", "caller", "expected"),
    [
        ("*", "*", "*", ALLOW),
        ("AWS", "*", None, ALLOW),
        ("AWS", ROLE, ROLE, ALLOW),
        ("AWS", ROLE, "*", DENY),
        ("AWS", ROLE, None, UNKNOWN),
        ("AWS", ROLE, f"{ROLE}-2", DENY),
        ("AWS", "${?Caller}", "*", UNKNOWN),
        ("AWS", "111111111111", ROLE, DENY),
        ("AWS", "arn:aws:iam::111111111111:root", ROLE, DENY),
        ("Service", "s3.amazonaws.com", "s3.amazonaws.com", ALLOW),
        ("Service", "s3.amazonaws.com", "sns.amazonaws.com", DENY),
        ("Service", "*", "sns.amazonaws.com", DENY),
        ("Federated", "accounts.google.com", ROLE, DENY),
    ],
)
def test_a_policy_of_the_resource(kind: str, value: str, caller: str | None, expected: Verdict) -> None:
    """It allows on its own whom it names; naming the whole own account only lets the caller's policies decide."""
    statement = given_to(allow("sqs:*"), kind, value)
    assert decide(replace(SEND, principal=caller), [], [statement]).verdict is expected


def test_a_whole_account_can_be_denied() -> None:
    """A Deny for an account denies everyone in it."""
    statement = given_to(deny("sqs:*"), "AWS", "111111111111")
    assert decide(SEND, [allow("*")], [statement]).verdict is DENY


@pytest.mark.parametrize("caller", ["${?RoleArn}", "${Role.Arn}"])
def test_a_caller_that_is_a_token_may_be_of_the_account(caller: str) -> None:
    """Whether an account's policy speaks of a caller is not told while deployment alone knows who that is."""
    root = "arn:aws:iam::111111111111:root"
    key = Request("kms:Decrypt", "arn:aws:kms:us-east-1:111111111111:key/k", caller)
    of_key = [given_to(allow("kms:*"), "AWS", root)]
    assert decide(key, [allow("kms:Decrypt")], of_key).verdict is UNKNOWN
    assert decide(replace(key, principal="*"), [], of_key).verdict is DENY
    assert decide(replace(key, principal="lambda.amazonaws.com"), [allow("kms:Decrypt")], of_key).verdict is DENY
    ask = replace(SEND, principal=caller)
    shut = [given_to(deny("sqs:*"), "AWS", "111111111111")]
    assert decide(ask, [allow("sqs:*")], shut).verdict is UNKNOWN
    assert decide(replace(ask, principal=ROLE), [allow("sqs:*")], shut).verdict is DENY
    assert decide(replace(ask, principal=ROLE.replace("1" * 12, "2" * 12)), [allow("sqs:*")], shut).verdict is DENY


def test_not_principal() -> None:
    """NotPrincipal speaks of everyone but those it names; who is named in part may be denied all the same."""
    but_us = deny("sqs:*", not_principals=(Principal("AWS", ROLE),))
    assert decide(SEND, [allow("*")], [but_us]).verdict is UNKNOWN
    assert decide(replace(SEND, principal=f"{ROLE}-2"), [allow("*")], [but_us]).verdict is DENY
    user = ROLE.replace("role/app", "user/ann")
    but_ann = deny("sqs:*", not_principals=(Principal("AWS", user), Principal("AWS", "111111111111")))
    assert decide(replace(SEND, principal=user), [allow("*")], [but_ann]).verdict is ALLOW


def test_across_accounts_both_must_allow() -> None:
    """A resource of another account needs its own policy's word as well; naming our account is enough there."""
    foreign = replace(SEND, resource=QUEUE.replace("1111", "2222"))
    to_account = given_to(allow("sqs:*"), "AWS", "111111111111")
    assert decide(foreign, [allow("*")]).verdict is DENY
    assert decide(foreign, [], [given_to(to_account, "AWS", ROLE)]).verdict is DENY
    assert decide(foreign, [allow("*")], [to_account]).verdict is ALLOW
    bucket = Request("s3:GetObject", "arn:aws:s3:::b/k", ROLE, {"aws:ResourceAccount": "222222222222"})
    assert decide(bucket, [allow("*")]).verdict is DENY
    assert decide(replace(bucket, context={}), [allow("*")]).verdict is ALLOW


def test_an_account_that_is_not_told() -> None:
    """Where the two accounts may be one or two, only what holds in both cases is sure."""
    here = replace(SEND, principal=ROLE.replace("111111111111", "${AWS::AccountId}"))
    assert decide(here, [allow("*")]).verdict is UNKNOWN
    assert decide(here, []).verdict is DENY
    assert decide(here, [allow("*")], [given_to(allow("*"), "*", "*")]).verdict is ALLOW


def test_a_trust_policy_needs_no_resource() -> None:
    """A statement without resource speaks of what it is attached to, and of nothing as an identity's."""
    trust = Statement(
        Effect.ALLOW, actions=("sts:AssumeRole",), principals=(Principal("Service", "lambda.amazonaws.com"),)
    )
    request = Request("sts:AssumeRole", ROLE, "lambda.amazonaws.com")
    assert decide(request, [], [trust]).verdict is ALLOW
    assert decide(request, [trust]).verdict is DENY


def test_an_action_without_resources() -> None:
    """An action that only knows `*` is allowed by `*` and by nothing narrower."""
    request = Request("sts:GetCallerIdentity", "*")
    assert decide(request, [allow("sts:*")]).verdict is ALLOW
    assert decide(request, [allow("sts:*", on="arn:aws:iam::1:role/x")]).verdict is DENY
    assert decide(request, [allow("sts:*", on="${?Arn}")]).verdict is UNKNOWN
    assert decide(Request("sqs:SendMessage", "*"), [allow("sqs:*", on=QUEUE)]).verdict is UNKNOWN


def test_applies_to_one_statement() -> None:
    """A single statement can be asked, whatever its effect."""
    assert applies(deny("sqs:*", on=QUEUE), SEND) is Tri.YES
    assert applies(given_to(deny("sqs:*"), "AWS", ROLE), replace(SEND, principal=None), attached=True) is Tri.UNKNOWN


# -- properties ---------------------------------------------------------------------------------

ACTIONS = st.sampled_from(["*", "sqs:*", "sqs:Send*", "sqs:SendMessage", "s3:GetObject"])
RESOURCES = st.sampled_from(
    ["*", QUEUE, "arn:aws:sqs:*:*:*", "${?Arn}", "arn:aws:sqs:${AWS::Region}:*:orders", "arn:x"]
)
CONDITIONS = st.builds(
    Condition,
    st.sampled_from(["StringEquals", "StringNotEquals", "StringLikeIfExists", "ForAllValues:StringEquals", "Null"]),
    st.sampled_from(["told", "untold"]),
    st.tuples(st.sampled_from(["a", "b", "true", "${?X}"])),
)
PRINCIPALS = st.sampled_from(
    [Principal("*", "*"), Principal("AWS", ROLE), Principal("AWS", "111111111111"), Principal("AWS", "${?P}")]
)


def several(source: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(source, min_size=1, max_size=2).map(tuple)


NEGATED = st.booleans()
UNTOLD = st.sampled_from([None, None, None, Unknown("x")])


@st.composite
def statements(draw: st.DrawFn, effect: Effect | None = None) -> Statement:
    """A statement of a small world, in which every element matters now and then."""
    acts, on = draw(several(ACTIONS)), draw(several(RESOURCES))
    but_acts, but_on = draw(NEGATED), draw(NEGATED)
    return Statement(
        effect or draw(st.sampled_from(Effect)),
        actions=() if but_acts else acts,
        not_actions=acts if but_acts else (),
        resources=() if but_on else on,
        not_resources=on if but_on else (),
        principals=(draw(PRINCIPALS),),
        conditions=tuple(draw(st.lists(CONDITIONS, max_size=1))),
        unknown=draw(UNTOLD),
    )


LISTS = st.lists(statements(), max_size=3)
BOUNDARIES = st.one_of(st.none(), LISTS)
REQUESTS = st.builds(
    Request,
    st.sampled_from(["sqs:SendMessage", "s3:GetObject"]),
    st.sampled_from([QUEUE, "*", QUEUE.replace("1111", "2222"), "arn:aws:sqs:${AWS::Region}:${AWS::AccountId}:orders"]),
    st.sampled_from([ROLE, None, "*"]),
    st.sampled_from([{"told": "a"}, {"told": "b"}, {"told": "a", "untold": ()}]),
)


def height(decision: Decision) -> int:
    return [DENY, UNKNOWN, ALLOW].index(decision.verdict)


@given(
    REQUESTS, LISTS, LISTS, BOUNDARIES, statements(Effect.DENY), st.sampled_from(["identity", "resource", "boundary"])
)
def test_a_deny_added_never_allows_more(
    request_: Request,
    identity: list[Statement],
    resource: list[Statement],
    boundary: list[Statement] | None,
    added: Statement,
    where: str,
) -> None:
    """Whichever policy a Deny is added to, the answer stays or falls."""
    before = height(decide(request_, identity, resource, boundary))
    lists: dict[str, Sequence[Statement] | None] = {"identity": identity, "resource": resource, "boundary": boundary}
    lists[where] = [*(lists[where] or []), added]
    after = decide(request_, lists["identity"] or [], lists["resource"] or [], lists["boundary"])
    assert height(after) <= before


def narrowed(statement: Statement, how: str, condition: Condition) -> Statement:
    """An Allow that speaks of less: one pattern fewer, one exception more, one condition more."""
    match how:
        case "condition":
            return replace(statement, conditions=(*statement.conditions, condition))
        case "action" if statement.actions:
            return replace(statement, actions=statement.actions[1:] or ("sqs:Nothing",))
        case "action":
            return replace(statement, not_actions=(*statement.not_actions, "sqs:*"))
        case _ if statement.resources:
            return replace(statement, resources=statement.resources[1:] or ("arn:none",))
    return replace(statement, not_resources=(*statement.not_resources, QUEUE))


@given(
    REQUESTS,
    LISTS,
    LISTS,
    BOUNDARIES,
    statements(Effect.ALLOW),
    st.sampled_from(["condition", "action", "resource"]),
    CONDITIONS,
    st.booleans(),
)
def test_an_allow_narrowed_never_allows_more(
    request_: Request,
    identity: list[Statement],
    resource: list[Statement],
    boundary: list[Statement] | None,
    wide: Statement,
    how: str,
    condition: Condition,
    attached: bool,
) -> None:
    """An Allow with fewer actions or resources, or one condition more, raises no answer."""
    narrow = narrowed(wide, how, condition)
    if attached:
        before = decide(request_, identity, [*resource, wide], boundary)
        after = decide(request_, identity, [*resource, narrow], boundary)
    else:
        before = decide(request_, [*identity, wide], resource, boundary)
        after = decide(request_, [*identity, narrow], resource, boundary)
    assert height(after) <= height(before)


@given(REQUESTS, LISTS, LISTS, BOUNDARIES, LISTS)
def test_a_boundary_never_allows_more(
    request_: Request,
    identity: list[Statement],
    resource: list[Statement],
    boundary: list[Statement] | None,
    added: list[Statement],
) -> None:
    """Putting a boundary on the caller raises no answer."""
    free = decide(request_, identity, resource)
    assert height(decide(request_, identity, resource, added)) <= height(free)


@given(REQUESTS, LISTS, LISTS)
def test_the_order_of_statements_does_not_matter(
    request_: Request, identity: list[Statement], resource: list[Statement]
) -> None:
    """The same statements in any order give the same verdict."""
    turned = decide(request_, identity[::-1], resource[::-1])
    assert turned.verdict is decide(request_, identity, resource).verdict


@given(REQUESTS, LISTS, LISTS)
def test_what_was_told_refines_the_answer(
    request_: Request, identity: list[Statement], resource: list[Statement]
) -> None:
    """A sure answer stays when the context tells more."""
    before = decide(request_, identity, resource)
    told = decide(replace(request_, context={"untold": "b", **request_.context}), identity, resource)
    if before.verdict is not UNKNOWN:
        assert told.verdict is before.verdict
