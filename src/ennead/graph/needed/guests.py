"""Who may act on a resource: the least its own policy has to say, by what the application lets act on it.

A service acts for everybody: without the source's ARN, and the account where the ARN has none, somebody else's bucket
or topic may send (https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ennead.graph.graph import AppGraph
from ennead.graph.needed.document import VERSION, Writer
from ennead.graph.needed.places import Places
from ennead.graph.needed.requests import key_of
from ennead.model.app import Edge, EdgeKind, Mode, Node, Trigger
from ennead.model.location import Location
from ennead.model.need import Place

_SERVICES = {
    "bucket": "s3.amazonaws.com", "topic": "sns.amazonaws.com", "rule": "events.amazonaws.com",
    "bus": "events.amazonaws.com", "user_pool": "cognito-idp.amazonaws.com", "secret": "secretsmanager.amazonaws.com",
    "target_group": "elasticloadbalancing.amazonaws.com", "log_group": "logs.amazonaws.com",
    "api": "apigateway.amazonaws.com",
}  # fmt: skip
"""By the kind of what acts: the service that does so in its name.  What takes a role on needs no policy here."""
_ACTIONS = {
    "function": ("lambda:InvokeFunction", "arn:*:lambda:*:*:function:{}"),
    "queue": ("sqs:SendMessage", "arn:*:sqs:*:*:{}"),
    "topic": ("sns:Publish", "arn:*:sns:*:*:{}"),
}
"""By the kind of what is acted on: what is done, and its ARN."""
_PATTERNS = {
    "bucket": "arn:*:s3:::{}", "topic": "arn:*:sns:*:*:{}", "rule": "arn:*:events:*:*:rule/{}",
    "user_pool": "arn:*:cognito-idp:*:*:userpool/{}", "secret": "arn:*:secretsmanager:*:*:secret:{}",
    "target_group": "arn:*:elasticloadbalancing:*:*:targetgroup/{}", "log_group": "arn:*:logs:*:*:log-group:{}",
    "bus": "arn:*:events:*:*:event-bus/{}", "api": "arn:*:execute-api:*:*:{}/*",
}  # fmt: skip
_KEY_ACTIONS = ("kms:Decrypt", "kms:GenerateDataKey")


@dataclass(frozen=True, slots=True)
class Guest:
    """A service that acts on a resource in the name of a source: what it does, for which source, where that is said."""

    service: str
    actions: tuple[str, ...]
    source: Place
    at: tuple[Location, ...]


@dataclass(frozen=True, slots=True)
class Visited:
    """A resource of the application, who acts on it, and the least that its policy has to say."""

    node: Node
    guests: tuple[Guest, ...]
    policy: dict[str, Any]


def visited(graph: AppGraph) -> Iterator[Visited]:
    """The functions, queues, topics and keys that services act on, by id."""
    places = Places(graph)
    keys: dict[str, list[Guest]] = {}
    for node in sorted(graph.nodes.values(), key=lambda one: one.id):
        if node.external or node.kind not in _ACTIONS:
            continue
        guests = tuple(dict.fromkeys(_guests(node, places)))
        if guests:
            yield Visited(node, guests, _policy(node, guests, places))
        for place in key_of(node, places):
            if place.node is not None:
                keys.setdefault(place.node, []).extend(
                    Guest(one.service, _KEY_ACTIONS, one.source, one.at) for one in guests
                )
    for key, guests_of in sorted(keys.items()):
        if guests_of:
            node, told = graph.nodes[key], tuple(dict.fromkeys(guests_of))
            yield Visited(node, told, _policy(node, told, places))


def _guests(node: Node, places: Places) -> Iterator[Guest]:
    action = _ACTIONS[node.kind][0]
    for edge in places.graph.into(node, None, EdgeKind.TRIGGERS, EdgeKind.PUBLISHES, EdgeKind.FAILS_TO):
        source = _source(edge, places.graph)
        if source is None or (isinstance(edge, Trigger) and edge.mode is Mode.POLL):
            continue
        service = _SERVICES.get(source.kind)
        if service is not None:
            yield Guest(service, (action,), places.place(source, _PATTERNS[source.kind]), edge.locations[:1])


def _source(edge: Edge, graph: AppGraph) -> Node | None:
    """What acts; of a route its API."""
    node = graph.nodes.get(edge.source)
    api = getattr(node, "api", None)
    return graph.nodes.get(api) if isinstance(api, str) else node


def _policy(node: Node, guests: tuple[Guest, ...], places: Places) -> dict[str, Any]:
    """A statement for each service and what it does, with its sources."""
    writer = Writer(node, places.graph, before=False)
    pattern = _ACTIONS[node.kind][1] if node.kind in _ACTIONS else None
    resource = writer.resource(places.place(node, pattern)) if pattern else "*"
    groups: dict[tuple[str, tuple[str, ...]], list[Place]] = {}
    for guest in guests:
        groups.setdefault((guest.service, guest.actions), []).append(guest.source)
    statements = [_statement(*who, sources, resource, writer) for who, sources in groups.items()]
    return {"Version": VERSION, "Statement": statements}


def _statement(
    service: str, actions: tuple[str, ...], sources: list[Place], resource: Any, writer: Writer
) -> dict[str, Any]:
    arns = [writer.resource(one) for one in dict.fromkeys(sources)]
    condition: dict[str, Any] = {"ArnLike": {"aws:SourceArn": arns if len(arns) > 1 else arns[0]}}
    if service == "s3.amazonaws.com":  # a bucket's ARN does not say whose it is
        condition["StringEquals"] = {"aws:SourceAccount": writer.account()}
    return {
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": list(actions) if len(actions) > 1 else actions[0],
        "Resource": resource,
        "Condition": condition,
    }
