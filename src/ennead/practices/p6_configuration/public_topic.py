"""Topics that anyone may use."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.check import Context, check
from ennead.graph.reach import ANYONE
from ennead.graph.triggers import called
from ennead.model.app import Topic
from ennead.model.finding import Exposure, Fix, Hop, Outcome, Practice, Severity
from ennead.practices.p6_configuration.anyone import doing, opened, place, unread

WORDS = (
    ("sns:Publish", "publish"),
    ("sns:Subscribe", "subscribe"),
    ("sns:SetTopicAttributes", "change its settings"),
    ("sns:AddPermission", "let others in"),
    ("sns:DeleteTopic", "delete it"),
)


@check(
    Practice.CONFIGURATION,
    Severity.HIGH,
    on=Topic,
    references=("CWE-732", "CWE-284", "CWE-306", "OWASP-SLS-S3", "FSBP-SNS.4"),
)
def public_topic(topic: Topic, ctx: Context) -> Iterator[Outcome]:
    """Anyone may publish to a topic, or listen to it."""
    yield from unread(topic, ctx)
    edges = opened(ctx.graph, topic)
    if edges:
        yield ctx.finding(
            f"{called(topic)} lets anyone {doing(edges, WORDS)}",
            node=topic,
            at=place(edges[0]),
            exposure=Exposure.ANONYMOUS,
            path=[ANYONE, Hop(topic.id, called(topic), topic.at)],
            fix=Fix(f"Name in the policy of {called(topic)} who publishes and who subscribes"),
        )
