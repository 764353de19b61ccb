"""The file of expectations: from its text to expectations, strictly.

Whatever it says that is not understood is a fault with its line and a suggestion: an expectation that is
passed over in silence is one that holds for ever.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ennead.expect.entry import Entry, location, text_list
from ennead.expect.errors import Faulty, FaultyFile, near
from ennead.expect.expectation import Expectation
from ennead.model.location import Location
from ennead.sources.cloudformation.load import parse, read_text
from ennead.sources.cloudformation.marks import mark_of
from ennead.sources.errors import SourceError

NAME = "ennead.tests.yml"
SCHEMA = "ennead.tests/1"
MOST = 2000
"""Expectations in one file; more are a mistake."""
_KEYS = ("schema", "packs", "expectations")
_PACK_KEYS = ("use", "except", "app", "environments", "accept_unknown")


@dataclass(frozen=True, slots=True)
class UsedPack:
    """A pack the file asks for, and how: names left out, the application and environments it is meant for."""

    name: str
    at: Location
    other: tuple[str, ...] = ()
    app: str | None = None
    environments: tuple[str, ...] = ()
    accept_unknown: str | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a file asks for."""

    path: str
    expectations: tuple[Expectation, ...] = ()
    packs: tuple[UsedPack, ...] = ()


def load(file: Path, shown: str) -> Wanted:
    """The expectations of a file; `shown` is what to call it.  Raises FaultyFile."""
    try:
        text = read_text(file, shown)
    except SourceError as error:
        raise FaultyFile([Faulty(error.reason, error.at)]) from error
    return read(text, shown)


def read(text: str, path: str, pack: str | None = None) -> Wanted:
    """The expectations of a text.  Raises FaultyFile with every fault there is."""
    try:
        document = parse(text, path)
    except SourceError as error:
        raise FaultyFile([Faulty(error.reason, error.at)]) from error
    faults = [Faulty(f"{one.key} stands twice here", Location(*one.mark)) for one in document.duplicates]
    root = document.root
    if not isinstance(root, dict):
        raise FaultyFile([*faults, Faulty("write `expectations:` and a list below it", Location(path, 1, 1))])
    faults += _head(root, path)
    packs, more = _packs(root, path)
    expectations, last = _expectations(root, path, pack)
    faults += [*more, *last]
    if not (packs or expectations or faults):
        faults.append(Faulty("it expects nothing: write `expectations:` or `packs:`", Location(path, 1, 1)))
    if faults:
        raise FaultyFile(sorted(faults, key=lambda fault: (fault.at.line, fault.at.column)))
    return Wanted(path, tuple(expectations), tuple(packs))


def _head(root: Mapping[str, Any], path: str) -> list[Faulty]:
    faults = [
        Faulty(f"unknown key {key}; {near(key, _KEYS)}", location(root, key, path)) for key in root if key not in _KEYS
    ]
    if "schema" in root and root["schema"] != SCHEMA:
        faults.append(Faulty(f"this version reads schema: {SCHEMA}", location(root, "schema", path)))
    return faults


def _expectations(root: Mapping[str, Any], path: str, pack: str | None) -> tuple[list[Expectation], list[Faulty]]:
    entries = root.get("expectations", [])
    at = location(root, "expectations", path)
    if not isinstance(entries, list):
        return [], [Faulty("expectations is a list: begin each with `- `", at)]
    if len(entries) > MOST:
        return [], [Faulty(f"more than {MOST} expectations in one file", at)]
    found: list[Expectation] = []
    faults: list[Faulty] = []
    for number, entry in enumerate(entries):
        mark = mark_of(entries, number)
        reader = Entry(entry, Location(*mark) if mark else at, pack)
        expectation = reader.read()
        faults += reader.faults
        if expectation is not None:
            found.append(expectation)
    return found, faults


def _packs(root: Mapping[str, Any], path: str) -> tuple[list[UsedPack], list[Faulty]]:
    entries = root.get("packs", [])
    at = location(root, "packs", path)
    if not isinstance(entries, list):
        return [], [Faulty("packs is a list: [public-api, data]", at)]
    found: list[UsedPack] = []
    faults: list[Faulty] = []
    for number, entry in enumerate(entries):
        mark = mark_of(entries, number)
        here = Location(*mark) if mark else at
        try:
            found.append(_pack(entry, here))
        except Faulty as fault:
            faults.append(fault)
    return found, faults


def _pack(entry: Any, at: Location) -> UsedPack:
    if isinstance(entry, str):
        return UsedPack(entry, at)
    if not isinstance(entry, dict) or not isinstance(entry.get("use"), str):
        raise Faulty("write the name of a pack, or {use: NAME, except: [...]}", at)
    for key in entry:
        if key not in _PACK_KEYS:
            raise Faulty(f"unknown key {key} of a pack; {near(key, _PACK_KEYS)}", location(entry, key, at.path))
    for key in ("app", "accept_unknown"):
        if key in entry and not isinstance(entry[key], str):
            raise Faulty(f"{key} is a text", location(entry, key, at.path))
    return UsedPack(
        entry["use"],
        at,
        text_list(entry, "except", at.path),
        entry.get("app"),
        text_list(entry, "environments", at.path),
        entry.get("accept_unknown"),
    )
