"""Where a Gradle build file writes versions, by their positions.  The file is a program; it is not run."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ennead.packages.locks.jvm.gradle_text import HEAD, PIECE
from ennead.packages.locks.text.lined import MAX_DEPTH

_COORDINATES = re.compile(r"(?P<group>[^:@\s]+):(?P<name>[^:@\s]+):(?P<version>[^:@\s]+)(?::[^:@\s]*)?(?:@\w+)?")
_NAMED = re.compile(
    r"""group\s*[:=]\s*["'](?P<group>[^"'\n$]+)["']\s*,\s*name\s*[:=]\s*["'](?P<name>[^"'\n$]+)["']\s*,"""
    r"""\s*version\s*[:=]\s*["'](?P<version>[^"'\n]+)["']"""
)
_SETTING = re.compile(
    r"""(?:^|(?<=[\n{;]))[ \t]*(?:(?:def|val|var|final|String)\s+|ext\.|project\.ext\.|extra\s*\[\s*["'])?"""
    r"""(?P<name>[A-Za-z_][\w.]{0,100})(?:["']\s*\])?(?:\s*:\s*String)?\s*=\s*["'](?P<value>[^"'\n$]{1,200})["']"""
)


@dataclass(frozen=True, slots=True)
class Literal:
    """A version that is written for a package, or a text that is set by a name, and where it stands."""

    name: str
    value: str
    start: int
    end: int
    constraint: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A block in braces: the names of those around it and its own, and where its inside stands."""

    names: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Places:
    """What of a build file may be edited."""

    versions: tuple[Literal, ...]
    settings: tuple[Literal, ...]
    blocks: tuple[Block, ...]


def places(text: str) -> Places:
    """Every version of a dependency, every text that is set by name, every block."""
    scan = _Scan()
    plain = scan.run(text)
    found = [one for start, end in scan.texts for one in _literal(text, start, end)]
    found += [_of_match(match) for match in _NAMED.finditer(plain)]
    versions = []
    for one in sorted(found, key=lambda literal: literal.start):
        around = scan.around(one.start)
        if "dependencies" in around and not {"buildscript", "pluginManagement"} & set(around):
            versions.append(replace(one, constraint="constraints" in around))
    settings = [
        Literal(match["name"].removeprefix("ext."), match["value"], match.start("value"), match.end("value"))
        for match in _SETTING.finditer(plain)
    ]
    return Places(tuple(versions), tuple(settings), tuple(scan.blocks))


class _Scan:
    """The literals and the blocks of a build file."""

    def __init__(self) -> None:
        self.texts: list[tuple[int, int]] = []
        self.blocks: list[Block] = []
        self._opened: list[tuple[str, int]] = []
        self._deeper = 0
        """Blocks that are open below the deepest that is told."""
        self._turns: list[int] = [0]
        self._names: list[tuple[str, ...]] = [()]
        """The names around each place, from turn to turn."""

    def run(self, text: str) -> str:
        """Read a text; it with its comments blanked."""
        parts: list[str] = []
        head = ""
        for match in PIECE.finditer(text):
            kind, piece = match.lastgroup, match[0]
            parts.append(re.sub(r"[^\n]", " ", piece) if kind == "note" else piece)
            if kind == "text":
                self.texts.append(match.span())
            elif kind == "open":
                self._open(head, match.end())
            elif kind == "close":
                self._close(match.start())
            if kind in {"open", "close"}:
                head = ""
            elif kind != "note":
                head = (head + piece)[-500:]
        return "".join(parts)

    def around(self, place: int) -> tuple[str, ...]:
        """The names of the blocks around a place, outermost first."""
        return self._names[bisect_right(self._turns, place) - 1]

    def _open(self, head: str, place: int) -> None:
        if len(self._opened) >= MAX_DEPTH:
            self._deeper += 1
            return
        name = HEAD.search(head)
        self._opened.append((name[1] if name is not None else "", place))
        self._turn(place)

    def _close(self, place: int) -> None:
        if self._deeper:
            self._deeper -= 1
        elif self._opened:
            names = tuple(one for one, _ in self._opened)
            self.blocks.append(Block(names, self._opened.pop()[1], place))
            self._turn(place)

    def _turn(self, place: int) -> None:
        self._turns.append(place)
        self._names.append(tuple(one for one, _ in self._opened))


def _literal(text: str, start: int, end: int) -> Iterator[Literal]:
    quotes = 3 if text.startswith('"""', start) else 1
    match = _COORDINATES.fullmatch(text, start + quotes, max(end - quotes, start + quotes))
    if match is not None:
        yield _of_match(match)


def _of_match(match: re.Match[str]) -> Literal:
    return Literal(
        f"{match['group']}:{match['name']}", match["version"], match.start("version"), match.end("version")
    )  # fmt: skip
