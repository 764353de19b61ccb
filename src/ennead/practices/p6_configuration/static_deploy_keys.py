"""Access keys that never end, in the hands of a workflow that could do without."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.check import Context, check
from ennead.model.finding import Fix, Outcome, Practice, Severity
from ennead.model.supply import Workflow


@check(
    Practice.CONFIGURATION,
    Severity.INFO,
    on=Workflow,
    references=("CWE-798", "CWE-522", "OWASP-SLS-S7", "ATTACK-T1078.004"),
)
def static_deploy_keys(workflow: Workflow, ctx: Context) -> Iterator[Outcome]:
    """A workflow deploys with a long-lived access key, where a token of its own would do."""
    jobs = [job for job in workflow.jobs if job.keys]
    if not jobs:
        return
    written = next((job for job in jobs if job.written), None)
    if written:
        yield ctx.finding(
            f"{workflow.name} holds the id of an AWS access key itself: everybody who reads the repository has it",
            node=workflow,
            at=written.keys_at,
            severity=Severity.MEDIUM,
            fix=Fix("Take the key out, end it in IAM, and assume a role with a token of the workflow"),
        )
        return
    yield ctx.finding(
        f"{workflow.name} deploys with a long-lived AWS access key: whoever gets hold of it keeps it",
        node=workflow,
        at=jobs[0].keys_at,
        fix=Fix("Assume a role with a token of the workflow (role-to-assume, permissions: id-token: write)"),
    )
