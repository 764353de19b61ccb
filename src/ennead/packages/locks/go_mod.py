"""go.mod and go.sum: the versions that Go chooses are written in go.mod since 1.17 (https://go.dev/ref/mod)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ennead.model.location import Location
from ennead.model.package import Ecosystem, Inventory, Named, Origin, Unread
from ennead.packages.locks import reasons
from ennead.packages.locks.limits import MAX_LINES, MAX_UNREAD
from ennead.packages.locks.naming import is_name, named

INCOMPLETE = "written by Go before 1.17: packages that only others ask for are not in it"
_LINE = re.compile(
    r"(?P<verb>module|go|require|replace|exclude|retract|tool|toolchain|godebug|ignore)\b\s*(?P<rest>.*)"
)


@dataclass(frozen=True, slots=True)
class _Word:
    """What stands behind a verb, on one line."""

    verb: str
    words: tuple[str, ...]
    note: str
    line: int


def read(text: str, path: str, sums: str | None = None) -> Inventory:
    """What a go.mod names; versions keep their `v`.  `sums` is the text of go.sum, which holds the hashes."""
    words = list(_words(text))
    replaced = {one.words[0]: one.words for one in words if one.verb == "replace" and "=>" in one.words}
    hashed = _hashed(sums) if sums is not None else None
    found: dict[str, Named] = {}
    unread: list[Unread] = []
    for one in words:
        if one.verb == "module" and one.words and is_name(one.words[0]):
            own = named(Ecosystem.GO, one.words[0], None, Location(path, one.line), origin=Origin.MANIFEST, own=True)
            found[own.package.name] = own
        elif one.verb == "require":
            if len(one.words) < 2 or not is_name(one.words[0]):
                unread.append(Unread(Location(path, one.line), "a requirement that names no module"))
            else:
                found[one.words[0]] = _module(one, path, replaced, hashed)
    if any(text.split("\n")[MAX_LINES:]):
        unread.insert(0, Unread(Location(path, MAX_LINES + 1), f"more than {MAX_LINES} lines; the rest is not read"))
    version = next((one.words[0] for one in words if one.verb == "go" and one.words), "")
    if _minor(version) < 17 and any(not one.own for one in found.values()):
        unread.append(Unread(Location(path), INCOMPLETE))
    return Inventory(tuple(found.values()), tuple(unread[:MAX_UNREAD]), (path,))


def _minor(version: str) -> int:
    parts = version.split(".")
    return (
        int(parts[1])
        if len(parts) > 1 and parts[0] == "1" and len(parts[1]) < 4 and parts[1].isascii() and parts[1].isdigit()
        else (99 if version else 0)
    )


def _words(text: str) -> Iterator[_Word]:
    """Each line with its verb; those in a bracket have that of the line that opened it."""
    inside: str | None = None
    for number, raw in enumerate(text.split("\n")[:MAX_LINES], 1):
        line, _, note = raw.partition("//")
        line = line.strip()
        if inside is not None:
            if line == ")":
                inside = None
            elif line:
                yield _Word(inside, tuple(line.replace('"', "").split()), note.strip(), number)
            continue
        found = _LINE.match(line)
        if found is None:
            continue
        if found["rest"].strip() == "(":
            inside = found["verb"]
        else:
            yield _Word(found["verb"], tuple(found["rest"].replace('"', "").split()), note.strip(), number)


def _module(one: _Word, path: str, replaced: dict[str, tuple[str, ...]], hashed: frozenset[str] | None) -> Named:
    name, version = one.words[0], one.words[1]
    at, direct = Location(path, one.line), not one.note.startswith("indirect")
    target = replaced.get(name)
    if target is not None and (target[1] in {"=>", version}):
        new = target[target.index("=>") + 1 :]
        if new and new[0].startswith((".", "/")):
            return named(
                Ecosystem.GO, name, None, at, origin=Origin.LOCK, reason=reasons.LOCAL, own=True, wanted=version
            )
        if len(new) == 2 and is_name(new[0]):
            return named(
                Ecosystem.GO, new[0], new[1], at, direct=direct, wanted=f"{name} {version}", imports=(name,),
                hashes=f"{new[0]} {new[1]}" in hashed if hashed is not None else None,
            )  # fmt: skip
    return named(
        Ecosystem.GO, name, version, at, direct=direct,
        hashes=f"{name} {version}" in hashed if hashed is not None else None,
    )  # fmt: skip


def _hashed(text: str) -> frozenset[str]:
    """`name version` of every line of a go.sum."""
    return frozenset(" ".join(line.split()[:2]) for line in text.split("\n")[: 4 * MAX_LINES])
