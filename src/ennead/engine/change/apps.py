"""Which application of one version is which of the other.

Folders are renamed, and an application that shares its folder with a second one gets another name: names alone do
not tell.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from ennead.graph.change.whole import Part, app_of, own_id
from ennead.graph.graph import AppGraph


@dataclass(frozen=True, slots=True)
class AppPairs:
    """`names` gives each earlier name its later one; `added` and `removed` have no counterpart."""

    names: Mapping[str, str]
    added: tuple[str, ...]
    removed: tuple[str, ...]

    @property
    def renamed(self) -> tuple[tuple[str, str], ...]:
        """`(earlier, later)` of those with another name."""
        return tuple((old, new) for old, new in sorted(self.names.items()) if old != new)


def paired(
    before: Sequence[Part],
    after: Sequence[Part],
    old: AppGraph | None,
    new: AppGraph | None,
    broken: Collection[str] = (),
) -> AppPairs:
    """By name, then by a file they share, then (with graphs) by most of their things, then the only two there are.

    An application whose own file is among the `broken` ones of the later version is there, and not under another name.
    """
    names = {part.name: part.name for part in before if part.name in {other.name for other in after}}
    there = [part for part in before if not (part.sources and part.sources[0] in broken)]
    _by_files(there, after, names)
    if old is not None and new is not None:
        _by_things(there, after, old, new, names)
    left = [part.name for part in before if part.name not in names]
    come = [part.name for part in after if part.name not in names.values()]
    if len(there) == len(before) == len(after) == len(left) == len(come) == 1:
        names[left[0]] = come[0]
        left, come = [], []
    return AppPairs(names, tuple(come), tuple(left))


def _by_files(before: Sequence[Part], after: Sequence[Part], names: dict[str, str]) -> None:
    for part in before:
        if part.name in names:
            continue
        taken = set(names.values())
        fits = [one for one in after if one.name not in taken and part.sources and part.sources[0] in one.sources]
        if len(fits) == 1:
            names[part.name] = fits[0].name


def _by_things(
    before: Sequence[Part], after: Sequence[Part], old: AppGraph, new: AppGraph, names: dict[str, str]
) -> None:
    """The one with most ids in common, where that is more than half of either."""
    had, have = _ids(before, old), _ids(after, new)
    for part in before:
        if part.name in names:
            continue
        free = [one.name for one in after if one.name not in names.values()]
        best = max(free, key=lambda name: len(had[part.name] & have[name]), default=None)
        if best is None:
            return
        common = len(had[part.name] & have[best])
        if common * 2 > max(len(had[part.name]), len(have[best])):
            names[part.name] = best


def _ids(parts: Sequence[Part], graph: AppGraph) -> dict[str, set[str]]:
    names = [part.name for part in parts]
    found: dict[str, set[str]] = {name: set() for name in names}
    for node_id, node in graph.nodes.items():
        name = app_of(node_id, names)
        if name is not None and not node.external:
            found[name].add(own_id(node_id, names))
    return found
