"""`log-retention`: declared log groups keep what they hold for some days."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.model.app import TERRAFORM, Dialect, LogGroup
from ennead.remedy.edit import Edit, Set
from ennead.remedy.errors import RemedyError
from ennead.remedy.findings.case import ByHand, Case

DAYS = 90


def edits(case: Case) -> Iterator[Edit]:
    """A period for each log group that has none."""
    groups = [group for group in case.nodes(LogGroup) if group.retention_days is None]
    if not groups:
        raise ByHand("the functions have no log group that is declared: declare one for each")
    for group in groups:
        if group.dialect in TERRAFORM:
            module = group.dialect is Dialect.TERRAFORM_MODULE
            name = "cloudwatch_logs_retention_in_days" if module else "retention_in_days"
            yield from case.written.arguments(group.at, {name: DAYS})
        elif group.dialect is Dialect.SERVERLESS:
            yield _serverless(group, case)
        else:
            yield case.written.property(group, ("RetentionInDays",), DAYS)


def _serverless(group: LogGroup, case: Case) -> Set:
    """One that its own resources declare, else those that the framework makes for all functions."""
    try:
        return case.written.property(group, ("RetentionInDays",), DAYS)
    except RemedyError:
        file = group.at.path if group.at else ""
        return case.written.set(file, ("provider", "logRetentionInDays"), DAYS)
