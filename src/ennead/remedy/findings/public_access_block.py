"""`public-access-block-off`: no policy and no access list opens the bucket."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.graph.reach import open_edges
from ennead.model.app import TERRAFORM, Bucket, Dialect
from ennead.remedy.edit import Edit, Set
from ennead.remedy.errors import RemedyError
from ennead.remedy.findings.case import Case

_KEY = "PublicAccessBlockConfiguration"
_SWITCHES = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")
_ARGUMENTS = ("block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets")


def edits(case: Case) -> Iterator[Edit]:
    """All four switches of each bucket that nothing opens."""
    for bucket in case.nodes(Bucket, lambda one: one.block_at or one.at):
        if any(True for _ in open_edges(case.graph, bucket)):
            continue  # somebody may rely on it: that is a finding of its own
        if bucket.dialect in TERRAFORM:
            yield from case.written.arguments(bucket.block_at, dict.fromkeys(_ARGUMENTS, True))
        elif bucket.dialect is Dialect.SERVERLESS:
            yield _serverless(bucket, case)
        else:
            yield case.written.property(bucket, (_KEY,), dict.fromkeys(_SWITCHES, True))


def _serverless(bucket: Bucket, case: Case) -> Set:
    """A bucket of its own resources, else one under `provider.s3`."""
    value = dict.fromkeys(_SWITCHES, True)
    try:
        return case.written.property(bucket, (_KEY,), value)
    except RemedyError:
        file = bucket.at.path if bucket.at else ""
        made = bucket.at.route[1] if bucket.at and len(bucket.at.route) > 1 else ""
        for key in case.written.at(file, ("provider", "s3")) or ():
            if made == f"S3Bucket{key[:1].upper()}{key[1:]}":
                return case.written.set(file, ("provider", "s3", key, f"{_KEY[:1].lower()}{_KEY[1:]}"), value)
        raise
