"""What a change does as a document: `ennead.change/1` (`spec/change.schema.json`)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ennead.engine.change.findings import FindingChange, Standing
from ennead.engine.change.words import AppChange, Change, Note
from ennead.engine.priority import priority_of
from ennead.graph.change.words import (
    Cause,
    EdgeChange,
    ExposureChange,
    Fact,
    GapChange,
    GraphChange,
    NodeChange,
    ReachChange,
    ValueChange,
)
from ennead.model.finding import Exposure, Hop
from ennead.model.location import Location
from ennead.report.change.names import Names
from ennead.report.scan.document import finding_row, unassessed_row
from ennead.report.scan.encode import encode

SCHEMA = "ennead.change/1"


def render(change: Change) -> str:
    """The document as JSON text."""
    return encode(document(change))


def document(change: Change) -> dict[str, Any]:
    """`{schema, base, nothing, apps, map?, findings?, unassessed?, notes, left_out}`, the same on every run."""
    names = Names(change)
    findings: dict[str, Any] = {}
    if change.scanned is not None:
        told = ((standing, change.of(standing)) for standing in Standing)
        findings = {
            "findings": {
                standing.value: [_finding(one, several=change.several) for one in found] for standing, found in told
            },
            "unassessed": {
                standing.value: [unassessed_row(one.item, several=change.several) for one in change.untold_of(standing)]
                for standing in (Standing.NEW, Standing.FIXED, Standing.STILL)
            },
        }
    return {
        "schema": SCHEMA,
        "base": change.base,
        "nothing": change.nothing,
        "apps": [_app(one) for one in change.apps],
        **({"map": _graph(change.graph, names)} if change.graph is not None else {}),
        **findings,
        "notes": [_note(one) for one in change.notes],
        "left_out": [{"path": one.path, "reason": one.reason} for one in change.left_out],
    }


def _app(one: AppChange) -> dict[str, Any]:
    environments = {"environments_added": list(one.came), "environments_removed": list(one.went)}
    return {"how": one.how.value, "name": one.name, **_set(was=one.was, **environments)}


def _note(one: Note) -> dict[str, Any]:
    return {"reason": one.reason, "location": place(one.at), **_set(app=one.app)}


def _graph(graph: GraphChange, names: Names) -> dict[str, Any]:
    return {
        "exposure": [_exposure(one, names) for one in graph.exposure],
        "reach": [_reach(one, names) for one in graph.reach],
        "nodes": [_node(one, names) for one in graph.nodes],
        "edges": [_edge(one, names) for one in graph.edges],
        "data": [_value(one, names) for one in graph.values],
        "gaps": [_gap(one, names) for one in graph.gaps],
    }


def _exposure(one: ExposureChange, names: Names) -> dict[str, Any]:
    return {
        "node": names.id(one.node),
        "before": _class(one.before),
        "after": _class(one.after),
        "wider": one.wider,
        "location": place(one.at),
        "path": _path(one.path, names),
        "causes": _causes(one.causes, names),
        **_set(app=names.app(one.node), environments=list(one.environments)),
    }


def _reach(one: ReachChange, names: Names) -> dict[str, Any]:
    return {
        "how": one.how.value,
        "from": names.id(one.start),
        "store": names.id(one.store),
        "aims": list(one.aims),
        "level": one.level.value,
        "data_classes": list(one.classes),
        "location": place(one.at),
        "path": _path(one.path, names),
        "causes": _causes(one.causes, names),
        **_set(maybe=one.maybe, environments=list(one.environments)),
    }


def _node(one: NodeChange, names: Names) -> dict[str, Any]:
    was = names.id(one.was) if one.was else None
    return {
        "how": one.how.value,
        "id": names.id(one.id),
        "name": one.name,
        "location": place(one.at),
        **_set(was=was, facts=_facts(one.facts), environments=list(one.environments)),
    }


def _edge(one: EdgeChange, names: Names) -> dict[str, Any]:
    more, less = list(one.more), list(one.less)
    return {
        "how": one.how.value,
        "kind": one.kind,
        "from": names.id(one.source),
        "to": names.id(one.target),
        "location": place(one.at),
        **_set(facts=_facts(one.facts), actions_added=more, actions_removed=less, environments=list(one.environments)),
    }


def _value(one: ValueChange, names: Names) -> dict[str, Any]:
    base = {"node": names.id(one.node), "location": place(one.at), "facts": _facts(one.facts)}
    return {**base, **_set(environments=list(one.environments))}


def _gap(one: GapChange, names: Names) -> dict[str, Any]:
    gap = one.gap
    return {
        "how": one.how.value,
        "kind": gap.kind.value,
        "reason": gap.reason,
        "class": gap.klass,
        "about": names.id(gap.about) if gap.about else None,
        "location": place(gap.at),
        **_set(app=one.app if names.change.several else None, environments=list(one.environments)),
    }


def _finding(one: FindingChange, *, several: bool) -> dict[str, Any]:
    was = None
    if one.was is not None:
        was = {"severity": one.was.severity.value, "priority": priority_of(one.was).value, "identity": one.was.identity}
    causes = [_cause(cause, several=several) for cause in one.causes]
    moved, returns = one.moved, one.returns
    return {
        **finding_row(one.finding, several=several),
        "was": was,
        "causes": causes,
        **_set(moved=moved, returns=returns, by=one.by, grown=list(one.grown), shrunk=list(one.shrunk)),
    }


def _path(path: Iterable[Hop], names: Names) -> list[dict[str, Any]]:
    return [{"node": names.id(hop.node), "message": hop.message, "location": place(hop.at)} for hop in path]


def _causes(causes: Iterable[Cause], names: Names) -> list[dict[str, Any]]:
    return [_cause(one, several=names.change.several) for one in causes]


def _cause(one: Cause, *, several: bool) -> dict[str, Any]:
    return {"what": one.what, "location": place(one.at), "gone": one.gone, **_set(app=one.app if several else None)}


def _facts(facts: Iterable[Fact]) -> list[dict[str, Any]]:
    return [{"fact": one.name, "before": one.before, "after": one.after} for one in facts]


def _class(one: Exposure | None) -> str | None:
    return None if one is None else one.name.lower()


def place(at: Location | None) -> dict[str, Any] | None:
    """`{path, line?, column?}`, or None where no file is named."""
    if at is None or not at.path:
        return None
    numbers = {"line": at.line, "column": at.column if at.line else 0}
    return {"path": at.path, **{name: number for name, number in numbers.items() if number > 0}}


def _set(**optional: Any) -> dict[str, Any]:
    return {name: value for name, value in optional.items() if value}
