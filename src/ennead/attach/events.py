"""Events of the agent (`ennead.event/1`) out of what logs are exported as: lines, and the documents around them.

Read are JSON lines; lines with something before the event (`aws logs tail`, the export to S3); the documents of
`aws logs filter-log-events`, `get-log-events` and of subscriptions; the CSV of Logs Insights; all of it packed by gzip.
Code in a function can print such lines too: they are testimony.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ennead.engine.document import UnreadableError, read_bytes, unpacked

SCHEMA = "ennead.event/1"
MOST_BYTES = 512 * 1024 * 1024
"""Of one file, unpacked."""
_LONGEST = 1024 * 1024
"""Characters of one line that are looked at."""
_TEXT = 400
_LISTS = ("events", "logEvents", "results", "queryResults")
_MESSAGES = ("message", "@message", "Message")
_DEPTH = 6
_TRIES = 20
"""Braces of one line that are tried as the beginning of an event."""


class EventsError(Exception):
    """Events that cannot be read; the message says why and what is read."""


@dataclass(frozen=True, slots=True)
class Event:
    """One event.  `count` is how many it stands for; `would` whether it was, or would have been, a block."""

    kind: str
    verdict: str
    guard: str
    function: str
    version: str = ""
    trigger: str = ""
    reason: str = ""
    at: str = ""
    instance: str = ""
    timestamp: str = ""
    count: int = 1
    facts: dict[str, Any] = field(default_factory=dict, hash=False)

    @property
    def would(self) -> bool:
        """Whether `enforce` blocks what it tells of: blocked, or flagged in another mode."""
        if self.verdict == "block":
            return True
        said = self.facts.get("would")
        if said is not None:
            return said in {"block", True}
        return self.verdict == "flag" and self.kind in {"attack", "flow", "limit", "deception", "contract"}


@dataclass(frozen=True, slots=True)
class Events:
    """The events of a file; how many lines there were, and those that speak of an event and are damaged."""

    events: tuple[Event, ...]
    lines: int
    damaged: int


def load(file: Path) -> Events:
    """The events in a file.  Raises EventsError."""
    try:
        raw = read_bytes(file, MOST_BYTES)
    except UnreadableError as error:
        raise EventsError(f"{file} {error}") from error
    return read(raw, str(file))


def read(raw: bytes, name: str) -> Events:
    """The events in bytes.

    Raises:
        EventsError: they are too many or damaged, or there is none.
    """
    try:
        text = unpacked(raw, MOST_BYTES)
    except UnreadableError as error:
        raise EventsError(f"{name} {error}") from error
    found: list[Event] = []
    lines = damaged = 0
    whole = _document(text)
    for line in [text] if whole is not None else text.splitlines():
        lines += 1
        events = list(_events(whole if whole is not None else line, 0))
        found += events
        damaged += not events and SCHEMA in line
    if not found:
        known = f"lines with {SCHEMA}, and exports of CloudWatch Logs around them"
        raise EventsError(f"{name} holds no event of the agent: what is read are {known}")
    return Events(tuple(found), lines, damaged)


def _document(text: str) -> Any:
    """The text as one JSON document; None where it is lines."""
    if text.lstrip()[:1] not in {"{", "["}:
        return None
    return _json(text)


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _events(held: Any, depth: int) -> Iterator[Event]:
    """The events in a line or in what a document holds."""
    if depth > _DEPTH:
        return
    if isinstance(held, str):
        if SCHEMA in held and (inner := _in_line(held)) is not None:
            yield from _events(inner, depth + 1)
    elif isinstance(held, list):
        for one in held:
            yield from _events(one, depth + 1)
    elif isinstance(held, dict) and held.get("schema") == SCHEMA:
        yield _event(held)
    elif isinstance(held, dict):
        fields = ("value",) if held.get("field") == "@message" else ()  # Logs Insights: a row is a list of fields
        for key in (*_LISTS, *_MESSAGES, *fields):
            yield from _events(held.get(key), depth + 1)


def _in_line(line: str) -> Any:
    """The JSON in a line, whatever stands before and behind it; None where it is damaged."""
    line = line[:_LONGEST]
    for text in (line, line.replace('""', '"')):  # in CSV quotes are doubled
        start = text.find("{")
        for _ in range(_TRIES):
            if start < 0:
                break
            try:
                found, _ = json.JSONDecoder().raw_decode(text, start)
            except (ValueError, RecursionError):
                found = None
            if isinstance(found, dict) and (found.get("schema") == SCHEMA or _holds(found)):
                return found
            start = text.find("{", start + 1)
    return None


def _holds(found: dict[str, Any]) -> bool:
    """Whether there is something in it that events are looked for in."""
    return any(key in found for key in (*_LISTS, *_MESSAGES))


def _event(held: dict[str, Any]) -> Event:
    facts = held.get("facts")
    facts = facts if isinstance(facts, dict) else {}
    unwritten = facts.get("unwritten")
    at = held.get("at")
    place = f"{_word(at.get('path'))}:{_word(at.get('line'))}" if isinstance(at, dict) and at.get("path") else ""
    names = ("kind", "verdict", "guard", "function", "version", "trigger", "reason")
    words = {name: _word(held.get(name)) for name in names}
    return Event(
        **words,
        at=place,
        instance=_word(held.get("instance")),
        timestamp=_word(held.get("timestamp")),
        count=unwritten if isinstance(unwritten, int) and 0 < unwritten < 10**9 else 1,
        facts=facts,
    )


def _word(value: Any) -> str:
    return str(value)[:_TEXT] if isinstance(value, str | int) and not isinstance(value, bool) else ""
