"""Patterns of actions and resources."""

from __future__ import annotations

import re
from functools import cache
from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ennead.iam.match import (
    action_matches,
    actions_overlap,
    fits,
    names_action,
    resource_matches,
    text_equals,
    within_segments,
)
from ennead.iam.tri import Tri
from ennead.model.policy import Effect, Statement

HERE = "${AWS::Region}:${AWS::AccountId}"


@pytest.mark.parametrize(
    ("pattern", "action", "expected"),
    [
        ("s3:GetObject", "s3:getobject", True),
        ("S3:Get*", "s3:GetObjectAcl", True),
        ("s3:Get?bject", "s3:GetObject", True),
        ("s3:Get?bject", "s3:Getbject", False),
        ("*", "iam:PassRole", True),
        ("*:*", "iam:PassRole", True),
        ("dynamodb:*Item", "dynamodb:BatchGetItem", True),
        ("dynamodb:*Item", "dynamodb:Query", False),
        ("s3:*", "s3express:CreateSession", False),
        ("s3.GetObject", "s3:GetObject", False),
        ("s3:[A-Z]*", "s3:GetObject", False),
    ],
)
def test_action_patterns(pattern: str, action: str, expected: bool) -> None:
    """Case does not count, `*` and `?` are the only wildcards."""
    assert action_matches(pattern, action) is expected


@pytest.mark.parametrize("effect", list(Effect))
def test_a_statement_speaks_of_actions(effect: Effect) -> None:
    """Of what Action names, of all that NotAction does not name, and of nothing where it has neither."""
    named = Statement(effect, actions=("sqs:Send*", "s3:GetObject"))
    assert [names_action(named, one) for one in ("s3:GetObject", "sqs:sendmessage", "s3:PutObject")] == [
        True,
        True,
        False,
    ]
    spared = Statement(effect, not_actions=("iam:*",))
    assert [names_action(spared, one) for one in ("s3:GetObject", "iam:PassRole")] == [True, False]
    assert not names_action(Statement(effect), "s3:GetObject")


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("s3:Get*", "s3:*Object", True),
        ("s3:Get*", "s3:Put*", False),
        ("iam:*", "*", True),
        ("iam:pass?ole", "IAM:PassRole", True),
        ("a*b", "b*a", False),
        ("s3:*", "s3express:*", False),
    ],
)
def test_overlapping_action_patterns(left: str, right: str, expected: bool) -> None:
    """Two patterns overlap where one action fits both, whichever comes first."""
    assert actions_overlap(left, right) is expected
    assert actions_overlap(right, left) is expected


@pytest.mark.parametrize(
    ("pattern", "arn", "expected"),
    [
        ("*", "arn:aws:s3:::anything", Tri.YES),
        ("arn:aws:s3:::b/*", "arn:aws:s3:::b/a/deep/key", Tri.YES),
        ("arn:aws:s3:::b/*", "arn:aws:s3:::b", Tri.NO),
        ("arn:aws:s3:::b*", "arn:aws:s3:::b", Tri.YES),
        ("arn:aws:s3:::B", "arn:aws:s3:::b", Tri.NO),
        ("arn:aws:sqs:*", "arn:aws:sqs:us-east-1:123456789012:orders", Tri.YES),
        ("arn:aws:sqs:*:orders", "arn:aws:sqs:us-east-1:123456789012:orders", Tri.YES),
        ("arn:aws:sqs:us-east-?:*:*", "arn:aws:sqs:us-east-1:123456789012:orders", Tri.YES),
    ],
)
def test_literal_resources(pattern: str, arn: str, expected: Tri) -> None:
    """Wildcards reach over the whole ARN, colons and slashes too; case counts."""
    assert resource_matches(pattern, arn) is expected


@pytest.mark.parametrize(
    ("pattern", "arn", "expected"),
    [
        (f"arn:aws:sqs:{HERE}:q", f"arn:aws:sqs:{HERE}:q", Tri.YES),
        ("arn:aws:sqs:*:*:q", f"arn:aws:sqs:{HERE}:q", Tri.YES),
        ("arn:aws:sqs:*:q", f"arn:aws:sqs:{HERE}:q", Tri.YES),
        ("arn:aws:sqs:us-east-1:123456789012:q", f"arn:aws:sqs:{HERE}:q", Tri.UNKNOWN),
        ("arn:aws:sqs:us-east-1:${AWS::AccountId}:q", f"arn:aws:sqs:{HERE}:q", Tri.UNKNOWN),
        (f"arn:aws:sqs:{HERE}:q", "arn:aws:sqs:us-east-1:123456789012:q", Tri.UNKNOWN),
        ("arn:aws:sqs:us-east-1:123456789012:other", f"arn:aws:sqs:{HERE}:q", Tri.NO),
        ("arn:aws:sns:*:*:q", f"arn:aws:sqs:{HERE}:q", Tri.NO),
        ("arn:aws:sqs::123456789012:q", f"arn:aws:sqs:{HERE}:q", Tri.NO),
        ("arn:aws:sqs:us-east-1:aws:q", f"arn:aws:sqs:{HERE}:q", Tri.NO),
    ],
)
def test_region_and_account(pattern: str, arn: str, expected: Tri) -> None:
    """The own region or account against a literal one is UNKNOWN, unless something else excludes it already."""
    assert resource_matches(pattern, arn) is expected


@pytest.mark.parametrize(
    ("pattern", "arn", "expected"),
    [
        ("${?QueueArn}", f"arn:aws:sqs:{HERE}:q", Tri.UNKNOWN),
        ("${?QueueArn}", "${?QueueArn}", Tri.YES),
        ("*", "${?QueueArn}", Tri.YES),
        ("arn:aws:sqs:*", "${?QueueArn}", Tri.UNKNOWN),
        (f"arn:aws:sqs:{HERE}:${{?Name}}", f"arn:aws:sqs:{HERE}:orders", Tri.UNKNOWN),
        (f"arn:aws:sqs:{HERE}:${{?Name}}", f"arn:aws:sns:{HERE}:orders", Tri.NO),
        (f"arn:aws:sqs:{HERE}:app-${{?Stage}}-q", f"arn:aws:sqs:{HERE}:app-prod-q", Tri.UNKNOWN),
        (f"arn:aws:sqs:{HERE}:app-${{?Stage}}-q", f"arn:aws:sqs:{HERE}:app-prod-other", Tri.NO),
        (f"arn:aws:sqs:{HERE}:${{?Stage}}-q", f"arn:aws:sqs:{HERE}:${{?Stage}}-old-q", Tri.NO),
        (f"arn:aws:sqs:{HERE}:*", f"arn:aws:sqs:{HERE}:${{?Name}}", Tri.YES),
        (f"arn:aws:sqs:{HERE}:a?c", f"arn:aws:sqs:{HERE}:${{?Name}}", Tri.UNKNOWN),
        ("arn:aws:s3:::b/${aws:username}/*", "arn:aws:s3:::b/alice/photo", Tri.UNKNOWN),
        ("arn:aws:s3:::b/${aws:username}/*", "arn:aws:s3:::c/alice/photo", Tri.NO),
        ("arn:aws:s3:::b/${cognito-identity.amazonaws.com:sub}", "arn:aws:s3:::b/", Tri.UNKNOWN),
        ("arn:aws:s3:::b/${*}", "arn:aws:s3:::b/x", Tri.NO),
        ("*Region*", "${AWS::Region}", Tri.NO),
    ],
)
def test_holes_and_variables(pattern: str, arn: str, expected: Tri) -> None:
    """What was not told gives UNKNOWN where it decides, and NO where the literal rest excludes it."""
    assert resource_matches(pattern, arn) is expected


@pytest.mark.parametrize(
    ("pattern", "name", "expected"),
    [
        ("${OrdersTable}", "${OrdersTable}", Tri.YES),
        ("${OrdersTable}", "${UsersTable}", Tri.NO),
        ("${Stack.OrdersTable}", "${OrdersTable}", Tri.NO),
        ("*", "${OrdersTable}", Tri.YES),
        ("Orders", "${OrdersTable}", Tri.NO),
        ("${AWS::StackName}-*", "${OrdersTable}", Tri.UNKNOWN),
        ("*-Orders", "${OrdersTable}", Tri.NO),
        ("${UsersTable}/*", "${OrdersTable}/*", Tri.NO),
        ("${OrdersTable}/*", "${OrdersTable}/index/by-date", Tri.YES),
        ("${OrdersTable}*", "${OrdersTable}", Tri.YES),
        ("${?Name}", "${OrdersTable}", Tri.UNKNOWN),
        ("Orders/*", "${OrdersTable}/x", Tri.NO),
    ],
)
def test_made_names(pattern: str, name: str, expected: Tri) -> None:
    """A name CloudFormation makes equals itself and no literal, and only a wildcard can reach over its end."""
    prefix = f"arn:aws:dynamodb:{HERE}:table/"
    assert resource_matches(prefix + pattern, prefix + name) is expected


def test_arns_that_are_not_told_are_different_ones() -> None:
    """The ARN of one resource is not the ARN of another, nor what lies under it."""
    assert resource_matches("${ClusterA.Arn}", "${ClusterB.Arn}") is Tri.NO
    assert resource_matches("${ClusterA.Arn}/*", "${ClusterB.Arn}/x") is Tri.NO
    assert resource_matches("arn:aws:kafka:*", "${ClusterA.Arn}") is Tri.UNKNOWN


@pytest.mark.parametrize(
    ("pattern", "arn", "expected"),
    [
        ("secret:n-??????", "secret:n-??????", Tri.YES),
        ("secret:n-*", "secret:n-??????", Tri.YES),
        ("secret:n-a1B2c3", "secret:n-??????", Tri.UNKNOWN),
        ("secret:n-abc", "secret:n-??????", Tri.NO),
        ("b/*", "b/*", Tri.YES),
        ("b/public/*", "b/*", Tri.UNKNOWN),
        ("c/*", "b/*", Tri.NO),
        ("b", "b/*", Tri.NO),
    ],
)
def test_wildcards_in_the_arn(pattern: str, arn: str, expected: Tri) -> None:
    """A wildcard in the ARN is a part not told: YES needs all of it covered, NO none of it."""
    assert resource_matches(pattern, arn) is expected


def test_text_without_wildcards() -> None:
    """`*` is a character where texts are compared, and tokens are still not told."""
    assert text_equals("a*", "abc") is Tri.NO
    assert text_equals("a*", "a*") is Tri.YES
    assert text_equals("${AWS::AccountId}", "123456789012") is Tri.UNKNOWN
    assert text_equals("${AWS::AccountId}", "somebody") is Tri.NO
    assert text_equals("a${*}${$}", "a*$") is Tri.YES
    assert text_equals("a${*}", "ab") is Tri.NO
    assert fits("a*", "a?", wild=False) is Tri.YES
    assert fits("ab", "a?", wild=False) is Tri.NO


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("*", True),
        ("arn:aws:sqs:*", True),
        ("arn:aws:sqs:*:orders", True),
        ("arn:aws:sqs:eu-*-1:1:orders", True),
        ("arn:aws:sqs:eu-west-?:1:o*s", True),
        ("arn:aws:sqs:eu*1:orders", False),
        ("arn:*sqs:eu-west-1:1:orders", False),
        ("*orders", False),
        ("arn:aws:sqs:eu-west-1?1:orders", False),
    ],
)
def test_wildcards_within_segments(pattern: str, expected: bool) -> None:
    """A wildcard inside a segment that has to reach over a colon does more than AWS documents."""
    arn = "arn:aws:sqs:eu-west-1:1:orders"
    assert resource_matches(pattern, arn) is Tri.YES
    assert within_segments(pattern, arn) is expected


# -- properties ---------------------------------------------------------------------------------

LETTERS = st.text("ab:/-", max_size=8)
GLOBS = st.text("ab:*?", max_size=10)
WORDS = ["".join(word) for size in range(6) for word in product("abz", repeat=size)]


def reference(pattern: str, text: str) -> bool:
    """A matcher by the book: recursion over both."""

    @cache
    def at(here: int, there: int) -> bool:
        if here == len(pattern):
            return there == len(text)
        if pattern[here] == "*":
            return at(here + 1, there) or (there < len(text) and at(here, there + 1))
        return there < len(text) and pattern[here] in {"?", text[there]} and at(here + 1, there + 1)

    return at(0, 0)


@given(GLOBS, LETTERS)
def test_matches_as_by_the_book(pattern: str, text: str) -> None:
    """Actions and resources match exactly where a plain recursive matcher says so."""
    expected = reference(pattern, text)
    assert action_matches(pattern, text) is expected
    assert resource_matches(pattern, text) is (Tri.YES if expected else Tri.NO)


@given(GLOBS, GLOBS, LETTERS)
def test_overlap_finds_every_common_text(left: str, right: str, text: str) -> None:
    """Two patterns that both fit some text overlap, and overlapping is symmetric."""
    assert actions_overlap(left, right) is actions_overlap(right, left)
    if reference(left, text) and reference(right, text):
        assert actions_overlap(left, right)


@given(st.text("ab*?", max_size=5), st.text("ab*?", max_size=5))
def test_overlap_claims_no_text_that_is_not_there(left: str, right: str) -> None:
    """Patterns overlap only where some text over their letters and one more, no longer than both, fits both."""
    assume(len((left + right).replace("*", "")) <= 5)
    assert actions_overlap(left, right) is any(reference(left, word) and reference(right, word) for word in WORDS)


TOKENS = {
    "${AWS::Region}": ["a", "b-1", "us-east-1"],
    "${AWS::AccountId}": ["1", "123456789012"],
    "${?A}": ["", "a", "b/", "a:b", "${Orders}"],
    "${aws:username}": ["", "a", "ab"],
    "${Orders}": ["s-Orders-QX7", "a-Orders-QX7"],
    "${Users}": ["s-Users-ZW9", "a-Users-ZW9"],
}
PARTS = st.sampled_from([*TOKENS, "a", "b", ":", "/", "1"])
PATTERNS = st.lists(st.one_of(PARTS, st.sampled_from(["*", "?"])), max_size=6).map("".join)
VALUES = st.lists(PARTS, max_size=6).map("".join)


@given(PATTERNS, VALUES, st.data())
def test_a_sure_answer_holds_whatever_the_tokens_stand_for(pattern: str, value: str, data: st.DataObject) -> None:
    """YES and NO stay true when every token is given a value it may have."""
    answer = resource_matches(pattern, value)
    chosen = {token: data.draw(st.sampled_from(values)) for token, values in TOKENS.items()}
    chosen["${?A}"] = chosen["${?A}"].replace("${Orders}", chosen["${Orders}"])
    left, right = (re.sub(r"\$\{[^}]*\}", lambda found: chosen[found[0]], text) for text in (pattern, value))
    if answer is not Tri.UNKNOWN:
        assert reference(left, right) is (answer is Tri.YES)


@given(PATTERNS, VALUES)
def test_a_pattern_widened_never_loses_a_resource(pattern: str, value: str) -> None:
    """A `*` at the end of a pattern turns no YES into anything else, and no UNKNOWN into NO."""
    rank = [Tri.NO, Tri.UNKNOWN, Tri.YES]
    assert rank.index(resource_matches(f"{pattern}*", value)) >= rank.index(resource_matches(pattern, value))


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("*a" * 5000 + "b", "a" * 10000),
        ("*?" * 3000 + "b", "a" * 6000),
        ("*${?X}a" * 2000 + "b", "${Orders}a" * 2000 + "c"),
        ("${AWS::Region}" * 2000 + "b", "${AWS::Region}a" * 1000 + "c"),
    ],
)
def test_hostile_patterns_end(pattern: str, text: str) -> None:
    """Patterns that make backtracking matchers run for ages get their answer, which is no."""
    assert resource_matches(pattern, text) is Tri.NO
