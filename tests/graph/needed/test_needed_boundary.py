"""The boundary of a role against the one that is asked for."""

from __future__ import annotations

import pytest

from ennead.graph.needed.boundary import Boundary, boundary_of
from ennead.model.app import Role
from ennead.model.rules import NO_ROLE_RULES, RoleRules
from ennead.model.unknown import Unknown

ARN = "arn:aws:iam::111111111111:policy/edge"


def holds(required: str, has: str | Unknown | None) -> bool | None:
    """Whether a role's boundary is the one that is asked for."""
    found = boundary_of(Role(id="role/Own", name="own", boundary=has), RoleRules(boundary=required))
    assert found is not None
    return found.holds


@pytest.mark.parametrize(
    ("required", "has", "expected"),
    [
        (ARN, ARN, True),
        (ARN, None, False),
        (ARN, "arn:aws:iam::111111111111:policy/other", False),
        (ARN, "arn:aws:iam::222222222222:policy/edge", False),
        (ARN, "arn:aws:iam::${AWS::AccountId}:policy/edge", True),
        (ARN, "arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/edge", True),
        ("arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/edge", ARN, True),
        ("arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/edge", "arn:aws:iam::aws:policy/edge", False),
        (ARN, "${?Edge}", None),
        (ARN, "arn:aws:iam::${AWS::AccountId}:policy/${Edge}", True),
        (ARN, "arn:aws:iam::222222222222:policy/${Edge}", None),
        (ARN, Unknown("made by a macro"), None),
        ("Edge", ARN, None),
        ("Edge", "arn:aws:iam::aws:policy/AdministratorAccess", None),
        ("Edge", "${?Edge}", True),
        ("Edge", "${Edge}", True),
        ("edge", "${?var.edge}", True),
        ("edge", "${?param:edge}", True),
        ("edge", "${?self:custom.edge}", True),
        ("Edge", "${?Other}", None),
        ("Edge", "${?Edges}", None),
        ("Edge", "${?Edge}/more", None),
        ("Edge", None, False),
    ],
)
def test_whether_it_is_the_one(required: str, has: str | Unknown | None, expected: bool | None) -> None:
    """Accounts and partitions that only deployment knows fit any; a parameter is held by itself, and what else a role
    has may be its value or not."""
    assert holds(required, has) is expected


def test_where_none_is_asked_for() -> None:
    """Nothing is said of a role that is not declared here, or where nothing is asked."""
    asked = RoleRules(boundary=ARN)
    assert boundary_of(None, asked) is None
    assert boundary_of(Role(id="role/Own", name="own", external=True), asked) is None
    assert boundary_of(Role(id="role/Own", name="own"), NO_ROLE_RULES) is None


def test_missing_is_none_at_all() -> None:
    """Another boundary is not the one that is asked for, but is not missing."""
    assert Boundary(ARN, None, False).missing
    assert not Boundary(ARN, "arn:aws:iam::111111111111:policy/other", False).missing
    assert not Boundary(ARN, None, None).missing
