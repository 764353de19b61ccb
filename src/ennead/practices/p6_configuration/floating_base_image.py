"""Images that a function's own begins with, by a tag that somebody else moves."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ennead.check import NOWHERE, Context, check
from ennead.graph.graph import AppGraph
from ennead.model.app import EdgeKind, Function
from ennead.model.finding import Finding, Fix, Outcome, Practice, Related, Severity
from ennead.model.supply import BaseImage
from ennead.model.unknown import Unknown

_TENDED = re.compile(r"(?:public\.ecr\.aws/(?:lambda|sam)/|(?:docker\.io/)?amazon/aws-lambda-|[^/]+\.dkr\.ecr\.[^/]+/)")
"""AWS's own images, whose tags get its patches, and registries of one's own: a version there is a choice."""


@check(
    Practice.CONFIGURATION,
    Severity.LOW,
    on=AppGraph,
    references=("CWE-829", "CWE-1357", "OWASP-SLS-S9", "ATTACK-T1195.002"),
)
def floating_base_image(graph: AppGraph, ctx: Context) -> Iterator[Outcome]:
    """A function's image begins with somebody else's, by a tag they can move."""
    for image in sorted(graph.nodes_of(BaseImage), key=lambda one: one.id):
        if isinstance(image.image, Unknown):
            yield ctx.unassessed(image.image.reason, node=image)
        elif image.pinned is False and image.image and _floats(image.image):
            yield _finding(image, graph, ctx)


def _floats(image: str) -> bool:
    """Whether the image changes without the application's doing, and nobody is trusted to change it."""
    tag = image.rpartition("/")[2].partition(":")[2]
    return tag in {"", "latest"} or not _TENDED.match(image)


def _finding(image: BaseImage, graph: AppGraph, ctx: Context) -> Finding:
    users = [fn for edge in graph.into(image, None, EdgeKind.DEPENDS_ON) if (fn := graph.node(edge.source, Function))]
    one = users[0] if len(users) == 1 else None
    who = (one.logical_id or one.name) if one else f"{len(users)} functions"
    return ctx.finding(
        f"the image of {who} begins with {image.name}: the next build gets whatever stands under that tag then",
        node=image,
        at=image.at,
        function=one,
        related=() if one else [Related(fn.at or NOWHERE, fn.logical_id or fn.name, fn.logical_id) for fn in users],
        fix=Fix(f"Name the digest (FROM {image.name}@sha256:...), and let a bot raise it"),
    )
