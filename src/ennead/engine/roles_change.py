"""What a change does to roles: two documents `ennead.roles/1` held against each other, function by function."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ennead.engine.base.document import saved
from ennead.engine.base.revision import BaseError

SCHEMA = "ennead.roles/1"
PARTS = ("granted", "needed", "excess", "missing")
_WRITE = "write it anew with `ennead roles --format json`"
Document = Mapping[str, Any]
Permission = tuple[str, str]
"""An action and what it is allowed, or needed, on."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What came and what went."""

    added: tuple[Permission, ...] = ()
    removed: tuple[Permission, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed)


@dataclass(frozen=True, slots=True)
class RoleChange:
    """One function.  `how` is `added`, `removed` or `changed`; scores are None where there is none.

    `excess` are permissions beyond need, `missing` needs that are not granted: those that are new, and those that are
    not there any more.
    """

    app: str | None
    function: str
    how: str
    granted: Moved
    needed: Moved
    excess: Moved
    missing: Moved
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class RolesChange:
    """All functions whose permissions change, and the sums."""

    base: str
    functions: tuple[RoleChange, ...]
    before: int | None
    after: int | None
    pairs_before: Mapping[str, int] | None
    pairs_after: Mapping[str, int] | None


def load(file: Path) -> Document:
    """A saved document.  Raises BaseError where it cannot be read or is another one."""
    return saved(file, SCHEMA, _WRITE)


def compared(old: Document, new: Document, base: str) -> RolesChange:
    """What is different.  Raises BaseError for a document of another shape."""
    try:
        before, after = _rows(old), _rows(new)
        changes = tuple(_changes(before, after))
        return RolesChange(base, changes, _score(old), _score(new), _pairs(old), _pairs(new))
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise BaseError(f"a part of {base} is missing or has another shape ({error}): {_WRITE}") from error


def _rows(document: Document) -> dict[tuple[str | None, str], Mapping[str, Any]]:
    """By application and function; the application counts where there are several only."""
    return {(row.get("app"), str(row["function"])): row for row in document["functions"]}


def _changes(
    before: Mapping[tuple[str | None, str], Mapping[str, Any]],
    after: Mapping[tuple[str | None, str], Mapping[str, Any]],
) -> Iterator[RoleChange]:
    for key in sorted({*before, *after}, key=lambda one: (one[0] or "", one[1])):
        old, new = before.get(key), after.get(key)
        granted, needed, excess, missing = (_moved(old, new, part) for part in PARTS)
        if old is not None and new is not None and not (granted or needed or excess or missing):
            continue
        how = "added" if old is None else "removed" if new is None else "changed"
        app, function = key
        scores = _score(old or {}), _score(new or {})
        yield RoleChange(app, function, how, granted, needed, excess, missing, *scores)


def _moved(old: Mapping[str, Any] | None, new: Mapping[str, Any] | None, part: str) -> Moved:
    was, now = (set(_permissions(row[part])) if row is not None else set() for row in (old, new))
    return Moved(tuple(sorted(now - was)), tuple(sorted(was - now)))


def _permissions(rows: list[Mapping[str, Any]]) -> Iterator[Permission]:
    for row in rows:
        action = f"every action but {row['action']}" if row.get("all_but") else str(row["action"])
        yield from ((action, str(resource)) for resource in row["resources"])


def _score(row: Mapping[str, Any]) -> int | None:
    score = row.get("score")
    return int(score) if score is not None else None


def _pairs(document: Document) -> Mapping[str, int] | None:
    pairs = document.get("pairs")
    return {key: int(pairs[key]) for key in ("granted", "needed", "all")} if pairs else None
