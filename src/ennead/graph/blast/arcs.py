"""What leads an attacker from one node to the next, and what he does to a store on the way (`docs/blast-radius.md`).

A place is a node he controls: a function he runs in, a route he calls, a queue he fills.  With `HELD` behind its id it
is a state machine whose role he has taken, with `USED` a store that he uses as far as it is open.  Arcs are plain
tuples: an application whose roles reach everything has a great many.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from ennead.graph.blast.openings import openings
from ennead.graph.blast.rights import Rights, rights_of
from ennead.graph.blast.widen import widenings
from ennead.graph.data.uses import STORES
from ennead.graph.derive import service_of
from ennead.graph.graph import AppGraph
from ennead.graph.reach import open_edges
from ennead.iam.harm import EVERYTHING, INVOKES, REWRITES, STARTS, TAKES_OVER, Effect, effect_of, effect_of_all, may
from ennead.model.app import (
    Alias,
    Api,
    Authorizer,
    Bucket,
    Bus,
    Distribution,
    Edge,
    EdgeKind,
    Exposure,
    Function,
    Grant,
    LogGroup,
    ManagedPolicy,
    Node,
    Queue,
    ResourcePolicy,
    Role,
    Route,
    Stage,
    StateMachine,
    Stream,
    Table,
    Topic,
    Trigger,
    UserPool,
    UserPoolClient,
    Version,
)
from ennead.model.impact import Aim, Grade
from ennead.model.policy import Effect as PolicyEffect

HELD = "#held"
"""Behind the id of a state machine: what it does is his, and so is its role."""
USED = "#used"
"""Behind the id of a store: he does with it what its openings let somebody outside do, and fills it if it leads on."""

FILLED_BY: dict[type[Node], str] = {
    Bucket: "s3:PutObject",
    Bus: "events:PutEvents",
    LogGroup: "logs:PutLogEvents",
    Queue: "sqs:SendMessage",
    Stream: "kinesis:PutRecord",
    Table: "dynamodb:PutItem",
    Topic: "sns:Publish",
    UserPool: "cognito-idp:SignUp",
}
"""How somebody makes a store start what listens to it."""


@dataclass(frozen=True, slots=True)
class Why:
    """The reason of an arc or a loss that is not simply an edge of the graph."""

    kind: str
    reason: str
    edge: Edge | None = None


class Arc(NamedTuple):
    """To another place; `maybe` says why it could not be told whether the way is open."""

    target: str
    why: Edge | Why
    grade: Grade
    maybe: str | None = None


class Loss(NamedTuple):
    """What happens to a store; one that `fills` it leads to it too, as an arc does."""

    store: str
    aims: frozenset[Aim]
    fills: bool
    why: Edge | Why
    maybe: str | None = None


@dataclass(slots=True)
class Arcs:
    """By place: where it leads, what is lost there, and what could not be told there."""

    out: dict[str, list[Arc]] = field(default_factory=lambda: defaultdict(list))
    losses: dict[str, list[Loss]] = field(default_factory=lambda: defaultdict(list))
    unknown: dict[str, tuple[str, ...]] = field(default_factory=dict)
    stores: tuple[str, ...] = ()

    def leads(self, source: str, target: str, why: Edge | Why, grade: Grade, maybe: str | None = None) -> None:
        """Add an arc."""
        self.out[source].append(Arc(target, why, grade, maybe))

    def strikes(self, source: str, store: str, effect: Effect, why: Edge | Why, maybe: str | None = None) -> None:
        """Add what an action on a store does: losses, and that what listens to it is started."""
        if effect.aims or effect.fills:
            self.losses[source].append(Loss(store, effect.aims, effect.fills, why, maybe))

    def onward(self, place: str) -> Iterator[Arc]:
        """The arcs of a place, those to stores that are filled there among them."""
        yield from self.out.get(place, ())
        for loss in self.losses.get(place, ()):
            if loss.fills:
                yield Arc(loss.store, loss.why, Grade.FEEDS, loss.maybe)


def arcs_of(graph: AppGraph) -> Arcs:
    """Everything that leads on in a graph."""
    arcs = Arcs(stores=tuple(sorted(node.id for node in graph.nodes.values() if isinstance(node, STORES))))
    for edge in graph.edges:
        if isinstance(edge, Grant):
            continue
        if isinstance(edge, Trigger):
            if edge.enabled is not False:
                _triggered(edge, graph, arcs)
        else:
            _along(edge, graph, arcs)
    for node in graph.nodes.values():
        _beside(node, graph, arcs)
    for role in graph.nodes_of(Role):
        _granted(role, graph, arcs)
    for opening in openings(graph):
        _opened(opening, graph, arcs)
    for store in arcs.stores:
        _used(store, graph, arcs)
    return arcs


def plain(place: str) -> str:
    """The id of the node that a place stands for."""
    return place.removesuffix(HELD).removesuffix(USED)


# -- edges --------------------------------------------------------------------------------------

_DOES: dict[EdgeKind, Effect] = {
    EdgeKind.READS: Effect(frozenset({Aim.CONFIDENTIALITY})),
    EdgeKind.WRITES: Effect(frozenset({Aim.INTEGRITY}), fills=True),
    EdgeKind.DELETES: Effect(frozenset({Aim.INTEGRITY, Aim.AVAILABILITY}), fills=True),
    EdgeKind.PUBLISHES: Effect(frozenset({Aim.INTEGRITY}), fills=True),
    EdgeKind.FAILS_TO: Effect(frozenset({Aim.INTEGRITY}), fills=True),
}
_BACKWARDS = {EdgeKind.DEPENDS_ON: "runs it inside itself", EdgeKind.DEPLOYED_AS: "is made by it"}
"""Edges that lead against their direction: from a layer to its functions, from a pipeline to what it deploys."""
_SERVES = Effect(frozenset({Aim.CONFIDENTIALITY}))


def _triggered(edge: Trigger, graph: AppGraph, arcs: Arcs) -> None:
    arcs.leads(edge.source, edge.target, edge, Grade.FEEDS)
    if edge.on_failure is not None and isinstance(graph.nodes.get(edge.on_failure), STORES):
        why = Why("fails_to", "gets the events that fail", edge)
        arcs.strikes(edge.source, edge.on_failure, _DOES[EdgeKind.FAILS_TO], why)


def _along(edge: Edge, graph: AppGraph, arcs: Arcs) -> None:
    target = graph.nodes.get(edge.target)
    if edge.kind is EdgeKind.ASSUMES:
        held = isinstance(graph.nodes.get(edge.source), StateMachine)
        arcs.leads(f"{edge.source}{HELD}" if held else edge.source, edge.target, edge, Grade.HOLDS)
    elif edge.kind in _BACKWARDS:
        arcs.leads(edge.target, edge.source, Why(edge.kind.value, _BACKWARDS[edge.kind], edge), Grade.HOLDS)
    elif edge.kind is EdgeKind.CALLS and isinstance(target, Bucket):
        if isinstance(graph.nodes.get(edge.source), Distribution):
            arcs.strikes(edge.source, edge.target, _SERVES, edge)
    elif edge.kind in _DOES and isinstance(target, STORES):
        arcs.strikes(edge.source, edge.target, _DOES[edge.kind], edge)
    elif target is not None and edge.kind in {*_DOES, EdgeKind.INVOKES, EdgeKind.CALLS}:
        arcs.leads(edge.source, edge.target, edge, Grade.FEEDS)


def _beside(node: Node, graph: AppGraph, arcs: Arcs) -> None:
    """What leads on without an edge: an API to its routes, a route to what decides who gets through."""
    match node:
        case Route():
            _route(node, graph, arcs)
        case Stage(api=api) if graph.node(api, Api):
            arcs.leads(node.id, str(api), Why("routes", "is the API of the stage"), Grade.FEEDS)
        case Alias() | Version():
            _qualified(node, graph, arcs)
        case UserPoolClient(pool=pool) if pool in graph.nodes:
            arcs.leads(node.id, str(pool), Why("asks", "is its user pool"), Grade.FEEDS)
        case ManagedPolicy(roles=roles):
            for role in roles:
                arcs.leads(node.id, role, Why("grants", "has the policy"), Grade.HOLDS)
        case ResourcePolicy():
            _attached(node, graph, arcs)
        case Function() if not _has_role(node, graph):
            where = "its code and role are declared elsewhere" if node.external else "its role could not be told"
            arcs.unknown[node.id] = (f"what {node.logical_id or node.name} may do: {where}",)


def _route(route: Route, graph: AppGraph, arcs: Arcs) -> None:
    api = graph.node(route.api, Api)
    if api is not None and api.protocol == "APPSYNC":
        arcs.leads(route.id, api.id, Why("routes", "has the sources of its data"), Grade.FEEDS)
    if api is not None:
        arcs.leads(str(route.api), route.id, Why("routes", "is one of its routes"), Grade.FEEDS)
    if graph.node(route.authorizer, Authorizer):
        arcs.leads(route.id, str(route.authorizer), Why("asks", "is asked, whatever token is shown"), Grade.FEEDS)


def _attached(policy: ResourcePolicy, graph: AppGraph, arcs: Arcs) -> None:
    """Whoever holds the policy has what it is attached to; a role it names has what it says."""
    own = {role.arn: role.id for role in graph.nodes_of(Role) if role.arn}
    for target in policy.targets:
        node = graph.nodes.get(target)
        if node is None:
            continue
        if isinstance(node, STORES):
            arcs.strikes(policy.id, target, EVERYTHING, Why("decides", "has it as its policy"))
        for statement in policy.statements:
            if statement.effect is PolicyEffect.ALLOW and statement.unknown is None:
                for role in dict.fromkeys(own.get(one.value) for one in statement.principals):
                    if role is not None:
                        _acts(
                            role,
                            node,
                            statement.actions,
                            Why("admits", "lets the role in by its own policy"),
                            None,
                            arcs,
                        )


def _qualified(node: Alias | Version, graph: AppGraph, arcs: Arcs) -> None:
    for found in (node.function, f"function/{node.function}"):
        if graph.node(found, Function):
            arcs.leads(node.id, str(found), Why("deployed_as", "is the function itself"), Grade.HOLDS)


def _has_role(fn: Function, graph: AppGraph) -> bool:
    roles = [graph.node(edge.target, Role) for edge in graph.out_of(fn, None, EdgeKind.ASSUMES)]
    return any(role is not None and not (role.external and not role.policies) for role in roles)


# -- roles --------------------------------------------------------------------------------------


def _granted(role: Role, graph: AppGraph, arcs: Arcs) -> None:
    rights = rights_of(graph, role)
    if rights.untold:
        arcs.unknown[role.id] = rights.untold
    plain_rights = rights.plain
    for grant in graph.out_of(role, Grant):
        node = graph.nodes.get(grant.target)
        if node is None:
            continue
        if plain_rights and not grant.maybe:
            _acts(role.id, node, grant.actions, grant, None, arcs)
        elif service := service_of(node):
            sure, unsure, why = rights.left(grant, node, service)
            _acts(role.id, node, sure, grant, None, arcs)
            _acts(role.id, node, unsure, grant, why, arcs)
    _widened(role, graph, rights, arcs)


def _widened(role: Role, graph: AppGraph, rights: Rights, arcs: Arcs) -> None:
    for found in widenings(graph, role, rights.statements):
        maybe = "whether it may could not be told" if found.maybe else None
        why = Why("widens", found.reason)
        if found.role is not None:
            arcs.leads(role.id, found.role, why, Grade.HOLDS, maybe)
        else:
            for store in arcs.stores:
                arcs.strikes(role.id, store, Effect(EVERYTHING.aims), why, maybe)


def _acts(role: str, node: Node, actions: tuple[str, ...], why: Edge | Why, maybe: str | None, arcs: Arcs) -> None:
    """What the actions of a grant lead to; an application may have a great many grants, so this is kept short."""
    if not actions:
        return
    if isinstance(node, STORES):
        stream = not (isinstance(node, Table) and node.stream is None)
        effect = effect_of_all(actions, service_of(node) or "", stream)
        arcs.strikes(role, node.id, effect, why, maybe)
    elif isinstance(node, Function):
        grade = Grade.HOLDS if may(actions, TAKES_OVER) else Grade.FEEDS
        if grade is Grade.HOLDS or may(actions, INVOKES):
            arcs.leads(role, node.id, why, grade, maybe)
    elif isinstance(node, StateMachine):
        if may(actions, REWRITES):
            arcs.leads(role, f"{node.id}{HELD}", why, Grade.HOLDS, maybe)
        if may(actions, (*REWRITES, *STARTS)):
            arcs.leads(role, node.id, why, Grade.FEEDS, maybe)


# -- from outside -------------------------------------------------------------------------------


def _opened(opening: tuple[str, str, Edge | None, str, str | None], graph: AppGraph, arcs: Arcs) -> None:
    source, target, edge, reason, maybe = opening
    node = graph.nodes[target]
    service = service_of(node)
    why = edge or Why("asks", reason)
    actions = getattr(edge, "actions", ())
    if isinstance(node, STORES) and service is not None:
        effect = effect_of_all(actions, service) if actions else EVERYTHING
        arcs.strikes(source, target, effect, why, maybe)
    else:
        grade = Grade.HOLDS if isinstance(node, Function) and may(actions, TAKES_OVER) else Grade.FEEDS
        arcs.leads(source, target, why, grade, maybe)


def _used(store: str, graph: AppGraph, arcs: Arcs) -> None:
    node, place = graph.nodes[store], f"{store}{USED}"
    service = service_of(node) or ""
    anyone = set(open_edges(graph, node))
    for edge in graph.into(node, Exposure, EdgeKind.EXPOSES):
        if edge in anyone or not edge.source.startswith(("internet/", "service/")):
            effect = effect_of_all(edge.actions, service) if edge.actions else EVERYTHING
            arcs.strikes(place, store, effect, edge)
    action = "firehose:PutRecord" if service == "firehose" else FILLED_BY.get(type(node))
    if action is not None and (store in arcs.out or store in arcs.losses):
        why = Why("fills", "is filled")
        arcs.strikes(place, store, replace(effect_of(action, service), fills=True), why)
