"""Which safe places are taken: balanced by kind, then by folder and application, the same for the same seed."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.mutations.apps import App
from bench.mutations.kinds import Change, Kind
from bench.mutations.text import UnfitError


@dataclass(frozen=True, slots=True)
class Chosen:
    """A safe place of an application, and the kind that breaks it."""

    app: App
    kind: Kind
    change: Change


def choose(apps: Sequence[App], kinds: Iterable[Kind], count: int, seed: int) -> list[Chosen]:
    """As many places as asked for, or as there are; places whose text cannot be edited are left out."""
    in_order = sorted(apps, key=lambda app: app.label)
    pools = [_pool(in_order, kind, seed) for kind in kinds]
    chosen: list[Chosen] = []
    used: Counter[tuple[str, object]] = Counter()
    while any(pools) and len(chosen) < count:
        for pool in pools:
            one = _next(pool, used)
            if one is not None and len(chosen) < count:
                chosen.append(one)
    return chosen


def _pool(apps: Sequence[App], kind: Kind, seed: int) -> list[Chosen]:
    pool = [Chosen(app, kind, change) for app in apps for change in kind.places(app.doc)]
    random.Random(f"{seed} {kind.id}").shuffle(pool)  # noqa: S311 - a choice that can be repeated, no secret
    return pool


def _next(pool: list[Chosen], used: Counter[tuple[str, object]]) -> Chosen | None:
    """The place whose folder and application this kind, and then any kind, has had least."""

    def rank(one: Chosen) -> tuple[int, int, int]:
        root: Path = one.app.root
        label = one.app.label
        return used[one.kind.id, root], used[one.kind.id, label], used["", label]

    while pool:
        one = min(pool, key=rank)
        pool.remove(one)
        if not _fits(one):
            continue
        for key in ((one.kind.id, one.app.root), (one.kind.id, one.app.label), ("", one.app.label)):
            used[key] += 1
        return one
    return None


def _fits(one: Chosen) -> bool:
    """Whether the text allows the edit, and a file to take away is there."""
    try:
        one.change.apply(one.app.doc)
    except UnfitError:
        return False
    return one.change.gone is None or one.app.names(one.change.gone)
