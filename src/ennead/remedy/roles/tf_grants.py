"""Needs as the grants that Terraform's statements are written from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from ennead.remedy.roles.tf_module import Top
from ennead.remedy.roles.tf_spelling import Spelling
from ennead.remedy.roles.tf_text import Grant
from ennead.remedy.roles.units import Unit, places_of


def grouped(units: Iterable[Unit], spelling: Spelling, into: Top, *, foreign: bool = False) -> list[Grant]:
    """Needs as grants: actions with the same places together."""
    groups: dict[tuple[tuple[str, ...], str | None], list[str]] = defaultdict(list)
    for (action, passed), held in places_of(units).items():
        groups[spelling.texts(held, into, foreign=foreign), passed].append(action)
    made = [Grant(tuple(sorted(actions)), texts, passed) for (texts, passed), actions in groups.items()]
    return sorted(made, key=lambda one: one.actions)


def label_of(address: str) -> str:
    """A resource's label in its address."""
    return address.rpartition(".")[2].partition("[")[0]
