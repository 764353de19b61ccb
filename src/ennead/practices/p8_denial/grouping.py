"""How a finding stands for one function or for several: one decision, one finding."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict

from ennead.model.app import Function
from ennead.model.finding import Related
from ennead.model.location import Location


class About(TypedDict):
    """What `Context.finding` is told of where and whom."""

    node: Function | None
    at: Location | None
    related: tuple[Related, ...]


def about(said: Mapping[Function, str]) -> About:
    """Where a finding over these functions stands; `said` holds what it says of each.

    One function is the finding's own; several give a related entry each, at their own lines, and the
    finding stands at the first.
    """
    functions = tuple(said)
    if len(functions) == 1:
        return About(node=functions[0], at=functions[0].at, related=())
    related = tuple(Related(fn.at, text, fn.logical_id) for fn, text in said.items() if fn.at)
    return About(node=None, at=functions[0].at, related=related)


def counted(number: int, one: str, many: str | None = None) -> str:
    """`1 function`, `3 functions`."""
    return f"{number} {one if number == 1 else many or f'{one}s'}"


def listed(names: list[str]) -> str:
    """`A`, `A and B`, `A, B and 3 more`."""
    if len(names) <= 1:
        return "".join(names)
    if len(names) <= 3:
        return f"{', '.join(names[:-1])} and {names[-1]}"
    return f"{', '.join(names[:2])} and {len(names) - 2} more"


def span(seconds: float) -> str:
    """Seconds as people say them: `30 s`, `15 min`, `4 days`."""
    for size, word in ((86400, "day"), (3600, "h"), (60, "min")):
        if seconds % size == 0 and (seconds >= 2 * size or seconds == size > 60):
            amount = int(seconds // size)
            return f"{amount} {word}{'s' if word == 'day' and amount != 1 else ''}"
    return f"{seconds:g} s"
