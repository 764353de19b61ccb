"""The baseline: outcomes that were there when somebody decided to look at new ones first.

`ennead-baseline.json` (`ennead.baseline/1`, schema in `spec/baseline.schema.json`) holds one entry per
accepted outcome, in a stable order, so that its differences read well in a pull request.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from ennead.engine.document import UnreadableError, parse_json, read_bytes
from ennead.engine.marks import Mark
from ennead.engine.result import Accepted, ScanResult, order
from ennead.engine.suppress import CHECK, EXPIRED, Applied, expired
from ennead.model.finding import Finding, Outcome, Unassessed
from ennead.model.location import Location

FILE_NAME = "ennead-baseline.json"
SCHEMA = "ennead.baseline/1"
BY = "baseline"
MAXIMUM_BYTES = 50_000_000
_NEEDED = ("identity", "check", "kind", "message", "path")
_OPTIONAL = ("app", "reason", "expires")
_OURS = frozenset({CHECK, EXPIRED})


class BaselineError(ValueError):
    """The file is no baseline, or one that cannot be followed: where, what, and what to do."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One accepted outcome.  `kind` is `finding` or `unassessed`; `expires` the last day it is accepted."""

    identity: str
    check: str
    kind: str
    message: str
    path: str
    app: str | None = None
    reason: str | None = None
    expires: date | None = None

    def fits(self, outcome: Outcome) -> bool:
        """Whether it is that outcome.  The name of the app counts where both sides say it."""
        return self.identity == outcome.identity and (not (self.app and outcome.app) or self.app == outcome.app)


@dataclass(frozen=True, slots=True)
class Baseline:
    """The entries of a file; `path` is where it was read from, as it was given."""

    entries: tuple[Entry, ...] = ()
    path: str = FILE_NAME


@dataclass(frozen=True, slots=True)
class Baselined:
    """What is left, what the baseline accepts, and the entries whose outcome is no longer there."""

    findings: tuple[Finding, ...]
    unassessed: tuple[Unassessed, ...]
    accepted: tuple[Accepted, ...]
    gone: tuple[Entry, ...]


def load(path: Path) -> Baseline:
    """The baseline in a file.

    Raises:
        BaselineError: it is not there, is too large, is no JSON, or has a field that is missing or not known.
    """
    try:
        document = parse_json(read_bytes(path, MAXIMUM_BYTES))
    except UnreadableError as error:
        raise BaselineError(f"{path} {error}: restore it, or write a new one") from error
    return Baseline(_entries(document, path), str(path))


def dump(result: ScanResult, previous: Baseline | None = None) -> str:
    """The text of a baseline that accepts everything the result reports.

    What `previous` accepted and is still there stays, with its reason and day; what is gone goes.
    Complaints about suppressions are left out: they are repaired, not accepted.
    """
    import json  # noqa: PLC0415 only where a baseline is written

    kept = [accepted.outcome for accepted in result.accepted if accepted.by == BY]
    outcomes = [outcome for outcome in (*result.findings, *result.unassessed, *kept) if outcome.check not in _OURS]
    old = previous.entries if previous else ()
    entries = {_entry(outcome, old) for outcome in outcomes}
    rows = [_row(entry) for entry in sorted(entries, key=_sort_key)]
    return json.dumps({"schema": SCHEMA, "entries": rows}, indent=2, ensure_ascii=False) + "\n"


def apply(outcomes: Iterable[Outcome], baseline: Baseline, today: date) -> Baselined:
    """Take out what the baseline accepts.

    An entry whose day has passed accepts nothing: its outcome stays, with a finding beside it.
    """
    by_identity: dict[str, list[Entry]] = {}
    for entry in baseline.entries:
        by_identity.setdefault(entry.identity, []).append(entry)
    left: list[Outcome] = []
    accepted: list[Accepted] = []
    late: list[Finding] = []
    seen: set[Entry] = set()
    for outcome in outcomes:
        fitting = [entry for entry in by_identity.get(outcome.identity, ()) if entry.fits(outcome)]
        seen.update(fitting)
        live = next((entry for entry in fitting if entry.expires is None or entry.expires >= today), None)
        if live is not None and outcome.check not in _OURS:
            accepted.append(_accepted(outcome, live, baseline.path))
            continue
        left.append(outcome)
        if fitting and live is None:
            late += filter(None, [expired(_mark(fitting[0], baseline.path), [outcome])])
    return Baselined(
        findings=(*(outcome for outcome in left if isinstance(outcome, Finding)), *late),
        unassessed=tuple(outcome for outcome in left if isinstance(outcome, Unassessed)),
        accepted=tuple(accepted),
        gone=tuple(entry for entry in baseline.entries if entry not in seen),
    )


def after(applied: Applied, baseline: Baseline, today: date) -> tuple[Applied, tuple[Entry, ...]]:
    """The baseline on top of the suppressions: what is left of both, and the entries that are gone.

    An entry whose outcome a suppression accepts as well is not gone.
    """
    rest = apply((*applied.findings, *applied.unassessed), baseline, today)
    elsewhere = [accepted.outcome for accepted in applied.accepted]
    gone = tuple(entry for entry in rest.gone if not any(entry.fits(outcome) for outcome in elsewhere))
    accepted = (*applied.accepted, *rest.accepted)
    return replace(applied, findings=rest.findings, unassessed=rest.unassessed, accepted=accepted), gone


def _accepted(outcome: Outcome, entry: Entry, path: str) -> Accepted:
    until = entry.expires.isoformat() if entry.expires else None
    return Accepted(outcome, BY, entry.reason, Location(Path(path).name), until)


def _mark(entry: Entry, path: str) -> Mark:
    return Mark(
        by=BY,
        checks=(entry.check,),
        at=Location(Path(path).name),
        reason=entry.reason,
        until=entry.expires,
        identity=entry.identity,
    )


def _entry(outcome: Outcome, old: Sequence[Entry]) -> Entry:
    before = next((entry for entry in old if entry.fits(outcome)), None)
    is_finding = isinstance(outcome, Finding)
    return Entry(
        identity=outcome.identity,
        check=outcome.check,
        kind="finding" if is_finding else "unassessed",
        message=outcome.message if isinstance(outcome, Finding) else outcome.reason,
        path=outcome.at.path if outcome.at else "",
        app=outcome.app,
        reason=before.reason if before else None,
        expires=before.expires if before else None,
    )


def _sort_key(entry: Entry) -> tuple[str, str, str, str]:
    return entry.path, entry.check, entry.identity, entry.app or ""


def _row(entry: Entry) -> dict[str, str]:
    row = {"identity": entry.identity, "check": entry.check, "kind": entry.kind}
    row |= {"message": entry.message, "path": entry.path}
    day = entry.expires.isoformat() if entry.expires else None
    return row | {key: text for key, text in zip(_OPTIONAL, (entry.app, entry.reason, day), strict=True) if text}


def _entries(document: object, path: Path) -> tuple[Entry, ...]:
    if not isinstance(document, Mapping) or not isinstance(document.get("entries"), list):
        raise BaselineError(f"{path} is no baseline: it holds no entries; name the right file, or write a new one")
    if document.get("schema") != SCHEMA:
        raise BaselineError(f"{path} has schema {document.get('schema')!r}; this version of ennead reads {SCHEMA}")
    return tuple(_read(row, number, path) for number, row in enumerate(document["entries"], start=1))


def _read(row: object, number: int, path: Path) -> Entry:
    where = f"{path}: entry {number}"
    if not isinstance(row, Mapping):
        raise BaselineError(f"{where} is no object with {', '.join(_NEEDED)}")
    for key in row:
        if key not in (*_NEEDED, *_OPTIONAL):
            raise BaselineError(f"{where} has an unknown field {key}; known are {', '.join((*_NEEDED, *_OPTIONAL))}")
    for key in (*_NEEDED, *(key for key in _OPTIONAL if key in row)):
        if not isinstance(row.get(key), str):
            raise BaselineError(f"{where} has no text in {key}")
    if row["kind"] not in ("finding", "unassessed"):
        raise BaselineError(f"{where} is of kind {row['kind']}; it is finding or unassessed")
    try:
        expires = date.fromisoformat(row["expires"]) if "expires" in row else None
    except ValueError as error:
        raise BaselineError(f"{where} expires on {row['expires']}, which is no day: write 2027-01-31") from error
    values = {key: row[key] for key in _NEEDED}
    return Entry(**values, app=row.get("app"), reason=row.get("reason"), expires=expires)


def accept(result: ScanResult, baseline: Baseline, today: date) -> tuple[ScanResult, tuple[Entry, ...]]:
    """A scan's result less what the baseline accepts, and the entries that are gone."""
    applied = Applied(result.findings, result.unassessed, result.accepted)
    left, gone = after(applied, baseline, today)
    findings = tuple(sorted(left.findings, key=order))
    return replace(result, findings=findings, unassessed=left.unassessed, accepted=left.accepted), gone
