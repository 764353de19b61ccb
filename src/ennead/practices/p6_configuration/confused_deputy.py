"""Permissions by which a service acts for whoever asks it to."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.check import NOWHERE, Context, check
from ennead.graph.graph import AppGraph
from ennead.graph.reach import is_open, routes_of
from ennead.graph.triggers import called
from ennead.model.app import Api, Auth, Exposure, Function, Node, Route
from ennead.model.finding import Exposure as Audience
from ennead.model.finding import Finding, Fix, Outcome, Practice, Related, Severity
from ennead.practices.p8_denial.grouping import listed

SOURCES = {
    "apigateway": "API",
    "cloudfront": "distribution",
    "cloudtrail": "trail",
    "cognito-idp": "user pool",
    "config": "Config rule",
    "events": "EventBridge rule",
    "iot": "IoT rule",
    "logs": "log group",
    "s3": "bucket",
    "ses": "mail rule",
    "sns": "topic",
}
"""Services that act for resources of any account, and what such a resource is called.

Alexa is left out: its permissions name the skill in EventSourceToken, which is not read.
"""


@check(
    Practice.CONFIGURATION,
    Severity.LOW,
    on=AppGraph,
    references=("CWE-441", "CWE-284", "OWASP-SLS-S2"),
)
def confused_deputy(graph: AppGraph, ctx: Context) -> Iterator[Outcome]:
    """A service may act on a function, queue, topic or bucket for resources of every account."""
    groups: dict[str, list[tuple[Exposure, Node]]] = {}
    for edge in graph.edges:
        if isinstance(edge, Exposure) and edge.condition is None and edge.source.startswith("service/"):
            node = graph.nodes.get(edge.target)
            service = service_of(edge)
            if node and not node.external and service in SOURCES:
                groups.setdefault(service, []).append((edge, node))
    for service in sorted(groups):
        yield _found(service, groups[service], graph, ctx)


def service_of(edge: Exposure) -> str:
    """`logs` of `service/logs.eu-west-1.amazonaws.com`."""
    return edge.source.removeprefix("service/").partition(".")[0]


def _found(service: str, pairs: list[tuple[Exposure, Node]], graph: AppGraph, ctx: Context) -> Finding:
    nodes = list({node.id: node for _, node in pairs}.values())
    passed = [node for node in nodes if isinstance(node, Function) and _goes_round(graph, node, service)]
    names = listed([called(node) for node in nodes])
    one = nodes[0] if len(nodes) == 1 else None
    thing = SOURCES[service]
    article = "an" if thing[0] in "AEI" else "a"
    past = f", past what asks the callers of {listed([called(node) for node in passed])} who they are" if passed else ""
    return ctx.finding(
        f"{article} {thing} of any account may {_does(nodes)} {names}: no permission names the {thing} or the account"
        f"{past}",
        node=one,
        at=min((at for edge, _ in pairs for at in edge.locations[:1]), default=None),
        severity=Severity.MEDIUM if passed else None,
        exposure=Audience.ANONYMOUS if passed else Audience.ACCOUNT,
        related=() if one else [_related(edge, node) for edge, node in pairs],
        key=service,
        fix=Fix(
            f"Name the {thing} in the permission of {names}",
            edit="SourceArn: !GetAtt ...\nSourceAccount: !Ref AWS::AccountId"
            if all(isinstance(node, Function) for node in nodes)
            else "Condition:\n  StringEquals:\n    aws:SourceAccount: !Ref AWS::AccountId",
        ),
    )


def _does(nodes: list[Node]) -> str:
    return "invoke" if all(isinstance(node, Function) for node in nodes) else "act on"


def _related(edge: Exposure, node: Node) -> Related:
    own = node.logical_id if isinstance(node, Function) else None
    return Related(edge.locations[0] if edge.locations else node.at or NOWHERE, called(node), own)


def _goes_round(graph: AppGraph, fn: Function, service: str) -> bool:
    """Whether all its own routes ask for proof: an API of a stranger, which asks nobody, goes round that."""
    routes = [route for route in graph.nodes_of(Route) if route.target == fn.id]
    if service != "apigateway" or not routes:
        return False
    return all(_asks(graph, route) for route in routes)


def _asks(graph: AppGraph, route: Route) -> bool:
    api = graph.node(route.api, Api)
    if api and api.protocol == "WEBSOCKET":
        connect = next((one for one in routes_of(graph, api.id) if one.path == "$connect"), route)
        return connect.auth is not Auth.NONE
    return is_open(graph, route) is False
