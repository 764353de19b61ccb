"""Conditions of statements."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ennead.iam.conditions import Context, hold, holds
from ennead.iam.tri import Tri
from ennead.model.policy import Condition

YES, NO, UNKNOWN = Tri.YES, Tri.NO, Tri.UNKNOWN


@pytest.mark.parametrize(
    ("operator", "wanted", "actual", "expected"),
    [
        ("StringEquals", "a*", "abc", NO),
        ("StringEquals", "abc", "abc", YES),
        ("StringEquals", "abc", "ABC", NO),
        ("StringEqualsIgnoreCase", "abc", "ABC", YES),
        ("StringNotEquals", "abc", "abd", YES),
        ("StringNotEqualsIgnoreCase", "abc", "ABC", NO),
        ("StringLike", "a*", "abc", YES),
        ("StringNotLike", "a*", "abc", NO),
        ("StringEquals", "${AWS::AccountId}", "123456789012", UNKNOWN),
        ("StringNotEquals", "${AWS::AccountId}", "123456789012", UNKNOWN),
        ("StringEquals", "${AWS::AccountId}", "${AWS::AccountId}", YES),
        ("ArnLike", "arn:aws:sns:*:*:t", "arn:aws:sns:us-east-1:1:t", YES),
        ("ArnLike", "arn:aws:sns:*:t", "arn:aws:sns:us-east-1:1:t", UNKNOWN),
        ("ArnLike", "arn:aws:sqs:*:t", "arn:aws:sns:us-east-1:1:t", NO),
        ("ArnLike", "arn:aws:*:1:1:t", "arn:aws:sns:us-east-1:1:1:t", NO),
        ("ArnLike", "*", "arn:aws:sns:us-east-1:1:t", UNKNOWN),
        ("ArnEquals", "arn:aws:sns:*:*:t", "arn:aws:sns:us-east-1:1:t", YES),
        ("ArnNotLike", "arn:aws:sns:*:*:t", "arn:aws:sns:us-east-1:1:t", NO),
        ("ArnLike", "arn:aws:sns:${AWS::Region}:*:t", "arn:aws:sns:us-east-1:1:t", UNKNOWN),
        ("ArnLike", "${?TopicArn}", "arn:aws:sns:us-east-1:1:t", UNKNOWN),
        ("Bool", "true", "TRUE", YES),
        ("Bool", "false", "true", NO),
        ("NumericEquals", "10", "10.0", YES),
        ("NumericNotEquals", "10", "11", YES),
        ("NumericLessThan", "10", "9", YES),
        ("NumericLessThanEquals", "10", "10", YES),
        ("NumericGreaterThan", "10", "9", NO),
        ("NumericGreaterThanEquals", "10", "x", NO),
        ("NumericLessThan", "${?Limit}", "9", UNKNOWN),
        ("DateGreaterThan", "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z", YES),
        ("DateLessThan", "2026-01-01T00:00:00Z", "1767225601", NO),
        ("IpAddress", "10.0.0.0/8", "10.1.2.3", YES),
        ("IpAddress", "10.0.0.0/8", "11.1.2.3", NO),
        ("IpAddress", "10.0.0.0/8", "2001:db8::1", NO),
        ("IpAddress", "2001:db8::/32", "2001:db8::1", YES),
        ("NotIpAddress", "10.0.0.0/8", "10.1.2.3", NO),
        ("IpAddress", "not an address", "10.1.2.3", NO),
        ("IpAddress", "${?Cidr}", "10.1.2.3", UNKNOWN),
        ("BinaryEquals", "QmFzZTY0", "QmFzZTY0", YES),
        ("Null", "true", "x", NO),
        ("Null", "false", "x", YES),
        ("StringResembles", "a", "a", UNKNOWN),
        ("stringequals", "abc", "abc", YES),
        ("", "a", "a", UNKNOWN),
    ],
)
def test_operators(operator: str, wanted: str, actual: str, expected: Tri) -> None:
    """Each operator compares as IAM's reference says; an operator nobody knows gives no answer."""
    assert holds(Condition(operator, "k", (wanted,)), {"K": actual}) is expected


@pytest.mark.parametrize(
    "operator", ["StringEquals", "StringNotEquals", "Null", "BoolIfExists", "ForAllValues:ArnLike"]
)
def test_a_key_nobody_told_is_unknown(operator: str) -> None:
    """Without the key in the context no operator has an answer."""
    assert holds(Condition(operator, "aws:SourceArn", ("x",)), {}) is UNKNOWN


@pytest.mark.parametrize(
    ("operator", "expected"),
    [
        ("StringEquals", NO),
        ("StringNotEquals", YES),
        ("StringEqualsIfExists", YES),
        ("ForAllValues:StringEquals", YES),
        ("ForAnyValue:StringEquals", NO),
        ("ForAnyValue:StringNotEquals", NO),
        ("Null", YES),
    ],
)
def test_a_key_known_to_be_absent(operator: str, expected: Tri) -> None:
    """An absent key satisfies negations, IfExists, ForAllValues and Null, and nothing else."""
    assert holds(Condition(operator, "k", ("true",)), {"k": ()}) is expected


@pytest.mark.parametrize(
    ("operator", "actual", "expected"),
    [
        ("ForAllValues:StringEquals", ("a", "b"), YES),
        ("ForAllValues:StringEquals", ("a", "c"), NO),
        ("ForAnyValue:StringEquals", ("c", "b"), YES),
        ("ForAnyValue:StringEquals", ("c", "d"), NO),
        ("ForAllValues:StringNotEquals", ("c", "d"), YES),
        ("ForAllValues:StringNotEquals", ("a", "d"), NO),
        ("ForAnyValue:StringNotEquals", ("a", "d"), YES),
        ("ForAnyValue:StringLikeIfExists", ("a",), YES),
        ("StringEquals", ("c", "a"), UNKNOWN),
        ("StringEquals", ("c", "d"), NO),
        ("StringNotEquals", ("c", "a"), UNKNOWN),
        ("StringNotEquals", ("b", "a"), NO),
    ],
)
def test_keys_with_several_values(operator: str, actual: tuple[str, ...], expected: Tri) -> None:
    """ForAllValues asks every value of the request, ForAnyValue one; what a bare operator asks is not documented."""
    assert holds(Condition(operator, "k", ("a", "b")), {"k": actual}) is expected


def test_all_must_hold() -> None:
    """Conditions are joined by and; none at all hold."""
    good, bad, untold = (Condition("StringEquals", key, ("1",)) for key in ("good", "bad", "untold"))
    context: Context = {"good": "1", "bad": "2"}
    assert hold((), context) is YES
    assert hold((good, untold), context) is UNKNOWN
    assert hold((good, untold, bad), context) is NO


TEXTS = st.text("ab*1", max_size=3)


@given(
    st.sampled_from(["StringEquals", "StringEqualsIgnoreCase", "StringLike"]),
    st.lists(TEXTS, min_size=1, max_size=3).map(tuple),
    TEXTS,
)
def test_a_negated_operator_is_the_opposite(operator: str, wanted: tuple[str, ...], actual: str) -> None:
    """Over one value told, each `Not` operator of texts answers the opposite of its plain one."""
    negated = operator.replace("Equals", "NotEquals").replace("Like", "NotLike")
    plain = holds(Condition(operator, "k", wanted), {"k": actual})
    assert holds(Condition(negated, "k", wanted), {"k": actual}) is plain.not_()
