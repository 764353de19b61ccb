"""Entries of one package made ready to be asked about many versions."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import Any

from ennead.packages.advisories.events import FIXED, Prepared, everything, holds, prepared, readable
from ennead.packages.advisories.stored import Stored
from ennead.packages.versions import key

_SAME_BY_ORDER = frozenset({"PyPI", "npm"})
"""Ecosystems in which versions that are equal in order are one release: elsewhere `1.0` and `1.0.0` may be two."""

Keyed = list[tuple[Any, str]]
"""Versions with their keys."""


class Ready:
    """The entries of one package.

    All versions between two neighbouring bounds are affected by the same ranges, so that each such place is evaluated
    once: some packages have hundreds of records.
    """

    def __init__(self, ecosystem: str, entries: Sequence[Stored]) -> None:
        """Raises ValueError for an event that is no version: the database is damaged."""
        self.entries = tuple(entries)
        self._ecosystem = ecosystem
        self._ranges = [[prepared(ecosystem, events) for events in one.ranges] for one in self.entries]
        self._bounds = _distinct(
            at for ranges in self._ranges for events in ranges for at, _ in events if at is not None
        )
        self._places: dict[int, frozenset[int]] = {}
        self._listed: dict[Any, set[int]] = {}
        self._texts: dict[int, tuple[str, ...]] = {}
        self._repaired: dict[int, Keyed] = {}
        for number, one in enumerate(self.entries):
            for text in one.listed:
                for listed in self._known_as(text, key(ecosystem, text)):
                    self._listed.setdefault(listed, set()).add(number)

    def affecting(self, version: str | None) -> frozenset[int]:
        """The numbers of the entries that call a version affected; without a version, that call every one so."""
        if version is None:
            everywhere = (number for number, one in enumerate(self.entries) if any(map(everything, one.ranges)))
            return frozenset(everywhere)
        at = key(self._ecosystem, version)
        found = frozenset() if at is None else self._within(at)
        for listed in self._known_as(version, at):
            found |= self._listed.get(listed, frozenset())
        return found

    def ranges(self, number: int) -> tuple[str, ...]:
        """An entry's ranges and listed versions as people write them."""
        if number not in self._texts:
            entry = self.entries[number]
            texts = [readable(self._ecosystem, events) for events in entry.ranges]
            self._texts[number] = (*texts, *(f"={text}" for text in entry.listed))
        return self._texts[number]

    def repaired(self, number: int) -> Keyed:
        """Versions that an entry calls repaired, in order: the ends of its ranges, and its clear ones."""
        if number not in self._repaired:
            entry = self.entries[number]
            ends = [text for events in entry.ranges for kind, text in events if kind == FIXED]
            self._repaired[number] = keyed(self._ecosystem, {*ends, *entry.clear})
        return self._repaired[number]

    def _known_as(self, version: str, at: Any) -> tuple[Any, ...]:
        return (version, at) if at is not None and self._ecosystem in _SAME_BY_ORDER else (version,)

    def _within(self, at: Any) -> frozenset[int]:
        left = bisect_left(self._bounds, at)
        exact = left < len(self._bounds) and not at < self._bounds[left]
        place = 2 * left + exact
        if place not in self._places:
            self._places[place] = frozenset(n for n, ranges in enumerate(self._ranges) if _any_holds(ranges, at))
        return self._places[place]


def keyed(ecosystem: str, versions: Iterable[str]) -> Keyed:
    """Versions with their keys, in order; what has none is left out."""
    pairs: Keyed = [(at, text) for text in sorted(versions) if (at := key(ecosystem, text)) is not None]
    return sorted(pairs, key=lambda pair: pair[0])


def _any_holds(ranges: list[Prepared], at: Any) -> bool:
    return any(holds(events, at) for events in ranges)


def _distinct(keys: Iterable[Any]) -> list[Any]:
    """In order, each once."""
    distinct: list[Any] = []
    for at in sorted(keys):
        if not distinct or distinct[-1] < at:
            distinct.append(at)
    return distinct
