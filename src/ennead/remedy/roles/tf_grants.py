"""Needs as the grants that Terraform's statements are written from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from ennead.model.need import Need, Place
from ennead.remedy.roles.tf_module import Top
from ennead.remedy.roles.tf_spelling import Spelling
from ennead.remedy.roles.tf_text import Grant

Unit = tuple[str, Place, str | None]
"""An action, one place, whom a role goes to."""


def grouped(units: Iterable[Unit], spelling: Spelling, into: Top, *, foreign: bool = False) -> list[Grant]:
    """Needs as grants: actions with the same places together."""
    places: dict[tuple[str, str | None], dict[Place, None]] = defaultdict(dict)
    for action, place, passed in units:
        places[action, passed][place] = None
    groups: dict[tuple[tuple[str, ...], str | None], list[str]] = defaultdict(list)
    for (action, passed), held in places.items():
        groups[spelling.texts(sorted(held), into, foreign=foreign), passed].append(action)
    made = [Grant(tuple(sorted(actions)), texts, passed) for (texts, passed), actions in groups.items()]
    return sorted(made, key=lambda one: one.actions)


def units_of(needs: Iterable[Need]) -> list[Unit]:
    """Needs place by place."""
    return [(need.action, place, need.passed_to) for need in needs for place in need.places]


def label_of(address: str) -> str:
    """A resource's label in its address."""
    return address.rpartition(".")[2].partition("[")[0]
