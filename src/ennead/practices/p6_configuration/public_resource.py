"""Secrets, buses, streams and tables that anyone may use."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.check import Context, check
from ennead.graph.graph import AppGraph
from ennead.graph.reach import ANYONE
from ennead.graph.triggers import called
from ennead.model.app import (
    Bus,
    Database,
    LogGroup,
    Node,
    Parameter,
    Secret,
    StateMachine,
    Stream,
    Table,
)
from ennead.model.finding import Exposure, Fix, Hop, Outcome, Practice, Severity
from ennead.practices.p6_configuration.anyone import doing, opened, place, unread

KINDS: tuple[type[Node], ...] = (Bus, Database, LogGroup, Parameter, Secret, StateMachine, Stream, Table)
"""What has a policy of its own; buckets, queues, topics and functions have checks of their own."""
WORDS = (
    ("secretsmanager:GetSecretValue", "read it"),
    ("secretsmanager:PutSecretValue", "change it"),
    ("events:PutEvents", "put events"),
    ("events:PutRule", "make rules"),
    ("kinesis:PutRecord*", "put records"),
    ("kinesis:GetRecords", "read records"),
    ("dynamodb:GetItem", "read items"),
    ("dynamodb:PutItem", "write items"),
    ("states:StartExecution", "start executions"),
)


@check(
    Practice.CONFIGURATION,
    Severity.HIGH,
    on=AppGraph,
    references=("CWE-732", "CWE-284", "CWE-306", "OWASP-SLS-S3"),
)
def public_resource(graph: AppGraph, ctx: Context) -> Iterator[Outcome]:
    """A policy lets anyone use a secret, a bus, a stream, a table or a state machine."""
    for node in graph.nodes.values():
        if not isinstance(node, KINDS):
            continue
        yield from unread(node, ctx)
        edges = opened(graph, node)
        if edges:
            yield ctx.finding(
                f"{called(node)} lets anyone with an AWS account {doing(edges, WORDS)}",
                node=node,
                at=place(edges[0]),
                exposure=Exposure.ANONYMOUS,
                path=[ANYONE, Hop(node.id, called(node), node.at)],
                fix=Fix(f"Name in the policy of {called(node)} who may use it"),
            )
