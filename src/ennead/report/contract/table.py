"""A comparison on the terminal: what is not agreed first, then what nothing uses, then what could not be told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ennead.contract.compare import Comparison, Difference, Kind, State
from ennead.report.scan.text import printable
from ennead.report.table.ink import NARROWEST, WIDEST, Ink

_HEADS = (
    ("not agreed", "now", frozenset({Kind.MISSING, Kind.UNDECLARED})),
    ("no longer used", "later", frozenset({Kind.UNUSED, Kind.GONE})),
)
_MOST_UNTOLD = 12


def render(
    comparisons: Sequence[Comparison],
    *,
    width: int = WIDEST,
    colour: bool = False,
    target: str = ".",
    code: int = 0,
) -> str:
    """Every difference by function, what could not be told, and the next command."""
    ink = Ink(min(max(width, NARROWEST), WIDEST), colour)
    lines: list[str] = []
    for one in comparisons:
        lines += _app(one, ink)
        lines.append("")
    lines += _last(comparisons, ink, target, code)
    return "\n".join(lines) + "\n"


def _app(one: Comparison, ink: Ink) -> Iterator[str]:
    total = f"{one.functions} function{'' if one.functions == 1 else 's'}"
    yield from ink.row(f"{printable(one.app)}   ", total, printable(one.file), mark="strong")
    for head, style, kinds in _HEADS:
        members = [found for found in one.differences if found.kind in kinds]
        if members:
            yield ""
            yield ink.paint(style, f"{head}  {len(members)}")
            yield from _by_function(members, ink)
    yield from _untold(one, ink)


def _by_function(members: Sequence[Difference], ink: Ink) -> Iterator[str]:
    name = ""
    for one in members:
        if one.function != name:
            name = one.function
            yield f"  {printable(name)}"
        yield from ink.row("      ", printable(one.text), one.part)


def _untold(one: Comparison, ink: Ink) -> Iterator[str]:
    """What could not be told though the contract says what is agreed; the same reason of several functions once."""
    by: dict[str, list[str]] = {}
    for found in one.of(State.UNTOLD):
        by.setdefault(found.reason, []).append(found.function)
    if by:
        yield ""
        yield ink.paint("soon", f"could not be told  {len(one.of(State.UNTOLD))}")
    for reason, names in list(by.items())[:_MOST_UNTOLD]:
        right = names[0] if len(names) == 1 else f"{len(names)} functions"
        yield from ink.row("  ", printable(reason), printable(right))
    if len(by) > _MOST_UNTOLD:
        yield from ink.row("  ", f"{len(by) - _MOST_UNTOLD} more: --format json lists them", style="quiet")
    rest = ((State.ACCEPTED, "accepted"), (State.LEFT_OPEN, "left open by the contract"))
    told = [f"{len(one.of(state))} {words}" for state, words in rest if one.of(state)]
    if told:
        yield ""
        yield from ink.row("", f"not told and not held against the code: {', '.join(told)}", style="quiet")


def _last(comparisons: Sequence[Comparison], ink: Ink, target: str, code: int) -> Iterator[str]:
    found = [one for each in comparisons for one in each.differences]
    against = sum(one.kind in {Kind.MISSING, Kind.UNDECLARED} for one in found)
    untold = sum(len(one.of(State.UNTOLD)) for one in comparisons)
    if not found and not untold:
        yield from ink.row("", "as agreed", f"exit {code}", mark="good")
        return
    counts = f"{against} not agreed · {len(found) - against} no longer used · {untold} not told"
    yield from ink.row("", counts, f"exit {code}")
    if found:
        yield from ink.row("", f"to agree to it:  ennead contract update {printable(target)}", style="quiet")
