"""TOML to a tree by positions, and to data."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from typing import Any

from ennead.remedy.edit import Route
from ennead.remedy.errors import RemedyError
from ennead.remedy.spans import Kind, Member, Node, line_end

MAX_DEPTH = 60
_BLANK = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_GAP = re.compile(r"[ \t]*")
_STRING = re.compile(
    r'"""(?:[^"\\]|\\.|"{1,2}(?!"))*"{3,5}|\'\'\'.*?\'{3,5}|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'', re.DOTALL
)
_WORD = re.compile(r"[^\s,\]}#]+(?: \d\d:[^\s,\]}#]*)?")
_KEY = re.compile(r'"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'|[A-Za-z0-9_-]+')


def read(text: str, path: str) -> Any:
    """The data of a document.

    Raises:
        RemedyError: it is no TOML.
    """
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise RemedyError(f"{path} is not valid TOML ({error}): repair it first") from error


@dataclass(slots=True)
class Tree:
    """Values by their route, and where each table that has a header ends: behind the line of its last entry."""

    values: dict[Route, Node] = field(default_factory=dict)
    ends: dict[Route, int] = field(default_factory=dict)


def tree(text: str) -> Tree:
    """The tree of a text that `read` takes.

    Raises:
        RemedyError: it is nested too deep.
    """
    return _Scanner(text).whole()


@dataclass(slots=True)
class _Scanner:
    text: str
    made: Tree = field(default_factory=Tree)
    counts: dict[Route, int] = field(default_factory=dict)

    def whole(self) -> Tree:
        base: Route = ()
        self.made.ends[()] = place = 0
        while (place := self._skip(place)) < len(self.text):
            if self.text[place] == "[":
                base, place = self._header(place)
            else:
                keys, place = self._keys(place)
                node = self.value(self._skip(place + 1), 0)
                self._put((*base, *keys), node)
                place = node.end
            self.made.ends[base] = line_end(self.text, place)
        return self.made

    def _skip(self, place: int) -> int:
        found = _BLANK.match(self.text, place)
        return found.end() if found is not None else place

    def _header(self, place: int) -> tuple[Route, int]:
        array = self.text.startswith("[[", place)
        keys, end = self._keys(place + 1 + array)
        route: Route = ()
        for depth, key in enumerate(keys):
            route = (*route, key)
            last = depth == len(keys) - 1
            if last and array:
                self.counts[route] = self.counts.get(route, -1) + 1
            if route in self.counts:
                route = (*route, self.counts[route])
        return route, end + 1 + array

    def _keys(self, place: int) -> tuple[list[str], int]:
        """The parts of a key, and where what follows it stands."""
        keys: list[str] = []
        while True:
            place = self._gap(place)
            found = _KEY.match(self.text, place)
            if found is None:
                raise RemedyError("a key of a TOML document is not understood: edit it by hand")
            keys.append(_plain(found[0]))
            place = self._gap(found.end())
            if self.text[place : place + 1] != ".":
                return keys, place
            place += 1

    def _gap(self, place: int) -> int:
        found = _GAP.match(self.text, place)
        return found.end() if found is not None else place

    def _put(self, route: Route, node: Node) -> None:
        self.made.values[route] = node
        for member in node.members:
            self._put((*route, member.name), member.value)

    def value(self, start: int, depth: int) -> Node:
        """A value with all in it."""
        if depth > MAX_DEPTH:
            raise RemedyError(f"a TOML document is nested deeper than {MAX_DEPTH} levels: edit it by hand")
        first = self.text[start]
        if first == "[":
            return self._array(start, depth)
        if first == "{":
            return self._inline(start, depth)
        match = (_STRING if first in "\"'" else _WORD).match(self.text, start)
        return Node(Kind.SCALAR, start, match.end() if match else start, style=first if first in "\"'" else "")

    def _array(self, start: int, depth: int) -> Node:
        node = Node(Kind.SEQUENCE, start, start, flow=True, opening=start)
        place = self._skip(start + 1)
        while self.text[place] != "]":
            value = self.value(place, depth + 1)
            node.members.append(Member(len(node.members), place, value))
            place = self._skip(value.end)
            if self.text[place] == ",":
                place = self._skip(place + 1)
        node.end = place + 1
        return node

    def _inline(self, start: int, depth: int) -> Node:
        node = Node(Kind.MAPPING, start, start, flow=True, opening=start)
        place = self._skip(start + 1)
        while self.text[place] != "}":
            keys, at = self._keys(place)
            value = self.value(self._skip(at + 1), depth + 1)
            key = Node(Kind.SCALAR, place, at)
            node.members.append(Member(keys[0] if len(keys) == 1 else ".".join(keys), place, value, key))
            place = self._skip(value.end)
            if self.text[place] == ",":
                place = self._skip(place + 1)
        node.end = place + 1
        return node


def _plain(piece: str) -> str:
    """A key without its quotes."""
    return next(iter(tomllib.loads(f"{piece} = 0"))) if piece[0] in "\"'" else piece
