"""Fragments to one graph: in any order, as often as one likes, and with the environments on what differs."""

from __future__ import annotations

import random
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from ennead.graph.graph import AppGraph
from ennead.graph.merge import combine, merge, names_of
from ennead.model.app import (
    Edge,
    EdgeKind,
    Fragment,
    Function,
    Gap,
    GapKind,
    Grant,
    Lens,
    Node,
    Queue,
    Source,
    Trigger,
)
from ennead.model.location import Location
from ennead.model.unknown import Unknown

PLACES = st.one_of(
    st.none(), st.builds(Location, st.sampled_from(["a.yaml", "b.yaml"]), st.integers(0, 3), st.integers(0, 2))
)
LENSES = st.frozensets(st.sampled_from(Lens), min_size=1)
NAMES = st.sampled_from(["A", "B", "C"])
NUMBERS = st.one_of(st.none(), st.integers(0, 3), st.builds(Unknown, st.sampled_from(["x", "y"])))


@st.composite
def _nodes(draw: st.DrawFn) -> Node:
    kind: type[Node] = draw(st.sampled_from([Function, Queue, Source]))
    name = draw(NAMES)
    node = kind(id=f"{kind.KIND}/{name}", name=name, at=draw(PLACES), external=draw(st.booleans()), lenses=draw(LENSES))
    if isinstance(node, Function):
        return replace(node, timeout=draw(NUMBERS))
    return replace(node, visibility=draw(NUMBERS)) if isinstance(node, Queue) else node


@st.composite
def _edges(draw: st.DrawFn) -> Edge:
    source, target = f"queue/{draw(NAMES)}", f"function/{draw(NAMES)}"
    edge: Edge = draw(
        st.sampled_from(
            [
                Edge(kind=EdgeKind.READS, source=source, target=target),
                Trigger(source=source, target=target, batch=draw(NUMBERS)),
                Grant(source=source, target=target, actions=("s3:*",), wildcard=draw(st.booleans())),
            ]
        )
    )
    places = tuple(place for place in draw(st.lists(PLACES, max_size=2)) if place)
    label = draw(st.one_of(st.none(), st.sampled_from(["x", "y"])))
    return replace(edge, locations=places, label=label, lenses=draw(LENSES))


GAPS = st.builds(
    Gap, st.sampled_from(GapKind), st.sampled_from(["r", "s"]), PLACES, st.sampled_from(["parameter", "import"])
)
FRAGMENTS = st.builds(
    Fragment,
    st.lists(_nodes(), max_size=5).map(tuple),
    st.lists(_edges(), max_size=6).map(tuple),
    st.lists(GAPS, max_size=3).map(tuple),
    st.lists(st.sampled_from(["a.yaml", "b.yaml"]), max_size=2).map(tuple),
)


def _as_fragment(graph: AppGraph) -> Fragment:
    return Fragment(tuple(graph.nodes.values()), graph.edges, graph.gaps, graph.sources)


def _shown(graph: AppGraph) -> tuple[object, ...]:
    """All of a graph, the order of its members included."""
    return (tuple(graph.nodes.items()), graph.edges, graph.gaps, graph.sources)


@given(st.lists(FRAGMENTS, max_size=4), st.randoms(use_true_random=False))
def test_the_order_of_fragments_does_not_matter(fragments: list[Fragment], chance: random.Random) -> None:
    """Fragments, and what they hold, give the same graph in any order."""
    shuffled = [
        replace(
            one,
            nodes=tuple(chance.sample(one.nodes, len(one.nodes))),
            edges=tuple(chance.sample(one.edges, len(one.edges))),
        )
        for one in chance.sample(fragments, len(fragments))
    ]
    assert _shown(merge("app", fragments)) == _shown(merge("app", shuffled))


@given(st.lists(FRAGMENTS, max_size=3))
def test_merging_again_changes_nothing(fragments: list[Fragment]) -> None:
    """A graph merged with itself, or with what it was made of, is the same graph."""
    graph = merge("app", fragments)
    assert _shown(merge("app", [_as_fragment(graph)])) == _shown(graph)
    assert _shown(merge("app", [*fragments, *fragments])) == _shown(graph)
    assert _shown(merge("app", [_as_fragment(graph), *fragments])) == _shown(graph)


@given(FRAGMENTS, FRAGMENTS, FRAGMENTS)
def test_merging_in_steps_is_merging_at_once(one: Fragment, two: Fragment, three: Fragment) -> None:
    """Parts may be merged first."""
    steps = merge("app", [_as_fragment(merge("app", [one, two])), three])
    assert _shown(steps) == _shown(merge("app", [one, two, three]))


def test_what_is_declared_wins_over_what_is_named() -> None:
    """A node that one source declares and another only names is the declared one, seen through both."""
    declared = Queue(id="queue/Q", name="jobs", visibility=5)
    named = Queue(id="queue/Q", name="Q", external=True, lenses=frozenset({Lens.OBSERVED}))
    for order in ([declared, named], [named, declared]):
        node = merge("app", [Fragment((one,)) for one in order]).nodes["queue/Q"]
        assert isinstance(node, Queue)
        assert (node.name, node.visibility, node.external) == ("jobs", 5, False)
        assert node.lenses == {Lens.DECLARED, Lens.OBSERVED}


def test_equal_edges_stand_once_with_all_their_places() -> None:
    """One relation from two places is one edge; a label makes two of it."""
    one = Edge(kind=EdgeKind.READS, source="a/A", target="b/B", locations=(Location("a", 2),))
    two = replace(one, locations=(Location("a", 1),), lenses=frozenset({Lens.DERIVED}))
    (edge,) = merge("app", [Fragment(edges=(one,)), Fragment(edges=(two,))]).edges
    assert edge.locations == (Location("a", 1), Location("a", 2))
    assert edge.lenses == {Lens.DECLARED, Lens.DERIVED}
    assert len(merge("app", [Fragment(edges=(one, replace(one, label="x")))]).edges) == 2


def _graph(*names: str, delay: int = 1) -> AppGraph:
    nodes = tuple(Function(id=f"function/{name}", name=name, timeout=delay) for name in names)
    edges = tuple(Edge(kind=EdgeKind.READS, source=node.id, target="table/T") for node in nodes)
    return merge("app", [Fragment(nodes, edges, (Gap(GapKind.INPUT, f"gap of {names}"),), (f"{names[0]}.yaml",))])


def test_environments_stand_on_what_differs() -> None:
    """What holds everywhere carries no environment, what does not carries the names of those where it does."""
    graph = combine("app", {"dev,staging": _graph("A", "B"), "prod": _graph("A", "C")})
    assert {node.name: node.environments for node in graph.nodes.values()} == {
        "A": (), "B": ("dev", "staging"), "C": ("prod",),
    }  # fmt: skip
    assert {edge.source: edge.environments for edge in graph.edges} == {
        "function/A": (), "function/B": ("dev", "staging"), "function/C": ("prod",),
    }  # fmt: skip
    assert len(graph.gaps) == 2
    assert graph.sources == ("A.yaml",)


def test_one_environment_is_its_graph() -> None:
    """Where there is nothing to tell apart nothing is marked."""
    graph = _graph("A")
    assert combine("app", {"": graph}) is graph
    assert names_of({"": graph}) == ()
    assert names_of({"a,b": graph, "c": graph}) == ("a", "b", "c")


def test_a_node_that_differs_by_environment_stands_once() -> None:
    """A node there in every environment, with other values, is one node that holds everywhere."""
    graph = combine("app", {"dev": _graph("A", delay=1), "prod": _graph("A", delay=9)})
    assert [(node.id, node.environments) for node in graph.nodes.values()] == [("function/A", ())]
