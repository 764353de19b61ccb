"""The left pane: what to do now, soon, later; and the page's controls."""

from __future__ import annotations

from collections.abc import Sequence

from ennead.engine.priority import priority_of
from ennead.engine.result import ScanResult
from ennead.model.finding import Priority, Severity
from ennead.report.page.ids import Named
from ennead.report.page.text import text
from ennead.report.verdict import TITLES

_OPEN = 40
"""A longer last group is closed at first: what comes first is seen first."""


def listed(findings: Sequence[Named], result: ScanResult) -> str:
    """A group for each priority that has findings, and links to what follows the panes."""
    several = len(result.apps) > 1
    groups = [[one for one in findings if priority_of(one.finding) is priority] for priority in Priority]
    parts = [
        _group(priority, group, several=several) for priority, group in zip(Priority, groups, strict=True) if group
    ]
    return "".join(parts) + _more(findings, result)


def _group(priority: Priority, group: Sequence[Named], *, several: bool) -> str:
    shown = "" if priority is Priority.LATER and len(group) > _OPEN else " open"
    items = "".join(_item(one, several=several) for one in group)
    return (
        f'<details{shown}><summary><span class="{priority.value}">{TITLES[priority]}</span> '
        f"<span>{len(group)}</span></summary><ol>{items}</ol></details>"
    )


def _item(one: Named, *, several: bool) -> str:
    finding = one.finding
    app = f"{text(finding.app)} · " if several and finding.app else ""
    at = f" · {text(str(finding.at))}" if finding.at.path else ""
    return (
        f'<li><a href="#{one.anchor}">{text(finding.message)}'
        f"<small>{app}{finding.severity.value} · {text(finding.check)}{at}</small></a></li>"
    )


def _more(findings: Sequence[Named], result: ScanResult) -> str:
    links = [
        ("unassessed", "not assessed", len(result.unassessed)),
        ("all", "all as a table", len(findings)),
        ("accepted", "accepted", len(result.accepted)),
        ("apps", "apps", len(result.apps)),
    ]
    items = "".join(f'<li><a href="#{name}">{said} <b>{count}</b></a></li>' for name, said, count in links if count)
    return f'<ul class="more">{items}</ul>' if items else ""


def controls(result: ScanResult) -> str:
    """Search and filters: shown by the script, since nothing else makes them work."""
    if not result.findings:
        return ""
    used = {finding.severity for finding in result.findings}
    severities = [severity.value for severity in Severity if severity in used]
    choices = [
        ("severity", "every severity", severities),
        ("check", "every check", sorted({finding.check for finding in result.findings})),
        ("app", "every app", sorted({finding.app for finding in result.findings if finding.app})),
        ("environment", "every environment", sorted({one for app in result.apps for one in app.environments})),
    ]
    selects = "".join(_select(name, said, values) for name, said, values in choices if len(values) > 1)
    return (
        '<form id="controls" role="search" hidden><label>Find <input id="find" type="search" autocomplete="off" '
        f'spellcheck="false" placeholder="message, file, CWE"></label>{selects}'
        '<output id="found" aria-live="polite"></output></form>'
    )


def _select(name: str, said: str, values: Sequence[str]) -> str:
    options = "".join(f"<option>{text(value)}</option>" for value in values)
    return f'<select data-filter="{name}" aria-label="{name}"><option value="">{said}</option>{options}</select>'
