"""What the picture shows, and where."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ennead.graph.graph import AppGraph
from ennead.model.app import (
    INTERNET,
    Alias,
    Auth,
    Edge,
    EdgeKind,
    Exposure,
    Function,
    Grant,
    Node,
    Queue,
    Role,
    Route,
    Source,
    Table,
    Trigger,
)
from ennead.report.map.columns import LARGE, columns_of, drawn_pairs, gathered, is_large
from ennead.report.map.drawing import drawings
from ennead.report.map.layout import GAP_Y, HEIGHT, lay_out
from ennead.report.map.reach import Reach, reach_of
from ennead.report.map.view import view


def app(nodes: list[Node], edges: list[Edge]) -> AppGraph:
    return AppGraph("app", {node.id: node for node in nodes}, tuple(edges))


def fn(name: str) -> Function:
    return Function(id=f"function/{name}", name=name)


def triggers(source: str, target: str, auth: Auth | None = None) -> Trigger:
    return Trigger(source=source, target=target, auth=auth)


def test_grants_start_at_the_functions(shop: AppGraph) -> None:
    """Roles and log groups are no cards; what a role names leads from its function."""
    shown = view(shop)
    assert {node.kind for node in shown.nodes}.isdisjoint({"role", "log_group"})
    links = {(link.source, link.target): link for link in shown.links}
    link = links["function/OrderGet", "table/Orders"]
    assert (link.sort, link.words) == ("grant", ("may GetItem, Query +1",))
    assert links["function/Admin", "table/Users"].sort == "wildcard"


def test_the_strongest_relation_gives_the_line() -> None:
    """Two nodes share one line, whose sort is the strongest relation and whose words are all of them."""
    nodes: list[Node] = [fn("F"), Role(id="role/R", name="R"), Table(id="table/T", name="t")]
    edges: list[Edge] = [
        Edge(kind=EdgeKind.ASSUMES, source="function/F", target="role/R"),
        Grant(source="role/R", target="table/T", actions=("dynamodb:*",), wildcard=True),
        Edge(kind=EdgeKind.READS, source="function/F", target="table/T"),
    ]
    (link,) = view(app(nodes, edges)).links
    assert (link.sort, link.words) == ("use", ("may dynamodb:* by wildcard", "reads"))


def test_an_alias_stands_for_its_function() -> None:
    """A trigger of an alias is drawn to the function."""
    nodes: list[Node] = [
        fn("F"),
        Alias(id="alias/A", name="live", function="function/F"),
        Queue(id="queue/Q", name="q"),
    ]
    (link,) = view(app(nodes, [triggers("queue/Q", "alias/A")])).links
    assert (link.source, link.target) == ("queue/Q", "function/F")


def test_reach_follows_triggers() -> None:
    """Who asks nobody lets anyone through to what it starts; a demand narrows it; what is unknown stays unknown."""
    auths = {"a": Auth.NONE, "b": Auth.JWT, "c": Auth.UNKNOWN}
    routes = [Route(id=f"route/{n}", name=n, auth=auth, integration="function") for n, auth in auths.items()]
    edges: list[Edge] = [
        *(Exposure(source=INTERNET.id, target=f"route/{n}", auth=auth) for n, auth in auths.items()),
        triggers("route/a", "function/F"),
        triggers("route/b", "function/G"),
        triggers("route/c", "function/H"),
    ]
    reach = reach_of(app([INTERNET, fn("F"), fn("G"), fn("H"), *routes], edges))
    assert [reach[f"function/{name}"] for name in "FGH"] == [Reach.ANONYMOUS, Reach.SIGNED_IN, Reach.UNKNOWN]
    assert [reach[f"route/{name}"] for name in "abc"] == [Reach.ANONYMOUS, Reach.SIGNED_IN, Reach.UNKNOWN]


def test_a_named_account_is_not_anyone() -> None:
    """An exposure to an account never counts as open to anyone."""
    nodes: list[Node] = [Source(id="account/123456789012", name="123456789012"), Queue(id="queue/Q", name="q")]
    edge = Exposure(source="account/123456789012", target="queue/Q", auth=Auth.NONE)
    assert reach_of(app(nodes, [edge])) == {"queue/Q": Reach.SIGNED_IN}


def test_a_cycle_of_triggers_ends() -> None:
    """A loop is walked once, and everything on it has a column."""
    nodes: list[Node] = [fn("F"), Queue(id="queue/Q", name="q")]
    edges: list[Edge] = [
        triggers("queue/Q", "function/F"),
        Edge(kind=EdgeKind.PUBLISHES, source="function/F", target="queue/Q"),
        Exposure(source="internet/internet", target="queue/Q", auth=Auth.NONE),
    ]
    graph = app([INTERNET, *nodes], edges)
    assert reach_of(graph)["function/F"] is Reach.ANONYMOUS
    assert columns_of(view(graph)).keys() == {INTERNET.id, "function/F", "queue/Q"}


def test_columns_read_left_to_right(shop: AppGraph) -> None:
    """Outside, entries, functions, then stores and queues, then what a queue starts."""
    columns = columns_of(view(shop))
    path = ["internet/internet", "route/POST /orders", "function/OrderNew", "queue/Shipping", "function/OrderShip"]
    assert [columns[node] for node in path] == [0, 1, 2, 3, 4]
    assert columns["bucket/Uploads"] == 1
    assert columns["table/Users"] == 3
    assert columns["function/Receipt"] == 2


def test_cards_do_not_overlap(shop: AppGraph) -> None:
    """Cards of one column stand apart by at least the gap, and all of them lie inside the drawing."""
    (drawing,) = drawings([shop])
    boxes = drawing.layout.boxes.values()
    for column in {box.column for box in boxes}:
        tops = sorted(box.y for box in boxes if box.column == column)
        assert all(below - above >= HEIGHT + GAP_Y for above, below in pairwise(tops))
    assert all(0 <= box.y <= drawing.layout.height - HEIGHT for box in boxes)
    assert all(0 <= box.x <= drawing.layout.width - box.width for box in boxes)


def test_a_simple_crossing_is_undone() -> None:
    """Two lines that would cross in the order of the names do not."""
    columns = {"a": 0, "b": 0, "x": 1, "y": 1}
    boxes = lay_out(columns, [("a", "y"), ("b", "x")]).boxes
    assert (boxes["a"].y < boxes["b"].y) == (boxes["y"].y < boxes["x"].y)


NAMES = st.sampled_from(["a", "b", "c", "d", "e", "x\x003", "é"])


@given(st.dictionaries(NAMES, st.integers(0, 4)), st.lists(st.tuples(NAMES, NAMES), unique=True))
def test_any_graph_can_be_laid_out(columns: dict[str, int], pairs: list[tuple[str, str]]) -> None:
    """Every item gets a box and every pair a path, forward, back, within a column or to itself."""
    known = [pair for pair in pairs if pair[0] in columns and pair[1] in columns]
    layout = lay_out(columns, known)
    assert layout.boxes.keys() == columns.keys()
    assert layout.paths.keys() == set(known)
    assert layout == lay_out(dict(reversed(columns.items())), known)


def test_a_large_app_is_gathered() -> None:
    """Many nodes of one kind and reach become one card with their count; few stay, and links join the cards."""
    nodes: list[Node] = [fn(f"F{place:03}") for place in range(LARGE)] + [Table(id="table/T", name="t")]
    edges = [Edge(kind=EdgeKind.READS, source=f"function/F{place:03}", target="table/T") for place in range(LARGE)]
    shown = view(app(nodes, edges))
    assert is_large(shown, columns_of(shown))
    (group,) = gathered(shown, columns_of(shown), {})
    assert len(group.members) == LARGE
    assert drawn_pairs(shown.links, [group]).keys() == {(group.id, "table/T")}
    (drawing,) = drawings([app(nodes, edges)])
    assert sorted(card.title for card in drawing.cards) == [f"{LARGE} functions", "t"]


def test_a_small_app_is_not_gathered(shop: AppGraph) -> None:
    """A dozen functions are drawn one by one."""
    shown = view(shop)
    assert not is_large(shown, columns_of(shown))


def test_parts_gather_a_large_app_unless_they_are_too_many() -> None:
    """Functions of one part are one card with the part's name; parts that make hundreds of cards are not used."""
    shown = view(app([fn(f"F{place:03}") for place in range(300)], []))
    few = gathered(shown, columns_of(shown), {node.id: f"p{node.id[-1]}" for node in shown.nodes})
    assert sorted(group.family for group in few) == [f"p{digit}" for digit in range(10)]
    (one,) = gathered(
        shown, columns_of(shown), {node.id: node.id[:-1] + str(int(node.id[-1]) // 2) for node in shown.nodes}
    )
    assert one.family == ""
    assert len(one.members) == 300


def test_a_chain_of_functions_runs_from_left_to_right() -> None:
    """Functions that nobody outside starts stand in the order in which they call each other, whatever their names."""
    calls = [("C", "A"), ("A", "B")]
    edges = [
        Edge(kind=EdgeKind.INVOKES, source=f"function/{here}", target=f"function/{there}") for here, there in calls
    ]
    columns = columns_of(view(app([fn("A"), fn("B"), fn("C")], edges)))
    assert columns["function/C"] < columns["function/A"] < columns["function/B"]
