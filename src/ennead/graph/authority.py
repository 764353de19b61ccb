"""Who holds which authority: the functions behind a role, and what its policies say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ennead.graph.graph import AppGraph
from ennead.graph.triggers import called
from ennead.model.app import EdgeKind, Function, ManagedPolicy, Role
from ennead.model.finding import Related
from ennead.model.location import Location
from ennead.model.policy import Effect, Policy, Statement


@dataclass(frozen=True, slots=True)
class Held:
    """A statement that allows a role something, with the policy it stands in."""

    role: Role
    policy: Policy
    statement: Statement

    @property
    def at(self) -> Location | None:
        """The statement's place; the policy's where the statement has none (AWS managed policies)."""
        return self.statement.at or self.policy.at or self.role.at


def functions_of(graph: AppGraph, role: Role) -> tuple[Function, ...]:
    """The declared functions that run with the role, by id."""
    sources = {edge.source for edge in graph.into(role, None, EdgeKind.ASSUMES)}
    found = (graph.node(source, Function) for source in sorted(sources))
    return tuple(fn for fn in found if fn and not fn.external)


def role_of(graph: AppGraph, fn: Function) -> Role | None:
    """The role a function runs with; None where it could not be told."""
    roles = (graph.node(edge.target, Role) for edge in graph.out_of(fn, None, EdgeKind.ASSUMES))
    return next((role for role in roles if role), None)


def policies_of(graph: AppGraph, role: Role) -> Iterator[Policy]:
    """Every policy of a role: its own, and those that are declared on their own and attached to it."""
    declared = {node.id: node.policy for node in graph.nodes_of(ManagedPolicy) if node.policy}
    by_arn = {policy.arn: node_id for node_id, policy in declared.items() if policy.arn}
    attached = [node.id for node in graph.nodes_of(ManagedPolicy) if role.id in node.roles and node.id in declared]
    for policy in role.policies:
        if policy.arn in by_arn:
            attached.append(by_arn[policy.arn])
        else:
            yield policy
    for node_id in dict.fromkeys(attached):
        yield declared[node_id]


def held_by(graph: AppGraph, role: Role) -> Iterator[Held]:
    """Every statement that allows a role something."""
    for policy in policies_of(graph, role):
        for statement in policy.statements:
            if statement.effect is Effect.ALLOW:
                yield Held(role, policy, statement)


def roles(graph: AppGraph) -> Iterator[Role]:
    """The roles that the application declares, by id."""
    yield from sorted((role for role in graph.nodes_of(Role) if not role.external), key=lambda role: role.id)


_SERVERLESS = ("lambda.", "edgelambda.", "states.", "apigateway.", "appsync.", "scheduler.", "events.", "pipes.")


def is_serverless(graph: AppGraph, role: Role) -> bool:
    """Whether a function or a service that starts functions takes the role on; instances and builds do not count."""
    if functions_of(graph, role):
        return True
    principals = (principal.value for statement in role.trust for principal in statement.principals)
    return any(value.startswith(_SERVERLESS) for value in principals)


def holders(graph: AppGraph, held: Iterable[tuple[Role, Location | None]]) -> tuple[Related, ...]:
    """An entry for each function that holds something, at the place that gives it; else one for the role."""
    found: dict[str, Related] = {}
    for role, place in held:
        at = place or role.at or Location("")
        for fn in functions_of(graph, role):
            found.setdefault(fn.id, Related(at, called(fn), fn.logical_id))
        if not functions_of(graph, role):
            found.setdefault(role.id, Related(at, called(role)))
    return tuple(found[key] for key in sorted(found))
