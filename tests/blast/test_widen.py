"""Rights that make more rights."""

from __future__ import annotations

import pytest

from ennead.graph.blast.radius import Radius
from ennead.model.impact import Aim
from tests.blast.making import ROLE, TABLES, allow, blast_of, function, graph_of, short

ORDERS = "!GetAtt Orders.Arn"
OTHER = ROLE.format(name="Other", service="lambda.amazonaws.com", statements=allow('"dynamodb:GetItem"', ORDERS))
EVERYTHING = {"table/Orders": "cia", "table/Users": "cia"}


def reach(*statements: str, more: str = OTHER) -> dict[str, str]:
    """The reach of a function with these rights, beside a role that lambda may take on and that reads orders."""
    return short(blast_of(TABLES + more + function("Fn", *statements)))


def test_passing_a_role_to_a_function_of_its_own() -> None:
    """PassRole with CreateFunction has every role that Lambda may take on."""
    assert reach(allow('["iam:PassRole", "lambda:CreateFunction"]')) == {"table/Orders": "c"}


@pytest.mark.parametrize("action", ["iam:PassRole", "lambda:CreateFunction"])
def test_half_of_it_is_nothing(action: str) -> None:
    """Passing without making, and making without passing, gain no role."""
    assert reach(allow(f'"{action}"')) == {}


def test_passing_one_role_by_name() -> None:
    """A role that is named is gained, another is not."""
    own = allow('"iam:PassRole"', "!GetAtt OtherRole.Arn")
    assert reach(own, allow('"lambda:CreateFunction"')) == {"table/Orders": "c"}
    third = OTHER.replace("OtherRole", "ThirdRole")
    assert reach(own.replace("OtherRole", "ThirdRole"), allow('"lambda:CreateFunction"'), more=third + OTHER.replace(
        '"dynamodb:GetItem"', '"dynamodb:DeleteItem"')) == {"table/Orders": "c"}  # fmt: skip


def test_a_role_that_lambda_may_not_take_on() -> None:
    """A role for another service cannot be given to a function."""
    builds = OTHER.replace("lambda.amazonaws.com", "codebuild.amazonaws.com")
    assert reach(allow('["iam:PassRole", "lambda:CreateFunction"]'), more=builds) == {}
    assert reach(allow('["iam:PassRole", "codebuild:CreateProject"]'), more=builds) == {"table/Orders": "c"}


def test_a_condition_on_the_service() -> None:
    """PassedToService decides to whom a role may be given."""
    only = ', Condition: {StringEquals: {"iam:PassedToService": "SERVICE"}}'
    right, wrong = only.replace("SERVICE", "lambda.amazonaws.com"), only.replace("SERVICE", "ec2.amazonaws.com")
    create = allow('"lambda:CreateFunction"')
    assert reach(allow('"iam:PassRole"', more=right), create) == {"table/Orders": "c"}
    assert reach(allow('"iam:PassRole"', more=wrong), create) == {}


@pytest.mark.parametrize(
    "statement",
    [
        allow('"iam:PutRolePolicy"'),
        allow('"iam:AttachRolePolicy"', "!GetAtt OtherRole.Arn"),
        allow('"iam:CreatePolicyVersion"'),
        allow('"iam:*"'),
        allow('"*"'),
    ],
)
def test_whoever_writes_policies_has_everything(statement: str) -> None:
    """Writing the policy of a role gives every store, with every aim."""
    assert reach(statement) == EVERYTHING


def test_writing_policies_of_users_may_give_everything() -> None:
    """What users of the account may do is not on the map: that stays uncertain."""
    blast = blast_of(TABLES + function("Fn", allow('"iam:CreateAccessKey"')))
    assert short(blast) == {}
    assert blast.maybe(Aim.CONFIDENTIALITY) == {"table/Orders", "table/Users"}


def test_assuming_a_role() -> None:
    """A role that trusts the account can be taken on, one that trusts Lambda alone cannot."""
    trusting = OTHER.replace("{Service: lambda.amazonaws.com}", "{AWS: !Sub 'arn:aws:iam::${AWS::AccountId}:root'}")
    assert reach(allow('"sts:AssumeRole"'), more=trusting) == {"table/Orders": "c"}
    assert reach(allow('"sts:AssumeRole"')) == {}


def test_the_way_says_how() -> None:
    """The witness names the right and the role that is gained."""
    text = TABLES + OTHER + function("Fn", allow('["iam:PassRole", "lambda:CreateFunction"]'))
    way = Radius(graph_of(text)).way("function/Fn", Aim.CONFIDENTIALITY, "table/Orders")
    assert way is not None
    assert [step.reason for step in way] == [
        "runs with FnRole",
        "may give it to a function of its own making (iam:PassRole with lambda:CreateFunction): OtherRole",
        "may dynamodb:GetItem on Orders",
    ]
