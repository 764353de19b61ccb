"""Layers of accounts that are neither the application's, nor AWS's, nor a known vendor's."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.check import NOWHERE, Context, check
from ennead.graph.graph import AppGraph
from ennead.graph.triggers import called
from ennead.model.app import EdgeKind, Function, Layer
from ennead.model.finding import Confidence, Finding, Fix, Outcome, Practice, Related, Severity
from ennead.practices.p6_configuration.layer_publishers import AWS, AWS_NAMES, EXAMPLES, VENDORS


@check(
    Practice.CONFIGURATION,
    Severity.MEDIUM,
    on=AppGraph,
    references=("CWE-829", "CWE-1395", "OWASP-SLS-S9", "ATTACK-T1195.002"),
)
def foreign_layer(graph: AppGraph, ctx: Context) -> Iterator[Outcome]:
    """A layer of somebody else's account runs inside a function, with all it may do and see."""
    known = AWS | VENDORS.keys() | EXAMPLES
    for layer in sorted(graph.nodes_of(Layer), key=lambda layer: layer.id):
        account = layer.account or ""
        if layer.external and account.isdigit() and account not in known:
            yield from _found(layer, account, graph, ctx)


def _found(layer: Layer, account: str, graph: AppGraph, ctx: Context) -> Iterator[Finding]:
    users = [
        (fn, edge)
        for edge in graph.into(layer, None, EdgeKind.DEPENDS_ON)
        if (fn := graph.node(edge.source, Function)) and not fn.external
    ]
    places = (
        Related(edge.locations[0] if edge.locations else fn.at or NOWHERE, called(fn), fn.logical_id)
        for fn, edge in users
    )
    related = sorted(places, key=lambda place: (place.at, place.message))
    if not related:
        return
    one = users[0][0] if len(users) == 1 else None
    who = related[0].message if one else f"{len(related)} functions"
    name, _, version = layer.name.partition(":")
    claims = name.startswith(AWS_NAMES)
    yield ctx.finding(
        f"{name} {version} of account {account} runs inside {who}"
        + (": the name is AWS's, the account is none of AWS's known ones" if claims else ""),
        node=one,
        at=related[0].at,
        severity=Severity.LOW if claims else Severity.MEDIUM,
        confidence=Confidence.LOW if claims else Confidence.MEDIUM,
        related=() if one else related,
        key=layer.id,
        fix=Fix(f"Read what is in {name}, publish it as a layer of your own, and use that"),
    )
