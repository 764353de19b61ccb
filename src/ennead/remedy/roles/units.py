"""Needs place by place: what grants are put together from, in every dialect."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from ennead.model.need import Need, Place

Unit = tuple[str, Place, str | None]
"""An action, one place, whom a role goes to."""


def units_of(needs: Iterable[Need]) -> list[Unit]:
    """Needs place by place."""
    return [(need.action, place, need.passed_to) for need in needs for place in need.places]


def places_of(units: Iterable[Unit]) -> dict[tuple[str, str | None], list[Place]]:
    """The places of each action, in order and each once; by whom a role goes to, too."""
    found: dict[tuple[str, str | None], set[Place]] = defaultdict(set)
    for action, place, passed in units:
        found[action, passed].add(place)
    return {key: sorted(held) for key, held in found.items()}


def each(place: Place) -> tuple[Place, ...]:
    """A place, and what does as well."""
    return (place,) if place.instead is None else (place, Place(place.instead, place.instead))
