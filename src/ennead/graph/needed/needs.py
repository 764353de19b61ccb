"""Everything a function needs, in order, and what could not be told of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ennead.code.entry import NoEntry
from ennead.code.facts import SdkCall
from ennead.code.question import Answer
from ennead.graph.needed.places import Places
from ennead.graph.needed.platform import platform_needs
from ennead.graph.needed.requests import Requests
from ennead.model.app import Function
from ennead.model.location import Location
from ennead.model.need import Because, Need


@dataclass(frozen=True, slots=True)
class Untold:
    """Something a function may need that could not be told, and where."""

    reason: str
    at: Location | None = None


@dataclass(frozen=True, slots=True)
class Needs:
    """What a function needs: one entry for an action, its reason and its condition."""

    needed: tuple[Need, ...]
    untold: tuple[Untold, ...]

    @property
    def sure(self) -> tuple[Need, ...]:
        """Those without which some path of the function fails."""
        return tuple(need for need in self.needed if need.condition is None)


def needs_of(function: Function, answer: Answer | NoEntry, places: Places) -> Needs:
    """What the function needs by its code, its triggers and its configuration."""
    untold = list(_untold(function, answer))
    found = list(platform_needs(function, places))
    if not isinstance(answer, NoEntry):
        asked = Requests(places, function, answer.handles_missing)
        for call in answer.calls:
            found += asked.needs(call)
            if not asked.known(call):
                untold.append(Untold(f"which permission {call.service}:{call.operation} needs is not known", _at(call)))
    return Needs(tuple(_together(found)), tuple(dict.fromkeys(untold)))


def _untold(function: Function, answer: Answer | NoEntry) -> Iterator[Untold]:
    if isinstance(answer, NoEntry):
        yield Untold(f"its code is not read: {answer.reason}", function.at)
        return
    for one in answer.unresolved:
        yield Untold(one.reason, Location(one.at.path, one.at.line, one.at.column))


def _at(call: SdkCall) -> Location:
    return Location(call.at.path, call.at.line, call.at.column)


_ORDER = {because: number for number, because in enumerate(Because)}


def _together(needs: Iterable[Need]) -> list[Need]:
    """One entry for an action, its reason, its condition and whom a role goes to; a condition falls away where the
    same is needed without one."""
    entries: dict[tuple[str, Because, str | None, str | None], Need] = {}
    for need in needs:
        key = (need.action, need.because, need.condition, need.passed_to)
        known = entries.get(key)
        places, at = (known.places, known.at) if known else ((), ())
        entries[key] = Need(
            need.action,
            tuple(sorted({*places, *need.places})),
            need.because,
            tuple(sorted({*at, *need.at}, key=lambda one: (one.path, one.line, one.column or 0))),
            need.condition,
            need.passed_to,
        )
    sure = {(need.action, place) for need in entries.values() if need.condition is None for place in need.places}
    kept = [
        need
        for need in entries.values()
        if need.condition is None or any((need.action, place) not in sure for place in need.places)
    ]
    return sorted(kept, key=lambda one: (_ORDER[one.because], one.action, one.condition or "", one.passed_to or ""))
