"""Queues that anyone may use."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.check import Context, check
from ennead.graph.reach import ANYONE
from ennead.graph.triggers import called
from ennead.model.app import Queue
from ennead.model.finding import Exposure, Fix, Hop, Outcome, Practice, Severity
from ennead.practices.p6_configuration.anyone import doing, opened, place, unread

WORDS = (
    ("sqs:SendMessage", "send messages"),
    ("sqs:ReceiveMessage", "read messages"),
    ("sqs:DeleteMessage", "delete messages"),
    ("sqs:PurgeQueue", "purge the queue"),
    ("sqs:SetQueueAttributes", "change its settings"),
)


@check(
    Practice.CONFIGURATION,
    Severity.HIGH,
    on=Queue,
    references=("CWE-732", "CWE-284", "CWE-306", "OWASP-SLS-S3", "FSBP-SQS.3"),
)
def public_queue(queue: Queue, ctx: Context) -> Iterator[Outcome]:
    """Anyone may send messages to a queue, or take them out."""
    yield from unread(queue, ctx)
    edges = opened(ctx.graph, queue)
    if edges:
        yield ctx.finding(
            f"{called(queue)} lets anyone {doing(edges, WORDS)}",
            node=queue,
            at=place(edges[0]),
            exposure=Exposure.ANONYMOUS,
            path=[ANYONE, Hop(queue.id, called(queue), queue.at)],
            fix=Fix(f"Name the senders of {called(queue)} in its policy, or its sources in aws:SourceArn"),
        )
