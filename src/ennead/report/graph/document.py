"""The graph as a document: `ennead.graph/1` (`spec/graph.schema.json`)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from ennead.graph.graph import AppGraph
from ennead.model.app import Edge, Function, Gap, Node
from ennead.report.graph.facts import MOST_WAYS, Facts
from ennead.report.graph.ids import Rename, renamers
from ennead.report.graph.plain import place, properties

SCHEMA = "ennead.graph/1"


def document(graphs: Sequence[AppGraph], *, paths: bool = False) -> dict[str, Any]:
    """One document over all graphs: `{schema, app | apps, nodes, edges, gaps, processes}`, the same on every run.

    `paths` adds a shortest way from every entry and function to each store that it reaches.

    Values of environment variables, of stored parameters and of custom resources' properties are
    left out, their names are told.  Raises ValueError where two apps share a name.
    """
    several = len(graphs) > 1
    nodes: dict[str, dict[str, Any]] = {}
    edges: list[dict[str, Any]] = []
    gaps: list[dict[str, Any]] = []
    processes: list[dict[str, Any]] = []
    ways: list[dict[str, Any]] = []
    left = 0
    apps: list[dict[str, Any]] = []
    for graph, rename in zip(graphs, renamers(graphs), strict=True):
        app = graph.name if several else None
        facts = Facts(graph, rename)
        for node in graph.nodes.values():
            shown = {**_node(node, rename, app), **facts.of(node)}
            if not node.app or shown["id"] not in nodes:  # the app that declares a thing knows it best
                nodes[shown["id"]] = shown
        edges += [_edge(edge, rename) for edge in graph.edges]
        gaps += [_gap(gap, rename, app) for gap in graph.gaps]
        processes += facts.processes(app)
        if paths:
            told, untold = facts.ways(MOST_WAYS - len(ways))
            ways += told
            left += untold
        apps.append({**_app(graph), "blast": facts.total()})
    return {
        "schema": SCHEMA,
        **({"app": apps[0]} if len(apps) == 1 else {"apps": apps}),
        "nodes": [nodes[node_id] for node_id in sorted(nodes)],
        "edges": sorted(edges, key=_edge_order),
        "gaps": sorted(gaps, key=_gap_order),
        "processes": processes,
        **({"paths": ways} if paths else {}),
        **({"paths_left_out": left} if left else {}),
    }


def render(graphs: Sequence[AppGraph], *, paths: bool = False) -> str:
    """The document as JSON text: ASCII (so that no terminal obeys a name), ends in a newline."""
    import msgspec  # noqa: PLC0415  # start-up time: only this format needs it

    whole = document(graphs, paths=paths)
    try:  # with an indent the standard library encodes in Python, four times as slow
        return msgspec.json.format(json.dumps(whole, allow_nan=False), indent=2) + "\n"
    except msgspec.DecodeError:  # half a character in a name, which JSON has an escape for and msgspec refuses
        return json.dumps(whole, indent=2, allow_nan=False) + "\n"


def _app(graph: AppGraph) -> dict[str, Any]:
    functions = sum(1 for _ in graph.nodes_of(Function))
    return {"name": graph.name, "functions": functions, "sources": list(graph.sources)}


def _node(node: Node, rename: Rename, app: str | None) -> dict[str, Any]:
    node_id = rename(node.id)
    return {
        "id": node_id,
        "kind": node.kind,
        "name": node.name,
        "logical_id": node.logical_id,
        "location": place(node.at),
        "lenses": sorted(lens.value for lens in node.lenses),
        "properties": properties(node, rename),
        **_set(
            app=node.app or (app if node_id != node.id else None),
            type=node.type,
            environments=list(node.environments),
            external=node.external,
            conditional=node.conditional,
            construct=node.construct,
            arn=node.arn,
        ),
        **_data(node),
    }


def _data(node: Node) -> dict[str, Any]:
    """What a store holds and what its loss would hurt; nothing for any other node."""
    if node.worth is None:
        return {}
    classes = dict.fromkeys(one.data_class.value for one in node.data_classes)
    return {
        "data_classes": list(classes),
        "value": {aim: getattr(node.worth, aim).value for aim in ("confidentiality", "integrity", "availability")},
        "class_reasons": [
            {"class": one.data_class.value, "reason": one.reason, "by": one.by.value, "location": place(one.at)}
            for one in node.data_classes
        ],
    }


def _edge(edge: Edge, rename: Rename) -> dict[str, Any]:
    return {
        "kind": edge.kind.value,
        "from": rename(edge.source),
        "to": rename(edge.target),
        "lenses": sorted(lens.value for lens in edge.lenses),
        "locations": [place(at) for at in edge.locations],
        "properties": properties(edge, rename),
        **_set(label=edge.label, environments=list(edge.environments)),
    }


def _gap(gap: Gap, rename: Rename, app: str | None) -> dict[str, Any]:
    about = rename(gap.about) if gap.about else None
    return {
        "kind": gap.kind.value,
        "reason": gap.reason,
        "location": place(gap.at),
        "class": gap.klass,
        "about": about,
        **_set(app=app),
    }


def _set(**optional: str | bool | list[str] | None) -> dict[str, Any]:
    return {name: value for name, value in optional.items() if value}


def _edge_order(edge: dict[str, Any]) -> tuple[str, ...]:
    """Those that are alike in this stay in the graph's order, which is fixed."""
    return (edge["from"], edge["to"], edge["kind"], edge.get("label") or "")


def _gap_order(gap: dict[str, Any]) -> tuple[str, int, str, str]:
    at = gap["location"] or {"path": ""}
    return (at["path"], at.get("line", 0), gap["reason"], json.dumps(gap, sort_keys=True))
