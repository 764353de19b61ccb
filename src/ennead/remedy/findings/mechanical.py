"""Which findings a machine repairs, told without a plan: by the check, and by what the place is written in."""

from __future__ import annotations

from ennead.model.finding import Finding, Fix, FixKind

PROPERTIES = frozenset(
    {
        "end-of-life-runtime",
        "log-retention",
        "open-function-url",
        "open-route",
        "public-access-block-off",
        "unknown-action",
        "weak-password-policy",
    }
)
ROLES = frozenset(
    {
        "escalation-path",
        "excess-grant",
        "full-access-policy",
        "missing-permission",
        "shared-role",
        "wildcard-action",
        "wildcard-resource",
    }
)
"""The role of each function that the finding is about is brought to what the function needs."""

PACKAGES = frozenset({"vulnerable-package"})
"""What the manifest asks for is raised, as far as it keeps the version out; the lock is for its tool to make anew."""


def is_mechanical(finding: Finding) -> bool:
    """Whether there is a repair for this sort of finding, in the dialect it is written in."""
    if not isinstance(finding.fix, Fix) or _is_made(finding.at.path):
        return False
    if finding.check == "open-route":
        return finding.fix.kind is FixKind.ATTACH  # an authorizer waits for it
    if finding.check == "log-retention":
        return finding.fix.edit is not None  # else a group has to be declared first
    if finding.check in ROLES:  # not of a state machine, or a service
        return finding.function is not None or any(one.function for one in finding.related)
    return finding.check in PROPERTIES


def _is_made(path: str) -> bool:
    """Whether a program writes the file: CDK's assemblies, Terraform in JSON."""
    return path.endswith((".template.json", ".tf.json")) or "cdk.out/" in path
