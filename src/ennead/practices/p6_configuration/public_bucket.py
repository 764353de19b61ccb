"""Buckets that anyone may use."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.check import Context, check
from ennead.graph.reach import ANYONE
from ennead.graph.triggers import called
from ennead.model.app import Bucket
from ennead.model.app import Exposure as Edge
from ennead.model.finding import Confidence, Exposure, Hop, Outcome, Practice, Related, Severity
from ennead.model.unknown import Unknown
from ennead.practices.fixes.access import public_access_block
from ennead.practices.fixes.change import written
from ennead.practices.p6_configuration.anyone import doing, opened, place, unread, verbs

WORDS = (
    ("s3:GetObject", "read objects"),
    ("s3:ListBucket", "list objects"),
    ("s3:PutObject", "write objects"),
    ("s3:DeleteObject*", "delete objects"),
    ("s3:PutObjectAcl", "change their access lists"),
    ("s3:PutBucketAcl", "change the access list of the bucket"),
    ("s3:PutBucketPolicy", "change its policy"),
)
READING = frozenset({"read objects", "list objects"})


@check(
    Practice.CONFIGURATION,
    Severity.HIGH,
    on=Bucket,
    references=("CWE-732", "CWE-284", "CWE-552", "OWASP-SLS-S3", "FSBP-S3.2", "FSBP-S3.3", "ATTACK-T1530"),
)
def public_bucket(bucket: Bucket, ctx: Context) -> Iterator[Outcome]:
    """Anyone may read, write or delete the objects of a bucket."""
    yield from unread(bucket, ctx)
    edges = opened(ctx.graph, bucket)
    if not edges:
        return
    block = bucket.public_access_block
    if isinstance(block, Unknown):
        reason = f"a policy opens {called(bucket)} to anyone, and whether its public access block stops that could not "
        yield ctx.unassessed(f"{reason}be told: {block.reason}", node=bucket, at=place(edges[0]))
        return
    only_reading = set(verbs(edges, WORDS)) <= READING
    yield ctx.finding(
        f"{called(bucket)}{_of_a_website(bucket, only_reading)} lets anyone {doing(edges, WORDS)}",
        node=bucket,
        at=place(edges[0]),
        severity=_severity(bucket, only_reading),
        confidence=Confidence.MEDIUM if block is None else Confidence.HIGH,
        exposure=Exposure.ANONYMOUS,
        related=_related(bucket, edges),
        path=[ANYONE, Hop(bucket.id, called(bucket), bucket.at)],
        fix=written(
            f"Let only those who need it use {called(bucket)}, and block public access",
            (public_access_block(bucket), bucket),
        ),
    )


def _severity(bucket: Bucket, only_reading: bool) -> Severity:
    if not only_reading:
        return Severity.HIGH
    return Severity.LOW if bucket.website is True else Severity.MEDIUM


def _of_a_website(bucket: Bucket, only_reading: bool) -> str:
    return ", which serves a website," if bucket.website is True and only_reading else ""


def _related(bucket: Bucket, edges: tuple[Edge, ...]) -> Iterator[Related]:
    """The other statements that open it, and the block that would close it."""
    for edge in edges[1:]:
        at = place(edge)
        if at and at != place(edges[0]):
            yield Related(at, f"lets anyone {doing([edge], WORDS)}")
    if bucket.public_access_block is not None and bucket.block_at:
        yield Related(bucket.block_at, "the public access block is switched off")
