"""What came, went and changed on the map, in sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ennead.engine.change.words import Change
from ennead.graph.change.cause import said, shown
from ennead.graph.change.words import EdgeChange, GraphChange, How, NodeChange
from ennead.model.app import EdgeKind
from ennead.report.change.names import Names, joined, plural

_QUIET = frozenset(
    "internet service account principal role resource_policy stage permission policy rule version alias network".split()
)
"""Kinds that are told by what they do (who reaches, who may), or only counted."""
_TOLD_BY_EDGES = frozenset({"policies", "statements", "targets"})
_SHOWN = 40

Told = tuple[str, str]
"""A sentence and where."""


def map_entries(change: Change, names: Names) -> Iterator[Told]:
    """The sentences: things that came and went, what is said of them, triggers, rights, data; the rest as a number."""
    if change.graph is None:
        return
    graph = change.graph
    told = [
        *_nodes(graph, names),
        *_triggers(graph, names),
        *_grants(graph, names),
        *_values(graph, names),
        *_gaps(graph),
    ]
    yield from told[:_SHOWN]
    rest = _rest(graph)
    if len(told) > _SHOWN:
        yield f"and {len(told) - _SHOWN} more of these: `--format json` has them all", ""
    elif rest:
        yield f"{rest}: `--format json` has them", ""


def _nodes(graph: GraphChange, names: Names) -> Iterator[Told]:
    for how, word in ((How.ADDED, "is new"), (How.REMOVED, "is gone")):
        for one in graph.nodes:
            if one.how is how and _is_loud(one):
                yield f"{names.kind(one.id)} {_owned(one.id, names)} {word}", str(one.at or "")
    for one in graph.nodes:
        if one.how is How.RENAMED and one.was and _is_loud(one):
            yield f"{names.kind(one.id)} {names.short(one.was)} is called {_owned(one.id, names)}", str(one.at or "")
    for one in graph.nodes:
        if one.how is How.CHANGED:
            facts = [fact for fact in one.facts if fact.name not in _TOLD_BY_EDGES]
            if facts:
                yield f"{_owned(one.id, names)}: {said(facts, 6, names.change.names)}", str(one.at or "")


def _is_loud(one: NodeChange) -> bool:
    return one.id.partition("/")[0] not in _QUIET and one.at is not None


def _triggers(graph: GraphChange, names: Names) -> Iterator[Told]:
    for one in graph.edges:
        if one.kind != EdgeKind.TRIGGERS.value:
            continue
        verb = {How.ADDED: "now starts", How.REMOVED: "no longer starts"}.get(one.how, "starts")
        facts = f": {said(one.facts, 6, names.change.names)}" if one.how is How.CHANGED else ""
        yield f"{names.short(one.source)} {verb} {_owned(one.target, names)}{facts}", str(one.at or "")


def _grants(graph: GraphChange, names: Names) -> Iterator[Told]:
    """What roles may and may no longer: one sentence for all things with the same actions."""
    groups: dict[tuple[object, ...], list[EdgeChange]] = {}
    for one in graph.edges:
        if one.kind == EdgeKind.GRANTS.value and (one.more or one.less):
            groups.setdefault((one.source, one.more, one.less, one.environments), []).append(one)
    for members in groups.values():
        first = members[0]
        things = joined(names.short(one.target) for one in members)
        told = [f"may now {_some(first.more)} on {things}"] if first.more else []
        told += [f"may no longer {_some(first.less)} on {things}"] if first.less else []
        yield f"{holders(first.source, names)} {', and '.join(told)}", str(first.at or "")


def holders(role: str, names: Names) -> str:
    """The functions that run with a role; the role's own name where there is none."""
    graph = names.change.after if role in names.change.after.nodes else names.change.before
    found = sorted(edge.source for edge in graph.into(role, None, EdgeKind.ASSUMES))
    return joined(_owned(one, names) for one in found) if found else _owned(role, names)


def _values(graph: GraphChange, names: Names) -> Iterator[Told]:
    for one in graph.values:
        for fact in one.facts:
            what = "holds" if fact.name == "data_classes" else f"{fact.name} is"
            before, after = shown(fact.before), shown(fact.after)
            yield f"{_owned(one.node, names)} {what} {after} (before: {before})", str(one.at or "")


def _gaps(graph: GraphChange) -> Iterator[Told]:
    gone = sum(one.how is How.REMOVED for one in graph.gaps)
    if gone:
        yield f"{plural(gone, 'input')} without a value or not read before: told now, or gone", ""


def _rest(graph: GraphChange) -> str:
    """Relations that are told by nothing else, counted by kind."""
    told = {EdgeKind.TRIGGERS.value, EdgeKind.GRANTS.value, EdgeKind.EXPOSES.value}
    counts = Counter(one.kind for one in graph.edges if one.kind not in told)
    listed = ", ".join(f"{number} {kind.replace('_', ' ')}" for kind, number in counts.most_common())
    return f"other relations that came, went or changed ({listed})" if listed else ""


def _owned(node_id: str, names: Names) -> str:
    app = names.app(node_id)
    return f"{app}: {names.short(node_id)}" if app else names.short(node_id)


def _some(actions: tuple[str, ...]) -> str:
    return joined(actions, 4)
