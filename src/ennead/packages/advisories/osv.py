"""The form of an OSV record (https://ossf.github.io/osv-schema/), as far as it is read; all else is passed over.

The parts whose form each database chooses are taken as they are: nothing in them can make a record unreadable.
"""

from __future__ import annotations

from typing import Any

import msgspec


class Package(msgspec.Struct):
    ecosystem: str = ""
    name: str = ""


class Event(msgspec.Struct):
    introduced: str | None = None
    fixed: str | None = None
    last_affected: str | None = None
    limit: str | None = None


class Range(msgspec.Struct):
    type: str = "ECOSYSTEM"
    events: list[Event] | None = None
    repo: str | None = None


class Rated(msgspec.Struct):
    type: str = ""
    score: str = ""


class Affected(msgspec.Struct):
    package: Package | None = None
    ranges: list[Range] | None = None
    versions: list[str] | None = None
    severity: list[Rated] | None = None
    ecosystem_specific: Any = None
    database_specific: Any = None


class Record(msgspec.Struct):
    """`vulnerabilities` is no part of OSV: where it stands, the document is CISA's catalogue."""

    id: str = ""
    modified: str | None = None
    published: str | None = None
    withdrawn: str | None = None
    aliases: list[str] | None = None
    summary: str | None = None
    details: str | None = None
    affected: list[Affected] | None = None
    severity: list[Rated] | None = None
    database_specific: Any = None
    vulnerabilities: msgspec.Raw = msgspec.Raw()


_JSON = msgspec.json.Decoder(Record)


def from_json(data: bytes | msgspec.Raw) -> Record:
    """Raises ValueError, which says what is wrong and where in the record."""
    try:
        return _JSON.decode(data)
    except RecursionError as error:
        raise ValueError("it is nested deeper than any record") from error


def from_plain(value: Any) -> Record:
    """The same from what YAML was read to, where everything is text.  Raises ValueError."""
    try:
        return msgspec.convert(value, Record, strict=False)
    except RecursionError as error:
        raise ValueError("it is nested deeper than any record") from error
