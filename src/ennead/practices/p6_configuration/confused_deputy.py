"""Permissions by which a service acts for whoever asks it to."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.check import NOWHERE, Context, check
from ennead.graph.graph import AppGraph
from ennead.graph.reach import anonymous_entries, leads_somewhere
from ennead.graph.triggers import called
from ennead.model.app import Exposure, Function, Node, Route
from ennead.model.finding import Exposure as Audience
from ennead.model.finding import Finding, Outcome, Practice, Related, Severity
from ennead.practices.fixes.access import permission_source
from ennead.practices.fixes.change import written
from ennead.practices.p8_denial.grouping import listed

SOURCES = {
    "apigateway": "API",
    "bedrock": "Bedrock agent",
    "cloudfront": "distribution",
    "cloudtrail": "trail",
    "cognito-idp": "user pool",
    "config": "Config rule",
    "events": "EventBridge rule",
    "iot": "IoT resource",
    "logs": "log group",
    "s3": "bucket",
    "ses": "mail rule",
    "sns": "topic",
}
"""Services that act for resources of any account, and what such a resource is called.

Alexa is left out: its permissions name the skill in EventSourceToken, which is not read.
"""
FUNCTIONS_ONLY = frozenset({"apigateway", "bedrock", "cognito-idp", "iot"})
"""Services that act on everything else with a role of their user's: a policy that names them lets nobody in."""


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
            if node and not node.external and _matters(graph, service, node):
                groups.setdefault(service, []).append((edge, node))
    for service in sorted(groups):
        yield _found(service, groups[service], graph, ctx)


def _matters(graph: AppGraph, service: str, node: Node) -> bool:
    """Whether a stranger's resource gets further than he does by himself."""
    if not isinstance(node, Function):
        return service in SOURCES and service not in FUNCTIONS_ONLY
    if service != "apigateway":
        return service in SOURCES
    return not anonymous_entries(graph, node)


def service_of(edge: Exposure) -> str:
    """`logs` of `service/logs.eu-west-1.amazonaws.com`."""
    return edge.source.removeprefix("service/").partition(".")[0]


def _found(service: str, pairs: list[tuple[Exposure, Node]], graph: AppGraph, ctx: Context) -> Finding:
    nodes = list({node.id: node for _, node in pairs}.values())
    passed = [node for node in nodes if service == "apigateway" and _asks(graph, node)]
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
        fix=written(
            f"Name the {thing} in the permission of {names}", *((permission_source(node), node) for node in nodes)
        ),
    )


def _does(nodes: list[Node]) -> str:
    return "invoke" if all(isinstance(node, Function) for node in nodes) else "act on"


def _related(edge: Exposure, node: Node) -> Related:
    own = node.logical_id if isinstance(node, Function) else None
    return Related(edge.locations[0] if edge.locations else node.at or NOWHERE, called(node), own)


def _asks(graph: AppGraph, node: Node) -> bool:
    """Whether routes lead to it, all behind proof: the API of a stranger, which asks nobody, goes round that."""
    return any(route.target == node.id and leads_somewhere(route) for route in graph.nodes_of(Route))
