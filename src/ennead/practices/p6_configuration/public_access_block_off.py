"""Buckets that one more policy or access list would open to anyone."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.check import NOWHERE, Context, check
from ennead.graph.graph import AppGraph
from ennead.graph.reach import open_edges
from ennead.graph.triggers import called
from ennead.model.app import Bucket
from ennead.model.finding import Disposition, Outcome, Practice, Related, Severity
from ennead.model.unknown import Unknown
from ennead.practices.fixes.access import public_access_block
from ennead.practices.fixes.change import written
from ennead.practices.p8_denial.grouping import listed

WITH_LISTS = frozenset({"ObjectWriter", "BucketOwnerPreferred"})
"""Ownership settings under which access lists count."""


@check(
    Practice.CONFIGURATION,
    Severity.LOW,
    on=AppGraph,
    references=("CWE-1188", "CWE-732", "CWE-284", "OWASP-SLS-S3", "FSBP-S3.8"),
)
def public_access_block_off(graph: AppGraph, ctx: Context) -> Iterator[Outcome]:
    """The public access block of a bucket is switched off: one policy or access list opens it to anyone."""
    weak = []
    for bucket in graph.nodes_of(Bucket):
        if bucket.external:
            continue
        if isinstance(bucket.public_access_block, Unknown):
            reason = bucket.public_access_block.reason
            yield ctx.unassessed(
                f"whether {called(bucket)} blocks public access could not be told: {reason}",
                node=bucket,
                at=bucket.block_at,
            )
        elif _opens(bucket):
            weak.append(bucket)
    closed = [bucket for bucket in weak if not any(True for _ in open_edges(graph, bucket))]
    if not closed:
        return
    first = closed[0]
    one = first if len(weak) == 1 else None
    names = listed([called(bucket) for bucket in closed])
    block = "its" if len(closed) == 1 else "their"
    yield ctx.finding(
        f"nothing opens {names} to anyone, and one {_what(closed)} would: {block} public access block is switched off",
        node=first if len(closed) == 1 else None,
        at=first.block_at or first.at,
        related=() if one else [_related(bucket) for bucket in weak],
        key=" ".join(sorted(bucket.id for bucket in weak)),
        fix=written(
            f"Block public access to {names}",
            *((public_access_block(bucket), bucket) for bucket in closed),
            disposition=Disposition.SAFE,
        ),
    )


def _opens(bucket: Bucket) -> bool:
    """Whether a policy, or an access list, could open it; without a block of its own S3 switches everything on."""
    block = bucket.public_access_block
    if block is None or isinstance(block, Unknown):
        return False
    return not block & {"BlockPublicPolicy", "RestrictPublicBuckets"} or _by_list(bucket)


def _by_list(bucket: Bucket) -> bool:
    block = bucket.public_access_block
    lists = isinstance(bucket.ownership, str) and bucket.ownership in WITH_LISTS
    return lists and isinstance(block, frozenset) and not block & {"BlockPublicAcls", "IgnorePublicAcls"}


def _what(buckets: list[Bucket]) -> str:
    return "policy or access list" if any(_by_list(bucket) for bucket in buckets) else "policy"


def _related(bucket: Bucket) -> Related:
    lists = " and its access lists count" if _by_list(bucket) else ""
    return Related(bucket.block_at or bucket.at or NOWHERE, f"{called(bucket)} blocks nothing{lists}")
