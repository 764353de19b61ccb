"""Policy documents as statements."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ennead.iam.parse import parse_policy
from ennead.model.location import Location
from ennead.model.policy import Condition, Effect, Principal, Statement
from ennead.model.unknown import Unknown


def one(**elements: object) -> Statement:
    """The statement of a document of one, with Effect Allow unless given."""
    (statement,) = parse_policy({"Statement": [{"Effect": "Allow", **elements}]})
    return statement


def test_a_whole_statement() -> None:
    """Every element arrives where it belongs."""
    statement = one(
        Sid="Read",
        Effect="Deny",
        Action=["s3:GetObject", "s3:ListBucket"],
        NotResource="arn:aws:s3:::b",
        Principal={"AWS": ["arn:aws:iam::123456789012:root"], "Service": "s3.amazonaws.com"},
        Condition={"Bool": {"aws:SecureTransport": False}, "NumericLessThan": {"s3:max-keys": [10, 2.5]}},
    )
    assert statement == Statement(
        Effect.DENY,
        actions=("s3:GetObject", "s3:ListBucket"),
        not_resources=("arn:aws:s3:::b",),
        principals=(Principal("AWS", "arn:aws:iam::123456789012:root"), Principal("Service", "s3.amazonaws.com")),
        conditions=(
            Condition("Bool", "aws:SecureTransport", ("false",)),
            Condition("NumericLessThan", "s3:max-keys", ("10", "2.5")),
        ),
        sid="Read",
    )


def test_single_values_stand_for_lists_of_one() -> None:
    """A statement without a list around it, and text without one, read the same as with."""
    bare = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
    listed = {"Effect": "Allow", "Action": ["s3:*"], "Resource": ["*"]}
    assert parse_policy({"Statement": bare}) == parse_policy({"Statement": [listed]})


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("*", (Principal("*", "*"),)),
        ({"AWS": "*"}, (Principal("AWS", "*"),)),
        (
            {"Federated": ["cognito-identity.amazonaws.com"]},
            (Principal("Federated", "cognito-identity.amazonaws.com"),),
        ),
    ],
)
def test_principals(value: object, expected: tuple[Principal, ...]) -> None:
    """Principals keep their kind, in Principal and in NotPrincipal."""
    assert one(Action="s3:*", Principal=value).principals == expected
    assert one(Action="s3:*", NotPrincipal=value).not_principals == expected


@pytest.mark.parametrize(
    ("elements", "reason"),
    [
        ({"Action": Unknown("a parameter")}, "Action: a parameter"),
        ({"Action": ["s3:GetObject", 7]}, "Action is a number"),
        ({"Action": "s3:${?Verb}"}, "could not be told"),
        ({"Action": "s3:*", "NotAction": "s3:Get*"}, "Action and NotAction"),
        ({}, "no Action"),
        ({"Action": "s3:*", "Resource": [Unknown("an import")]}, "Resource: an import"),
        ({"Action": "s3:*", "Resource": None}, "Resource is empty"),
        ({"Action": "s3:*", "Resource": "*", "Condition": ["x"]}, "Condition is a list"),
        ({"Action": "s3:*", "Resource": "*", "Condition": {"StringEquals": "x"}}, "StringEquals is text"),
        ({"Action": "s3:*", "Resource": "*", "Condition": {"Bool": {"k": Unknown("why")}}}, "Condition on k: why"),
        ({"Action": "s3:*", "Principal": "somebody"}, "Principal is text"),
        ({"Action": "s3:*", "Principal": {"Robot": "x"}}, "Robot"),
        ({"Effect": "allow", "Action": "s3:*"}, "Effect is allow"),
        ({"Effect": ["Allow"], "Action": "s3:*"}, "Effect is a list"),
        ({"Effect": Unknown("an import"), "Action": "s3:*"}, "Effect: an import"),
    ],
)
def test_what_could_not_be_read_says_why(elements: dict[str, object], reason: str) -> None:
    """A wrong or missing part marks its statement with the reason."""
    found = one(**elements).unknown
    assert isinstance(found, Unknown)
    assert reason in found.reason


def test_what_could_be_read_is_kept() -> None:
    """The known actions of a list with one unknown stay; without an effect there are none."""
    assert one(Action=["s3:GetObject", Unknown("x")], Resource="*").actions == ("s3:GetObject",)
    assert one(Effect="Perhaps", Action="s3:GetObject").actions == ()


def test_a_resource_with_a_hole_is_known() -> None:
    """Resources with holes are for matching to judge: the statement is no unknown one."""
    statement = one(Action="sqs:SendMessage", Resource="arn:aws:sqs:${AWS::Region}:${AWS::AccountId}:${?Name}")
    assert statement.unknown is None


@pytest.mark.parametrize("document", [None, {}, {"Statement": []}])
def test_nothing_says_nothing(document: object) -> None:
    """No document, and one without statements, give none."""
    assert parse_policy(document) == ()


@pytest.mark.parametrize(
    "document", [Unknown("x"), 5, ["x"], "not json", "${?Document}", {"Fn::Transform": {}}, {"Statement": 3}, '"text"']
)
def test_a_document_that_is_none_is_unknown(document: object) -> None:
    """What is no policy document gives one unknown statement, never none."""
    (statement,) = parse_policy(document)
    assert statement.unknown is not None


def test_json_text_is_read() -> None:
    """A document as JSON text reads the same as its data."""
    document = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}
    assert parse_policy(json.dumps(document)) == parse_policy(document)


def test_places() -> None:
    """Each statement asks for its own route: with its number in a list, without where it stands alone."""
    asked: list[tuple[str, ...]] = []

    def locate(route: tuple[str, ...]) -> Location:
        asked.append(route)
        return Location("t.yml", len(asked), 1, route)

    body = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
    found = parse_policy({"Statement": [body, "wrong"]}, locate)
    assert [statement.at for statement in found] == [
        Location("t.yml", 1, 1, ("Statement", "0")),
        Location("t.yml", 2, 1, ("Statement", "1")),
    ]
    parse_policy({"Statement": body}, locate)
    assert asked == [("Statement", "0"), ("Statement", "1"), ("Statement",)]


KEYS = st.sampled_from(
    ["Statement", "Effect", "Action", "NotAction", "Resource", "Principal", "AWS", "Condition", "StringEquals", "Sid"]
)
LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.just(Unknown("x")), st.just("Allow")
)
WILD = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5))


@given(WILD | WILD.map(lambda body: {"Statement": body}))
def test_nothing_raises(document: object) -> None:
    """Any data at all gives statements, and one of them per item of the list."""
    found = parse_policy(document)
    body = document.get("Statement") if isinstance(document, dict) else None
    if isinstance(body, list):
        assert len(found) == len(body)


NAMED = st.sampled_from(["s3:GetObject", "sqs:*", "*", "s3:${?Verb}", 7, Unknown("x")])
EFFECTS = st.sampled_from(["Allow", "Deny", "allow", Unknown("x"), None])
RESOURCES = st.sampled_from(["*", "arn:aws:s3:::b", "arn:aws:s3:::${?Name}", None])
SOUND = st.fixed_dictionaries(
    {"Effect": EFFECTS},
    optional={
        "Action": NAMED | st.lists(NAMED, max_size=3),
        "NotAction": NAMED,
        "Resource": RESOURCES | st.lists(RESOURCES, max_size=3),
    },
)
READ_POLICY = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}


@given(st.lists(SOUND | WILD, max_size=3))
@example([READ_POLICY])
@example([READ_POLICY | {"Action": ["s3:GetObject", "sqs:*"]}])
@example([READ_POLICY | {"Action": ["s3:GetObject", "s3:${?Verb}"]}, READ_POLICY | {"Effect": "allow"}])
def test_a_known_statement_is_complete(body: list[object]) -> None:
    """A statement without a reason has an effect and actions that are plain text, all that stand in it."""
    for source, statement in zip(body, parse_policy({"Statement": body}), strict=True):
        if statement.unknown is None:
            assert isinstance(source, dict)
            assert source["Effect"] == statement.effect
            assert ("Action" in source) is not ("NotAction" in source)
            written = source.get("Action", source.get("NotAction"))
            read = [*statement.actions, *statement.not_actions]
            assert read == (written if isinstance(written, list) else [written])
            assert all("${?" not in action for action in read)


@pytest.mark.parametrize("action", ["s3:GetObject", ["s3:GetObject", "sqs:*"]])
def test_a_sound_statement_is_known(action: object) -> None:
    """What is written as it should be carries no reason."""
    assert one(**READ_POLICY | {"Action": action}).unknown is None


def test_the_older_version_has_no_variables() -> None:
    """In a document of 2008 a variable is text; a hole of the template stays one, and so does a pseudo parameter."""
    resources = ["arn:aws:s3:::b/${aws:username}", "arn:aws:s3:::${AWS::AccountId}-${?Name}"]
    body = {
        "Effect": "Allow",
        "Action": "s3:*",
        "Resource": resources,
        "Condition": {"StringLike": {"s3:prefix": "${aws:username}/*"}},
    }
    (old,), (new,) = (parse_policy({"Version": year, "Statement": body}) for year in ("2008-10-17", "2012-10-17"))
    assert new.resources == tuple(resources)
    assert old.resources == ("arn:aws:s3:::b/${$}{aws:username}", resources[1])
    assert old.conditions[0].values == ("${$}{aws:username}/*",)
