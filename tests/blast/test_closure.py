"""Components and unions over them, held against a plain search."""

from __future__ import annotations

from collections import deque

from hypothesis import given, settings
from hypothesis import strategies as st

from ennead.graph.blast.closure import components, gathered

graphs = st.integers(1, 9).flatmap(
    lambda n: st.lists(st.lists(st.integers(0, n - 1), max_size=4), min_size=n, max_size=n)
)


def reached(out: list[list[int]], start: int) -> set[int]:
    """Everything that is reached, the start included."""
    found, waiting = {start}, deque([start])
    while waiting:
        for target in out[waiting.popleft()]:
            if target not in found:
                found.add(target)
                waiting.append(target)
    return found


@settings(max_examples=500, deadline=None)
@given(graphs)
def test_components(out: list[list[int]]) -> None:
    """Places are together where each reaches the other, and stand after all that they lead to."""
    found = components(out)
    reach = [reached(out, place) for place in range(len(out))]
    where = {place: number for number, members in enumerate(found) for place in members}
    assert sorted(where) == list(range(len(out)))
    for one, place in where.items():
        for other, there in where.items():
            assert (place == there) == (other in reach[one] and one in reach[other])
            if other in reach[one]:
                assert there <= place


@settings(max_examples=500, deadline=None)
@given(graphs, st.data())
def test_gathered(out: list[list[int]], data: st.DataObject) -> None:
    """Each place has the union of what all places have that it reaches."""
    own = [data.draw(st.integers(0, 7)) for _ in out]
    names = {f"n{place}": [f"n{target}" for target in targets] for place, targets in enumerate(out)}
    found = gathered(names, {f"n{place}": [bits] for place, bits in enumerate(own)}, 1)
    for place in range(len(out)):
        wanted = 0
        for other in reached(out, place):
            wanted |= own[other]
        assert found[f"n{place}"] == [wanted]


def test_a_long_chain_is_no_recursion() -> None:
    """A chain of many thousand places is no matter of the stack."""
    chain = [[place + 1] for place in range(20_000)] + [[]]
    assert len(components(chain)) == 20_001
