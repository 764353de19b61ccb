"""Cross-origin rules that let every page of the web in."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.check import NOWHERE, Context, check
from ennead.graph.graph import AppGraph
from ennead.graph.reach import anyone_may
from ennead.graph.triggers import called
from ennead.model.app import Api, Bucket, CorsRule, Flag, Function, FunctionUrl, Node
from ennead.model.finding import Finding, Fix, Outcome, Practice, Related, Severity
from ennead.model.location import Location
from ennead.practices.p8_denial.grouping import listed

WRITING = frozenset({"PUT", "POST", "DELETE"})
HOLE = "${?"
Place = tuple[Node, Location | None]


@check(
    Practice.CONFIGURATION,
    Severity.LOW,
    on=AppGraph,
    references=("CWE-942", "CWE-346", "OWASP-SLS-S3"),
)
def wildcard_cors(graph: AppGraph, ctx: Context) -> Iterator[Outcome]:
    """Pages of every origin may call an API or a function URL, or read and write a bucket."""
    apis = [api for api in graph.nodes_of(Api) if not api.external]
    urls = [url for url in graph.nodes_of(FunctionUrl) if not url.external]
    buckets = [bucket for bucket in graph.nodes_of(Bucket) if not bucket.external]
    callable_nodes: list[Api | FunctionUrl] = [*apis, *urls]
    for node in callable_nodes:
        if "*" not in node.cors_origins and any(HOLE in origin for origin in node.cors_origins):
            at = node.cors_at if isinstance(node, Api) else node.at
            yield ctx.unassessed(f"which origins may call {called(node)} could not be told", node=node, at=at)
    for api in apis:
        if "*" in api.cors_origins:
            yield _called("call", [(api, api.cors_at)], _on(api.cors_credentials), ctx)
    open_urls = [url for url in urls if "*" in url.cors_origins]
    if open_urls:
        credentials = any(_on(url.cors_credentials) for url in open_urls)
        yield _called("call the URL of", [(_behind(url, graph), url.at) for url in open_urls], credentials, ctx)
    places: list[Place] = [(bucket, rule.at) for bucket in buckets if (rule := _rule(bucket, graph))]
    if places:
        writing = any(WRITING & set(rule.methods) for bucket in buckets if (rule := _rule(bucket, graph)))
        yield _called("read and write" if writing else "read", places, False, ctx)


def _on(flag: Flag) -> bool:
    return flag is True


def _behind(url: FunctionUrl, graph: AppGraph) -> Node:
    fn = graph.node(url.function, Function)
    return fn if fn and not fn.external else url


def _rule(bucket: Bucket, graph: AppGraph) -> CorsRule | None:
    """The rule that lets every page write, or read what is not public anyway."""
    wide = [rule for rule in bucket.cors if "*" in rule.origins]
    public = bucket.website is True or anyone_may(graph, bucket, "s3:GetObject") is not None
    return next((rule for rule in wide if not public or WRITING & set(rule.methods)), None)


def _called(verb: str, places: list[Place], credentials: bool, ctx: Context) -> Finding:
    nodes = [node for node, _ in places]
    one = nodes[0] if len(nodes) == 1 else None
    names = listed([called(node) for node in nodes])
    kept = ", with the cookies of the user" if credentials else ""
    return ctx.finding(
        f"the pages of every origin may {verb} {names}{kept}: CORS allows *",
        node=nodes[0] if one is None and not isinstance(nodes[0], Function) else one,
        at=places[0][1] or nodes[0].at,
        severity=Severity.MEDIUM if credentials else None,
        related=() if one else [_related(node, at) for node, at in places],
        key=f"{verb.partition(' ')[0]} {' '.join(sorted(node.id for node in nodes))}",
        fix=Fix(f"Name the origins whose pages use {names}"),
    )


def _related(node: Node, at: Location | None) -> Related:
    own = node.logical_id if isinstance(node, Function) else None
    return Related(at or node.at or NOWHERE, f"{called(node)} allows every origin", own)
