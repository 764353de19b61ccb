"""Expectations on the terminal: what fails and where first, what could not be told, then how many hold."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from itertools import pairwise

from ennead.expect.expectation import Outcome, Result, Said, State
from ennead.model.finding import Hop
from ennead.report.scan.text import cells, printable
from ennead.report.table.ink import NARROWEST, WIDEST, Ink

_MARKS = {State.FAILS: ("✗", "now"), State.UNKNOWN: ("?", "soon"), State.ACCEPTED: ("~", "quiet")}
_SAID = 6
_INDENT = " " * 4


def render(
    outcome: Outcome,
    *,
    width: int = WIDEST,
    colour: bool = False,
    target: str = ".",
    exit_code: int | None = None,
    whole: bool = False,
) -> str:
    """The report, no line wider than `width`, with a line feed at its end.

    `whole` lists what holds too and leaves nothing out; `target` is the PATH the user gave.
    """
    ink = Ink(min(max(width, NARROWEST), WIDEST), colour)
    lines = list(_header(outcome, ink))
    for state in (State.FAILS, State.UNKNOWN, State.ACCEPTED):
        for result in outcome.of(state):
            lines += ["", *_result(result, ink, several=len(outcome.apps) > 1, whole=whole)]
    lines += _unread(outcome, ink)
    if whole:
        lines += _rest(outcome, ink)
    lines += ["", *_verdict(outcome, ink, target, exit_code, whole)]
    return "\n".join(lines) + "\n"


def _header(outcome: Outcome, ink: Ink) -> Iterator[str]:
    number = len(outcome.results)
    expected = f"{number} expectation{'' if number == 1 else 's'}"
    packs = f"pack{'' if len(outcome.packs) == 1 else 's'} {', '.join(outcome.packs)}" if outcome.packs else ""
    of = " and ".join(part for part in (outcome.file, packs) if part)
    apps = printable(", ".join(outcome.apps)) or "no application"
    said = printable(f"{expected}{f' of {of}' if of else ''}")
    yield from ink.row("", [apps, f"  {said}"], f"{outcome.seconds:.1f} s", style="strong")


def _result(result: Result, ink: Ink, *, several: bool, whole: bool) -> Iterator[str]:
    mark, style = _MARKS[result.state]
    app = f"{result.app}: " if several else ""
    title = printable(app + result.expectation.title)
    yield from ink.row(f"  {mark} ", title, printable(str(result.expectation.at)), mark=style, style="strong")
    if result.expectation.why:
        yield from ink.row(f"{_INDENT}because ", printable(result.expectation.why), style="quiet")
    if result.state is State.ACCEPTED:
        yield from ink.row(f"{_INDENT}accepted: ", printable(result.reason or ""), style="quiet")
    shown = result.said if whole else result.said[:_SAID]
    for said in shown:
        yield from _said(said, ink)
    if len(shown) < len(result.said):
        yield f"{_INDENT}and {len(result.said) - len(shown)} more"


def _said(said: Said, ink: Ink) -> Iterator[str]:
    where = f"{said.at}   " if said.at is not None and said.at.path else ""
    only = f" (in {', '.join(said.environments)} only)" if said.environments else ""
    unsure = "could not tell: " if said.state is State.UNKNOWN else ""
    head, text = _INDENT + printable(where), printable(f"{unsure}{said.message}{only}")
    if cells(head) > ink.width // 2:
        yield from ink.row(_INDENT, head.strip())
        head = f"{_INDENT}  "
    yield from ink.row(head, text)
    if len(said.path) > 2:
        yield from ink.row(f"{_INDENT}  ", [printable(step) for step in arrows(said.path)])


def arrows(path: tuple[Hop, ...]) -> list[str]:
    """A way in pieces: `anyone`, `→ POST /admin`, `→ AdminFunction`; a hop that stays on its node is left out."""
    steps = [_name(path[0])]
    steps += [f"→ {_name(hop)}" for before, hop in pairwise(path) if hop.node != before.node]
    return steps


def _name(hop: Hop) -> str:
    kind, _, name = hop.node.partition("/")
    return "anyone" if kind == "internet" else hop.message if kind == "principal" else name or kind


def _unread(outcome: Outcome, ink: Ink) -> Iterator[str]:
    if outcome.unread:
        yield ""
    for said in outcome.unread:
        yield from ink.row("  ? ", printable(f"{said.at}   {said.message}"), mark="soon")


def _rest(outcome: Outcome, ink: Ink) -> Iterator[str]:
    for state, mark, style in ((State.HOLDS, "✓", "good"), (State.SKIPPED, "-", "quiet")):
        results = outcome.of(state)
        if results:
            yield ""
        for result in results:
            note = f" ({result.reason})" if result.reason else ""
            at = printable(str(result.expectation.at))
            yield from ink.row(f"  {mark} ", printable(result.expectation.title + note), at, mark=style)


def _verdict(outcome: Outcome, ink: Ink, target: str, exit_code: int | None, whole: bool) -> Iterator[str]:
    right = "" if exit_code is None else f"exit {exit_code}"
    if not outcome.apps:
        said = "no application found: give the folder or the template that declares one"
    elif not outcome.results:
        said = "nothing was asked: no expectation is left"
    else:
        names = {
            State.FAILS: ("fails", "fail"),
            State.UNKNOWN: ("could not be told", "could not be told"),
            State.ACCEPTED: ("accepted", "accepted"),
            State.HOLDS: ("holds", "hold"),
            State.SKIPPED: ("skipped", "skipped"),
        }
        said = " · ".join(f"{n} {words[n > 1]}" for state, words in names.items() if (n := len(outcome.of(state))))
    good = bool(outcome.results) and outcome.exit_code == 0
    yield from ink.row("", said, right, style="good" if good else "strong")
    if not whole and outcome.results and not good:
        yield from ink.row("", f"all of them: ennead test {printable(shlex.quote(target))} --all", style="quiet")
