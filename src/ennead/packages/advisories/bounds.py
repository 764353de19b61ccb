"""Which versions a record calls affected: its ranges, and the listed versions that no range holds."""

from __future__ import annotations

from dataclasses import dataclass

from ennead.packages.advisories import osv
from ennead.packages.advisories.events import (
    FIRST,
    FIXED,
    INTRODUCED,
    LAST_AFFECTED,
    LIMIT,
    Event,
    Range,
    holds,
    prepared,
)
from ennead.packages.versions import full, key, ordered

_MOST = 100_000
_LONGEST = 256


@dataclass(frozen=True, slots=True)
class Bounds:
    """`unread` says why a part cannot be evaluated; empty where all can."""

    ranges: tuple[Range, ...]
    listed: tuple[str, ...]
    unread: str = ""


def read_bounds(ecosystem: str, group: list[osv.Affected]) -> Bounds:
    """Of all places at which a record names one package.  Raises ValueError where it lists more than one can have."""
    ranges: list[Range] = []
    faults: list[str] = []
    versions = {one for affected in group for one in affected.versions or () if 0 < len(one) <= _LONGEST}
    kinds = [one for affected in group for one in affected.ranges or ()]
    if len(versions) > _MOST or sum(len(one.events or ()) for one in kinds) > _MOST:
        raise ValueError(f"it names more than {_MOST} versions of one package")
    for one in kinds:
        if one.type != "GIT" and one.events:
            try:
                ranges.append(_range(ecosystem, one))
            except ValueError as error:
                faults.append(str(error))
    listed = _left_over(ecosystem, ranges, versions)
    if not ranges and not versions and not faults and any(one.type == "GIT" for one in kinds):
        faults.append("it names commits and no versions")
    return Bounds(tuple(dict.fromkeys(ranges)), listed, "; ".join(sorted(set(faults)))[:_LONGEST])


def _range(ecosystem: str, one: osv.Range) -> Range:
    """Raises ValueError for an event that names no version."""
    if not ordered(ecosystem):
        raise ValueError(f"the order of {ecosystem} versions is not known here")
    events = [_event(ecosystem, kind, text) for event in one.events or () for kind, text in _told(event)]
    if not any(event and event[0] == INTRODUCED for event in events):
        raise ValueError("a range of it begins nowhere")
    return tuple(event for event in events if event is not None)


def _told(event: osv.Event) -> list[tuple[int, str]]:
    pairs = (
        (INTRODUCED, event.introduced),
        (FIXED, event.fixed),
        (LAST_AFFECTED, event.last_affected),
        (LIMIT, event.limit),
    )
    return [(kind, text) for kind, text in pairs if text is not None]


def _event(ecosystem: str, kind: int, text: str) -> Event | None:
    """None for what bounds nothing: `limit` `*`."""
    if kind == LIMIT and text == "*":
        return None
    if kind == INTRODUCED and text == FIRST:
        return (kind, text)
    version = full(ecosystem, text) if len(text) <= _LONGEST else None
    if version is None or key(ecosystem, version) is None:
        raise ValueError(f"{text[:40]!r} is no version of {ecosystem}")
    return (kind, version)


def _left_over(ecosystem: str, ranges: list[Range], versions: set[str]) -> tuple[str, ...]:
    """The versions that only the list names."""
    evaluated = [prepared(ecosystem, one) for one in ranges]

    def only_listed(version: str) -> bool:
        at = key(ecosystem, version)
        return at is None or not any(holds(one, at) for one in evaluated)

    return tuple(sorted(filter(only_listed, versions)))
