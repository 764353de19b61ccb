"""What is read: attack values, benign values, and the events with their carriers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
"""Where the data handed out lies: beside the project."""


class Missing(Exception):
    """A file that is needed is not there, or is not what it should be."""


@dataclass(frozen=True, slots=True)
class Value:
    """An attack or a benign value."""

    id: str
    text: str
    source: str
    kind: str = ""
    sinks: tuple[str, ...] = ()
    doubtful: bool = False

    @property
    def origin(self) -> str:
        """The source up to its first blank."""
        return self.source.split(" ")[0]


@dataclass(frozen=True, slots=True)
class Carrier:
    """A place in an event."""

    event: str
    trigger: str
    name: str
    route: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Events:
    """A folder of events; `triggers` holds the carriers of each."""

    folder: Path
    digest: str
    events: int
    triggers: Mapping[str, tuple[Carrier, ...]]

    @property
    def carriers(self) -> list[Carrier]:
        """All of them."""
        return [carrier for carriers in self.triggers.values() for carrier in carriers]


def values(path: Path) -> tuple[list[Value], str]:
    """The values of a file of JSON lines, and its SHA-256.  Raises Missing."""
    data = _bytes(path)
    found = []
    for number, line in enumerate(data.decode("utf-8", "surrogatepass").split("\n"), 1):
        if line.strip():
            found.append(_value(path, number, line))
    return found, hashlib.sha256(data).hexdigest()


def _value(path: Path, number: int, line: str) -> Value:
    try:
        entry: dict[str, Any] = json.loads(line)
        kind, sinks = str(entry.get("class", "")), tuple(map(str, entry.get("sinks", ())))
        source = str(entry.get("source", ""))
        return Value(str(entry["id"]), str(entry["value"]), source, kind, sinks, bool(entry.get("doubtful")))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Missing(f"{path}, line {number}: no value with an id ({type(error).__name__})") from None


def events(folder: Path) -> Events:
    """The events that an `index.json` names.  Raises Missing."""
    data = _bytes(folder / "index.json")
    triggers: dict[str, list[Carrier]] = {}
    try:
        index = json.loads(data)["events"]
        for name, entry in index.items():
            carriers = triggers.setdefault(str(entry["trigger"]), [])
            for carrier in entry.get("carriers", ()):
                route = tuple(map(str, carrier["route"]))
                carriers.append(Carrier(name, str(entry["trigger"]), str(carrier["name"]), route))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Missing(f"{folder / 'index.json'} is no index of events ({type(error).__name__})") from None
    for name in index:
        if not (folder / name).is_file():
            raise Missing(f"{folder / name} is named in index.json and is not there")
    held = {trigger: tuple(carriers) for trigger, carriers in sorted(triggers.items()) if carriers}
    if not held:
        raise Missing(f"{folder / 'index.json'} names no carrier")
    return Events(folder, hashlib.sha256(data).hexdigest(), len(index), held)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        hint = "; name another with --attacks, --benign or --events" if path.is_relative_to(SHARED) else ""
        raise Missing(f"{path} cannot be read ({error.strerror}){hint}") from None
