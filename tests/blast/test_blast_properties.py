"""Over graphs made at random: more never lowers, renaming changes names only, order is nothing, two searches agree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from random import Random
from types import MappingProxyType

from hypothesis import given, settings
from hypothesis import strategies as st

from ennead.engine.priority import priority_of
from ennead.engine.rate import Rating
from ennead.graph.blast.radius import Radius
from ennead.graph.data.valued import valued
from ennead.graph.exposure import exposure_of
from ennead.graph.graph import AppGraph
from ennead.graph.merge import merge
from ennead.graph.processes import processes_of
from ennead.model.app import (
    INTERNET,
    Auth,
    Bucket,
    Edge,
    EdgeKind,
    Exposure,
    Fragment,
    Function,
    Grant,
    Mode,
    Node,
    Queue,
    Role,
    Route,
    StateMachine,
    Table,
    Topic,
    Trigger,
    UserPool,
)
from ennead.model.finding import Finding, NoFix, Practice, Severity
from ennead.model.impact import Aim, Blast
from ennead.model.location import Location
from ennead.report.graph.document import document
from tests.blast.search import AIMS, Search

ACTIONS: dict[type[Node], tuple[tuple[str, ...], ...]] = {
    Bucket: (("s3:*",), ("s3:GetObject",), ("s3:PutObject",), ("s3:ListBucket",)),
    Queue: (("sqs:SendMessage",), ("sqs:ReceiveMessage", "sqs:DeleteMessage")),
    Table: (("dynamodb:GetItem",), ("dynamodb:PutItem", "dynamodb:DeleteItem"), ("dynamodb:DescribeTable",)),
    Topic: (("sns:Publish",), ("sns:Subscribe",)),
    UserPool: (("cognito-idp:AdminCreateUser",), ("cognito-idp:ListUsers",)),
}
STORES: tuple[type[Node], ...] = (Bucket, Table, Queue, Topic, UserPool)
OPEN = {Bucket: "s3:PutObject", Queue: "sqs:SendMessage", Topic: "sns:Publish", Table: "dynamodb:GetItem",
        UserPool: "cognito-idp:SignUp"}  # fmt: skip


def _things(functions: int, stores: list[type[Node]]) -> list[Node]:
    nodes: list[Node] = [INTERNET, StateMachine(id="state_machine/M", name="M", logical_id="M")]
    nodes.append(Role(id="role/MRole", name="MRole", logical_id="MRole"))
    for n in range(functions):
        nodes += [
            Function(id=f"function/F{n}", name=f"F{n}", logical_id=f"F{n}"),
            Role(id=f"role/F{n}Role", name=f"F{n}Role", logical_id=f"F{n}Role"),
            Route(id=f"route/GET /r{n}", name=f"GET /r{n}", path=f"/r{n}", method="GET", auth=Auth.NONE, api="api/A",
                  integration="function"),
        ]  # fmt: skip
    words = ("Orders", "X", "Files", "Public")
    nodes += [kind(id=f"{kind.KIND}/{words[n]}", name=words[n], logical_id=words[n]) for n, kind in enumerate(stores)]
    return nodes


@st.composite
def an_edge(draw: st.DrawFn, nodes: list[Node]) -> Edge:
    """A grant, a trigger, an opening or a message."""
    functions = [node.id for node in nodes if isinstance(node, Function)]
    stores = [node for node in nodes if isinstance(node, STORES)]
    fn, other, store = draw(st.sampled_from(functions)), draw(st.sampled_from(functions)), draw(st.sampled_from(stores))
    role = draw(st.sampled_from([f"role/{fn.partition('/')[2]}Role", "role/MRole"]))
    match draw(st.integers(0, 8)):
        case 0 | 1:
            actions = draw(st.sampled_from((*ACTIONS[type(store)], ("*",))))
            return Grant(source=role, target=store.id, actions=actions, maybe=draw(st.integers(0, 4)) == 0)
        case 2:
            action = draw(st.sampled_from(("lambda:InvokeFunction", "lambda:UpdateFunctionCode", "lambda:List*")))
            return Grant(source=role, target=other, actions=(action,))
        case 3:
            return Trigger(source=store.id, target=fn, mode=Mode.POLL)
        case 4:
            return Trigger(source=f"route/GET /r{fn.partition('F')[2]}", target=fn, mode=Mode.SYNC)
        case 5:
            return Exposure(source=INTERNET.id, target=store.id, auth=Auth.NONE, actions=(OPEN[type(store)],))
        case 6:
            action = draw(st.sampled_from(("states:StartExecution", "states:DescribeExecution")))
            return Grant(source=role, target="state_machine/M", actions=(action,))
        case 7:
            return Trigger(source="state_machine/M", target=fn, mode=Mode.SYNC)
        case _:
            kind = draw(st.sampled_from((EdgeKind.PUBLISHES, EdgeKind.FAILS_TO)))
            return Edge(kind=kind, source=draw(st.sampled_from([one.id for one in stores])), target=store.id)


@st.composite
def applications(draw: st.DrawFn) -> tuple[list[Node], list[Edge]]:
    """Nodes and edges of a small application."""
    nodes = _things(draw(st.integers(1, 3)), draw(st.lists(st.sampled_from(STORES), min_size=1, max_size=4)))
    edges: list[Edge] = [
        Edge(kind=EdgeKind.ASSUMES, source=node.id, target=f"role/{node.name}Role")
        for node in nodes
        if isinstance(node, Function | StateMachine)
    ]
    edges += [Exposure(source=INTERNET.id, target=one.id, auth=Auth.NONE) for one in nodes if isinstance(one, Route)]
    return nodes, edges + draw(st.lists(an_edge(nodes), min_size=2, max_size=10))


def graph_of(nodes: list[Node], edges: list[Edge]) -> AppGraph:
    """The graph with classes and values."""
    return valued(merge("app", [Fragment(tuple(nodes), tuple(edges))]))


def findings(graph: AppGraph) -> Mapping[str, Finding]:
    """One rated finding of each severity about each node."""
    rating = Rating(graph)
    return {
        f"{severity} {node_id}": rating.rated(
            Finding("c", Practice.MAP, severity, "m", Location("t"), node_id, NoFix("n"), about=(node_id,))
        )
        for node_id in graph.nodes
        for severity in Severity
    }


def whole(blast: Blast, aim: Aim) -> frozenset[str]:
    """What is surely or maybe reached."""
    return blast.of(aim) | blast.maybe(aim)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_more_never_lowers(data: st.DataObject) -> None:
    """A further grant, trigger, opening or message takes nothing out of a reach and lowers no class and no priority."""
    nodes, edges = data.draw(applications())
    before, after = graph_of(nodes, edges), graph_of(nodes, [*edges, data.draw(an_edge(nodes))])
    old, new = Radius(before).blasts, Radius(after).blasts
    for node_id, blast in old.items():
        for aim in Aim:
            assert blast.of(aim) <= new[node_id].of(aim)
            assert whole(blast, aim) <= whole(new[node_id], aim)
        assert blast.high_water.rank <= new[node_id].high_water.rank
        assert blast.impact.rank <= new[node_id].impact.rank
        assert blast.number <= new[node_id].number
    exposed = exposure_of(after)
    assert all(who <= exposed[node_id] for node_id, who in exposure_of(before).items())
    rated = findings(after)
    assert all(priority_of(rated[key]).rank <= priority_of(one).rank for key, one in findings(before).items())


@settings(max_examples=200, deadline=None)
@given(applications())
def test_renaming_changes_names_only(app: tuple[list[Node], list[Edge]]) -> None:
    """With other ids the reach is the same under the new ids, and so are classes of exposure."""
    nodes, edges = app
    new_id = {node.id: f"{node.kind}/N{place}" if node is not INTERNET else node.id for place, node in enumerate(nodes)}
    # Names decide classes of data; the ids change and the names stay.
    renamed = [replace(node, id=new_id[node.id]) if node is not INTERNET else node for node in nodes]
    moved = [replace(edge, source=new_id[edge.source], target=new_id[edge.target]) for edge in edges]
    one, other = graph_of(nodes, edges), graph_of(renamed, moved)
    old, new = Radius(one).blasts, Radius(other).blasts
    for node_id in one.nodes:
        for aim in Aim:
            assert {new_id[store] for store in old[node_id].of(aim)} == new[new_id[node_id]].of(aim)
        assert old[node_id].levels == new[new_id[node_id]].levels
    exposed = exposure_of(other)
    assert all(who is exposed[new_id[node_id]] for node_id, who in exposure_of(one).items())


@settings(max_examples=200, deadline=None)
@given(applications(), st.randoms(use_true_random=False))
def test_order_is_nothing(app: tuple[list[Node], list[Edge]], random: Random) -> None:
    """The order of nodes and edges changes neither reach nor exposure nor processes."""
    graph = graph_of(*app)
    nodes, edges = list(graph.nodes.values()), list(graph.edges)
    random.shuffle(nodes)
    random.shuffle(edges)
    mixed = replace(graph, nodes=MappingProxyType({node.id: node for node in nodes}), edges=tuple(edges))
    assert Radius(graph).blasts == Radius(mixed).blasts
    assert exposure_of(graph) == exposure_of(mixed)
    assert {one.name for one in processes_of(graph)} == {one.name for one in processes_of(mixed)}


@settings(max_examples=200, deadline=None)
@given(applications())
def test_a_second_search_agrees(app: tuple[list[Node], list[Edge]]) -> None:
    """A search over the document alone reaches the same, and every way leads to what it says."""
    graph = graph_of(*app)
    shown = document([graph], paths=True)
    search = Search(shown)
    for node in shown["nodes"]:
        if "blast" in node:
            reached = search.reach(node["id"])
            assert {aim: sorted(s for a, s in reached if a == aim) for aim in AIMS} == {
                aim: node["blast"][aim] for aim in AIMS
            }
    for path in shown["paths"]:
        place = path["from"]
        for step in path["steps"]:
            assert step["from"] == place
            place = step["to"]
        assert place == path["to"]
