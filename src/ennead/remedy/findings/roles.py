"""Findings about roles: each function they are about gets what it needs, and no more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from ennead.engine.roles import AppRoles, FunctionRoles
from ennead.model.finding import Finding
from ennead.remedy.edit import Plan
from ennead.remedy.errors import RemedyError
from ennead.remedy.findings.case import ByHand
from ennead.remedy.roles.plan import Left, name_of, plan


def planned(findings: Iterable[Finding], apps: Sequence[AppRoles], root: Path) -> tuple[Plan, tuple[Left, ...]]:
    """One plan for the roles of all functions that some findings are about, and what it leaves.

    Raises:
        RemedyError: as `remedy.roles.plan`.
    """
    wanted = [(finding, app) for finding in findings for app in apps if _is_of(finding, app, apps)]
    chosen = {(app.name, name_of(one)) for finding, app in wanted for one in functions_of(finding, app)}
    picked = [
        replace(app, functions=tuple(one for one in app.functions if (app.name, name_of(one)) in chosen))
        for app in apps
        if any(name == app.name for name, _ in chosen)
    ]
    return plan(picked, root)


def check(finding: Finding, apps: Sequence[AppRoles]) -> None:
    """Raises ByHand where it is about no function whose role is declared here."""
    found = [one for app in apps if _is_of(finding, app, apps) for one in functions_of(finding, app)]
    if not found:
        raise ByHand("it is about no function whose role is declared here")


def concerned(finding: Finding, apps: Sequence[AppRoles]) -> frozenset[str]:
    """The names of the functions it is about, those that share their roles among them."""
    return frozenset(name_of(one) for app in apps if _is_of(finding, app, apps) for one in functions_of(finding, app))


def functions_of(finding: Finding, app: AppRoles) -> Iterator[FunctionRoles]:
    """The functions of an application that a finding is about, and those that share their roles."""
    names = {finding.function, *(one.function for one in finding.related)} - {None}
    roles = {
        one.held.role.id
        for one in app.functions
        if one.held.role is not None
        and not one.held.role.external
        and (name_of(one) in names or one.held.role.logical_id == finding.resource or one.held.role.id in finding.about)
    }
    for one in app.functions:
        if one.held.role is not None and one.held.role.id in roles:
            yield one


def _is_of(finding: Finding, app: AppRoles, apps: Sequence[AppRoles]) -> bool:
    return finding.app == app.name or (finding.app is None and len(apps) == 1)


__all__ = ["Left", "RemedyError", "check", "concerned", "functions_of", "planned"]
