"""What a function's role grants, held against what the function needs: too much, and what is missing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ennead.graph.authority import functions_of, policies_of, role_of
from ennead.graph.graph import AppGraph
from ennead.graph.needed.needs import Needs, Untold
from ennead.graph.needed.places import Places
from ennead.iam.evaluate import Request, Verdict, decide
from ennead.iam.match import action_matches, fits, names_action
from ennead.iam.tables import expand
from ennead.iam.tri import Tri
from ennead.model.app import Function, ResourcePolicy, Role
from ennead.model.location import Location
from ennead.model.need import Need, Place
from ennead.model.policy import Effect, Policy, PolicySource, Statement

_AUTOMATIC = frozenset(
    "AWSLambdaBasicExecutionRole AWSLambdaVPCAccessExecutionRole AWSLambdaSQSQueueExecutionRole "
    "AWSLambdaKinesisExecutionRole AWSLambdaDynamoDBExecutionRole AWSLambdaMSKExecutionRole AWSXRayDaemonWriteAccess "
    "AWSXrayWriteOnlyAccess AWSLambdaBasicDurableExecutionRolePolicy "
    "CloudWatchLambdaInsightsExecutionRolePolicy".split()
)
"""Managed policies by which AWS gives functions their log, network, traces and pollers, and which SAM attaches by
itself: where anything of one is needed it is as it should be, though it names no resource."""
_ARN_PARTS = 6
_ANY_LOG = "arn:*:logs:*:*:log-group:/aws/lambda/*"
_OWN_LOG = ":log-group:/aws/lambda/${"
"""The log group of a function that CloudFormation names: a role, which is made before it, can say no less than all."""


@dataclass(frozen=True, slots=True)
class Granted:
    """An action pattern that a statement allows, and on what; `negated` where it is all but these."""

    action: str
    resources: tuple[str, ...]
    at: Location | None
    policy: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Excess:
    """What a grant allows beyond need: the pattern, on what, and what would be enough.

    `unneeded`: nothing of what the pattern allows is needed; else it is wider than what is.
    """

    action: str
    resources: tuple[str, ...]
    why: str
    at: Location | None
    policy: Policy
    statement: Statement
    unneeded: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """A function's role against its needs.  `role` is None where the application does not say which it is.

    `missing` are needs that no statement allows.  `kept` says why the excess is not to be taken away without a look:
    something the function does could not be told.  `untold` are parts of what the role grants that could not be told:
    then nothing is missing, since it may be in there.
    """

    role: Role | None
    shared_with: tuple[str, ...]
    granted: tuple[Granted, ...]
    excess: tuple[Excess, ...]
    missing: tuple[Need, ...]
    kept: str | None
    untold: tuple[Untold, ...] = ()


def held(function: Function, needs: Needs, places: Places) -> Held:
    """What the role of a function grants beyond its needs, and what it lacks."""
    graph = places.graph
    role = role_of(graph, function)
    if role is None or role.external:
        return Held(role, (), (), (), (), "its role is not declared here")
    policies = list(policies_of(graph, role))
    statements = [statement for policy in policies for statement in policy.statements]
    untold = tuple(_untold(policies))
    shared = tuple(one.id for one in functions_of(graph, role) if one.id != function.id)
    granted = tuple(one for policy in policies for one in _granted(policy, places))
    missing = () if untold else tuple(_missing(needs.sure, Rights(role, statements, graph)))
    kept = needs.untold[0].reason if needs.untold else None
    excess = tuple(_excess(policies, needs.needed, places))
    return Held(role, shared, granted, excess, missing, kept, untold)


def _untold(policies: Iterable[Policy]) -> Iterator[Untold]:
    for policy in policies:
        if policy.unknown is not None:
            yield Untold(f"what {policy.name} allows: {policy.unknown.reason}", policy.at)
        for statement in policy.statements:
            if statement.unknown is not None:
                yield Untold(f"what {policy.name} allows: {statement.unknown.reason}", statement.at or policy.at)


def _granted(policy: Policy, places: Places) -> Iterator[Granted]:
    for statement in policy.statements:
        if statement.effect is not Effect.ALLOW or statement.unknown is not None:
            continue
        resources = tuple(shown(one, places) for one in statement.resources or ("*",))
        for action in statement.actions:
            yield Granted(action, resources, statement.at or policy.at, policy.name)
        for action in statement.not_actions:
            yield Granted(action, resources, statement.at or policy.at, policy.name, negated=True)


def shown(arn: str, places: Places) -> str:
    """A resource of a statement as it is shown: the logical id of the application's own, else a pattern."""
    return arn if arn == "*" else places.named(arn, "{}").shown


# -- missing ----------------------------------------------------------------------------------------------------------


class Rights:
    """What some statements of a role allow, with the policies of the resources themselves."""

    def __init__(self, role: Role, statements: Sequence[Statement], graph: AppGraph, *, alone: bool = False) -> None:
        """`alone`: by the role's statements only, whatever the resources' own policies say."""
        self._role = role
        self.statements = statements
        self._graph = graph
        self._alone = alone

    def allow(self, action: str, place: Place) -> bool:
        """Whether the role may, or may be able to; a place that nothing tells is allowed where anything is."""
        if not place.told or ("*" in place.arn and place.node is None):
            return any(touches(statement, action) for statement in self.statements)
        if any(touches(one, action) and any(_names(text, place) for text in one.resources) for one in self.statements):
            return True
        requests = (Request(action, arn, principal=self._role.arn) for arn in place.arns)
        verdicts = [decide(one, self.statements, self._attached(place)).verdict for one in requests]
        return any(verdict is not Verdict.DENY for verdict in verdicts)

    def _attached(self, place: Place) -> tuple[Statement, ...] | None:
        return None if self._alone or place.node is None else attached_to(place.node, self._graph)

    def covers(self, action: str, place: Place) -> bool:
        """Whether the role may for certain, on all of the place, by its own statements: what else allows it can go."""
        if place.node is None:
            resources = [text for one in self.statements if touches(one, action) for text in one.resources]
            return any(within(arn, text) for arn in place.arns for text in resources)
        requests = (Request(action, arn, principal=self._role.arn) for arn in place.arns)
        return any(decide(one, self.statements).verdict is Verdict.ALLOW for one in requests)


def attached_to(node_id: str, graph: AppGraph) -> tuple[Statement, ...]:
    """The statements of a resource's own policy; of a role, of its trust."""
    node = graph.nodes.get(node_id)
    if isinstance(node, Role):
        return node.trust
    policies = (one for one in graph.nodes_of(ResourcePolicy) if node_id in one.targets)
    return tuple(statement for policy in policies for statement in policy.statements)


def _missing(needs: Iterable[Need], rights: Rights) -> Iterator[Need]:
    for need in needs:
        lacking = tuple(place for place in need.places if not rights.allow(need.action, place))
        if lacking:
            yield Need(need.action, lacking, need.because, need.at, need.condition, need.passed_to)


def _names(resource: str, place: Place) -> bool:
    """Whether a resource is written by an attribute of the place's own thing (`${Point.AccessPointArn}`), or by how
    CloudFormation makes its name of its logical id."""
    if place.node is None:
        return False
    name = place.node.partition("/")[2]
    return resource.startswith(f"${{{name}.") or f"-{name.rpartition('.')[2]}-*" in resource


def touches(statement: Statement, action: str) -> bool:
    """Whether a statement allows the action on anything."""
    return statement.effect is Effect.ALLOW and names_action(statement, action)


# -- excess -----------------------------------------------------------------------------------------------------------


def _excess(policies: Iterable[Policy], needs: tuple[Need, ...], places: Places) -> Iterator[Excess]:
    for policy in policies:
        if _is_automatic(policy) and any(touches(one, need.action) for one in policy.statements for need in needs):
            continue
        for statement in policy.statements:
            if statement.effect is Effect.ALLOW and statement.unknown is None:
                for excess in _beyond(statement, policy, needs):
                    named = tuple(dict.fromkeys(shown(one, places) for one in excess.resources))
                    yield replace(excess, resources=named)


def _is_automatic(policy: Policy) -> bool:
    if policy.source is PolicySource.GENERATED:  # what a framework adds of itself
        return True
    return policy.source is PolicySource.MANAGED and policy.name in _AUTOMATIC


def _beyond(statement: Statement, policy: Policy, needs: tuple[Need, ...]) -> Iterator[Excess]:
    at = statement.at or policy.at
    resources = statement.resources or ("*",)
    if statement.not_actions:
        why = f"it allows every action but {', '.join(statement.not_actions)}"
        yield Excess("*", resources, why, at, policy, statement)
        return
    for pattern in statement.actions:
        wanted = [need for need in needs if action_matches(pattern, need.action)]
        if not wanted:
            yield Excess(pattern, resources, "nothing it does needs it", at, policy, statement, unneeded=True)
            continue
        actions = sorted({need.action for need in wanted})
        if ("*" in pattern or "?" in pattern) and (number := len(expand(pattern))) > len(actions):
            why = f"it allows {number} actions; {', '.join(actions)} would do"
            yield Excess(pattern, resources, why, at, policy, statement)
        for resource, why in _wider(resources, wanted):
            yield Excess(pattern, (resource,), why, at, policy, statement)


def _wider(resources: tuple[str, ...], wanted: list[Need]) -> Iterator[tuple[str, str]]:
    """Resources of a statement that are more than the needs it serves, and what would do."""
    places = {place for need in wanted for place in need.places}
    if any(not place.told or place.arn == "*" for place in places):
        return
    for resource in resources:
        if any(_names(resource, place) or within(resource, arn) for place in places for arn in place.arns):
            continue
        if any(_OWN_LOG in place.arn for place in places) and within(resource, _ANY_LOG):
            continue
        inside = sorted({place.shown for place in places if within(place.arn, resource)})
        yield resource, f"{', '.join(inside)} would do" if inside else "nothing needs it there"


def within(resource: str, pattern: str) -> bool:
    """Whether all that a resource pattern covers is covered by another; partition, region and account do not count."""
    return fits(_plain(pattern), _plain(resource), wild=True) is Tri.YES


def _plain(arn: str) -> str:
    """An ARN without partition, region and account, its tokens as text."""
    text = re.sub(r"\$\{\??([^{}]*)\}", lambda found: f"<{found[1].replace('::', '.')}>", arn)
    parts = text.split(":", _ARN_PARTS - 1)
    return f"{parts[2]}:{parts[5]}" if len(parts) == _ARN_PARTS else text
