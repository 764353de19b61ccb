"""What somebody less trusted writes: stores whose content comes, through whatever functions, from outside.

A function that somebody outside starts hands on what it is sent; what it writes may hold it, and so may what others
make of that.  Each store is told with the first way that was found, as a reason to read.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ennead.graph.exposure import exposure_of
from ennead.graph.graph import AppGraph
from ennead.iam.match import actions_overlap
from ennead.model.app import (
    INTERNET,
    Bucket,
    Bus,
    Database,
    EdgeKind,
    Function,
    LogGroup,
    Node,
    Parameter,
    Queue,
    Secret,
    StateMachine,
    Store,
    Stream,
    Table,
    Topic,
    Trigger,
    UserPool,
)
from ennead.model.app import Exposure as Opening
from ennead.model.finding import Exposure

_WRITE: Final[dict[type[Node], tuple[str, ...]]] = {
    Bucket: ("s3:PutObject", "s3:PostObject"),
    Bus: ("events:PutEvents",),
    LogGroup: ("logs:PutLogEvents",),
    Parameter: ("ssm:PutParameter",),
    Queue: ("sqs:SendMessage",),
    Secret: ("secretsmanager:PutSecretValue",),
    Stream: ("kinesis:PutRecord", "firehose:PutRecord"),
    Table: ("dynamodb:PutItem", "dynamodb:UpdateItem"),
    Topic: ("sns:Publish",),
}
_ONWARD: Final = frozenset({EdgeKind.WRITES, EdgeKind.PUBLISHES, EdgeKind.INVOKES, EdgeKind.FAILS_TO})
_FIRST: Final = {
    Exposure.ANONYMOUS: "anyone",
    Exposure.SIGNED_IN: "whoever is signed in",
    Exposure.ACCOUNT: "another account",
}
"""Audiences outside the application, and how they are called."""
ANSWERED: Final = (Store, UserPool)
"""What answers with what was put into it."""


def reached_from_outside(graph: AppGraph) -> Mapping[str, str]:
    """Everything that text from outside reaches, by id, with who brings it there."""
    exposures = exposure_of(graph)
    found: dict[str, str] = {}
    for node in graph.nodes.values():
        if reason := _brought(graph, node, exposures):
            found[node.id] = reason
    waiting = sorted(found)
    while waiting:
        source = waiting.pop(0)
        for target, reason in sorted(_onward(graph, source, found[source]).items()):
            if target not in found:
                found[target] = reason
                waiting.append(target)
    return found


def _brought(graph: AppGraph, node: Node, exposures: Mapping[str, Exposure]) -> str | None:
    """Who outside hands text to a node himself."""
    if isinstance(node, Function | StateMachine):
        for edge in sorted(graph.into(node, Trigger), key=lambda one: one.source):
            source = graph.nodes.get(edge.source)
            who = _FIRST.get(exposures.get(edge.source, Exposure.INTERNAL))
            if who and edge.enabled is not False and source is not None and not isinstance(source, Store):
                return f"{who} starts {_name(node.id)} ({_name(edge.source)})"
        for opening in graph.into(node, Opening):
            if not opening.source.startswith("service/") and not opening.condition:
                return f"{_caller(opening.source)} may invoke {_name(node.id)}"
        return None
    if isinstance(node, UserPool):
        return "whoever signs up fills it"
    wanted = _WRITE.get(type(node))
    for opening in graph.into(node, Opening):
        allowed = not opening.actions or any(
            actions_overlap(have, one) for have in opening.actions for one in wanted or ()
        )
        if wanted and allowed and not opening.source.startswith("service/"):
            return f"{_caller(opening.source)} may write to it"
    return None


def _onward(graph: AppGraph, source: str, reason: str) -> dict[str, str]:
    """Where what is there goes next."""
    found: dict[str, str] = {}
    for edge in graph.out_of(source, None):
        if isinstance(edge, Trigger) or edge.kind in _ONWARD:
            found[edge.target] = reason
    if isinstance(graph.nodes.get(source), Store | UserPool):
        for edge in graph.into(source, None, EdgeKind.READS):
            found.setdefault(edge.source, reason)
    return found


def answers_of(graph: AppGraph, function: Function, reached: Mapping[str, str]) -> dict[str, str]:
    """What answers the function with text of somebody less trusted: the target, and why."""
    found: dict[str, str] = {}
    for edge in graph.out_of(function, None, EdgeKind.READS, EdgeKind.CALLS, EdgeKind.WRITES, EdgeKind.INVOKES):
        target = graph.nodes.get(edge.target)
        if edge.target.startswith("external/") and edge.kind is EdgeKind.CALLS:
            found[edge.target] = "another party answers"
        elif target is None or edge.target not in reached:
            continue
        elif isinstance(target, ANSWERED) and (edge.kind is EdgeKind.READS or isinstance(target, Database)):
            found[edge.target] = reached[edge.target]
    return found


def _caller(source: str) -> str:
    return "anyone" if source == INTERNET.id else source


def _name(node_id: str) -> str:
    return node_id.partition("/")[2] or node_id
