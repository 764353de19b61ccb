"""What a scan comes to, in one line; clean is said only where it is true."""

from __future__ import annotations

from ennead.engine.priority import priority_of
from ennead.engine.result import ScanResult
from ennead.model.finding import Priority

TITLES = {Priority.NOW: "act now", Priority.SOON: "soon", Priority.LATER: "later"}
"""The groups as a reader calls them."""


def is_clean(result: ScanResult) -> bool:
    """Something was scanned, nothing was found, and nothing was left untold."""
    return bool(result.apps) and not result.findings and not result.unassessed


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
    if result.accepted:
        return f"clean but for {len(result.accepted)} accepted, and everything else was assessed"
    return "clean, and everything was assessed"
