"""One finding on the terminal: what, where and how it is reached, how to repair it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ennead.engine.priority import priority_of
from ennead.model.finding import Confidence, Disposition, Finding, Fix, Hop, NoFix, Priority, Related
from ennead.remedy.findings.mechanical import is_mechanical
from ennead.report.scan.stakes import in_words
from ennead.report.scan.text import cells, printable
from ennead.report.table.ink import Ink, chunks, clip

_MARKS = {Priority.NOW: "●", Priority.SOON: "◐", Priority.LATER: "○"}
_WORDS = {Disposition.SAFE: "safe", Disposition.REVIEW: "review first"}
_FIX_STYLES = {Disposition.SAFE: "good", Disposition.REVIEW: "soon"}
_INDENT = " " * 4
_SNIPPET_LINES = 12
_NAMES = 3
_HELD = 2


@dataclass(frozen=True, slots=True)
class Manner:
    """How much to say: `several` apps name theirs, `whole` leaves nothing out.

    `repair` is the command that repairs, with the PATH the user gave; empty where there is no file to repair.
    """

    ink: Ink
    several: bool = False
    whole: bool = False
    repair: str = "ennead fix"


def briefs(groups: Sequence[Sequence[Finding]], manner: Manner) -> Iterator[str]:
    """One line per group: the message of its first as far as it fits, severity and check in columns."""
    ink = manner.ink
    names = max(len(group[0].check) for group in groups)
    words = max(len(group[0].severity.value) for group in groups)
    columns = words + 2 + names
    room = ink.width - len(_INDENT)
    if columns > room // 2:
        names, columns = 0, words
    for group in groups:
        finding = group[0]
        priority = priority_of(finding)
        like = f" (+{len(group) - 1} like it)" if len(group) > 1 else ""
        message = clip(printable(_app(finding, manner) + finding.message), room - columns - 2 - len(like)) + like
        gap = " " * (room - cells(message) - columns)
        right = f"{finding.severity.value:<{words}}" + (f"  {finding.check}" if names else "")
        mark = ink.paint(priority.value, f"  {_MARKS[priority]} ")
        yield mark + message + gap + ink.paint("quiet", right.rstrip())


def detail(finding: Finding, manner: Manner) -> Iterator[str]:
    """The message, the way to it, the functions it is about, the repair."""
    ink = manner.ink
    head = f"  {_MARKS[priority_of(finding)]} "
    style = "strong" if priority_of(finding) is Priority.NOW else ""
    yield from ink.row(head, printable(finding.message), _right(finding), mark=priority_of(finding).value, style=style)
    yield from _way(finding, manner)
    yield from _holds(finding, manner)
    yield from _relatives(finding.related, manner)
    yield from _repair(finding, manner)


def _app(finding: Finding, manner: Manner) -> str:
    return f"{finding.app}: " if manner.several and finding.app else ""


def _right(finding: Finding) -> str:
    return f"{finding.severity.value}  {finding.check}"


def _way(finding: Finding, manner: Manner) -> Iterator[str]:
    """The place, and the path as arrows: beside it where both fit on a line, else below."""
    place, steps = _place(finding, manner), arrows(finding)
    if not steps:
        yield from manner.ink.row(_INDENT, place)
        return
    if cells(_INDENT + place) + 3 + cells(" ".join(steps)) <= manner.ink.width:
        yield _INDENT + place + "   " + " ".join(steps)
        return
    yield from manner.ink.row(_INDENT, place)
    yield from manner.ink.row(_INDENT + "  ", steps)


def _place(finding: Finding, manner: Manner) -> str:
    notes = [f"{finding.confidence.value} confidence"] if finding.confidence is not Confidence.HIGH else []
    if finding.environments:
        notes.append(f"in {', '.join(finding.environments)} only")
    return printable(
        _app(finding, manner) + (str(finding.at) or "no place in a file") + (f" ({'; '.join(notes)})" if notes else "")
    )


def arrows(finding: Finding) -> list[str]:
    """The path in pieces: `anyone`, `→ POST /admin`, `→ AdminShellFunction`, `→ eval`, `(shell.js:36)`.

    A hop that stays on its node says what happens there, and where unless that is the finding's own place.
    """
    hops = finding.path
    if len(hops) < 2:
        return []
    steps = [called(hops[0], finding.app)]
    for before, hop in pairwise(hops):
        if hop.node != before.node:
            steps.append(f"→ {called(hop, finding.app)}")
        else:
            steps.append(f"→ {hop.message}")
            steps += [f"({hop.at})"] if hop.at and hop.at.path and hop.at != finding.at else []
    return [printable(step) for step in steps]


def called(hop: Hop, app: str | None) -> str:
    """What to call the node a hop stands on."""
    kind, _, name = hop.node.partition("/")
    if kind == "internet":
        return "anyone"
    return hop.called or (name or kind).removeprefix(f"{app}:")


def _holds(finding: Finding, manner: Manner) -> Iterator[str]:
    """What is at stake, for what is to be done now; all of it where nothing is left out."""
    if priority_of(finding) is Priority.NOW:
        said = in_words(finding, None if manner.whole else _HELD)
        if said:
            yield from manner.ink.row(f"{_INDENT}holds: ", [printable(each) for each in said])


def _relatives(related: tuple[Related, ...], manner: Manner) -> Iterator[str]:
    functions = list(dict.fromkeys(item.function for item in related if item.function))
    others = [item for item in related if not item.function]
    if manner.whole:
        others = list(related)
    elif functions:
        yield from manner.ink.row(_INDENT, printable(_some(functions)))
    for item in others if manner.whole else others[:_NAMES]:
        named = f"{item.function}: " if item.function else ""
        yield from manner.ink.row(_INDENT, printable(f"{item.at}   {named}{item.message}"))
    if not manner.whole and len(others) > _NAMES:
        yield f"{_INDENT}and {len(others) - _NAMES} more places"


def _some(names: list[str]) -> str:
    """`A`, `A and B`, `A, B, C and 21 more`."""
    shown, left = names[:_NAMES], len(names) - _NAMES
    last = f"{left} more" if left > 0 else (shown.pop() if len(shown) > 1 else "")
    return "in " + ", ".join(shown) + (f" and {last}" if last else "")


def _repair(finding: Finding, manner: Manner) -> Iterator[str]:
    fix, ink = finding.fix, manner.ink
    explain = f"ennead explain {finding.check}"
    if isinstance(fix, NoFix):
        yield from ink.row(_INDENT, f"no mechanical fix: {printable(fix.reason)}", explain)
        return
    head = f"{_INDENT}fix, {_WORDS[fix.disposition]}: "
    command = f"{manner.repair} {finding.identity}" if manner.repair and is_mechanical(finding) else explain
    yield from ink.row(head, printable(fix.title), command, mark=_FIX_STYLES[fix.disposition])
    yield from _snippet(fix, manner)


def _snippet(fix: Fix, manner: Manner) -> Iterator[str]:
    lines = fix.edit.expandtabs(2).rstrip().splitlines() if fix.edit else []
    shown = lines if manner.whole else lines[:_SNIPPET_LINES]
    indent = _INDENT + "  │ "
    for line in shown:
        for part in chunks(printable(line.rstrip()), manner.ink.width - cells(indent)):
            yield (manner.ink.paint("quiet", indent) + part).rstrip()
    if len(shown) < len(lines):
        yield manner.ink.paint("quiet", indent + f"… {len(lines) - len(shown)} more lines")
