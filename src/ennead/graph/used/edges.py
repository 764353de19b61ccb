"""What handlers do, as edges: reads, writes, deletes, publishes, invokes, calls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from ennead.code.entry import NoEntry
from ennead.code.facts import HostCall, SdkCall, Unresolved
from ennead.code.hosts.target import host_of, variable_of
from ennead.code.question import Answer
from ennead.code.sdk.effects import Effect, effects
from ennead.code.values import Choice, Known, Place, Value, Words
from ennead.graph.graph import AppGraph
from ennead.graph.used.routes import routes_of
from ennead.graph.used.targets import Targets, is_told, text_of
from ennead.model.app import EdgeKind, Fragment, Function, Gap, GapKind, Mode, Node, Source, Use
from ennead.model.location import Location
from ennead.model.words import Lens

DERIVED = frozenset({Lens.DERIVED})
_SERVICES = (".amazonaws.com", ".amazonaws.com.cn")
_NO_SERVICES = frozenset({"checkip.amazonaws.com", "ip-ranges.amazonaws.com"})
"""Public pages in the domain of the services' endpoints."""
_KINDS = {
    Effect.READS: EdgeKind.READS,
    Effect.WRITES: EdgeKind.WRITES,
    Effect.DELETES: EdgeKind.DELETES,
    Effect.PUBLISHES: EdgeKind.PUBLISHES,
    Effect.INVOKES: EdgeKind.INVOKES,
}


@dataclass(slots=True)
class _Collected:
    edges: dict[tuple[EdgeKind, str, str], Use] = field(default_factory=dict)
    nodes: dict[str, Node] = field(default_factory=dict)
    gaps: dict[Gap, None] = field(default_factory=dict)

    def add(self, edge: Use) -> None:
        key = (edge.kind, edge.source, edge.target)
        known = self.edges.get(key)
        if known is None:
            self.edges[key] = edge
            return
        self.edges[key] = replace(
            known,
            locations=tuple(sorted({*known.locations, *edge.locations})),
            operations=tuple(sorted({*known.operations, *edge.operations})),
            mode=known.mode if known.mode == edge.mode else Mode.SYNC,
        )


def used(graph: AppGraph, answers: Mapping[str, Answer | NoEntry]) -> Fragment:
    """What is told of functions' code, by the functions' ids: edges, hosts outside, and what could not be told."""
    collected = _Collected()
    targets = Targets(graph)
    for node_id, answer in answers.items():
        function = graph.node(node_id, Function)
        if function is None:
            continue
        if isinstance(answer, NoEntry):
            reason = f"the code of {function.logical_id or function.name} is not read: {answer.reason}"
            collected.gaps[Gap(GapKind.INPUT, reason, function.at, "code", function.id)] = None
            continue
        for call in answer.calls:
            for edge in _requests(call, function, targets):
                collected.add(edge)
            for gap in _untold(call, function, targets):
                collected.gaps[gap] = None
        for host in answer.hosts:
            _host(host, function, graph, collected)
        for one in answer.unresolved:
            collected.gaps[_gap(one, function)] = None
    return Fragment(tuple(collected.nodes.values()), tuple(collected.edges.values()), tuple(collected.gaps))


def _gap(one: Unresolved, function: Function) -> Gap:
    return Gap(GapKind.INPUT, f"{one.reason} ({one.klass})", _at(one.at), "code", function.id)


def _at(place: Place) -> Location:
    return Location(place.path, place.line, place.column)


def _requests(call: SdkCall, function: Function, targets: Targets) -> Iterator[Use]:
    for argument, effect in effects(call):
        kind = _KINDS.get(effect)
        if kind is None:
            continue
        for named in targets.of(argument.value, call.service, argument.name, function):
            yield Use(
                kind=kind,
                source=function.id,
                target=named.node.id,
                locations=(_at(call.at),),
                lenses=DERIVED,
                operations=(f"{call.service}:{call.operation}",),
                by=named.by,
                mode=_mode(call) if kind is EdgeKind.INVOKES else None,
            )


def _untold(call: SdkCall, function: Function, targets: Targets) -> Iterator[Gap]:
    """Requests of which the code does not tell what they ask: with them, nothing is said to be unused."""
    for argument, effect in effects(call):
        if effect not in _KINDS or not targets.kinds(call.service, argument.name):
            continue
        if not is_told(argument.value, function) and not any(
            targets.of(argument.value, call.service, argument.name, function)
        ):
            reason = f"what {call.service}:{call.operation} asks ({argument.name}) could not be told"
            yield Gap(GapKind.INPUT, reason, _at(call.at), "code", function.id)


def _mode(call: SdkCall) -> Mode:
    """How it is invoked: an event and a started execution are not waited for."""
    if call.service == "stepfunctions":
        return Mode.SYNC if call.operation == "StartSyncExecution" else Mode.ASYNC
    kinds = {one.value.value for one in call.arguments if one.name == "InvocationType" and isinstance(one.value, Known)}
    return Mode.ASYNC if kinds == {"Event"} or call.operation == "InvokeAsync" else Mode.SYNC


def _host(host: HostCall, function: Function, graph: AppGraph, collected: _Collected) -> None:
    at = (_at(host.at),)
    routes = routes_of(host.target, host.method, function, graph)
    for route in routes:
        collected.add(Use(kind=EdgeKind.CALLS, source=function.id, target=route.id, locations=at, lenses=DERIVED))
    if routes:
        return
    for name in _names(host.target, function):
        node_id = f"external/{name}"
        collected.nodes.setdefault(node_id, Source(id=node_id, name=name, external=True, lenses=DERIVED))
        collected.add(Use(kind=EdgeKind.CALLS, source=function.id, target=node_id, locations=at, lenses=DERIVED))


def _names(target: Value, function: Function) -> Iterator[str]:
    """The hosts that a target may be, those of environment variables as the template sets them.

    `$NAME` where a variable begins it whose text the template does not tell.
    """
    for one in target.options if isinstance(target, Choice) else (target,):
        filled = _filled(one, function)
        variable = variable_of(filled)
        host = host_of(filled) or (f"${variable}" if variable else None)
        if host and "${" not in host and (host in _NO_SERVICES or not host.endswith(_SERVICES)):
            yield host


def _filled(value: Value, function: Function) -> Value:
    """A value with the texts of environment variables in their places."""
    if not isinstance(value, Words):
        text = text_of(value, function)
        return value if text is None else Known(text)
    parts: list[Value] = []
    for part in (_filled(one, function) for one in value.parts):
        if parts and isinstance(parts[-1], Known) and isinstance(part, Known):
            parts[-1] = Known(str(parts[-1].value) + str(part.value))
        else:
            parts.append(part)
    return parts[0] if len(parts) == 1 else Words(tuple(parts))
