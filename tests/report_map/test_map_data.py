"""What the page knows: services, links, ways, processes, and where everything lies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ennead.graph.graph import AppGraph
from ennead.model.app import Edge, EdgeKind, Function, Node, Queue, Route, Table, Trigger
from ennead.report.map.data import page_data
from ennead.report.map.groups import ALL_AT_ONCE, Service, services_of
from ennead.report.map.names import folder_keys, name_keys, stack_keys
from ennead.report.map.places import CARD, CLOSED, Item, places
from ennead.report.map.view import view


def app(nodes: list[Node], edges: list[Edge] | None = None) -> AppGraph:
    return AppGraph("app", {node.id: node for node in nodes}, tuple(edges or []))


def fn(name: str, code: str | None = None) -> Function:
    return Function(id=f"function/{name}", name=name, logical_id=name, code=code)


def flat(service: Service) -> Iterator[str]:
    for part in service.parts:
        yield part.title
        yield from flat(part)


def by_name(data: dict[str, Any], name: str) -> int:
    return next(number for number, node in enumerate(data["nodes"]) if node["n"] == name)


def stacked(stacks: int, functions: int) -> AppGraph:
    """Stacks with functions and a table each, and one queue that all of them use."""
    nodes: list[Node] = [Queue(id="queue/Shared", name="shared", logical_id="Shared")]
    edges: list[Edge] = []
    for stack in range(stacks):
        table = Table(id=f"table/S{stack}.T", name=f"table-{stack}", logical_id=f"S{stack}.T")
        nodes.append(table)
        for place in range(functions):
            nodes.append(fn(f"S{stack}.F{place}"))
            edges.append(Edge(kind=EdgeKind.READS, source=nodes[-1].id, target=table.id))
            edges.append(Edge(kind=EdgeKind.PUBLISHES, source=nodes[-1].id, target="queue/Shared"))
    return app(nodes, edges)


def test_a_small_app_has_no_services() -> None:
    """What can be seen at once stands without groups."""
    assert services_of(view(app([fn(f"F{place}") for place in range(ALL_AT_ONCE)]))).parts == ()


def test_nested_stacks_are_services() -> None:
    """Each nested stack is a service with what belongs to it; what they share stands beside them."""
    whole = services_of(view(stacked(3, 5)))
    assert [part.title for part in whole.parts] == ["S0", "S1", "S2"]
    assert whole.members == ("queue/Shared",)
    assert set(whole.parts[0].members) == {"table/S0.T", *(f"function/S0.F{place}" for place in range(5))}


def test_everything_is_in_one_place(shop: AppGraph) -> None:
    """Each thing is a member of one service, and none is lost."""
    for graph in (shop, stacked(4, 60)):
        shown = view(graph)
        members = list(services_of(shown).everything())
        assert sorted(members) == sorted(node.id for node in shown.nodes)


def test_a_full_stack_is_parted_again() -> None:
    """A stack with many functions falls into the folders of their code."""
    nodes = [replace(fn(f"S{place % 2}.F{place}"), code=f"src/s{place % 2}/part{place % 5}") for place in range(160)]
    whole = services_of(view(app([*nodes])))
    assert [part.title for part in whole.parts] == ["S0", "S1"]
    assert [part.title for part in whole.parts[0].parts] == [f"part{place}" for place in range(5)]


def test_entries_go_with_their_functions() -> None:
    """A route belongs to the service of the function it starts, a table to that of its only users."""
    nodes: list[Node] = [fn(f"{part}{place}", f"src/{part}") for part in "ab" for place in range(6)]
    nodes += [Route(id="route/GET /a", name="GET /a"), Table(id="table/T", name="t")]
    edges: list[Edge] = [
        Trigger(source="route/GET /a", target="function/a1"),
        Edge(kind=EdgeKind.READS, source="function/b2", target="table/T"),
    ]
    parts = {part.title: part.members for part in services_of(view(app(nodes, edges))).parts}
    assert "route/GET /a" in parts["a"]
    assert "table/T" in parts["b"]


@pytest.mark.parametrize(
    ("ids", "depth", "keys"),
    [
        (["Outer.Inner.Fn", "Fn"], 0, {"function/Outer.Inner.Fn": "Outer"}),
        (["Outer.Inner.Fn", "Outer.Fn"], 1, {"function/Outer.Inner.Fn": "Inner"}),
        (["module.orders.aws_lambda_function.a"], 0, {"function/module.orders.aws_lambda_function.a": "orders"}),
        (["aws_lambda_function.a"], 0, {}),
    ],
)
def test_stacks_are_read_from_ids(ids: list[str], depth: int, keys: dict[str, str]) -> None:
    """The stacks stand before the logical id, Terraform's modules in its address."""
    assert stack_keys([fn(each) for each in ids], depth) == keys


def test_folders_are_called_by_what_tells_them_apart() -> None:
    """The deepest folders that do not give every function its own, by their shortest unique end."""
    codes = ["src/a/api", "src/a/api", "src/b/api", "src/b/api", "src/b/jobs/run.py"]
    keys = folder_keys([fn(f"F{place}", code) for place, code in enumerate(codes)])
    assert list(keys.values()) == ["a/api", "a/api", "b/api", "b/api", "jobs"]
    assert folder_keys([fn(f"F{place}", f"src/f{place}") for place in range(9)]) == {}


def test_names_are_parted_by_their_first_own_word() -> None:
    """Words that all names share say nothing."""
    names = ["shop-order-new", "shop-order-get", "shop-user-new", "shop-user-get"]
    keys = name_keys([fn(name) for name in names])
    assert list(keys.values()) == ["order", "order", "user", "user"]


SIZES = st.sampled_from([CARD, CLOSED])


THINGS = st.lists(st.tuples(SIZES, st.integers(0, 4)), max_size=40)
LINES = st.lists(st.tuples(st.integers(0, 39), st.integers(0, 39)))


@given(THINGS, LINES)
def test_nothing_lies_on_anything(given_: list[tuple[tuple[int, int], int]], lines: list[tuple[int, int]]) -> None:
    """No two things of a plane overlap, higher ranks lie further right, and the same input gives the same places."""
    items = [Item(f"n{number}", size, rank) for number, (size, rank) in enumerate(given_)]
    pairs = [(f"n{a}", f"n{b}") for a, b in lines]
    found = places(items, pairs)
    assert found == places(items, pairs)
    for one, other in combinations(items, 2):
        (x, y), (a, b) = found[one.id], found[other.id]
        apart = abs(x - a) >= (one.size[0] + other.size[0]) / 2 or abs(y - b) >= (one.size[1] + other.size[1]) / 2
        assert apart
        assert one.rank >= other.rank or x < a


def test_every_thing_has_a_place(shop: AppGraph) -> None:
    """Nodes and groups have a place each, also with several apps in one page."""
    for graphs in ([shop], [shop, replace(shop, name="twin")], [stacked(13, 40)]):
        data, where = page_data(graphs)
        assert len(where["n"]) == len(data["nodes"])
        assert len(where["g"]) == len(data["groups"])


def test_apps_of_one_page_are_groups(shop: AppGraph) -> None:
    """Each app is a group, its services are in it, and everybody is one node for all."""
    data, _ = page_data([shop, replace(shop, name="twin")])
    tops = [group["n"] for group in data["groups"] if group["p"] == -1]
    assert tops == ["shop", "twin"]
    assert [node["i"] for node in data["nodes"]].count("internet/internet") == 1
    members = [node for group in data["groups"] for node in group["m"]]
    assert len(members) == len(set(members)) == len(data["nodes"]) - 1


def test_links_say_what_and_where(shop: AppGraph) -> None:
    """A link has the words of its relations and the lines they are written in."""
    data, _ = page_data([shop])
    ends = by_name(data, "POST /admin"), by_name(data, "shop-admin")
    (link,) = [each for each in data["links"] if (each[0], each[1]) == ends]
    assert [data["words"][word] for word in link[3]] == ["triggers, sync"]
    assert [data["spots"][spot] for spot in link[4]] == ["template.yml:201"]


def test_ways_lead_from_entries_to_stores(shop: AppGraph) -> None:
    """A way starts at an entry, ends at a store, names the rights it uses; roles are passed over."""
    data, _ = page_data([shop])
    start, end = by_name(data, "POST /orders"), by_name(data, "orders")
    (way,) = [each for each in data["ways"] if (each["f"], each["t"]) == (start, end) and "i" in each["m"]]
    assert [data["nodes"][hop[0]]["n"] for hop in way["h"]] == ["POST /orders", "shop-ordernew", "orders"]
    assert "PutItem" in data["words"][way["h"][-1][1]]


def test_processes_name_what_is_in_the_page(shop: AppGraph) -> None:
    """Processes consist of nodes of the page, and there is one for the orders."""
    data, _ = page_data([shop])
    assert any(by_name(data, "POST /orders") in process["e"] for process in data["processes"])
    numbers = {number for process in data["processes"] for part in "eft" for number in process[part]}
    assert numbers <= set(range(len(data["nodes"])))


def test_gaps_come_first_where_only_the_user_can_tell(shop: AppGraph) -> None:
    """Gaps keep reason, line and what they are about; those of input stand first."""
    data, _ = page_data([shop])
    assert [(gap["k"], gap["a"]) for gap in data["gaps"]] == [
        ("input", "template.yml:4"),
        ("unsupported", "template.yml:210"),
    ]
    assert data["nodes"][data["gaps"][0]["o"]]["n"] == "shop-report"


def test_what_is_not_shown_is_counted(shop: AppGraph) -> None:
    """Kinds the page leaves out are named with their number."""
    data, _ = page_data([shop])
    assert data["left"] == "1 API, 1 log group, 1 parameter, 8 roles"


def test_classes_stand_with_their_reasons(shop: AppGraph) -> None:
    """A store's classes and its value are in the page; a function has neither."""
    from ennead.graph.data.valued import valued  # noqa: PLC0415

    data, _ = page_data([valued(shop, ())])
    users = data["nodes"][by_name(data, "users")]
    assert "personal" in users["d"]
    assert ["personal" in pair for pair in users["y"]].count(True) >= 1
    assert users["v"][0] == "high"
    assert "d" not in data["nodes"][by_name(data, "shop-admin")]
