"""Roles on the terminal: per function what is needed and where, what is too much, missing, or could not be told."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ennead.engine.roles import AppRoles, FunctionRoles
from ennead.graph.needed.advised import advised
from ennead.graph.needed.document import Writer
from ennead.graph.needed.score import Score, scores_of, together
from ennead.model.location import Location
from ennead.model.need import Because, Need
from ennead.report.scan.text import cells, printable
from ennead.report.table.ink import NARROWEST, WIDEST, Ink

_HEADS = {
    "boundary": "  boundary  ",
    "needs": "  needs     ",
    "excess": "  too much  ",
    "missing": "  missing   ",
    "untold": "  not told  ",
}
_BLANK = " " * 12
_MOST = 6
"""Lines of one sort that are shown of a function, unless it is asked for by name."""
_ACTIONS = 6
"""Actions that one line names."""
_LOGS = frozenset({"logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"})


@dataclass(frozen=True, slots=True)
class _Line:
    """What is said, its place at the right."""

    text: str
    right: str = ""


def render(
    apps: Sequence[AppRoles],
    functions: Sequence[str] = (),
    *,
    width: int = WIDEST,
    colour: bool = False,
    target: str = ".",
) -> str:
    """The report, no line wider than `width`, with a line feed at its end.

    `functions` picks some by their names in the template, with nothing left out and their policies; `target` is the
    PATH the user gave.
    """
    ink = Ink(min(max(width, NARROWEST), WIDEST), colour)
    lines: list[str] = []
    for app in apps:
        chosen = [one for one in app.functions if not functions or name_of(one) in functions]
        lines += _header(app, ink)
        for one in chosen:
            lines += ["", *_function(one, ink, whole=bool(functions))]
            if functions:
                lines += ["", *_policy(one, app, ink)]
    lines += ["", *_verdict(apps, ink, target)]
    return "\n".join(lines) + "\n"


def name_of(one: FunctionRoles) -> str:
    """What the template calls the function."""
    return one.function.logical_id or one.function.id.partition("/")[2]


def _header(app: AppRoles, ink: Ink) -> Iterator[str]:
    counts = [
        f"{len(app.functions)} function{'' if len(app.functions) == 1 else 's'}",
        *_counted(app.functions),
        *_scored(together(scores_of(app.graph, app.functions).values())),
    ]
    yield from ink.row(printable(app.name) + "   ", [f"{one} ·" for one in counts[:-1]] + counts[-1:], mark="strong")


def _scored(score: Score) -> Iterator[str]:
    """How much is too much, and how many of the application's stores the functions get at."""
    if score.score:
        yield f"score {'at most ' if score.at_most else ''}{score.score:,}"
    if score.pairs.all:
        pairs = score.pairs
        yield f"{pairs.granted} of {pairs.all} (function, store) pairs granted, {pairs.needed} needed"


def _counted(functions: Iterable[FunctionRoles]) -> Iterator[str]:
    every = list(functions)
    for number, words in (
        (sum(bool(one.held.missing) for one in every), "with something missing"),
        (sum(bool(one.held.excess) for one in every), "with too much"),
        (sum(one.boundary is not None and one.boundary.holds is False for one in every), "without its boundary"),
        (sum(bool(one.untold) for one in every), "not fully told"),
        (sum(one.held.role is None or one.held.role.external for one in every), "whose role is not declared here"),
    ):
        if number:
            yield f"{number} {words}"


def _function(one: FunctionRoles, ink: Ink, *, whole: bool) -> Iterator[str]:
    yield from ink.row("", printable(name_of(one)), printable(_at(one.function.at)), style="strong")
    for sort, style, lines in (
        ("missing", "now", [_Line(_need(need), _first(need.at)) for need in one.held.missing]),
        ("boundary", "soon", list(_boundary(one))),
        ("excess", "soon", list(_excess(one))),
        ("needs", "", list(_needs(one))),
        ("untold", "quiet", [_Line(untold.reason, _at(untold.at)) for untold in one.untold]),
    ):
        yield from _sort(_HEADS[sort], style, lines, ink, whole=whole)


def _sort(head: str, style: str, lines: list[_Line], ink: Ink, *, whole: bool) -> Iterator[str]:
    shown = lines if whole or len(lines) <= _MOST else lines[: _MOST - 1]
    for number, line in enumerate(shown):
        yield from ink.row(head if number == 0 else _BLANK, printable(line.text), printable(line.right), mark=style)
    if len(shown) < len(lines):
        yield from ink.row(_BLANK, f"and {len(lines) - len(shown)} more", style="quiet")


def _needs(one: FunctionRoles) -> Iterator[_Line]:
    """Needs of code first; those of the platform in few words."""
    if one.held.role is None and not one.needs.needed:
        return
    platform = [need for need in one.needs.sure if need.because is not Because.CODE]
    for need in one.needs.needed:
        if need.because is Because.CODE:
            yield _Line(_need(need), _first(need.at))
    by_reason: dict[str, list[str]] = defaultdict(list)
    for need in platform:
        by_reason["its log" if need.action in _LOGS else need.because.value].append(need.action)
    for reason, actions in by_reason.items():
        yield _Line(", ".join(dict.fromkeys(actions)), f"for {reason}" if reason == "its log" else f"by its {reason}")


def _need(need: Need) -> str:
    where = ", ".join(dict.fromkeys(place.shown for place in need.places))
    on = "" if where == "*" else f" on {where}" if need.told else f" on {where} (which one is not told)"
    return f"{need.action}{on}{f', if {need.condition}' if need.condition else ''}"


def _excess(one: FunctionRoles) -> Iterator[_Line]:
    """Policies of which nothing is needed, then what is not needed of the others, then what is wider than needed."""
    excess, held = one.held.excess, one.held
    allowed = Counter(grant.policy for grant in held.granted)
    spare = Counter(each.policy.name for each in excess if each.unneeded)
    whole = [policy for policy, number in spare.items() if allowed[policy] == number]
    first = {each.policy.name: each.at for each in reversed(excess)}
    for policy in whole:
        yield _Line(f"{policy}: nothing needs any of it", _at(first[policy]))
    unneeded: dict[tuple[str, Location | None], list[str]] = defaultdict(list)
    for each in excess:
        if each.unneeded and each.policy.name not in whole:
            unneeded[each.policy.name, each.at].append(each.action)
    for (_, at), actions in unneeded.items():
        said = ", ".join(actions[:_ACTIONS]) + (
            f" and {len(actions) - _ACTIONS} more" if len(actions) > _ACTIONS else ""
        )
        yield _Line(f"{said}: nothing needs {'it' if len(actions) == 1 else 'them'}", _at(at))
    for each in excess:
        if not each.unneeded:
            yield _Line(f"{each.action} on {', '.join(each.resources)}: {each.why}", _at(each.at))
    if excess and held.kept:
        yield _Line(f"(look first: {held.kept})")


def _boundary(one: FunctionRoles) -> Iterator[_Line]:
    """The boundary that is asked for and not there."""
    if one.boundary is None or one.boundary.holds is not False:
        return
    at = _at(one.held.role.at) if one.held.role else ""
    if one.boundary.has is None:
        yield _Line(f"missing: {one.boundary.required} is required", at)
    else:
        yield _Line(f"{one.boundary.has}, where {one.boundary.required} is required", at)


def _policy(one: FunctionRoles, app: AppRoles, ink: Ink) -> Iterator[str]:
    yield from _json(Writer(one.function, app.graph).document(one.needs.sure))
    for statement in advised(one.function, one.held.role, one.needs, app.graph):
        said = "advised beside it, so that its code may not do what Lambda does for it in the VPC:"
        yield from ("", *ink.row("", said, style="quiet"), *_json(statement))


def _json(value: object) -> Iterator[str]:
    yield from (printable(line) for line in json.dumps(value, indent=2).splitlines())


def _verdict(apps: Sequence[AppRoles], ink: Ink, target: str) -> Iterator[str]:
    every = [one for app in apps for one in app.functions]
    counts = list(_counted(every))
    if not counts:
        yield from ink.row("", "every role is as its function needs it, and everything was told", style="good")
        return
    yield from ink.row("", [f"{one} ·" for one in counts[:-1]] + counts[-1:], style="strong")
    worst = next((one for one in every if one.held.missing or one.held.excess), every[0])
    if cells(target):
        said = f"its policy, ready to paste:  ennead roles {target} --function {name_of(worst)}"
        yield from ink.row("", printable(said))


def _first(at: tuple[Location, ...]) -> str:
    more = f" +{len(at) - 1}" if len(at) > 1 else ""
    return f"{_at(at[0])}{more}" if at else ""


def _at(at: Location | None) -> str:
    return f"{at.path}:{at.line}" if at else ""
