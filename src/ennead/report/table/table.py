"""A scan on the terminal: what to do first, why here, how."""

from __future__ import annotations

import shlex
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ennead.engine.priority import priority_of
from ennead.engine.result import ScanResult
from ennead.model.finding import Finding, Priority
from ennead.report.scan.text import printable
from ennead.report.table.apps import header
from ennead.report.table.finding import Manner, briefs, detail
from ennead.report.table.ink import NARROWEST, WIDEST, Ink
from ennead.report.table.rest import accepted, inputs, unassessed
from ennead.report.verdict import TITLES, is_clean, verdict

SHOW = ("now", "soon", "later", "unassessed", "accepted", "all")
"""What `show` may be: the group to show whole, with the others as numbers."""

_BOUND = 10


def render(
    result: ScanResult,
    *,
    width: int = WIDEST,
    colour: bool = False,
    show: str | None = None,
    target: str = ".",
    exit_code: int | None = None,
) -> str:
    """The report, no line wider than `width` (40 to 100 columns), with a line feed at its end.

    `show` is one of `SHOW`; None shows what to do now whole and what to do soon in a line each.
    `target` is the PATH the user gave; it stands in the next commands.
    """
    ink = Ink(min(max(width, NARROWEST), WIDEST), colour)
    quoted = printable(shlex.quote(target))
    command = f"ennead scan {quoted} --show"
    repair = {".": "ennead fix", "-": ""}.get(target, f"ennead fix {quoted}")
    lines = list(header(result, ink))
    for priority in Priority:
        lines += _group(priority, result, ink, show, command, repair)
    lines += unassessed(result, ink, show, command)
    lines += inputs(result, ink, target)
    lines += accepted(result, ink, show, command)
    lines += ["", *_verdict(result, ink, exit_code)]
    return "\n".join(lines).lstrip("\n") + "\n"


def _group(
    priority: Priority, result: ScanResult, ink: Ink, show: str | None, command: str, repair: str
) -> Iterator[str]:
    findings = [finding for finding in result.findings if priority_of(finding) is priority]
    if not findings:
        return
    whole = show in {priority.value, "all"}
    manner = Manner(ink, several=len(result.apps) > 1, whole=whole, repair=repair)
    body = list(_body(priority, findings, manner, show))
    more = "" if whole or _complete(body, priority, findings, manner) else f"{command} {priority.value}"
    yield ""
    yield from ink.row(f"{TITLES[priority]}  ", str(len(findings)), more, mark=priority.value)
    yield from body


def _complete(body: list[str], priority: Priority, findings: Sequence[Finding], manner: Manner) -> bool:
    """Whether the group asked for by name would say no more."""
    if len(findings) > _BOUND:
        return False
    return body == list(_body(priority, findings, replace(manner, whole=True), priority.value))


def _body(priority: Priority, findings: Sequence[Finding], manner: Manner, show: str | None) -> Iterator[str]:
    if manner.whole or (show is None and priority is Priority.NOW):
        shown = findings if manner.whole else findings[:_BOUND]
        for finding in shown:
            yield ""
            yield from detail(finding, manner)
        if len(shown) < len(findings):
            yield from ("", f"    and {len(findings) - len(shown)} more")
    elif show is None and priority is Priority.SOON:
        groups = _by_check(findings)
        yield from briefs(groups[:_BOUND], manner)
        left = sum(map(len, groups[_BOUND:]))
        if left:
            yield f"    and {left} more"


def _by_check(findings: Sequence[Finding]) -> list[list[Finding]]:
    """Findings of one check together, in the order of the worst of each."""
    groups: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        groups[finding.check].append(finding)
    return list(groups.values())


def _verdict(result: ScanResult, ink: Ink, exit_code: int | None) -> Iterator[str]:
    """The last line: numbers, or that it is clean where that is true, and the exit code at the right."""
    right = "" if exit_code is None else f"exit {exit_code}"
    yield from ink.row("", verdict(result), right, style="good" if is_clean(result) else "strong")
