"""What a change does, on the terminal."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.engine.change.findings import Standing
from ennead.engine.change.words import Change
from ennead.report.change.headline import headline
from ennead.report.change.view import Entry, Section, View
from ennead.report.scan.text import cells, printable
from ennead.report.table.ink import NARROWEST, WIDEST, Ink

_BOUND = 12
_MARKS = {"now": "●", "soon": "◐", "later": "○", "good": "✓", "": "·"}
_INDENT = " " * 4


def render(change: Change, *, width: int = WIDEST, colour: bool = False, exit_code: int | None = None) -> str:
    """The report, no line wider than `width` (40 to 100 columns), with a line feed at its end."""
    ink = Ink(min(max(width, NARROWEST), WIDEST), colour)
    view = View(change)
    lines = list(ink.row("compared with  ", printable(change.base), mark="quiet"))
    lines += ["", *ink.row("", printable(headline(view)), style="strong")]
    for section in view.sections():
        lines += ["", *_section(section, ink)]
    if change.left_out:
        count = f"{len(change.left_out)} of the revision ({printable(_reasons(change))})"
        lines += ["", *ink.row("left out  ", count, mark="strong")]
    new = change.of(Standing.NEW)
    if new:
        lines += ["", *ink.row("next  ", f"ennead explain {new[0].finding.check}", mark="quiet")]
    if exit_code is not None:
        lines += ["", *ink.row("", "", f"exit {exit_code}")]
    return "\n".join(lines) + "\n"


def _reasons(change: Change) -> str:
    return ", ".join(dict.fromkeys(one.reason for one in change.left_out[:1000]))


def _section(section: Section, ink: Ink) -> Iterator[str]:
    yield from ink.row(f"{section.title}  ", str(len(section.entries)), mark="strong")
    for entry in section.entries[:_BOUND]:
        yield from _entry(entry, ink)
    if len(section.entries) > _BOUND:
        yield f"{_INDENT}and {len(section.entries) - _BOUND} more: --format json has them all"


def _entry(entry: Entry, ink: Ink) -> Iterator[str]:
    head = f"  {_MARKS[entry.mark]} "
    short = not (entry.way or entry.causes or entry.more)
    right = entry.right or (entry.at if short else "")
    yield from ink.row(head, printable(entry.text), printable(right), mark=entry.mark)
    if entry.at and (entry.right or not short):
        yield from _way(entry, ink)
    for cause in entry.causes:
        yield from ink.row(f"{_INDENT}by  ", printable(cause), mark="quiet")
    for line in entry.more:
        yield from ink.row(_INDENT, printable(line))


def _way(entry: Entry, ink: Ink) -> Iterator[str]:
    steps = [printable(f"{'→ ' if number else ''}{name}") for number, (name, _) in enumerate(entry.way)]
    place = printable(entry.at)
    if cells(_INDENT + place) + 3 + cells(" ".join(steps)) <= ink.width:
        yield (_INDENT + place + "   " + " ".join(steps)).rstrip()
        return
    yield from ink.row(_INDENT, place)
    yield from ink.row(_INDENT + "  ", steps)
