"""What is reached from every place at once: sets as bits, loops taken together (Tarjan's components)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def components(out: Sequence[Sequence[int]]) -> list[list[int]]:
    """Strongly connected components of the graph on 0..n-1, each after all that it leads to.

    Tarjan 1972, without recursion.
    """
    order = [-1] * len(out)
    low = [0] * len(out)
    on_stack = [False] * len(out)
    stack: list[int] = []
    found: list[list[int]] = []
    count = 0
    for root in range(len(out)):
        if order[root] >= 0:
            continue
        work = [(root, 0)]
        while work:
            place, at = work.pop()
            if at == 0:
                order[place] = low[place] = count
                count += 1
                stack.append(place)
                on_stack[place] = True
            targets = out[place]
            while at < len(targets):
                target = targets[at]
                at += 1
                if order[target] < 0:
                    work += [(place, at), (target, 0)]
                    break
                if on_stack[target]:
                    low[place] = min(low[place], order[target])
            else:
                _close(place, order, low, stack, on_stack, found)
                if work:
                    parent = work[-1][0]
                    low[parent] = min(low[parent], low[place])
    return found


def _close(
    place: int, order: list[int], low: list[int], stack: list[int], on_stack: list[bool], found: list[list[int]]
) -> None:
    if low[place] != order[place]:
        return
    members = []
    while True:
        member = stack.pop()
        on_stack[member] = False
        members.append(member)
        if member == place:
            break
    found.append(members)


def gathered(out: Mapping[str, Sequence[str]], own: Mapping[str, Sequence[int]], width: int) -> dict[str, list[int]]:
    """For every place the union of `own` (`width` bit sets each) over all places it leads to, itself included."""
    names = sorted({*out, *own, *(target for targets in out.values() for target in targets)})
    number = {name: place for place, name in enumerate(names)}
    arcs = [[number[target] for target in dict.fromkeys(out.get(name, ()))] for name in names]
    sets: list[list[int]] = [[] for _ in names]
    for members in components(arcs):
        total = [0] * width
        inside = set(members)
        reached: set[int] = set()
        for member in members:
            for place, bits in enumerate(own.get(names[member], ())):
                total[place] |= bits
            reached.update(arcs[member])
        for target in reached - inside:
            for place, bits in enumerate(sets[target]):
                total[place] |= bits
        for member in members:
            sets[member] = total
    return dict(zip(names, sets, strict=True))
