"""What anyone may do to a thing, in words, and whether the policies that say so could be read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ennead.check import Context
from ennead.graph.derive import limits
from ennead.graph.graph import AppGraph
from ennead.graph.reach import open_edges
from ennead.graph.triggers import called
from ennead.iam.match import actions_overlap
from ennead.model.app import Exposure as Edge
from ennead.model.app import Node, ResourcePolicy
from ennead.model.finding import Unassessed
from ennead.model.location import Location
from ennead.model.policy import Effect, Statement

_HOLE = re.compile(r"\$\{\?[^{}]*\}")
Words = tuple[tuple[str, str], ...]
"""Pairs of an action (a pattern) and what it lets somebody do."""


def verbs(edges: Iterable[Edge], words: Words) -> tuple[str, ...]:
    """What the edges let anyone do, in the order of `words`; all of it where an edge names no action (NotAction)."""
    allowed = [action for edge in edges for action in (edge.actions or ("*",))]
    return tuple(
        dict.fromkeys(verb for action, verb in words if any(actions_overlap(have, action) for have in allowed))
    )


def doing(edges: Iterable[Edge], words: Words) -> str:
    """`read and write`; the actions themselves where no word fits them."""
    every = tuple(edges)
    found = list(verbs(every, words)) or sorted({action for edge in every for action in edge.actions})[:3]
    return found[0] if len(found) == 1 else f"{', '.join(found[:-1])} and {found[-1]}"


def opened(graph: AppGraph, node: Node) -> tuple[Edge, ...]:
    """The edges by which anyone reaches the node, by place."""
    return tuple(sorted(open_edges(graph, node), key=lambda edge: (place(edge) or Location(""), edge.label or "")))


def place(edge: Edge) -> Location | None:
    """Where the statement is written that opens the way."""
    return edge.locations[0] if edge.locations else None


def unread(node: Node, ctx: Context) -> Iterator[Unassessed]:
    """Statements about the node of which it could not be told whom they let in."""
    for policy in ctx.graph.nodes_of(ResourcePolicy):
        if node.id not in policy.targets:
            continue
        for number, statement in enumerate(policy.statements):
            why = _untold(statement)
            if why is not None:
                reason = f"who may use {called(node)} could not be told: {why}"
                yield ctx.unassessed(reason, node=node, at=statement.at or policy.at, key=f"{policy.id} {number}")


def _untold(statement: Statement) -> str | None:
    """Why it could not be told whom a statement lets in; None where it could, or where its conditions choose."""
    if statement.effect is not Effect.ALLOW or limits(statement.conditions) is not None:
        return None
    if statement.unknown is not None and not (statement.principals or statement.not_principals):
        return statement.unknown.reason
    hole = next((one.value for one in statement.principals if _HOLE.fullmatch(one.value)), None)
    return f"its principal is {hole}" if hole else None
