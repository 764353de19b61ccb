"""What denials, boundaries and the Not… elements leave of a grant."""

from __future__ import annotations

import pytest

from ennead.model.impact import Aim
from tests.blast.making import TABLES, allow, blast_of, deny, function, short

ORDERS = "!GetAtt Orders.Arn"
EVERY = allow('"dynamodb:*"')


def test_a_denial_takes_away() -> None:
    """What is denied without a condition is not reached, the rest is."""
    found = short(blast_of(TABLES + function("Fn", EVERY, deny('"dynamodb:*"', ORDERS))))
    assert found == {"table/Users": "cia"}


def test_a_denial_of_some_actions() -> None:
    """Only the actions it names are lost."""
    denied = deny('["dynamodb:Delete*", "dynamodb:Put*", "dynamodb:BatchWrite*", "dynamodb:Update*"]', ORDERS)
    found = short(blast_of(TABLES + function("Fn", EVERY, denied, deny('"dynamodb:PartiQL*"', ORDERS))))
    assert found["table/Orders"] == "c"


def test_a_denial_with_a_condition_takes_nothing() -> None:
    """A condition can be met otherwise: over TLS, from another place."""
    denied = deny('"dynamodb:*"', ORDERS, ', Condition: {Bool: {"aws:SecureTransport": "false"}}')
    assert short(blast_of(TABLES + function("Fn", EVERY, denied)))["table/Orders"] == "cia"


def test_a_denial_that_may_speak_of_it() -> None:
    """Where it could not be told whether a denial speaks of the table, the table may be reached."""
    denied = deny('"dynamodb:*"', "!Sub 'arn:aws:dynamodb:*:*:table/${Name}'")
    blast = blast_of(TABLES + function("Fn", EVERY, denied))
    assert short(blast) == {}
    assert blast.maybe(Aim.CONFIDENTIALITY) == {"table/Orders", "table/Users"}


def test_a_denial_about_objects_of_a_bucket() -> None:
    """A denial about all objects takes reading and writing; one about the bucket alone takes neither."""
    text = "  Files: {Type: AWS::S3::Bucket, Properties: {BucketName: files}}\n"
    own = allow('["s3:GetObject", "s3:PutObject"]')
    objects, bucket = deny('"s3:*"', '"arn:aws:s3:::files/*"'), deny('"s3:*"', '"arn:aws:s3:::files"')
    assert short(blast_of(text + function("Fn", own, objects))) == {}
    assert short(blast_of(text + function("Fn", own, bucket))) == {"bucket/Files": "ci"}


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ('{Effect: Allow, NotAction: "iam:*", Resource: "*"}', {"table/Orders": "cia", "table/Users": "cia"}),
        (
            '{Effect: Allow, NotAction: ["dynamodb:*", "iam:*"], Resource: "*"}',
            {},
        ),
        (
            '{Effect: Allow, Action: "dynamodb:GetItem", NotResource: "arn:aws:dynamodb:*:*:table/orders"}',
            {"table/Users": "c"},
        ),
    ],
)
def test_not_action_and_not_resource(statement: str, found: dict[str, str]) -> None:
    """What such a statement leaves is granted."""
    assert short(blast_of(TABLES + function("Fn", statement))) == found


def _bounded(boundary: str, more: str = "") -> str:
    return (
        TABLES
        + more
        + function("Fn", EVERY).replace("      Policies:", f"      PermissionsBoundary: {boundary}\n      Policies:")
    )


def test_a_boundary_of_aws() -> None:
    """A boundary that only reads leaves only reading."""
    assert short(blast_of(_bounded("arn:aws:iam::aws:policy/AmazonDynamoDBReadOnlyAccess"))) == {
        "table/Orders": "c", "table/Users": "c",
    }  # fmt: skip


def test_a_boundary_of_the_application() -> None:
    """So does one of its own."""
    own = f"""
  Edge:
    Type: AWS::IAM::ManagedPolicy
    Properties: {{PolicyDocument: {{Statement: [{allow('"dynamodb:GetItem"', ORDERS)}]}}}}
"""
    assert short(blast_of(_bounded("!Ref Edge", own))) == {"table/Orders": "c"}


def test_a_boundary_that_is_not_here() -> None:
    """What lies within a boundary nobody can read may be reached."""
    blast = blast_of(_bounded("arn:aws:iam::111122223333:policy/edge"))
    assert short(blast) == {}
    assert blast.maybe(Aim.INTEGRITY) == {"table/Orders", "table/Users"}
    assert blast.unknown == ("the permissions boundary arn:aws:iam::111122223333:policy/edge is not here to be read",)


def test_a_policy_without_a_document_is_told() -> None:
    """A managed policy nobody has here makes the reach uncertain."""
    own = "      Policies:\n        - PolicyName: own\n          PolicyDocument: {Statement: []}\n"
    text = function("Fn").replace(own, "      ManagedPolicyArns: [arn:aws:iam::111122223333:policy/secret]\n")
    blast = blast_of(TABLES + text)
    assert blast.stores == frozenset()
    assert len(blast.unknown) == 1
    assert blast.unknown[0].startswith("a policy of FnRole could not be read: ")
