"""Counts against documents: found, missed, attributed to the right app."""

from __future__ import annotations

from typing import Any

import pytest

from bench.compare import NO_APP, compare
from bench.count import Count, Event, Function, Template
from bench.template import Span

Json = dict[str, Any]
SERVERLESS = "AWS::Serverless::Function"


def declared(path: str = "a/t.yaml", owner: str | None = "Work") -> Template:
    """One function on lines 3 to 12, one event of it on lines 6 to 9."""
    event = Event(owner, "Post", "Api", Span(6, 9))
    return Template(path, "sam", 1, (Function("Work", SERVERLESS, Span(3, 12)),), (event,), (), 0)


def node(node_id: str, path: str, line: int, **more: Any) -> Json:
    name = node_id.partition("/")[2]
    place = {"path": path, "line": line}
    return {"id": node_id, "kind": node_id.partition("/")[0], "name": name, "location": place, **more}


def trigger(source: str, target: str, *places: tuple[str, int]) -> Json:
    locations = [{"path": path, "line": line} for path, line in places]
    return {"kind": "triggers", "from": source, "to": target, "locations": locations}


def graph(nodes: list[Json], edges: list[Json], **more: Any) -> Json:
    return {"schema": "ennead.graph/1", "nodes": nodes, "edges": edges, "gaps": [], **more}


def scan(*findings: Json, **more: Any) -> Json:
    app = {"name": "one", "functions": 1, "sources": ["a/t.yaml"]}
    return {"schema": "ennead.scan/1", "app": app, "findings": list(findings), "unassessed": [], **more}


WORK = node("function/Work", "a/t.yaml", 3, logical_id="Work")


def test_everything_found() -> None:
    """A function with its logical id and a trigger edge inside the event's lines are found."""
    edge = trigger("route/POST /", "function/Work", ("a/t.yaml", 7))
    compared = compare(Count((declared(),), ()), graph([WORK], [edge]), scan())
    assert compared.misses == ()
    assert [(app.name, app.functions_found, app.events_found, app.triggers) for app in compared.apps] == [
        ("one", 1, 1, 1)
    ]
    assert compared.share_read == 1


@pytest.mark.parametrize(
    "edge",
    [
        trigger("route/POST /", "function/Work", ("a/t.yaml", 10)),
        trigger("route/POST /", "function/Work", ("b/t.yaml", 7)),
        trigger("route/POST /", "function/Other", ("a/t.yaml", 7)),
        trigger("route/POST /", "function/Work"),
        {**trigger("route/POST /", "function/Work", ("a/t.yaml", 7)), "kind": "invokes"},
    ],
)
def test_an_edge_elsewhere_is_not_the_event(edge: Json) -> None:
    """Another line, file, function or kind of edge is no proof that the event was seen."""
    other = node("function/Other", "a/t.yaml", 20)
    (miss,) = compare(Count((declared(),), ()), graph([WORK, other], [edge]), scan()).misses
    assert (miss.what, miss.owner, miss.name, miss.type, miss.line) == ("event", "Work", "Post", "Api", 6)


def test_a_source_made_for_the_event_is_the_event() -> None:
    """An edge without a line of its own counts where the node it comes from stands in the event's lines."""
    schedule = node("schedule/WorkPost", "a/t.yaml", 6)
    edge = trigger("schedule/WorkPost", "function/Work")
    compared = compare(Count((declared(),), ()), graph([WORK, schedule], [edge]), scan())
    assert compared.misses == ()


def test_an_event_of_an_unknown_function_is_found_by_its_lines() -> None:
    """Where the template does not say which function a mapping feeds, any trigger edge in its lines will do."""
    edge = trigger("queue/Q", "function/external", ("a/t.yaml", 6))
    assert compare(Count((declared(owner=None),), ()), graph([WORK], [edge]), scan()).misses == ()
    (miss,) = compare(Count((declared(owner=None),), ()), graph([WORK], []), scan()).misses
    assert miss.owner is None


@pytest.mark.parametrize(
    ("found", "missed"),
    [
        (node("function/one:Work", "a/t.yaml", 3), 0),
        (node("function/Stack.Work", "./a/t.yaml", 0, logical_id="Stack.Work"), 0),
        (node("function/Renamed", "a/t.yaml", 4), 0),
        (node("function/Renamed", "a/t.yaml", 13), 1),
        (node("function/Work", "b/t.yaml", 3), 1),
        (node("role/Work", "a/t.yaml", 3), 1),
    ],
)
def test_a_function_is_known_by_id_or_by_line(found: Json, missed: int) -> None:
    """The logical id in the same file, with an app or a stack before it, or a line inside the declaration."""
    misses = compare(Count((declared(),), ()), graph([found], []), scan()).misses
    assert sum(miss.what == "function" for miss in misses) == missed


def test_functions_nobody_declares_are_listed() -> None:
    """A function the map makes up is named; one the app only refers to is not."""
    made_up = node("function/Ghost", "a/t.yaml", 40)
    outside = node("function/Theirs", "a/t.yaml", 41, external=True)
    elsewhere = node("function/sls", "serverless.yml", 1)
    compared = compare(Count((declared(),), ()), graph([WORK, made_up, outside, elsewhere], []), scan())
    assert compared.extra == ("function/Ghost",)


def test_several_apps_have_their_own_rows() -> None:
    """Templates, findings, gaps and edges go to the app that is named, else to the one whose file they stand in."""
    apps = [{"name": "a", "sources": ["a/t.yaml"]}, {"name": "b", "sources": ["b/t.yaml"]}]
    nodes = [
        node("function/a:Work", "a/t.yaml", 3, app="a"),
        node("function/b:Work", "b/t.yaml", 3, app="b"),
    ]
    edges = [trigger("route/x", "function/b:Work", ("b/t.yaml", 6))]
    gaps = [
        {"kind": "input", "class": "parameter", "reason": "no value", "location": {"path": "b/t.yaml", "line": 1}},
        {"kind": "unsupported", "reason": "…", "app": "a"},
    ]
    findings: list[Json] = [{"app": "a"}, {"app": "a"}, {"app": "b"}, {"location": {"path": "b/t.yaml", "line": 2}}, {}]
    counted = Count((declared(), declared("b/t.yaml"), declared("c/t.yaml")), ())
    document = {**graph(nodes, edges, apps=apps), "gaps": gaps}
    compared = compare(counted, document, scan(*findings, app=None, unassessed=[{}]))
    rows = {app.name: app for app in compared.apps}
    assert {
        name: (row.functions_found, row.events_found, row.triggers, row.findings) for name, row in rows.items()
    } == {
        "a": (1, 0, 0, 2),
        "b": (1, 1, 1, 2),
        NO_APP: (0, 0, 0, 1),
    }
    assert rows["b"].gaps == {"input/parameter": 1}
    assert compared.gaps() == {"input/parameter": 1, "unsupported/other": 1}
    assert compared.unread == ("c/t.yaml",)
    assert compared.share_read == pytest.approx(2 / 3)
    assert compared.unassessed == 1


def test_findings_per_function_is_the_median_over_apps_with_functions() -> None:
    """One noisy app does not move the median, and an app without functions has no say."""
    bare = Template("d/t.yaml", "cloudformation", 1, (), (), (), 0)
    apps = [{"name": name, "sources": [f"{name}/t.yaml"]} for name in "abcd"]
    counted = Count((*(declared(f"{name}/t.yaml") for name in "abc"), bare), ())
    findings: list[Json] = [{"app": name} for name in ["a", "b", "b", *["c"] * 50, *["d"] * 9]]
    compared = compare(counted, graph([], [], apps=apps), scan(*findings))
    assert compared.median_findings == 2
    assert compare(Count((bare,), ()), graph([], [], apps=apps), scan()).median_findings is None


def test_a_skeleton_is_not_asked_for() -> None:
    """A template without resources makes no app, and its absence is no failure to read."""
    skeleton = Template("s/t.yaml", "sam", 0, (), (), (), 0)
    compared = compare(Count((declared(), skeleton), ()), graph([WORK], []), scan())
    assert (compared.templates, compared.unread) == (1, ())


def test_a_folder_where_no_app_was_seen_is_unread() -> None:
    """No app in either document means that nothing was read, not that everything was."""
    compared = compare(Count((declared(),), ()), graph([], []), scan(app=None))
    assert compared.share_read == 0
    assert [(app.name, app.functions, app.functions_found) for app in compared.apps] == [(NO_APP, 1, 0)]


def test_documents_of_another_shape_are_refused() -> None:
    """A document without nodes is an error, never an empty graph."""
    with pytest.raises(KeyError):
        compare(Count((declared(),), ()), {"schema": "ennead.graph/1"}, scan())
