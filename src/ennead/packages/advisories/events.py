"""Ranges of OSV: events in the plain order of the ecosystem (https://ossf.github.io/osv-schema/#evaluation)."""

from __future__ import annotations

from typing import Any

from ennead.packages.versions import key

INTRODUCED, FIXED, LAST_AFFECTED, LIMIT = range(4)
Event = tuple[int, str]
Range = tuple[Event, ...]
FIRST = "0"
"""The version before every other, as `introduced`; any other event may name a version 0 of its own."""

Prepared = list[tuple[Any, int]]
"""A range with its events' keys, in order; None is the key before all others."""
_SIGNS = {INTRODUCED: ">=", FIXED: "<", LAST_AFFECTED: "<=", LIMIT: "<"}


def prepared(ecosystem: str, events: Range) -> Prepared:
    """A range's events in order.  Raises ValueError for one that names no version."""
    return [(at, event[0]) for at, event in _in_order(ecosystem, events)]


def _in_order(ecosystem: str, events: Range) -> list[tuple[Any, Event]]:
    """Events of one version stay as they stand, but the last affected one comes after them."""
    keyed = [(_key(ecosystem, event), event) for event in events]
    first = [one for one in keyed if one[0] is None]
    rest = sorted((one for one in keyed if one[0] is not None), key=lambda one: one[1][0] == LAST_AFFECTED)
    return first + sorted(rest, key=lambda one: one[0])


def _key(ecosystem: str, event: Event) -> Any:
    if event == (INTRODUCED, FIRST):
        return None
    found = key(ecosystem, event[1])
    if found is None:
        raise ValueError(f"{event[1]} is no version of {ecosystem}")
    return found


def holds(events: Prepared, version: Any) -> bool:
    """Whether a version (its key) lies in a range."""
    inside = False
    limits = [key for key, kind in events if kind == LIMIT]
    if limits and not any(version < limit for limit in limits):
        return False
    for at, kind in events:
        if kind == LAST_AFFECTED:
            inside = inside and not at < version
        elif kind != LIMIT and (at is None or not version < at):
            inside = kind == INTRODUCED
    return inside


def everything(events: Range) -> bool:
    """Whether every version lies in it."""
    return bool(events) and all(event == (INTRODUCED, FIRST) for event in events)


def readable(ecosystem: str, events: Range) -> str:
    """`>=1.0 <1.2, >=2.0 <2.3`; `every version`."""
    parts: list[list[str]] = []
    for _, (kind, version) in _in_order(ecosystem, events):
        if kind == INTRODUCED or not parts:
            parts.append([])
        if (kind, version) != (INTRODUCED, FIRST):
            parts[-1].append(f"{_SIGNS[kind]}{version}")
    return ", ".join(" ".join(part) or "every version" for part in parts)
