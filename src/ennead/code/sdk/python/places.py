"""Addresses of objects in S3, `s3://bucket/key`, taken apart."""

from __future__ import annotations

from ennead.code.sdk.addresses import bucket_and_key, joined, parts_after
from ennead.code.values import Known, Series, Value, Words, options, text

_SCHEMES = ("s3://", "s3a://", "s3n://")


def places(value: Value | None) -> tuple[dict[str, Value], ...]:
    """Bucket and Key of every address that a value may be; the whole as the bucket where it cannot be taken apart.

    Nothing for what is surely no address in S3.
    """
    found: list[dict[str, Value]] = []
    for option in options(value) if value is not None else ():
        for item in option.items if isinstance(option, Series) else (option,):
            place = _place(item)
            if place:
                found.append(place)
    return tuple(found)


def is_address(value: Value | None) -> bool:
    """Whether a value is told to be an address in S3."""
    return any(_start(option) is not None for option in options(value)) if value is not None else False


def _start(value: Value) -> str | None:
    first = text(value.parts[0]) if isinstance(value, Words) else text(value)
    if first is None:
        return None
    return next((scheme for scheme in _SCHEMES if first.startswith(scheme)), None)


def _place(value: Value) -> dict[str, Value]:
    scheme = _start(value)
    if scheme is None:
        return {} if isinstance(value, Known) else {"Bucket": value}
    parts = parts_after(value, scheme)
    halves = bucket_and_key(parts)
    if halves is None:
        whole = joined(parts)
        return {"Bucket": whole} if whole else {}
    return halves
