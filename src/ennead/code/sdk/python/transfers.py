"""Managed transfers of S3: uploads, downloads and copies that boto3 makes of several requests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ennead.code.facts import CallFact, SdkCall
from ennead.code.sdk.python.requests import request
from ennead.code.sdk.python.things import Maker, Thing
from ennead.code.sdk.python.told import argument, over, record
from ennead.code.values import Record, Unknown, Value, options


class _Transfer(NamedTuple):
    operations: tuple[str, ...]
    client: tuple[str, ...]
    """Positional parameters of a client's method."""
    bucket: tuple[str, ...] = ()
    """The same of a bucket object; none where it has no such method."""
    object: tuple[str, ...] = ()


_UP, _DOWN = ("PutObject",), ("HeadObject", "GetObject")
_TRANSFERS = {
    "upload_file": _Transfer(
        _UP, ("Filename", "Bucket", "Key", "ExtraArgs"), ("Filename", "Key", "ExtraArgs"), ("Filename", "ExtraArgs")
    ),
    "upload_fileobj": _Transfer(
        _UP, ("Fileobj", "Bucket", "Key", "ExtraArgs"), ("Fileobj", "Key", "ExtraArgs"), ("Fileobj", "ExtraArgs")
    ),
    "download_file": _Transfer(
        _DOWN, ("Bucket", "Key", "Filename", "ExtraArgs"), ("Key", "Filename", "ExtraArgs"), ("Filename", "ExtraArgs")
    ),
    "download_fileobj": _Transfer(
        _DOWN, ("Bucket", "Key", "Fileobj", "ExtraArgs"), ("Key", "Fileobj", "ExtraArgs"), ("Fileobj", "ExtraArgs")
    ),
    "copy": _Transfer(
        (),
        ("CopySource", "Bucket", "Key", "ExtraArgs"),
        ("CopySource", "Key", "ExtraArgs"),
        ("CopySource", "ExtraArgs"),
    ),
}
_OLD = {
    "upload_file": ("filename", "bucket", "key", "callback", "extra_args"),
    "download_file": ("bucket", "key", "filename", "extra_args"),
}
"""Methods of boto3.s3.transfer.S3Transfer."""


def is_transfer(method: str) -> bool:
    """Whether a method of a client of S3 is a managed transfer."""
    return method in _TRANSFERS


def of_client(by: Maker, method: str, fact: CallFact) -> Iterator[SdkCall]:
    """`client.upload_file("x", "bucket", "key")`."""
    yield from _requests(by, method, fact, _given(fact, _TRANSFERS[method].client))


def of_thing(thing: Thing, method: str, fact: CallFact) -> Iterator[SdkCall]:
    """`bucket.upload_file("x", "key")`, `object.download_fileobj(f)`; nothing where it is no transfer."""
    transfer = _TRANSFERS.get(method)
    if thing.service != "s3" or transfer is None or thing.kind not in {"Bucket", "Object"}:
        return
    own = {"Bucket": thing.identifier("Name") or thing.identifier("BucketName"), "Key": thing.identifier("Key")}
    given = _given(fact, transfer.bucket if thing.kind == "Bucket" else transfer.object)
    yield from _requests(thing.by, method, fact, {**{k: v for k, v in own.items() if v is not None}, **given})


def of_s3transfer(method: str, fact: CallFact) -> Iterator[SdkCall]:
    """`S3Transfer(client).upload_file(...)`."""
    names = _OLD.get(method)
    if names is None:
        return
    given = _given(fact, names)
    capitals = {"bucket": "Bucket", "key": "Key", "extra_args": "ExtraArgs"}
    yield from _requests(
        Maker("boto3"), method, fact, {capitals.get(name, name): value for name, value in given.items()}
    )


def _given(fact: CallFact, names: tuple[str, ...]) -> dict[str, Value]:
    given = {name: argument(fact, number, name) for number, name in enumerate(names)}
    return {name: value for name, value in given.items() if value is not None}


def _requests(by: Maker, method: str, fact: CallFact, given: dict[str, Value]) -> Iterator[SdkCall]:
    place: dict[str, Value] = {name: given[name] for name in ("Bucket", "Key") if name in given}
    for extra in options(given.get("ExtraArgs") or Record(())):
        more = extra if isinstance(extra, Record) else Record(())
        if method == "copy":
            yield from _copy(by, fact, given, over(more, record(place)))
            continue
        for operation in _TRANSFERS[method].operations:
            yield request(fact, "s3", operation, over(more, record(place)), how="transfer", by=by)


def _copy(by: Maker, fact: CallFact, given: dict[str, Value], target: Record) -> Iterator[SdkCall]:
    """The source's head is read; one request (or several in parts, with the same rights) copies it."""
    source = given.get("CopySource", Unknown("what is copied is not told"))
    for option in options(source):
        read = option if isinstance(option, Record) else record({"Bucket": Unknown("what is copied is not told")})
        yield request(fact, "s3", "HeadObject", read, how="transfer", by=by)
    yield request(fact, "s3", "CopyObject", over(target, record({"CopySource": source})), how="transfer", by=by)
