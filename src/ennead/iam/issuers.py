"""Issuers of web identities that serve everybody: without a condition on whom, a role is open to all of them.

Sources: https://docs.github.com/actions/reference/security/oidc, https://docs.gitlab.com/ci/cloud_services/aws/,
https://developer.hashicorp.com/terraform/cloud-docs/dynamic-provider-credentials/aws-configuration,
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_cognito.html
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Issuer:
    """`key` is the condition that chooses, `also` others that do; `who` comes from everywhere.

    A value of the condition chooses where it begins with `chosen`.
    """

    key: str
    who: str
    example: str
    chosen: re.Pattern[str]
    also: tuple[str, ...] = ()

    def is_open(self, value: str) -> bool:
        """Whether a value of the condition lets in others than one's own."""
        return self.chosen.match(value) is None


_GITHUB = ("repository", "repository_id", "repository_owner", "repository_owner_id", "job_workflow_ref")

_ISSUERS = {
    "token.actions.githubusercontent.com": Issuer(
        "token.actions.githubusercontent.com:sub",
        "GitHub repository",
        "repo:OWNER/NAME:ref:refs/heads/main",
        re.compile(r"repo:[^*?/:]+/|(?!repo:)[^*?:]+:[^*?:/]+[:/]|[^*?]+$"),
        tuple(f"token.actions.githubusercontent.com:{claim}" for claim in _GITHUB),
    ),
    "gitlab.com": Issuer(
        "gitlab.com:sub",
        "GitLab project",
        "project_path:GROUP/PROJECT:ref_type:branch:ref:main",
        re.compile(r"project_path:[^*?/:]+/"),
    ),
    "app.terraform.io": Issuer(
        "app.terraform.io:sub",
        "HCP Terraform workspace",
        "organization:ORGANIZATION:project:PROJECT:workspace:WORKSPACE:run_phase:*",
        re.compile(r"organization:[^*?:]+:"),
    ),
    "cognito-identity.amazonaws.com": Issuer(
        "cognito-identity.amazonaws.com:aud",
        "Cognito identity pool",
        "the id of your identity pool",
        re.compile(r"[^*?]+$"),
    ),
    "accounts.google.com": Issuer(
        "accounts.google.com:aud", "Google application", "the client id of your application", re.compile(r"[^*?]+$")
    ),
}


def issuer_of(principal: str) -> Issuer | None:
    """The public issuer behind a federated principal: its host, or the ARN of its provider."""
    host = principal.rpartition("oidc-provider/")[2]
    return _ISSUERS.get(host)
