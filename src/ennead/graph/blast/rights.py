"""What is left of a grant once denials and the permissions boundary of its role have been asked.

A grant edge says what some statement allows.  A denial without a condition takes away; one with a condition can
be met otherwise and takes nothing.  Source:
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ennead.graph.authority import policies_of
from ennead.graph.graph import AppGraph
from ennead.iam.evaluate import Request, applies
from ennead.iam.harm import actions_of
from ennead.iam.managed import managed_policy
from ennead.iam.match import action_matches
from ennead.iam.tri import Tri, any_of
from ennead.model.app import Bucket, Grant, ManagedPolicy, Node, Role
from ennead.model.policy import Effect, Statement
from ennead.model.unknown import Unknown


@dataclass(frozen=True, slots=True)
class Rights:
    """`statements` are all of the role's; `boundary` those of its permissions boundary (None: it has none).

    `untold` are the reasons for which something else may be granted, or denied.
    """

    statements: tuple[Statement, ...]
    denials: tuple[Statement, ...]
    boundary: tuple[Statement, ...] | Unknown | None
    untold: tuple[str, ...]

    @property
    def plain(self) -> bool:
        """Whether nothing takes away from what statements allow."""
        return not self.denials and self.boundary is None

    def left(self, grant: Grant, node: Node, service: str) -> tuple[tuple[str, ...], tuple[str, ...], str | None]:
        """Actions that the grant surely gives, ones it may give, and why that could not be told."""
        untold = f"whether the resource of a statement is {node.logical_id or node.name} depends on a value not given"
        if self.plain:
            return ((), grant.actions, untold) if grant.maybe else (grant.actions, (), None)
        sure: list[str] = []
        maybe: list[str] = []
        for action in actions_of(service):
            if any(action_matches(pattern, action) for pattern in grant.actions):
                answer = self._stands(action, node)
                if answer is Tri.YES and not grant.maybe:
                    sure.append(action)
                elif answer is not Tri.NO:
                    maybe.append(action)
        return tuple(sure), tuple(maybe), self._why(untold if grant.maybe else None) if maybe else None

    def _stands(self, action: str, node: Node) -> Tri:
        request = Request(action, _resource(action, node))
        denied = any_of(applies(one, request) for one in self.denials)
        if self.boundary is None:
            return denied.not_()
        if isinstance(self.boundary, Unknown):
            return denied.not_().and_(Tri.UNKNOWN)
        allowed = any_of(applies(one, request) for one in self.boundary if one.effect is Effect.ALLOW)
        return allowed.and_(any_of([denied, *(applies(one, request) for one in _denials(self.boundary))]).not_())

    def _why(self, untold: str | None) -> str:
        if isinstance(self.boundary, Unknown):
            return self.boundary.reason
        return untold or "whether a denial or the permissions boundary speaks of it could not be told"


def rights_of(graph: AppGraph, role: Role) -> Rights:
    """The statements of a role, and what limits them."""
    policies = tuple(policies_of(graph, role))
    statements = tuple(statement for policy in policies for statement in policy.statements)
    reasons = [policy.unknown.reason for policy in policies if policy.unknown is not None]
    reasons += [one.unknown.reason for one in statements if one.unknown is not None and one.effect is Effect.ALLOW]
    called = role.logical_id or role.name
    return Rights(
        statements=statements,
        denials=tuple(_denials(statements)),
        boundary=_boundary(graph, role),
        untold=tuple(dict.fromkeys(f"a policy of {called} could not be read: {reason}" for reason in reasons)),
    )


def _denials(statements: tuple[Statement, ...]) -> Iterator[Statement]:
    return (one for one in statements if one.effect is Effect.DENY and not one.conditions)


def _boundary(graph: AppGraph, role: Role) -> tuple[Statement, ...] | Unknown | None:
    if role.boundary is None:
        return None
    if isinstance(role.boundary, Unknown):
        return Unknown(f"its permissions boundary could not be told: {role.boundary.reason}")
    own = (node.policy for node in graph.nodes_of(ManagedPolicy) if role.boundary in {node.arn, node.logical_id})
    policy = next(own, None) or managed_policy(role.boundary)
    if policy is None or policy.unknown is not None:
        return Unknown(f"the permissions boundary {role.boundary} is not here to be read")
    return policy.statements


def _resource(action: str, node: Node) -> str:
    """The ARN an action is asked for: objects for actions on objects of a bucket."""
    arn = node.arn or "*"
    return f"{arn}/*" if isinstance(node, Bucket) and "object" in action.lower() else arn
