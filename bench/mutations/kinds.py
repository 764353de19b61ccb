"""What a mutation is: where it fits, what it changes, and which checks must then speak."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from bench.mutations.text import Doc, Path


@dataclass(frozen=True, slots=True)
class Edit:
    """One edit: `put` a value, `drop` a key or item, `add` an item to a list."""

    how: str
    path: Path
    value: Any = None


@dataclass(frozen=True, slots=True)
class Change:
    """One safe place and what breaks it.

    `about` are the logical ids a finding may concern to be the one that was asked for; `gone` is a local file
    to take away, as the template names it.
    """

    about: tuple[str, ...]
    says: str
    edits: tuple[Edit, ...]
    gone: str | None = None

    def apply(self, doc: Doc) -> Doc:
        """The broken template.  Raises UnfitError where the text does not allow the edit."""
        for edit in self.edits:
            if edit.how == "put":
                doc = doc.put(edit.path, edit.value)
            elif edit.how == "drop":
                doc = doc.drop(edit.path)
            else:
                doc = doc.add(edit.path, edit.value)
        return doc


Places = Callable[[Doc], Iterator[Change]]


@dataclass(frozen=True, slots=True)
class Kind:
    """A sort of mutation; `checks` are the ids one of which must report it, none for gaps.

    `family` is the name of the module it stands in: `roles`, `policies` ...
    """

    id: str
    family: str
    checks: tuple[str, ...]
    what: str
    places: Places


FAULTS: dict[str, Kind] = {}
GAPS: dict[str, Kind] = {}


def fault(*checks: str) -> Callable[[Places], Places]:
    """Make a kind of a generator of changes: its name gives the id, its docstring what it does."""

    def mark(places: Places) -> Places:
        _note(FAULTS, checks, places)
        return places

    return mark


def gap(places: Places) -> Places:
    """A kind that makes something resolvable unresolvable: exactly one gap must come of it."""
    _note(GAPS, (), places)
    return places


def _note(kinds: dict[str, Kind], checks: tuple[str, ...], places: Places) -> None:
    name = places.__name__.replace("_", "-")
    if name in kinds:
        raise RuntimeError(f"two kinds are called {name}")
    kinds[name] = Kind(name, places.__module__.rpartition(".")[2], checks, (places.__doc__ or "").strip(), places)


def put(value: Any, *path: str | int) -> Edit:
    """Set the value at the path."""
    return Edit("put", path, value)


def drop(*path: str | int) -> Edit:
    """Take away what stands at the path."""
    return Edit("drop", path)


def add(value: Any, *path: str | int) -> Edit:
    """Add to the list at the path."""
    return Edit("add", path, value)
