"""Events of the agent (`ennead.event/1`) out of what logs are exported as: lines, and the documents around them.

Read are JSON lines; lines with something before the event (`aws logs tail`, the export to S3); the documents of
`aws logs filter-log-events`, `get-log-events` and of subscriptions; the CSV of Logs Insights; all of it packed by gzip.
Code in a function can print such lines too: they are testimony.
"""

from __future__ import annotations

import json
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
_ONLY_TOLD = frozenset({"log"})
"""Guards that stop nothing in any mode."""
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
        if "dead_letter" in self.facts:  # what became of a stop that has an event of its own
            return False
        if self.verdict == "block":
            return True
        said = self.facts.get("would")
        if said is not None:
            return said == "block" or said is True
        if self.verdict != "flag":
            return False
        # a line that was only counted, or cut short, has lost the word: it is taken for a block
        lost = self.unwritten or bool(self.facts.get("shortened"))
        says = self.kind == "deception" or (self.kind == "attack" and self.guard not in _ONLY_TOLD)
        return says or (lost and self.kind in {"flow", "limit"})

    @property
    def unwritten(self) -> bool:
        """Whether it stands for events that the log had no room for: of those only the number is known."""
        return "unwritten" in self.facts

    @property
    def edges(self) -> tuple[str, ...]:
        """The edges that an event of flows names, in words."""
        held = self.facts.get("edges") if self.kind == "flow" else None
        words = ("sensor", "operation", "target")
        return tuple(
            " ".join(text for word in words if (text := _word(one.get(word))))
            for one in (held if isinstance(held, list) else ())
            if isinstance(one, dict)
        )


@dataclass(frozen=True, slots=True)
class Events:
    """The events of a file; how many lines there were, and how often one speaks of an event and cannot be read."""

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
    whole = _document(text)
    held = [whole] if whole is not None else text.splitlines()
    reading = _Reading()
    for one in held:
        reading.take(one)
    if not reading.events:
        known = f"lines with {SCHEMA}, and exports of CloudWatch Logs around them"
        raise EventsError(f"{name} holds no event of the agent: what is read are {known}")
    return Events(tuple(reading.events), len(held), reading.damaged)


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


class _Reading:
    """The events that were found, and how much speaks of one and could not be read."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.damaged = 0

    def take(self, held: Any, depth: int = 0) -> None:
        """The events in a line or in what a document holds."""
        before = (len(self.events), self.damaged)
        if depth > _DEPTH:
            self.damaged += _speaks(held)
        elif isinstance(held, str):
            self._line(held, depth)
        elif isinstance(held, list):
            for one in held:
                self.take(one, depth + 1)
        elif isinstance(held, dict) and held.get("schema") == SCHEMA:
            self.events.append(_event(held))
        elif isinstance(held, dict):
            fields = ("value",) if held.get("field") == "@message" else ()  # Logs Insights: a row is a list of fields
            for key in (*_LISTS, *_MESSAGES, *fields):
                self.take(held.get(key), depth + 1)
            if before == (len(self.events), self.damaged):  # an event may stand where none is looked for
                self.damaged += _speaks(held)

    def _line(self, line: str, depth: int) -> None:
        if SCHEMA not in line:
            return
        found, left = _in_line(line)
        for one in found:
            self.take(one, depth + 1)
        self.damaged += left


def _speaks(held: Any) -> bool:
    """Whether an event is named anywhere in it."""
    todo = [held]
    while todo:
        one = todo.pop()
        if isinstance(one, str) and SCHEMA in one:
            return True
        if isinstance(one, dict | list):
            todo += one.values() if isinstance(one, dict) else one
    return False


def _in_line(line: str) -> tuple[list[dict[str, Any]], bool]:
    """The JSON objects in a line, whatever stands around them, and whether more is spoken of than was read."""
    cut = line[:_LONGEST]
    for text in (cut, cut.replace('""', '"')):  # in CSV quotes are doubled
        found, left = _objects(text)
        if found:
            return found, left or SCHEMA in line[_LONGEST:]
    return [], True


def _objects(text: str) -> tuple[list[dict[str, Any]], bool]:
    found: list[dict[str, Any]] = []
    left, done = False, 0
    start = text.find("{")
    tries = _TRIES
    while start >= 0 and tries > 0 and SCHEMA in text[done:]:
        tries -= 1
        try:
            one, end = json.JSONDecoder().raw_decode(text, start)
        except (ValueError, RecursionError):
            one, end = None, start + 1
        if isinstance(one, dict) and (one.get("schema") == SCHEMA or _holds(one)):
            found.append(one)
            left = left or SCHEMA in text[done:start]  # torn, and another was written behind it
            done, tries = end, _TRIES
        else:
            end = start + 1
        start = text.find("{", end)
    return found, left or SCHEMA in text[done:]


def _holds(found: dict[str, Any]) -> bool:
    """Whether there is something in it that events are looked for in."""
    return any(key in found for key in (*_LISTS, *_MESSAGES))


def _event(held: dict[str, Any]) -> Event:
    facts = held.get("facts")
    facts = facts if isinstance(facts, dict) else {}
    at = held.get("at")
    place = f"{_word(at.get('path'))}:{_word(at.get('line'))}" if isinstance(at, dict) and at.get("path") else ""
    names = ("kind", "verdict", "guard", "function", "version", "trigger", "reason")
    words = {name: _word(held.get(name)) for name in names}
    return Event(
        **words,
        at=place,
        instance=_word(held.get("instance")),
        timestamp=_word(held.get("timestamp")),
        count=_stands_for(held, facts),
        facts=facts,
    )


def _stands_for(held: dict[str, Any], facts: dict[str, Any]) -> int:
    """How many events one stands for: those that were only counted; calls over a rate are told once a minute."""
    rated = held.get("kind") == "limit" and str(facts.get("limit")).startswith("per_")
    said = facts.get("unwritten", facts.get("count") if rated else 1)
    return said if isinstance(said, int) and 0 < said < 10**9 else 1


def _word(value: Any) -> str:
    return str(value)[:_TEXT] if isinstance(value, str | int) and not isinstance(value, bool) else ""
