"""Condition keys that follow from who asks for what."""

from __future__ import annotations

import pytest

from ennead.iam.implied import completed
from ennead.iam.principals import Caller, Sort, service_linked, sort_of
from ennead.iam.tri import Tri

HOME = "111111111111"
QUEUE = f"arn:aws:sqs:eu-west-1:{HOME}:q"
ROLE = f"arn:aws:iam::{HOME}:role/path/app"
SESSION = f"arn:aws:sts::{HOME}:assumed-role/app/run"


@pytest.mark.parametrize(
    ("principal", "sort"),
    [
        ("*", Sort.ANONYMOUS),
        ("events.amazonaws.com", Sort.SERVICE),
        (f"arn:aws:iam::{HOME}:root", Sort.ROOT),
        (f"arn:aws:iam::{HOME}:user/a/ann", Sort.USER),
        (ROLE, Sort.ROLE),
        ("arn:aws-cn:iam::${AWS::AccountId}:role/${Role}", Sort.ROLE),
        (SESSION, Sort.SESSION),
        (f"arn:aws:sts::{HOME}:federated-user/guest", Sort.FEDERATED),
        (f"arn:aws:iam::{HOME}:oidc-provider/gitlab.com", Sort.OTHER),
        ("accounts.google.com", Sort.OTHER),
        ("${Role.Arn}", Sort.OTHER),
    ],
)
def test_what_a_caller_is(principal: str, sort: Sort) -> None:
    """The name of a caller tells its sort."""
    assert sort_of(principal) is sort


@pytest.mark.parametrize(
    ("principal", "expected"),
    [
        (None, {}),
        ("*", {"aws:PrincipalArn": (), "aws:PrincipalAccount": ()}),
        ("events.amazonaws.com", {"aws:PrincipalIsAWSService": "true"}),
        (f"arn:aws:iam::{HOME}:user/a/ann", {"aws:username": "ann", "aws:PrincipalType": "User"}),
        (ROLE, {"aws:PrincipalArn": ROLE, "aws:username": (), "aws:PrincipalAccount": HOME}),
        (SESSION, {"aws:username": (), "aws:PrincipalType": "AssumedRole"}),
    ],
)
def test_what_follows(principal: str | None, expected: dict[str, object]) -> None:
    """The caller's name tells its account, and a user's name; the queue's tells whose it is."""
    keys = completed({}, principal, QUEUE)
    assert expected.items() <= dict(keys).items()
    assert keys["aws:ResourceAccount"] == HOME


def test_what_does_not_follow() -> None:
    """A session's name lacks its role's path, and a bucket's ARN the account."""
    assert "aws:PrincipalArn" not in completed({}, SESSION, QUEUE)
    assert "aws:ResourceAccount" not in completed({}, SESSION, "arn:aws:s3:::b")
    assert "aws:PrincipalAccount" not in completed({}, "${Role.Arn}", QUEUE)


def test_what_is_told_stays() -> None:
    """A key of the context is not overwritten, whatever its case."""
    keys = completed({"AWS:USERNAME": "zoe"}, f"arn:aws:iam::{HOME}:user/ann", QUEUE)
    assert keys["AWS:USERNAME"] == "zoe"
    assert "aws:username" not in keys


def test_service_linked_roles() -> None:
    """The path of a role says that a service made it; the name of a session only hints at it."""
    linked = f"arn:aws:iam::{HOME}:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX"
    session = f"arn:aws:sts::{HOME}:assumed-role/AWSServiceRoleForX/run"
    assert service_linked(Caller(linked)) is Tri.YES
    assert service_linked(Caller(ROLE)) is Tri.NO
    assert service_linked(Caller(session)) is Tri.UNKNOWN
    assert service_linked(Caller(session, linked)) is Tri.YES
    assert service_linked(Caller(None)) is Tri.NO
