"""What a scan comes to, in one line; clean is said only where it is true."""

from __future__ import annotations

from ennead.engine.priority import priority_of
from ennead.engine.result import ScanResult
from ennead.model.finding import Priority

TITLES = {Priority.NOW: "act now", Priority.SOON: "soon", Priority.LATER: "later"}
"""The groups as a reader calls them."""


def is_clean(result: ScanResult) -> bool:
    """Something was scanned, nothing was found, and nothing was left untold."""
    return bool(result.apps) and not result.findings and not result.unassessed and not _unread(result)


def _unread(result: ScanResult) -> int:
    """How many parts of the applications, such as modules and nested stacks, are not here."""
    return sum(app.unread for app in result.apps)


def verdict(result: ScanResult) -> str:
    """`3 act now · 12 soon · 20 later · 2 not assessed`, or what it means that nothing was found."""
    if result.findings:
        of = [priority_of(finding) for finding in result.findings]
        parts = [f"{of.count(priority)} {TITLES[priority]}" for priority in Priority]
        return " · ".join(parts + ([f"{len(result.unassessed)} not assessed"] if result.unassessed else []))
    if not result.apps:
        return "no application found: give the folder or the template that declares one"
    if result.unassessed:
        return f"nothing found, and {len(result.unassessed)} could not be assessed"
    if unread := _unread(result):
        more = f", but for {len(result.accepted)} accepted" if result.accepted else ""
        away = "1 part of it is not here" if unread == 1 else f"{unread} parts of it are not here"
        return f"nothing found in what was read{more}: {away}, and may hold more"
    if result.accepted:
        return f"clean but for {len(result.accepted)} accepted, and everything else was assessed"
    return "clean, and everything was assessed"
