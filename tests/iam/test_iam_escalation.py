"""The table of ways to more rights, held against the table of actions."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from ennead.iam.actions import find
from ennead.iam.escalation import Escalation, Gives, Kind, Need, When, Where, escalation_date, escalations
from ennead.iam.samples import NAME, example
from ennead.iam.tables import known_action
from ennead.iam.ways import WAYS

NEWER: frozenset[str] = frozenset()
"""Actions that the table of actions does not have yet."""

WAYS_OF = pytest.mark.parametrize("way", escalations(), ids=lambda way: way.id)
LAMBDA = "arn:aws:lambda:${Region}:${Account}:function:${FunctionName}"
HERE = "arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:"


def test_the_table_is_whole() -> None:
    """Over a hundred ways of four kinds, each with an id of its own and a day."""
    count = Counter(way.kind for way in escalations())
    assert sum(count.values()) >= 100
    assert set(count) == set(Kind)
    assert len({way.id for way in escalations()}) == len(escalations())
    assert date.fromisoformat(escalation_date())


def test_what_the_public_catalogue_knows_is_here() -> None:
    """All 65 entries of the catalogue, each once; ids are our own."""
    known = [way.known for way in escalations() if way.known]
    assert len(known) == len(set(known)) == 65
    assert not set(known) & {way.id for way in escalations()}


@WAYS_OF
def test_every_action_is_one(way: Escalation) -> None:
    """Every action is in the table of actions, as it is written there, or listed as newer."""
    for action in way.actions:
        assert action in NEWER or (known_action(action) and find(action).name == action)  # type: ignore[union-attr]


@WAYS_OF
def test_a_way_says_what_it_needs(way: Escalation) -> None:
    """A passed role has a service, what has to be there is said in words, sorts are parts of the resources."""
    assert way.asks
    assert way.needs
    assert bool(way.service) is (way.kind is Kind.NEW_PASSROLE)
    assert (Need("iam:PassRole", Where.ROLE) in way.needs) is (way.kind is Kind.NEW_PASSROLE)
    assert ("{role}" in way.name) is bool(way.on(Where.ROLE))
    assert ("{thing}" in way.name) <= bool(way.on(Where.FUNCTION, Where.MACHINE, Where.OWN))
    if way.kind is Kind.SELF_ESCALATION:
        assert way.gives is not Gives.ROLE
    for need in way.needs:
        found = find(need.action)
        assert not need.sort or (found and any(need.sort in text for text in found.arns))


@WAYS_OF
def test_what_is_made_is_of_one_sort(way: Escalation) -> None:
    """An action on something new says which sort, where it works on several."""
    for need in way.on(Where.NEW):
        found = find(need.action)
        assert need.sort or (found and len(found.arns) == 1), need


def test_one_action_less_is_another_way_or_none() -> None:
    """No two ways need the same under the same circumstances."""
    seen = Counter((frozenset(way.needs), way.service, way.when, way.for_users) for way in escalations())
    assert max(seen.values()) == 1


def test_the_ways_of_wide_policies_are_among_them() -> None:
    """Every action that `escalates` asks for stands in some way here."""
    actions = {action for way in escalations() for action in way.actions}
    asked = {way.everywhere for way in WAYS} | {way.anywhere for way in WAYS if way.anywhere}
    assert asked <= actions


def test_lambda_has_each_of_its_ways() -> None:
    """Create and start by four means, its own function, code, layers, variables, aliases."""
    actions = {frozenset(way.actions) for way in escalations() if any(one.startswith("lambda:") for one in way.actions)}
    for wanted in (
        "iam:PassRole lambda:CreateFunction lambda:InvokeFunction",
        "iam:PassRole lambda:CreateFunction lambda:CreateEventSourceMapping",
        "iam:PassRole lambda:CreateFunction lambda:AddPermission",
        "iam:PassRole lambda:UpdateFunctionConfiguration",
        "lambda:UpdateFunctionCode",
        "lambda:UpdateFunctionCode lambda:InvokeFunction",
        "lambda:UpdateFunctionCode lambda:AddPermission",
        "lambda:UpdateFunctionCode lambda:PublishVersion lambda:UpdateAlias",
        "lambda:UpdateFunctionConfiguration lambda:PublishLayerVersion lambda:GetLayerVersion",
        "lambda:UpdateFunctionConfiguration lambda:GetLayerVersion",
    ):
        assert frozenset(wanted.split()) in actions


def test_what_a_map_does_not_have_is_marked() -> None:
    """Ways over instances, builds and groups of users are in the table and not asked for."""
    off = {way.id for way in escalations() if not way.on_the_map}
    assert {"run-command", "start-build", "join-group", "rewrite-stack"} <= off
    assert all(way.on_the_map for way in escalations() if When.TAKES in way.when)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("*", f"{HERE}{NAME}"),
        ("arn:aws:lambda:*", f"{HERE}{NAME}"),
        ("arn:aws:lambda:*:*:function:job-*", f"{HERE}job-{NAME}"),
        ("arn:*:lambda:eu-west-1:*:function:a?", "arn:aws:lambda:eu-west-1:${AWS::AccountId}:function:ax"),
        (f"{HERE}${{Fn}}", f"{HERE}${{Fn}}"),
        ("arn:aws:s3:::bucket/*", None),
        ("${?Parameter}", f"{HERE}{NAME}"),
    ],
)
def test_examples(pattern: str, expected: str | None) -> None:
    """A pattern's example is a thing of the format that it covers; of what is not told, any thing; of others, none."""
    assert example(pattern, LAMBDA) == expected
