"""Several edits of one file: contradictions refused, and an order in which none shifts another's place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ennead.remedy.edit import Edit, Hcl, Insert, Remove, Route, shown, target
from ennead.remedy.errors import Conflict
from ennead.remedy.values import same


def ordered(edits: Sequence[Edit]) -> list[Edit]:
    """The edits of one file, each once, from the end of each list to its beginning.

    Raises:
        Conflict: two of them cannot both be made.
    """
    single = _once(edits)
    for one, other in _meeting(single):
        _clash(one, other)
    return in_sequence(single)


def batches(sequence: Sequence[Edit]) -> list[list[Edit]]:
    """Edits in order, taken together as far as no two of them are at work in one another's collections."""
    made: list[list[Edit]] = []
    inside: dict[Route, int] = {}
    at: dict[Route, int] = {}
    for edit in sequence:
        holder = target(edit)[:-1]
        above = [holder[:size] for size in range(len(holder) + 1)]
        place = max(inside.get(holder, 0), *(at.get(route, 0) for route in above))
        if place == len(made):
            made.append([])
        made[place].append(edit)
        at[holder] = place + 1
        inside.update((route, max(inside.get(route, 0), place + 1)) for route in above)
    return made


def _meeting(single: Sequence[Edit]) -> Iterator[tuple[Edit, Edit]]:
    """Pairs of edits of which one is at work where the other one is, or above; in the order of the edits."""
    inserted: dict[Route, list[int]] = {}
    others: dict[Route, list[int]] = {}
    for place, edit in enumerate(single):
        (inserted if isinstance(edit, Insert) else others).setdefault(target(edit), []).append(place)
    pairs: set[tuple[int, int]] = set()
    for place, edit in enumerate(single):
        met = [one for size in range(len(edit.route) + 1) for one in others.get(edit.route[:size], ())]
        met += inserted[target(edit)] if isinstance(edit, Insert) else ()
        pairs.update((min(place, one), max(place, one)) for one in met if one != place)
    return ((single[one], single[other]) for one, other in sorted(pairs))


def in_sequence(single: Sequence[Edit]) -> list[Edit]:
    """Edits that do not contradict each other, in an order in which none shifts another's place."""
    lists = [edit for edit in single if _is_of_list(edit)]
    gone = [edit for edit in single if isinstance(edit, Remove)]
    others = [edit for edit in single if not (isinstance(edit, Remove) or _is_of_list(edit))]
    return sorted([*others, *gone, *reversed(lists)], key=_rank)


def _is_of_list(edit: Edit) -> bool:
    """Whether it makes an item of a list."""
    return isinstance(edit, Insert) and isinstance(edit.key, int)


def _once(edits: Sequence[Edit]) -> list[Edit]:
    """Without those that stand there before; several that follow one key come out in the order given."""
    kept: list[Edit] = []
    known: dict[Route, list[Edit]] = {}
    last: dict[tuple[Route, object], str] = {}
    for edit in edits:
        if any(_alike(edit, other) for other in known.get(target(edit), ())):
            continue
        if isinstance(edit, Insert) and isinstance(edit.key, str) and isinstance(edit.after, str):
            spot = (edit.route, edit.after)
            edit = replace(edit, after=last.get(spot, edit.after))  # noqa: PLW2901
            last[spot] = str(edit.key)
        kept.append(edit)
        known.setdefault(target(edit), []).append(edit)
    return kept


def _alike(one: Edit, other: Edit) -> bool:
    """Whether two edits of one place are the same."""
    if type(one) is not type(other):
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
