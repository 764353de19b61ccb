"""Actions of others that change under a workflow's hands while it holds what it takes to deploy."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.check import Context, check
from ennead.model.finding import Fix, Outcome, Practice, Related, Severity
from ennead.model.supply import Workflow


@check(
    Practice.CONFIGURATION,
    Severity.LOW,
    on=Workflow,
    references=("CWE-829", "CWE-1357", "OWASP-SLS-S9", "ATTACK-T1195.002"),
)
def unpinned_deploy_action(workflow: Workflow, ctx: Context) -> Iterator[Outcome]:
    """A job that deploys runs somebody else's action by a tag or branch, which they can move."""
    used = [one for job in workflow.jobs if job.holds or job.deploys for one in job.unpinned]
    by_name = {one.name: one for one in reversed(used)}
    if not by_name:
        return
    first = used[0]
    more = f" and {len(by_name) - 1} more" if len(by_name) > 1 else ""
    yield ctx.finding(
        f"{workflow.name} deploys, and runs {first.name}{more}: whatever its owner puts under that name",
        node=workflow,
        at=first.at,
        related=[Related(one.at, one.name) for one in by_name.values() if one.at and one is not first],
        fix=Fix("Name the commit instead of the tag (uses: OWNER/NAME@40 hex digits), with the version in a comment"),
    )
