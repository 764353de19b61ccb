"""Over graphs made at random: more never lowers, names change what names say and nothing else, order is nothing."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from types import MappingProxyType

from hypothesis import given, settings
from hypothesis import strategies as st

from ennead.graph.data.valued import valued
from ennead.graph.graph import AppGraph
from ennead.graph.merge import merge
from ennead.model.app import (
    Bucket,
    Edge,
    EdgeKind,
    Fragment,
    Function,
    FunctionUrl,
    Grant,
    LogGroup,
    Mode,
    Node,
    Queue,
    Reference,
    Role,
    Route,
    Secret,
    Stream,
    Table,
    Topic,
    Trigger,
    UserPool,
    Variable,
)
from ennead.model.data import DataClass, Evidence

STORE_WORDS = ("Thing", "X", "Orders", "Audit", "Products")
FUNCTION_WORDS = ("Patients", "Orders", "Run")
VARIABLES = ("CUSTOMERS", "TABLE_NAME", "INVOICES", "BUCKET")
TAGS: tuple[tuple[tuple[str, str], ...], ...] = (
    (), (("ennead:data", "public"),), (("DataClassification", "pii"),), (("ennead:data", "nonsense"),)
)  # fmt: skip
KINDS: tuple[type[Node], ...] = (Bucket, Table, Queue, Topic, Stream, Secret, UserPool, LogGroup)
BY_NAME = {Evidence.NAME, Evidence.NEIGHBOUR, Evidence.HANDED_ON, Evidence.NOTHING}

stores = st.builds(
    lambda kind, word, n, tags: kind(
        id=f"{kind.KIND}/{word}{n}", name=f"{word}{n}", logical_id=f"{word}{n}", tags=tags
    ),
    st.sampled_from(KINDS),
    st.sampled_from(STORE_WORDS),
    st.integers(0, 2),
    st.sampled_from(TAGS),
)


def _function(word: str, n: int) -> list[Node]:
    name = f"{word}Fn{n}"
    variables = tuple(Variable(one, None) for one in VARIABLES)
    return [
        Function(id=f"function/{name}", name=name, logical_id=name, environment=variables),
        Role(id=f"role/{name}Role", name=f"{name}Role", logical_id=f"{name}Role"),
    ]


@st.composite
def an_edge(draw: st.DrawFn, nodes: list[Node]) -> Edge:
    """A grant, trigger, reference or message between what there is."""
    functions = [node.id for node in nodes if isinstance(node, Function)]
    kept = [node.id for node in nodes if isinstance(node, KINDS)]
    fn, other, store = draw(st.sampled_from(functions)), draw(st.sampled_from(functions)), draw(st.sampled_from(kept))
    role = f"role/{fn.partition('/')[2]}Role"
    match draw(st.integers(0, 6)):
        case 0 | 1:
            actions = draw(st.sampled_from((("dynamodb:GetItem",), ("sqs:SendMessage",), ("*",))))
            return Grant(source=role, target=store, actions=actions, wildcard=draw(st.integers(0, 3)) == 0)
        case 2:
            return Grant(source=role, target=other, actions=("lambda:InvokeFunction",), wildcard=draw(st.booleans()))
        case 3:
            return Trigger(source=store, target=fn, mode=draw(st.sampled_from(Mode)))
        case 4:
            source = draw(st.sampled_from([node.id for node in nodes if isinstance(node, Route | FunctionUrl)]))
            return Trigger(source=source, target=fn, mode=Mode.SYNC)
        case 5:
            via = draw(st.sampled_from(VARIABLES))
            return Reference(source=fn, target=store, via=via, label=via)
        case _:
            kinds = (EdgeKind.PUBLISHES, EdgeKind.FAILS_TO, EdgeKind.WRITES, EdgeKind.READS)
            return Edge(
                kind=draw(st.sampled_from(kinds)), source=draw(st.sampled_from([*kept, *functions])), target=store
            )


@st.composite
def applications(draw: st.DrawFn) -> tuple[list[Node], list[Edge]]:
    """Nodes and edges of a small application."""
    nodes: list[Node] = [
        Route(id="route/GET /orders", name="GET /orders", method="GET", path="/orders"),
        Route(id="route/POST /x", name="POST /x", method="POST", path="/x"),
        FunctionUrl(id="function_url/U", name="U"),
    ]
    nodes += draw(st.lists(stores, min_size=1, max_size=3, unique_by=lambda node: node.name))
    for n, word in enumerate(draw(st.lists(st.sampled_from(FUNCTION_WORDS), min_size=1, max_size=2))):
        nodes += _function(word, n)
    edges: list[Edge] = [
        Edge(kind=EdgeKind.ASSUMES, source=node.id, target=f"role/{node.name}Role")
        for node in nodes
        if isinstance(node, Function)
    ]
    return nodes, edges + draw(st.lists(an_edge(nodes), min_size=2, max_size=8))


def graph_of(nodes: list[Node], edges: list[Edge]) -> AppGraph:
    """The graph with classes and values."""
    return valued(merge("app", [Fragment(tuple(nodes), tuple(edges))]))


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_more_never_lowers(data: st.DataObject) -> None:
    """A further grant, trigger, reference or message lowers no level and takes no class away."""
    nodes, edges = data.draw(applications())
    before = graph_of(nodes, edges)
    after = graph_of(nodes, [*edges, data.draw(an_edge(nodes))])
    for node_id, old in before.nodes.items():
        new = after.nodes[node_id]
        if old.worth is None or new.worth is None:
            assert old.worth == new.worth
            continue
        assert new.worth.confidentiality.rank >= old.worth.confidentiality.rank
        assert new.worth.integrity.rank >= old.worth.integrity.rank
        assert new.worth.availability.rank >= old.worth.availability.rank
        lost = {one.data_class for one in old.data_classes} - {one.data_class for one in new.data_classes}
        assert lost <= {DataClass.UNKNOWN}


@settings(max_examples=400, deadline=None)
@given(applications())
def test_names_change_only_what_names_say(app: tuple[list[Node], list[Edge]]) -> None:
    """With neutral ids all that does not come from names stays: other classes, integrity, availability."""
    nodes, edges = app
    neutral: dict[str, str] = {}
    renamed: list[Node] = []
    for place, node in enumerate(nodes):
        new = (
            node
            if node.logical_id is None
            else replace(node, id=f"{node.kind}/N{place}", logical_id=f"N{place}", name=f"N{place}")
        )
        neutral[node.id] = new.id
        renamed.append(new)
    moved = [replace(edge, source=neutral[edge.source], target=neutral[edge.target]) for edge in edges]
    one, other = graph_of(nodes, edges), graph_of(renamed, moved)
    for old_id, new_id in neutral.items():
        old, new = one.nodes[old_id], other.nodes[new_id]
        assert {(c.data_class, c.by) for c in old.data_classes if c.by not in BY_NAME} == {
            (c.data_class, c.by) for c in new.data_classes if c.by not in BY_NAME
        }
        if old.worth is not None and new.worth is not None:
            assert (old.worth.integrity, old.worth.availability) == (new.worth.integrity, new.worth.availability)


@settings(max_examples=400, deadline=None)
@given(applications(), st.randoms(use_true_random=False))
def test_order_is_nothing(app: tuple[list[Node], list[Edge]], random: Random) -> None:
    """The order of nodes and edges does not matter, and valuing twice is valuing once."""
    nodes, edges = app
    plain = merge("app", [Fragment(tuple(nodes), tuple(edges))])
    shuffled_nodes, shuffled_edges = list(plain.nodes.values()), list(plain.edges)
    random.shuffle(shuffled_nodes)
    random.shuffle(shuffled_edges)
    shuffled = replace(
        plain, nodes=MappingProxyType({node.id: node for node in shuffled_nodes}), edges=tuple(shuffled_edges)
    )
    wanted = dict(valued(plain).nodes)
    assert dict(valued(shuffled).nodes) == wanted
    assert dict(valued(valued(plain)).nodes) == wanted
