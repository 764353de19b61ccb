"""Check `environ-called`: code calls the environment instead of reading it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ennead.check import Context, check
from ennead.graph.graph import AppGraph
from ennead.graph.triggers import called
from ennead.model.app import Function
from ennead.model.finding import Fix, Outcome, Practice, Severity
from ennead.practices.p5_code.told import answered, declared, located
from ennead.practices.p8_denial.grouping import listed

if TYPE_CHECKING:
    from ennead.code.question import Answer
    from ennead.code.values import Place

_WRITTEN = {
    "os.environ": "os.environ",
    "process.env": "process.env",
    "node:process.env": "process.env",
}
"""Full names of the environment, and what it is called; it is no function in either language."""


@check(Practice.CODE, Severity.MEDIUM, on=AppGraph, references=("CWE-628", "CWE-754"))
def environ_called(_: AppGraph, ctx: Context) -> Iterator[Outcome]:
    """Code calls `os.environ` or `process.env` like a function: that raises an error every time."""
    places: dict[tuple[Place, str], dict[Function, None]] = {}
    for fn, answer in answered(ctx):
        for place, name in _calls(answer):
            places.setdefault((place, name), {})[fn] = None
    for (place, name), functions in places.items():
        who = list(functions)
        yield ctx.finding(
            f"{listed([called(fn) for fn in who])} {'calls' if len(who) == 1 else 'call'} {name} like a function: "
            "whatever gets there fails",
            node=who[0] if len(who) == 1 else None,
            at=located(place),
            related=declared(who),
            key=f"{place.path} {_number(place, name, list(places))}",
            fix=Fix(f"Read the variable: {name}[...], with square brackets"),
        )


def _calls(answer: Answer) -> Iterator[tuple[Place, str]]:
    from ennead.code.values import full_name, options  # noqa: PLC0415  loaded only where code was read

    for call in answer.facts.calls:
        names = [full_name(one) for one in options(call.callee)]
        if not call.handed and len(names) == 1 and names[0] in _WRITTEN:
            yield call.at, _WRITTEN[names[0]]


def _number(place: Place, name: str, places: list[tuple[Place, str]]) -> int:
    """Which of the file's calls it is, so that moved lines change nothing."""
    return sorted(one for one in places if one[0].path == place.path).index((place, name))
