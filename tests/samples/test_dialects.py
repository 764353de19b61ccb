"""The core of the shop in four dialects: one graph, the same findings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ennead.engine.discover import checks
from ennead.engine.scan import Request, map_of, scan
from ennead.graph.graph import AppGraph
from ennead.graph.triggers import called
from ennead.model.app import EdgeKind, Exposure, Function, Grant, Reference, Role, Route, Trigger
from ennead.model.finding import Exposure as Audience
from ennead.model.finding import Finding, Severity
from ennead.sources.read import AppReading, Options, open_path

SAMPLE = Path(__file__).parents[2] / "samples" / "dialects"
DIALECTS = ("sam", "serverless", "cdk", "terraform")
Said = tuple[str, Severity, Audience, str]
COMPARED = frozenset("function route api authorizer stage table queue topic bucket log_group internet".split())
"""Kinds that every dialect writes for itself; roles and policies are compared by what they grant to whom."""


def read(dialect: str) -> AppGraph:
    reading = next(open_path(SAMPLE, Options()).apps(dialect))
    assert isinstance(reading, AppReading), reading
    assert not reading.faults
    return map_of(reading)


def name(graph: AppGraph, node_id: str) -> str:
    """A kind and a physical name, which all four give alike; a schedule is known by its expression."""
    node = graph.nodes.get(node_id)
    return f"{node_id.partition('/')[0]}/{node.name if node and node.kind != 'schedule' else ''}"


def nodes(graph: AppGraph) -> dict[str, Any]:
    return {name(graph, one.id): facts(graph, one) for one in graph.nodes.values() if one.kind in COMPARED}


def facts(graph: AppGraph, node: Any) -> Any:
    classes = sorted({one.data_class for one in node.data_classes})
    if isinstance(node, Function):
        variables = sorted(one.name for one in node.environment)
        module = str(node.handler).rpartition("/")[2]  # the Serverless Framework names the file from its own folder
        return (node.runtime, module, code(node), node.timeout, node.memory, variables)
    if isinstance(node, Route):
        return (node.method, node.path, node.auth, node.integration, name(graph, node.target or ""))
    return (classes, node.worth)


def code(function: Function) -> str:
    """What the handler's file says: a CDK assembly holds a copy of it."""
    stem = str(function.handler).rpartition("/")[2].partition(".")[0]
    return next((SAMPLE / str(function.code)).glob(f"{stem}.*")).read_text(encoding="utf-8")


def holder(graph: AppGraph, role_id: str) -> list[str]:
    return sorted(name(graph, edge.source) for edge in graph.into(role_id, None, EdgeKind.ASSUMES))


def triggers(graph: AppGraph) -> set[Any]:
    return {
        (name(graph, e.source), name(graph, e.target), e.mode, e.auth, e.event, e.batch, e.retries, e.concurrency,
         e.schedule, e.filter, e.on_failure)
        for e in graph.edges if isinstance(e, Trigger)
    }  # fmt: skip


def exposures(graph: AppGraph) -> set[Any]:
    return {
        (e.kind, e.source, name(graph, e.target), e.auth, e.actions) for e in graph.edges if isinstance(e, Exposure)
    }


def grants(graph: AppGraph) -> dict[tuple[str, str], set[str]]:
    """What each function may do to each store; how it may write its log is the frameworks' own business."""
    found: dict[tuple[str, str], set[str]] = {}
    for edge in graph.edges:
        if isinstance(edge, Grant):
            actions = {action for action in edge.actions if not action.startswith("logs:")}
            for who in holder(graph, edge.source) if actions else ():
                found.setdefault((who, name(graph, edge.target)), set()).update(actions)
    return found


def references(graph: AppGraph) -> set[Any]:
    return {
        (name(graph, e.source), name(graph, e.target), e.via) for e in graph.edges if isinstance(e, Reference) and e.via
    }


def findings(dialect: str) -> set[Said]:
    graph = read(dialect)
    found = scan(SAMPLE, Request(checks(), app=dialect)).result
    assert not [one for one in found.unassessed if one.at and one.at.path.startswith(dialect)]
    return {said(graph, one) for one in found.findings}


def said(graph: AppGraph, finding: Finding) -> Said:
    """A finding with the physical name of what it is about."""
    about = finding.function or finding.resource
    node = next((one for one in graph.nodes.values() if about and about in {one.logical_id, called(one)}), None)
    role = isinstance(node, Role)
    return finding.check, finding.severity, finding.exposure, name(graph, node.id) if node and not role else ""


@pytest.mark.parametrize("dialect", DIALECTS[1:])
@pytest.mark.parametrize("part", [nodes, triggers, exposures, grants, references], ids=lambda part: part.__name__)
def test_every_dialect_makes_the_same_graph(dialect: str, part: Any) -> None:
    """Functions, routes, stores with their classes and value, ways in, and grants are those of the SAM template."""
    assert part(read(dialect)) == part(read("sam"))


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_function_has_a_role_of_its_own(dialect: str) -> None:
    """Each of the seven functions assumes one role that no other does."""
    graph = read(dialect)
    holders = [holder(graph, one.id) for one in graph.nodes.values() if isinstance(one, Role) and not one.external]
    assert sorted(who for one in holders for who in one) == sorted(
        name(graph, one.id) for one in graph.nodes.values() if isinstance(one, Function)
    )
    assert all(len(one) == 1 for one in holders)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_nothing_is_left_unread(dialect: str) -> None:
    """None of the four has a gap: all they say is known."""
    assert read(dialect).gaps == ()


@pytest.mark.parametrize("dialect", DIALECTS[1:])
def test_every_dialect_has_the_same_findings(dialect: str) -> None:
    """The same checks speak about the same things, as loud, for the same audience."""
    assert findings(dialect) == findings("sam")


def test_the_planted_faults_are_found() -> None:
    """The open route to the admin function comes first of what is planted, and all of it is there."""
    found = {check for check, *_ in findings("sam")}
    assert {"open-route", "public-bucket", "public-write-starts-function", "wildcard-action", "no-dead-letter"} <= found
