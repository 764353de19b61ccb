"""Websites that S3 serves itself, without TLS."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.check import Context, check
from ennead.graph.reach import ANYONE, anyone_may
from ennead.graph.triggers import called
from ennead.model.app import Bucket, Distribution, UserPool
from ennead.model.finding import Exposure, Fix, Hop, Outcome, Practice, Severity


@check(
    Practice.CONFIGURATION,
    Severity.LOW,
    on=Bucket,
    references=("CWE-319", "CWE-523", "OWASP-SLS-S3", "ATTACK-T1557"),
)
def plain_http_website(bucket: Bucket, ctx: Context) -> Iterator[Outcome]:
    """A bucket serves its website itself: S3's website endpoints know no TLS."""
    if bucket.website is not True or anyone_may(ctx.graph, bucket, "s3:GetObject") is None:
        return
    distributions = tuple(ctx.graph.nodes_of(Distribution))
    if any(bucket.id in one.origins for one in distributions):
        return
    if any(not one.origins for one in distributions):
        reason = f"whether a distribution stands in front of {called(bucket)} could not be told: one has an origin "
        yield ctx.unassessed(f"{reason}that is not read", node=bucket, at=bucket.website_at)
        return
    signs_in = any(not pool.external for pool in ctx.graph.nodes_of(UserPool))
    loss = "whoever is on the way reads and changes its pages" + (", the sign-in among them" if signs_in else "")
    yield ctx.finding(
        f"{called(bucket)} serves its website over plain HTTP: {loss}",
        node=bucket,
        at=bucket.website_at,
        severity=Severity.MEDIUM if signs_in else None,
        exposure=Exposure.ANONYMOUS,
        path=[ANYONE, Hop(bucket.id, f"the website of {called(bucket)}", bucket.website_at)],
        fix=Fix(f"Put a CloudFront distribution in front of {called(bucket)} and let only it read the bucket"),
    )
