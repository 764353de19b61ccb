"""Workflows that run a stranger's code while they hold what it takes to deploy."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ennead.check import Context, check
from ennead.graph.derive import statements_of
from ennead.graph.reach import ANYONE
from ennead.iam.power import escalates
from ennead.model.app import EdgeKind, Role
from ennead.model.finding import Confidence, Exposure, Fix, Hop, Outcome, Practice, Related, Severity
from ennead.model.supply import FOREIGN_STARTS, Job, Workflow

_OWN = re.compile(
    r"head(?:\.repo|_repository)\.full_name\s*==\s*github\.repository\b|head(?:\.repo|_repository)\.fork\s*==\s*false|"
    r"!\s*github\.event\.pull_request\.head\.repo\.fork|github\.repository\s*==\s*[\w.]*head(?:\.repo|_repository)\.full_name"
)
"""Conditions that only the repository's own branches meet."""
_SUCCESS = re.compile(r"(?:\$\{\{)?\s*github\.event\.workflow_run\.conclusion\s*==\s*'success'\s*(?:\}\})?\Z")
"""A condition that says when, and not whose: a stranger's pull request passes its tests too."""


@check(
    Practice.CONFIGURATION,
    Severity.HIGH,
    on=Workflow,
    references=("CWE-829", "CWE-94", "CWE-269", "OWASP-SLS-S6", "ATTACK-T1195.002"),
)
def stranger_deploys(workflow: Workflow, ctx: Context) -> Iterator[Outcome]:
    """A workflow that anybody can start runs the code of a pull request and holds what deploys the application."""
    found = []
    for job in workflow.for_strangers:
        if not job.holds or (job.condition and _only_own(job.condition)):
            continue
        if job.condition and not _SUCCESS.match(job.condition.strip()):
            told = "whom that lets in could not be told"
            reason = f"job {job.name} runs code of a pull request only if {job.condition}: {told}"
            yield ctx.unassessed(reason, node=workflow, at=job.foreign, key=job.name)
        else:
            found.append(job)
    if found:
        yield _finding(workflow, found, ctx)


def _only_own(condition: str) -> bool:
    return "||" not in condition and _OWN.search(condition) is not None


def _finding(workflow: Workflow, jobs: list[Job], ctx: Context) -> Outcome:
    job = jobs[0]
    start = next(name for name in workflow.triggers if name in FOREIGN_STARTS)
    edges = ctx.graph.out_of(workflow, None, EdgeKind.ASSUMES)
    roles = [role for edge in edges if (role := ctx.graph.node(edge.target, Role))]
    power = next((reason for role in roles if (reason := escalates(statements_of(role, ctx.graph)))), None)
    what = f"the role {roles[0].name}" if roles else "an access key" if job.keys else "a role"
    path = [ANYONE, Hop(workflow.id, f"{workflow.name}, started by {start}", job.foreign)]
    path += [Hop(role.id, role.name, role.at) for role in roles[:1]]
    return ctx.finding(
        f"{workflow.name} runs the code of anybody's pull request in job {job.name}, which holds {what} of the account"
        + (f": it {power}" if power else ""),
        node=workflow,
        at=job.foreign,
        severity=Severity.CRITICAL if power else Severity.HIGH,
        confidence=Confidence.MEDIUM if job.environment else Confidence.HIGH,
        exposure=Exposure.ANONYMOUS,
        related=_related(jobs),
        path=path,
        fix=Fix("Run pull requests on pull_request, without credentials, and deploy from a job that starts on push"),
    )


def _related(jobs: list[Job]) -> Iterator[Related]:
    for job in jobs:
        at = job.role_at or job.keys_at
        if at is not None:
            yield Related(at, f"job {job.name} gets its credentials here")
