"""Several edits of one file: contradictions refused, and an order in which none shifts another's place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

from ennead.remedy.edit import Edit, Hcl, Insert, Remove, Route, shown, target
from ennead.remedy.errors import Conflict
from ennead.remedy.values import same


def ordered(edits: Sequence[Edit]) -> list[Edit]:
    """The edits of one file, each once, from the end of each list to its beginning.

    Raises:
        Conflict: two of them cannot both be made.
    """
    single = _once(edits)
    for one, other in combinations(single, 2):
        _clash(one, other)
    return in_sequence(single)


def in_sequence(single: Sequence[Edit]) -> list[Edit]:
    """Edits that do not contradict each other, in an order in which none shifts another's place."""
    lists: list[Edit] = [edit for edit in single if isinstance(edit, Insert) and isinstance(edit.key, int)]
    gone = [edit for edit in single if isinstance(edit, Remove)]
    others = [edit for edit in single if not (isinstance(edit, Remove) or edit in lists)]
    return sorted([*others, *gone, *reversed(lists)], key=_rank)


def _once(edits: Sequence[Edit]) -> list[Edit]:
    """Without those that stand there before; several that follow one key come out in the order given."""
    kept: list[Edit] = []
    last: dict[tuple[Route, object], str] = {}
    for edit in edits:
        if any(_alike(edit, other) for other in kept):
            continue
        if isinstance(edit, Insert) and isinstance(edit.key, str) and isinstance(edit.after, str):
            spot = (edit.route, edit.after)
            edit = replace(edit, after=last.get(spot, edit.after))  # noqa: PLW2901
            last[spot] = str(edit.key)
        kept.append(edit)
    return kept


def _alike(one: Edit, other: Edit) -> bool:
    if type(one) is not type(other) or target(one) != target(other):
        return False
    return isinstance(one, Remove) or (not isinstance(other, Remove) and same(one.value, other.value))


def _clash(one: Edit, other: Edit) -> None:
    for outer, inner in ((one, other), (other, one)):
        if _covers(outer, inner):
            raise Conflict(
                f"two edits of {outer.file} contradict each other: one changes {shown(outer.route)} as a whole, "
                f"another {shown(target(inner))}. Make them one after the other, or leave one out"
            )
    inserts = isinstance(one, Insert) and isinstance(other, Insert) and isinstance(one.key, str)
    if inserts and target(one) == target(other) and not (_is_block(one) and _is_block(other)):
        raise Conflict(f"two edits of {one.file} insert {shown(target(one))} with different values: leave one out")


def _is_block(edit: Edit) -> bool:
    """Whether it inserts a block of Terraform behind another: there may be many of one kind."""
    return isinstance(edit, Insert) and isinstance(edit.value, Hcl) and isinstance(edit.after, tuple)


def _covers(outer: Edit, inner: Edit) -> bool:
    """Whether an edit replaces or removes the place at which the other works."""
    if isinstance(outer, Insert):
        return False
    size = len(outer.route)
    if isinstance(inner, Insert):
        return inner.route[:size] == outer.route
    return inner.route[:size] == outer.route and outer is not inner


def _rank(edit: Edit) -> tuple[float, ...]:
    """Higher indexes first; an insertion before an item after all that is done to the item."""
    steps = [-float(step) if isinstance(step, int) else 0.0 for step in target(edit)]
    if isinstance(edit, Insert) and isinstance(edit.key, int):
        steps[-1] += 0.5
    return tuple(steps)
