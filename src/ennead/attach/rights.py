"""What roles allow, before and after: nothing but sending to the dead letter queue may be added, and nothing lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ennead.attach.letters import OF_KEY, SEND, named
from ennead.attach.plan import App
from ennead.graph.authority import policies_of, roles
from ennead.graph.graph import AppGraph
from ennead.model.app import Key, Queue, Role
from ennead.model.policy import Effect, Statement
from ennead.remedy.errors import RemedyError


def refuse_others(before: Sequence[App], after: Sequence[App], queue: str | None) -> None:
    """Raises RemedyError where a role lost a right, or has one more than to send to the queue that is asked for."""
    now = {app.name: app.graph for app in after}
    for app in before:
        there = now[app.name]
        for role in roles(app.graph):
            other = there.node(role.id, Role)
            held, new = _statements(role, app.graph), _statements(other, there) if other else Counter()
            if held - new:
                raise RemedyError(f"nothing is changed: {role.name} would lose {_said(held - new)}")
            more = [one for one in new - held if not _sends(one, queue, there)]
            if more:
                raise RemedyError(f"nothing is changed: {role.name} would be allowed {_said(more)}")


def _statements(role: Role, graph: AppGraph) -> Counter[Statement]:
    """What a role's policies say, wherever it stands now: edits move lines."""
    every = (one for policy in policies_of(graph, role) for one in policy.statements)
    return Counter(replace(one, at=None, unknown=None) for one in every)


def _sends(one: Statement, queue: str | None, graph: AppGraph) -> bool:
    """Whether a statement allows no more than to send to a queue, and to use a key for that."""
    if queue is None or one.effect is not Effect.ALLOW or one.not_actions or one.not_resources:
        return False
    queues = {node.arn for node in named(queue, graph) if isinstance(node, Queue)} | {queue}
    places = queues if one.actions == (SEND,) else {node.arn for node in graph.nodes_of(Key)}
    if one.actions != (SEND,) and not set(one.actions) <= set(OF_KEY):
        return False
    known = {_plain(arn) for arn in places if arn is not None}
    return bool(one.resources) and all(_plain(arn) in known for arn in one.resources)


def _plain(arn: str) -> str:
    """An ARN without its partition, which templates write in several ways."""
    parts = arn.split(":", 2)
    return parts[2] if len(parts) == 3 and parts[0] == "arn" else arn


def _said(statements: Iterable[Statement]) -> str:
    one = next(iter(statements))
    return f"{', '.join(one.actions) or 'more'} on {', '.join(one.resources) or 'anything'}"
