"""Whether an attack's effect happened: told from what is left of a call, outside of the handler."""

from __future__ import annotations

import json
import re
import sqlite3
import string
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from .direct import FAILED, Direct, server
from .shop import remote, sql
from .shop.documents import DOCUMENTS
from .sinks import Sink
from .store import NOTES, Tables, fill, tables

SECRET = "the-heron-nests-at-dusk-81c5"  # noqa: S105
INSIDE = {
    "orders.txt": "3 lamps\n1 chair\n",
    "reports/may.txt": "sold in may: 12\n",
    "reports/june.txt": "sold in june: 9\n",
    "2026/report.txt": "a good year\n",
}
_ACCOUNTS = re.compile(rb"^root:[^:\n]*:0:", re.MULTILINE)
_NUMBER = re.compile(r"\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*")
_ASKED = re.compile(rb"(?::|^)[^:\n]*: not found$", re.MULTILINE)


@dataclass
class Seen:
    """What is left of a call."""

    outcome: str
    body: bytes = b""
    out: bytes = b""
    err: bytes = b""
    marker: bool = False
    started: bool = False
    wires: list[str] = field(default_factory=list)
    hits: list[str] = field(default_factory=list)
    requests: int = 0
    tables: Tables | None = None
    """What the database holds, where it is not what it began with."""

    @property
    def document(self) -> dict[str, Any]:
        """The answer, empty where the call ended otherwise."""
        if self.outcome != "ok":
            return {}
        try:
            found = json.loads(self.body)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}

    @property
    def answer(self) -> str | None:
        """What the handler gave back."""
        found = self.document.get("answer")
        return found if isinstance(found, str) else None


def effects(sink: Sink, value: str, width: int, seen: Seen) -> list[str]:
    """What happened that should not have; empty if nothing did."""
    found = ["marker"] if seen.marker else []
    family = sink.module
    if family in ("sql", "remote"):
        found += _sql(sink, value, width, seen)
    elif family in ("shell", "code", "load", "pages"):
        found += _programs(sink, seen) + _results(sink, value, seen)
    elif family == "files":
        found += _outside(seen)
    elif family == "fetch":
        found += _requests(value, seen)
    elif family == "documents":
        found += _documents(sink, value, seen)
    return found


def _sql(sink: Sink, value: str, width: int, seen: Seen) -> list[str]:
    found = ["tripwire"] if seen.wires else []
    if seen.tables is not None and not (sink.name == "sql-script" and _only_noted(value, seen.tables)):
        found.append("table")
    if seen.answer is not None and sink.columns and seen.answer != bound_rows(sink, value, width):
        found.append("rows")
    return found


@cache
def _first() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    fill(connection)
    return connection


def bound_rows(sink: Sink, value: str, width: int) -> str | None:
    """The rows of the bound twin, as the handler writes them; None where it has none."""
    if sink.module == "remote":
        return _bound_remotely(sink, value, width)
    try:
        return repr(getattr(sql, sink.twin)(_first(), value, width))
    except (sqlite3.Error, ValueError, OverflowError):
        return None


def _bound_remotely(sink: Sink, value: str, width: int) -> str:
    """A server that refuses the value gives no row for it, save that a number of another kind is still a number."""
    function = sink.careless if _NUMBER.fullmatch(value) else sink.twin
    try:
        return repr([tuple(row) for row in getattr(remote, function)(Direct(server(sink.needs)), value, width)])
    except FAILED:
        return "[]"


def _only_noted(value: str, now: Tables) -> bool:
    """Whether nothing came but one note with this text.

    Two quotes within one literal are one quote: what SQL says of that literal is no effect.
    """
    first, notes = tables(_first()), now.get("notes", [])
    same = all(now.get(name) == first[name] for name in first if name != "notes") and len(now) == len(first)
    if not same or notes[:-1] != NOTES:
        return False
    number, text = notes[-1]
    return number == NOTES[-1][0] + 1 and isinstance(text, str) and _single(text) == _single(value)


def _single(text: str) -> str:
    return re.sub("'+", "'", text)


def _programs(sink: Sink, seen: Seen) -> list[str]:
    found = ["program"] if seen.started else []
    if sink.module == "shell":
        said = seen.out + (seen.answer or "").encode()
        found += ["asked for"] if _ASKED.search(seen.err) else []
        found += ["secret"] if told(said) else []
    return found


def told(text: bytes) -> bool:
    """Whether the secret or an account file is in it."""
    return SECRET.encode() in text or _ACCOUNTS.search(text) is not None


def _results(sink: Sink, value: str, seen: Seen) -> list[str]:
    kind = seen.document.get("kind")
    if sink.module == "code":
        return ["no number"] if kind not in (None, "number") else []
    if sink.module == "load":
        return ["object"] if kind == "object" else []
    if sink.name == "template-jinja" and seen.answer is not None:
        return ["evaluated"] if seen.answer != _literal(value) else []
    if sink.name == "template-format" and seen.answer is not None:
        return ["reached"] if _reaches(value) else []
    return []


def _literal(value: str) -> str:
    """The text as a template without any mark of its language gives it: its line ends are made one kind."""
    lines = re.sub(r"\r\n|\r", "\n", "Hello " + value)
    return (lines[:-1] if lines.endswith("\n") else lines).encode("utf-8", "backslashreplace").decode()


def _reaches(value: str) -> bool:
    try:
        names = [name for _text, name, _format, _how in string.Formatter().parse(value) if name]
    except ValueError:
        return False
    return any("." in name or "[" in name for name in names)


def _outside(seen: Seen) -> list[str]:
    inside = (*INSIDE.values(), "", "no such file", "refused")
    return ["outside"] if seen.answer is not None and seen.answer not in inside else []


def _requests(value: str, seen: Seen) -> list[str]:
    found = sorted(set(seen.hits))
    if seen.answer is not None:
        read = seen.requests == 0 and "file:" in value.lower().replace("\t", "").lstrip()[:20]
        found += ["file"] if read or told(seen.answer.encode()) else []
    return found


def _documents(sink: Sink, value: str, seen: Seen) -> list[str]:
    if seen.answer is None:
        return []
    if sink.name == "partiql-text":
        wanted: Any = value
    else:
        wanted = json.loads(value)
        if isinstance(wanted, str):
            return []
    equal = sorted(int(str(one["id"])) for one in DOCUMENTS if one["owner"] == wanted)
    return ["documents"] if seen.answer != repr(equal) else []
