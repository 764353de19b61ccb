"""What an earlier run wrote, as what to compare with: `ennead.graph/1` of a map, `ennead.scan/1` of a scan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ennead.engine.base.revision import BaseError
from ennead.engine.document import UnreadableError, parse_json, read_bytes
from ennead.engine.result import Accepted, AppSummary, ScanResult
from ennead.graph.change.restore import SCHEMA as MAP
from ennead.graph.change.restore import NoDocument, restored
from ennead.graph.change.whole import Whole
from ennead.model.finding import (
    Confidence,
    Exposure,
    Finding,
    Hop,
    NoFix,
    Practice,
    Related,
    Severity,
    Unassessed,
)
from ennead.model.location import Location

SCAN = "ennead.scan/1"
MAXIMUM_BYTES = 256 * 1024 * 1024
_WRITTEN_BY = {MAP: "ennead map --format json", SCAN: "ennead scan --format json"}
_UNFIXED = NoFix("it is read from an earlier scan")


@dataclass(frozen=True, slots=True)
class Saved:
    """A document and the file it is in."""

    file: Path
    document: Mapping[str, Any]

    @property
    def words(self) -> str:
        """The file's name."""
        return self.file.name


def load(file: Path) -> Saved:
    """The document in a file.  Raises BaseError where it cannot be read or is none of ours."""
    try:
        document = parse_json(read_bytes(file, MAXIMUM_BYTES))
    except UnreadableError as error:
        raise BaseError(f"{file} {error}: write it anew with `{_WRITTEN_BY[MAP]}`") from error
    schema = document.get("schema") if isinstance(document, Mapping) else None
    if schema not in _WRITTEN_BY:
        raise BaseError(
            f"{file} has schema {schema!r}: what `{_WRITTEN_BY[MAP]}` or `{_WRITTEN_BY[SCAN]}` wrote is read"
        )
    return Saved(file, document)


def map_in(saved: Saved) -> Whole:
    """The graph of a saved map.  Raises BaseError for a scan, or a document of another shape."""
    _kind(saved, MAP, "map")
    try:
        return restored(saved.document)
    except NoDocument as error:
        raise BaseError(f"{saved.file}: {error}; write it anew with `{_WRITTEN_BY[MAP]}`") from error


def scan_in(saved: Saved) -> ScanResult:
    """The result of a saved scan.  Raises BaseError for a map, or a document of another shape."""
    _kind(saved, SCAN, "scan")
    document = saved.document
    try:
        apps = [document["app"]] if "app" in document else list(document["apps"])
        return ScanResult(
            apps=tuple(AppSummary(str(app["name"]), tuple(map(str, app.get("sources", ())))) for app in apps),
            findings=tuple(_finding(row) for row in document["findings"]),
            unassessed=tuple(_unassessed(row) for row in document["unassessed"]),
            accepted=tuple(_accepted(row) for row in document.get("accepted", ())),
        )
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        reason = f"a part of it is missing or has another shape: {type(error).__name__}: {error}"
        raise BaseError(f"{saved.file}: {reason}; write it anew with `{_WRITTEN_BY[SCAN]}`") from error


def _kind(saved: Saved, wanted: str, command: str) -> None:
    found = saved.document["schema"]
    if found != wanted:
        other = {MAP: "map", SCAN: "scan"}[found]
        raise BaseError(
            f"{saved.file} is of `{_WRITTEN_BY[found]}`: `ennead {other} --diff {saved.file}` compares with it; "
            f"`ennead {command} --diff` takes what `{_WRITTEN_BY[wanted]}` wrote"
        )


def _finding(row: Mapping[str, Any]) -> Finding:
    return Finding(
        check=_text(row["check"]),
        practice=Practice(row["practice"]),
        severity=Severity(row["severity"]),
        message=_text(row["message"]),
        at=_place(row["location"]) or Location(""),
        identity=_text(row["identity"]),
        fix=_UNFIXED,
        confidence=Confidence(row["confidence"]),
        exposure=Exposure[_text(row.get("exposure", "internal")).upper()],
        function=row["function"],
        resource=row["resource"],
        related=tuple(
            Related(_place(one) or Location(""), _text(one["message"]), one.get("function")) for one in row["related"]
        ),
        path=tuple(
            Hop(_text(hop["node"]), _text(hop["message"]), _place(hop.get("location"))) for hop in row.get("path", ())
        ),
        references=tuple(map(_text, row["references"])),
        environments=tuple(map(_text, row.get("environments", ()))),
        app=row.get("app"),
    )


def _unassessed(row: Mapping[str, Any]) -> Unassessed:
    return Unassessed(
        check=_text(row["check"]),
        reason=_text(row["reason"]),
        identity=_text(row["identity"]),
        at=_place(row["location"]),
        function=row["function"],
        resource=row["resource"],
        environments=tuple(map(_text, row.get("environments", ()))),
        app=row.get("app"),
    )


def _accepted(row: Mapping[str, Any]) -> Accepted:
    """What was accepted, as far as the document says: its message is not there."""
    outcome = Unassessed(_text(row["check"]), "", _text(row["identity"]), app=row.get("app"))
    return Accepted(outcome, _text(row["by"]), row["reason"], _place(row["location"]), row.get("expires"))


def _place(row: Mapping[str, Any] | None) -> Location | None:
    if row is None or not row.get("path"):
        return None
    return Location(_text(row["path"]), int(row.get("line", 0)), int(row.get("column", 0)))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r:.80} is no text")
    return value
