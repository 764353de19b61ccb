"""What `open-trust` finds and what it leaves alone."""

from __future__ import annotations

import pytest

from ennead.engine.assess import assess
from ennead.graph.derive import derive
from ennead.graph.merge import merge
from ennead.model.finding import Confidence, Exposure, Finding, Outcome, Severity, Unassessed
from ennead.practices.p3_roles.open_trust import open_trust
from ennead.sources.text import fragment_of

GITHUB = "token.actions.githubusercontent.com"


def said(principal: str, condition: str = "{}", parameters: str = "") -> list[Outcome]:
    """What the check says about a role with this trust."""
    text = (
        f"{parameters}Resources:\n  R:\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument:\n"
        "        Statement:\n          - Effect: Allow\n            Action: sts:AssumeRole\n"
        f"            Principal: {principal}\n            Condition: {condition}\n"
    )
    return list(assess(derive(merge("app", [fragment_of(text)])), [open_trust]))


def federated(condition: str, host: str = GITHUB) -> list[Outcome]:
    """What it says about a role for tokens of an issuer."""
    return said(f"{{Federated: 'arn:aws:iam::111122223333:oidc-provider/{host}'}}", condition)


@pytest.mark.parametrize("principal", ['"*"', '{AWS: "*"}'])
def test_everybody_is_high(principal: str) -> None:
    """A star is every identity of every account."""
    (found,) = said(principal)
    assert isinstance(found, Finding)
    assert (found.severity, found.exposure, found.resource) == (Severity.HIGH, Exposure.ANONYMOUS, "R")
    assert found.message == "Anyone with an AWS account may assume R"


@pytest.mark.parametrize(
    "condition",
    ["{StringEquals: {'aws:PrincipalOrgID': o-1}}", "{ArnEquals: {'aws:PrincipalArn': 'arn:aws:iam::1:role/x'}}"],
)
def test_limited_star_is_left_alone(condition: str) -> None:
    """A condition that names an organisation or an identity chooses whom."""
    assert said('{AWS: "*"}', condition) == []


def test_star_with_an_external_id_is_found() -> None:
    """An external id alone is a password, and no limit on who."""
    assert len(said('{AWS: "*"}', "{StringEquals: {'sts:ExternalId': a}}")) == 1


@pytest.mark.parametrize("principal", ["'444455556666'", "'arn:aws:iam::444455556666:root'"])
def test_whole_foreign_account_is_medium(principal: str) -> None:
    """Without an external id everybody there may come; it may still be an account of one's own."""
    (found,) = said(f"{{AWS: {principal}}}")
    assert isinstance(found, Finding)
    assert (found.severity, found.confidence) == (Severity.MEDIUM, Confidence.MEDIUM)


@pytest.mark.parametrize(
    ("principal", "condition"),
    [
        ("{AWS: '444455556666'}", "{StringEquals: {'sts:ExternalId': shop-7}}"),
        ("{AWS: 'arn:aws:iam::444455556666:role/deploy'}", "{}"),
        ("{AWS: !Sub 'arn:aws:iam::${AWS::AccountId}:root'}", "{}"),
        ("{Service: lambda.amazonaws.com}", "{}"),
    ],
)
def test_chosen_principals_are_left_alone(principal: str, condition: str) -> None:
    """An external id, a single role, the own account and services are chosen."""
    assert said(principal, condition) == []


@pytest.mark.parametrize(
    "condition",
    [
        "{}",
        f"{{StringEquals: {{'{GITHUB}:aud': sts.amazonaws.com}}}}",
        f"{{StringLike: {{'{GITHUB}:sub': '*'}}}}",
        f"{{StringLike: {{'{GITHUB}:sub': 'repo:*'}}}}",
        f"{{StringLike: {{'{GITHUB}:sub': 'repo:*/shop:*'}}}}",
        f"{{StringLike: {{'{GITHUB}:sub': 'repo:halfmoon*'}}}}",
        f"{{StringLike: {{'{GITHUB}:sub': ['repo:halfmoon/shop:*', 'repo:*/*']}}}}",
        f"{{StringNotEquals: {{'{GITHUB}:sub': 'repo:halfmoon/shop:ref:refs/heads/main'}}}}",
        f"{{StringEqualsIfExists: {{'{GITHUB}:sub': 'repo:halfmoon/shop:ref:refs/heads/main'}}}}",
    ],
)
def test_any_repository_is_high(condition: str) -> None:
    """No `sub`, or one that others' repositories match, lets anybody's workflow in."""
    (found,) = federated(condition)
    assert isinstance(found, Finding)
    assert found.severity is Severity.HIGH
    assert found.message.startswith("any GitHub repository may assume R: ")


@pytest.mark.parametrize(
    "condition",
    [
        f"{{StringEquals: {{'{GITHUB}:sub': 'repo:halfmoon/shop:ref:refs/heads/main'}}}}",
        f"{{StringLike: {{'{GITHUB}:sub': 'repo:halfmoon/*'}}}}",
        f"{{StringLike: {{'{GITHUB}:sub': 'repository_owner:halfmoon:*'}}}}",
        f"{{'ForAnyValue:StringLike': {{'{GITHUB}:sub': 'repo:halfmoon/shop:*'}}}}",
        f"{{StringEquals: {{'{GITHUB}:repository_id': '4711'}}}}",
    ],
)
def test_chosen_repositories_are_left_alone(condition: str) -> None:
    """A condition that names the owner chooses."""
    assert federated(condition) == []


@pytest.mark.parametrize(
    ("host", "condition", "count"),
    [
        ("gitlab.com", "{StringLike: {'gitlab.com:sub': 'project_path:halfmoon/*'}}", 0),
        ("gitlab.com", "{StringLike: {'gitlab.com:sub': 'project_path:*'}}", 1),
        ("app.terraform.io", "{StringLike: {'app.terraform.io:sub': 'organization:halfmoon:project:*'}}", 0),
        ("app.terraform.io", "{StringLike: {'app.terraform.io:sub': 'organization:*'}}", 1),
        ("oidc.eks.eu-central-1.amazonaws.com/id/ABC", "{}", 0),
    ],
)
def test_other_issuers(host: str, condition: str, count: int) -> None:
    """Public issuers need a condition that chooses; a cluster's own issuer serves nobody else."""
    assert len(federated(condition, host)) == count


def test_identity_pool_has_to_be_named() -> None:
    """Tokens of Cognito come from every identity pool in the world."""
    cognito = "{Federated: cognito-identity.amazonaws.com}"
    assert len(said(cognito)) == 1
    assert said(cognito, "{StringEquals: {'cognito-identity.amazonaws.com:aud': 'eu-central-1:1a2b'}}") == []


def test_account_without_value_is_not_assessed() -> None:
    """A parameter without a value may be anybody."""
    parameters = "Parameters: {Partner: {Type: String}}\n"
    (one,) = said("{AWS: !Sub 'arn:aws:iam::${Partner}:root'}", parameters=parameters)
    assert isinstance(one, Unassessed)
