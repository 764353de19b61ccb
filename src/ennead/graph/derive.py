"""Edges that follow from policies: what roles grant, and who outside reaches a resource.

Added once, after all fragments are merged: a policy and what it speaks of may come from different sources.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from ennead.graph.authority import policies_of
from ennead.graph.data.valued import valued
from ennead.graph.graph import AppGraph
from ennead.graph.merge import merge
from ennead.graph.trust import trusted
from ennead.iam.harm import actions_of
from ennead.iam.match import action_matches, resource_matches
from ennead.iam.tri import Tri, any_of
from ennead.model import app
from ennead.model.app import (
    INTERNET,
    Auth,
    Bucket,
    Edge,
    Exposure,
    Fragment,
    Grant,
    Node,
    ResourcePolicy,
    Role,
    Source,
)
from ennead.model.data import Declared
from ennead.model.policy import Condition, Effect, Principal, Statement
from ennead.model.unknown import Unknown

LIMITING_KEYS = frozenset(
    """
    aws:sourcearn aws:sourceaccount aws:sourceorgid aws:sourceorgpaths aws:principalorgid aws:principalorgpaths
    aws:principalarn aws:principalaccount aws:userid aws:username aws:sourcevpc aws:sourcevpce aws:vpcsourceip
    aws:sourceowner aws:principalisawsservice aws:sourceip aws:calledvia kms:calleraccount aws:principalservicename
    s3:dataaccesspointaccount s3:accesspointnetworkorigin sns:endpoint aws:federatedprovider events:managedby
    kms:viaservice s3:dataaccesspointarn lambda:sourcefunctionarn
    """.split()
)
"""Condition keys that leave only chosen callers (IAM's global and service condition keys)."""

SERVICES: dict[type[Node], str] = {
    app.Bucket: "s3",
    app.Bus: "events",
    app.Function: "lambda",
    app.Key: "kms",
    app.LogGroup: "logs",
    app.Parameter: "ssm",
    app.Queue: "sqs",
    app.Secret: "secretsmanager",
    app.StateMachine: "states",
    app.Stream: "kinesis",
    app.Table: "dynamodb",
    app.Topic: "sns",
    app.UserPool: "cognito-idp",
}
"""The IAM prefix of the actions on a node; a grant edge is drawn to these."""


def service_of(node: Node) -> str | None:
    """The IAM prefix of the actions on a node, None where no grant is drawn to its kind.

    A delivery stream is a stream whose actions are Firehose's.
    """
    if isinstance(node, app.Stream) and node.arn and ":firehose:" in node.arn:
        return "firehose"
    return SERVICES.get(type(node))


def derive(graph: AppGraph, declared: Iterable[Declared] = ()) -> AppGraph:
    """The graph with its `grants` and `exposes` edges, and what its stores hold.

    `declared` is what the user says of the stores.
    """
    own = {
        node.id: (node.arn, service)
        for node in graph.nodes.values()
        if node.arn and (not node.external or node.app) and (service := service_of(node))
    }
    edges: list[Edge] = []
    nodes: list[Node] = []
    for role in graph.nodes_of(Role):
        edges += _grants(role, graph, own)
        edges += trusted(role, nodes)
    for policy in graph.nodes_of(ResourcePolicy):
        edges += _exposures(policy, graph, nodes)
    for bucket in graph.nodes_of(Bucket):
        edges += _by_acl(bucket, nodes)
    if not edges:
        return valued(graph, declared)
    fragment = Fragment(tuple(graph.nodes.values()), graph.edges, graph.gaps, graph.sources)
    return valued(merge(graph.name, [fragment, Fragment(tuple(nodes), tuple(dict.fromkeys(edges)))]), declared)


# -- grants -------------------------------------------------------------------------------------


def statements_of(role: Role, graph: AppGraph) -> Iterator[Statement]:
    """Every statement of a role: its own policies and the ones attached to it."""
    for policy in policies_of(graph, role):
        yield from policy.statements


def _grants(role: Role, graph: AppGraph, own: dict[str, tuple[str, str]]) -> Iterator[Grant]:
    services = {service for _, service in own.values()}
    for number, statement in enumerate(statements_of(role, graph)):
        if statement.effect is not Effect.ALLOW or not (statement.actions or statement.not_actions):
            continue
        spoken_of = {service: _actions(statement, service) for service in services}
        for node_id, (arn, service) in own.items():
            actions = spoken_of[service]
            if not actions:
                continue
            named, answer = _hits(statement.resources, arn) if statement.resources else (False, _spared(statement, arn))
            if answer is Tri.NO:
                continue
            yield Grant(
                source=role.id,
                target=node_id,
                actions=actions,
                wildcard=not named,
                maybe=answer is Tri.UNKNOWN,
                locations=(statement.at,) if statement.at else (),
                label=str(number),
            )


def _actions(statement: Statement, service: str) -> tuple[str, ...]:
    """The patterns that speak of the service; of what NotAction leaves, the actions that reach data."""
    if not statement.not_actions:
        return tuple(action for action in statement.actions if _of_service(action, service))
    return tuple(
        action
        for action in actions_of(service)
        if not any(action_matches(pattern, action) for pattern in statement.not_actions)
    )


def _spared(statement: Statement, arn: str) -> Tri:
    """Whether NotResource leaves the resource in; a statement that names no resource at all speaks of none."""
    if not statement.not_resources:
        return Tri.NO
    return any_of(resource_matches(pattern, arn) for pattern in statement.not_resources).not_()


@lru_cache(maxsize=4096)
def _of_service(action: str, service: str) -> bool:
    prefix = action.partition(":")[0].lower()
    return action == "*" or prefix == service or ("*" in prefix and action_matches(prefix, service))


def _hits(patterns: tuple[str, ...], arn: str) -> tuple[bool, Tri]:
    """Whether a pattern names the resource itself, and whether any reaches it (or a part of it)."""
    best, named = Tri.NO, False
    for pattern in patterns:
        answer = _reaches(pattern, arn)
        if answer is Tri.YES:
            best = Tri.YES
            named = named or _names(pattern, arn)
        elif answer is Tri.UNKNOWN and best is Tri.NO:
            best = Tri.UNKNOWN
    return named, best


def _names(pattern: str, arn: str) -> bool:
    base = arn.removesuffix(":*").removesuffix("-??????")
    return pattern.rstrip("*").rstrip("/:").startswith(base.rpartition(":")[0]) and _tail(base) in pattern


def _tail(arn: str) -> str:
    return arn.split(":", 5)[-1].rpartition("/")[2] if ":table/" in arn else arn.split(":", 5)[-1]


@lru_cache(maxsize=65536)
def _reaches(pattern: str, arn: str) -> Tri:
    """Whether a pattern matches the resource or things inside it (objects of a bucket, indexes of a table)."""
    if pattern.startswith(f"{arn.removesuffix(':*')}/"):
        return Tri.YES
    return resource_matches(pattern, arn)


# -- exposure -----------------------------------------------------------------------------------


def limits(conditions: tuple[Condition, ...]) -> str | None:
    """What narrows a statement to chosen callers, as text; None where nothing does."""
    found = []
    for condition in conditions:
        operator = condition.operator.lower()
        negative = "not" in operator or operator.endswith("ifexists") or operator.startswith("foranyvalue:stringnot")
        wide = all(value in {"*", "0.0.0.0/0", "::/0"} for value in condition.values)
        if condition.key.lower() in LIMITING_KEYS and not negative and not wide:
            found.append(f"{condition.key} {', '.join(condition.values)}")
    return "; ".join(found) or None


def _exposures(policy: ResourcePolicy, graph: AppGraph, nodes: list[Node]) -> Iterator[Exposure]:
    for statement in policy.statements:
        if statement.effect is not Effect.ALLOW or statement.not_principals:
            continue
        for target in policy.targets:
            node = graph.nodes.get(target)
            if node is None or isinstance(node, app.Api | app.Key):
                continue
            for principal in statement.principals:
                edge = _exposure(principal, statement, node, policy, nodes)
                if edge:
                    yield edge


def _exposure(
    principal: Principal, statement: Statement, node: Node, policy: ResourcePolicy, nodes: list[Node]
) -> Exposure | None:
    limit = limits(statement.conditions)
    if principal.anyone and principal.kind in {"*", "AWS"}:
        if limit or (isinstance(node, Bucket) and shut(node, "RestrictPublicBuckets", "BlockPublicPolicy")):
            return None
        source: Node = INTERNET
    elif principal.kind == "AWS" and "${" not in principal.value:
        source = Source(id=f"account/{_account(principal.value)}", name=principal.value, external=True)
    elif principal.kind == "Service":
        source = Source(id=f"service/{principal.value}", name=principal.value, external=True)
    else:
        return None
    nodes.append(source)
    at = statement.at or policy.at
    return Exposure(
        source=source.id,
        target=node.id,
        auth=Auth.NONE if source is INTERNET else Auth.POLICY,
        actions=statement.actions,
        locations=(at,) if at else (),
        label=f"{policy.logical_id}.{statement.sid or statement.actions[:1]}",
        condition=limit,
    )


def _account(principal: str) -> str:
    """The account of a principal's ARN, or the principal where it is an account id."""
    parts = principal.split(":")
    return parts[4] if principal.startswith("arn:") and len(parts) > 5 else principal


def shut(bucket: Bucket, *switches: str) -> bool:
    """Whether one of the switches of its public access block is known to be on."""
    block = bucket.public_access_block
    return not isinstance(block, Unknown) and block is not None and any(switch in block for switch in switches)


def _by_acl(bucket: Bucket, nodes: list[Node]) -> Iterator[Exposure]:
    acl = bucket.acl
    if (
        not isinstance(acl, str)
        or not acl.startswith("PublicRead")
        or shut(bucket, "IgnorePublicAcls", "BlockPublicAcls")
    ):
        return
    if bucket.ownership == "BucketOwnerEnforced":
        return
    nodes.append(INTERNET)
    actions = ("s3:GetObject", "s3:ListBucket") + (("s3:PutObject",) if acl == "PublicReadWrite" else ())
    yield Exposure(
        source=INTERNET.id,
        target=bucket.id,
        auth=Auth.NONE,
        actions=actions,
        locations=(bucket.at,) if bucket.at else (),
        label="acl",
    )
