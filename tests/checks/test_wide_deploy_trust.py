"""What `wide-deploy-trust` finds and what it leaves alone."""

from __future__ import annotations

import pytest

from ennead.engine.assess import assess
from ennead.graph.derive import derive
from ennead.graph.merge import merge
from ennead.model.finding import Finding, Outcome, Severity
from ennead.practices.p3_roles.wide_deploy_trust import wide_deploy_trust
from ennead.sources.text import fragment_of

HOST = "token.actions.githubusercontent.com"
ADMIN = "AdministratorAccess"


def said(subject: str, policy: str = ADMIN, more: str = "") -> list[Outcome]:
    """What the check says about a role for that subject."""
    text = (
        "Resources:\n  R:\n    Type: AWS::IAM::Role\n    Properties:\n"
        f"      ManagedPolicyArns: ['arn:aws:iam::aws:policy/{policy}']\n      AssumeRolePolicyDocument:\n"
        "        Statement:\n          - Effect: Allow\n            Action: sts:AssumeRoleWithWebIdentity\n"
        f"            Principal: {{Federated: 'arn:aws:iam::111122223333:oidc-provider/{HOST}'}}\n"
        f"            Condition: {{StringLike: {{'{HOST}:sub': {subject}{more}}}}}\n"
    )
    return list(assess(derive(merge("app", [fragment_of(text)])), [wide_deploy_trust]))


@pytest.mark.parametrize(
    ("subject", "severity", "who"),
    [
        ("'repo:halfmoon/*'", Severity.MEDIUM, "repository of halfmoon"),
        ("'repo:halfmoon/shop-*:*'", Severity.MEDIUM, "repository halfmoon/shop-*"),
        ("'repo:halfmoon/shop:*'", Severity.LOW, "branch of halfmoon/shop"),
        ("'repo:halfmoon/shop:ref:refs/heads/*'", Severity.LOW, "branch of halfmoon/shop"),
        ("'repo:halfmoon/shop:pull_request'", Severity.LOW, "pull request of halfmoon/shop"),
        ("['repo:halfmoon/shop:*', 'repo:halfmoon/*']", Severity.MEDIUM, "repository of halfmoon"),
    ],
)
def test_wide_subjects(subject: str, severity: Severity, who: str) -> None:
    """One finding per role, about the widest."""
    (found,) = said(subject)
    assert isinstance(found, Finding)
    assert found.severity is severity
    assert found.message.startswith(f"Every {who}")


@pytest.mark.parametrize(
    ("subject", "policy", "more"),
    [
        ("'repo:halfmoon/shop:ref:refs/heads/main'", ADMIN, ""),
        ("'repo:halfmoon/shop:environment:production'", ADMIN, ""),
        ("'repo:halfmoon/*'", "AmazonS3ReadOnlyAccess", ""),
        ("'repo:halfmoon/*'", ADMIN, f", '{HOST}:job_workflow_ref': 'halfmoon/shop/.github/workflows/deploy.yml@main'"),
        ("'repo:*'", ADMIN, ""),
    ],
)
def test_chosen_and_harmless_are_left_alone(subject: str, policy: str, more: str) -> None:
    """One branch or environment, a small role, another claim that chooses; a role open to all is another check's."""
    assert said(subject, policy, more) == []
