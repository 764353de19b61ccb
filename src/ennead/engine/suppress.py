"""Our own suppressions: comments, `Metadata` of resources, and the configuration file.

    # ennead:ignore open-route until=2027-01-31 the status page is public on purpose

A suppression has a reason: one without does not suppress, and is itself something nobody has assessed.
One whose last day has passed does not suppress either, and is a finding beside the one it hid.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from ennead.check import identity
from ennead.engine.config import Config, Suppression
from ennead.engine.marks import Lines, Mark, Place, ResourceMark, ResourceSpan, member_places, own_place, scope
from ennead.engine.result import Accepted
from ennead.model.finding import Finding, NoFix, Outcome, Practice, Severity, Unassessed
from ennead.model.location import Location

CHECK = "suppression"
EXPIRED = "expired-suppression"
BY = "suppression"
_WORD = "ennead:ignore"
_DIRECTIVE = re.compile(r"\s*(?P<checks>[\w*-]+(?:\s*,\s*[\w*-]+)*)(?:\s+until=(?P<until>\S*))?(?P<reason>.*)")
_STARTS = re.compile(rf"(?:^|[#/*]\s*){_WORD}")
_KEYS = frozenset({"check", "reason", "until"})


@dataclass(frozen=True, slots=True)
class Marks:
    """The suppressions that were read, and those that were refused with the reason why."""

    marks: tuple[Mark, ...] = ()
    refused: tuple[Unassessed, ...] = ()


@dataclass(frozen=True, slots=True)
class Applied:
    """What is left of the outcomes, what was accepted by whom, and which suppressions had nothing to suppress."""

    findings: tuple[Finding, ...]
    unassessed: tuple[Unassessed, ...]
    accepted: tuple[Accepted, ...] = ()
    unused: tuple[Mark, ...] = field(default=())


class _Refused(ValueError):
    """Why a suppression does not count."""


def collect(
    sources: Mapping[str, str], metadata: Iterable[ResourceMark] = (), spans: Iterable[ResourceSpan] = ()
) -> Marks:
    """Every suppression in the sources (text by path) and in the resources' `Metadata`."""
    marks: list[Mark] = []
    refused: list[Unassessed] = []
    known = tuple(spans)
    for path, text in sources.items():
        if _WORD in text:
            _read_comments(Lines(path, text, known), marks, refused)
    for resource in metadata:
        _read_metadata(resource, known, marks, refused)
    return Marks(tuple(marks), tuple(refused))


def apply(
    outcomes: Iterable[Outcome], marks: Marks, config: Config, today: date, foreign: Iterable[Mark] = ()
) -> Applied:
    """Take out what is accepted: by our own marks, by the configuration, and by `foreign` ones.

    A finding over several functions is accepted as a whole: by a mark on its own line, or by one on each
    of the functions.
    """
    all_outcomes = tuple(outcomes)
    configured, ambiguous = _configured(config, all_outcomes)
    own = (*marks.marks, *configured)
    rules = (*own, *foreign)
    live = [mark for mark in rules if not mark.expired(today)]
    accepted: list[Accepted] = []
    left: list[Outcome] = []
    for outcome in all_outcomes:
        by = acceptor(outcome, live)
        if by is None:
            left.append(outcome)
        else:
            until = by.until.isoformat() if by.until else None
            accepted.append(Accepted(outcome, by.by, by.reason, by.at, until))
    past = [mark for mark in own if mark.expired(today)]
    late = [finding for mark in past if (finding := expired(mark, left))]
    refused = (*marks.refused, *ambiguous)
    return Applied(
        findings=(*(outcome for outcome in left if isinstance(outcome, Finding)), *late),
        unassessed=(*(outcome for outcome in left if isinstance(outcome, Unassessed)), *refused),
        accepted=tuple(accepted),
        unused=_unused(own, all_outcomes),
    )


def acceptor(outcome: Outcome, live: Sequence[Mark]) -> Mark | None:
    """The mark that accepts the outcome, the first where each of its functions has one, or None."""
    members = member_places(outcome)
    names = {place.function for place in members}
    here = own_place(outcome)
    # A mark on one of several functions says nothing of the others, even where the finding stands there.
    whole = next(
        (mark for mark in live if mark.covers(here) and (mark.inside is None or mark.inside not in names)), None
    )
    if whole is not None or not members:
        return whole
    found = [next((mark for mark in live if mark.covers(place)), None) for place in members]
    return found[0] if all(mark is not None for mark in found) else None


def expired(mark: Mark, left: Iterable[Outcome]) -> Finding | None:
    """The finding about a suppression whose day has passed, if what it hid is still there.

    It is as bad as the worst that comes back; a «could not tell» counts as medium.
    """
    back = [outcome for outcome in left if any(mark.covers(place) for place in _places(outcome))]
    if not back or mark.until is None:
        return None
    severities = [outcome.severity if isinstance(outcome, Finding) else Severity.MEDIUM for outcome in back]
    what = ", ".join(sorted({outcome.check for outcome in back}))
    return Finding(
        check=EXPIRED,
        practice=Practice.CONFIGURATION,
        severity=max(severities, key=lambda severity: severity.rank),
        message=f"the suppression of {what} ended on {mark.until.isoformat()} and what it hid is still there",
        at=mark.at,
        identity=identity(
            EXPIRED, mark.at.path, mark.inside or "", *mark.checks, mark.identity or "", mark.reason or ""
        ),
        fix=NoFix("somebody decides again: repair the fault, or give the suppression a new day and reason"),
        resource=mark.inside,
    )


def _places(outcome: Outcome) -> tuple[Place, ...]:
    return (own_place(outcome), *member_places(outcome))


def _unused(own: Iterable[Mark], outcomes: Iterable[Outcome]) -> tuple[Mark, ...]:
    places = [place for outcome in outcomes for place in _places(outcome)]
    return tuple(mark for mark in own if not any(mark.covers(place) for place in places))


def _configured(config: Config, outcomes: Sequence[Outcome]) -> tuple[list[Mark], list[Unassessed]]:
    marks: list[Mark] = []
    ambiguous: list[Unassessed] = []
    at = Location(config.source.name if config.source else "")
    for entry in config.suppress:
        identities = {outcome.identity for outcome in outcomes if outcome.identity.startswith(entry.identity or "\0")}
        if len(identities) > 1 and entry.identity not in identities:
            listed = ", ".join(sorted(identities)[:3])
            reason = f"the identity {entry.identity} fits {len(identities)} outcomes ({listed}): write more of it"
            ambiguous.append(_unassessed(reason, at, entry.identity or ""))
        else:
            marks.append(_from_config(entry, at, config.prefix))
    return marks, ambiguous


def _from_config(entry: Suppression, at: Location, prefix: str) -> Mark:
    return Mark(
        by=BY,
        checks=(entry.check,) if entry.check else (),
        at=at,
        reason=entry.reason,
        until=entry.expires,
        glob=entry.path,
        prefix=prefix,
        identity=entry.identity,
        function=entry.function,
        resource=entry.resource,
    )


def _read_comments(lines: Lines, marks: list[Mark], refused: list[Unassessed]) -> None:
    for number, text in enumerate(lines.text, start=1):
        if _WORD not in text:
            continue
        comment = lines.comment(number)
        if comment is None or not (words := _STARTS.search(comment)):
            continue
        at = Location(lines.path, number, text.index(_WORD) + 1)
        try:
            checks, reason, until = _directive(comment[words.end() :])
        except _Refused as error:
            refused.append(_unassessed(str(error), at, comment))
            continue
        span, resource, whole = scope(lines, number)
        marks.append(
            Mark(
                by=BY,
                checks=checks,
                at=at,
                reason=reason,
                until=until,
                path=lines.path,
                lines=span,
                inside=resource.logical_id if resource else None,
                whole=whole,
            )
        )


def _directive(text: str) -> tuple[tuple[str, ...], str, date | None]:
    match = _DIRECTIVE.fullmatch(text)
    if match is None or not text[:1].isspace():
        raise _Refused(f"suppression without a check: write `{_WORD} open-route` and the reason")
    checks = tuple(name.strip() for name in match["checks"].split(","))
    until = _day(match["until"]) if match["until"] is not None else None
    return _checks(checks), _reason(match["reason"], checks), until


def _checks(names: Sequence[object]) -> tuple[str, ...]:
    checks = tuple(name for name in names if isinstance(name, str) and name.strip("*"))
    if not checks or len(checks) != len(names):
        raise _Refused("suppression of every check: name the check it is about")
    return checks


def _reason(value: object, checks: Iterable[str]) -> str:
    text = value.strip(" \t:-") if isinstance(value, str) else ""
    if "until=" in text:
        raise _Refused("suppression with its day inside the reason: write until= directly behind the check")
    if not text:
        raise _Refused(f"suppression without a reason: say behind {', '.join(checks)} why this is accepted")
    return text


def _day(value: object) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise _Refused(f"suppression until {value!r}, which is no day: write until=2027-01-31") from error


def _read_metadata(
    resource: ResourceMark, spans: Sequence[ResourceSpan], marks: list[Mark], refused: list[Unassessed]
) -> None:
    if "ennead" not in resource.metadata:
        return
    at = resource.at or Location(resource.path)
    ours = resource.metadata["ennead"]
    entries = ours.get("ignore") if isinstance(ours, Mapping) and set(ours) == {"ignore"} else None
    if resource.logical_id is None or not isinstance(entries, list):
        reason = "suppression in Metadata that is not read: write ennead: {ignore: [{check, reason}]} on a resource"
        refused.append(_unassessed(reason, at, resource.logical_id or ""))
        return
    own = (span for span in spans if (span.path, span.logical_id) == (resource.path, resource.logical_id))
    span = next(own, ResourceSpan(resource.path, resource.logical_id, at.line, at.line))
    for entry in entries:
        try:
            marks.append(_from_metadata(entry, span, at))
        except _Refused as error:
            refused.append(_unassessed(str(error), at, f"{resource.logical_id} {entry!r}"))


def _from_metadata(entry: object, span: ResourceSpan, at: Location) -> Mark:
    if not isinstance(entry, Mapping) or not set(entry) <= _KEYS:
        raise _Refused("suppression in Metadata that is not read: an entry has check, reason and, if wanted, until")
    named = entry.get("check")
    checks = _checks(named if isinstance(named, list) else [named])
    return Mark(
        by=BY,
        checks=checks,
        at=at,
        reason=_reason(entry.get("reason"), checks),
        until=_day(entry["until"]) if "until" in entry else None,
        path=span.path,
        lines=(span.first_line, span.last_line),
        inside=span.logical_id,
        whole=True,
    )


def _unassessed(reason: str, at: Location, key: str) -> Unassessed:
    return Unassessed(check=CHECK, reason=reason, identity=identity(CHECK, at.path, key), at=at)
