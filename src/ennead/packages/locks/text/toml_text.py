"""TOML with lines: the standard library reads the values, a scan of the tokens the places."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from typing import Any

from ennead.packages.locks.text.lined import MAX_DEPTH, MAX_MEMBERS, Items, Malformed, Table

Route = tuple[str | int, ...]
MOST_KEY_PARTS = 16
_TOKEN = re.compile(
    r'(?P<text>"""[^\\"]*+(?:(?:\\.|"{1,2}(?!"))[^\\"]*+)*+"{3,5}|\'\'\'.*?\'{3,5}|"[^"\\\n]*+(?:\\.[^"\\\n]*+)*+"|\'[^\'\n]*\')'
    r"|(?P<skip>[ \t\r]+|\#[^\n]*)|(?P<line>\n)|(?P<mark>[\[\]{},=.])|(?P<word>[^\s\[\]{},=.\"'\#]+)",
    re.DOTALL,
)


def parse_table(text: str) -> Table:
    """The document in lined containers.  Raises Malformed."""
    text = text.replace("\r\n", "\n")
    places = _Scan(text).places()
    try:
        root = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # tomllib's own error is a ValueError
        found = re.search(r"line (\d{1,9})", str(error))
        raise Malformed("not valid TOML", int(found[1]) if found else 0) from error
    return _lined(root, (), places, 0)


def _lined(value: dict[str, Any], route: Route, places: dict[Route, int], line: int) -> Table:
    table = Table()
    for key, member in value.items():
        here = (*route, key)
        at = places.get(here, line)
        table.put(key, _member(member, here, places, at), at)
    return table


def _member(value: Any, route: Route, places: dict[Route, int], line: int) -> Any:
    if isinstance(value, dict):
        return _lined(value, route, places, line)
    if isinstance(value, list):
        items = Items()
        for index, one in enumerate(value):
            at = places.get((*route, index), line)
            items.put(_member(one, (*route, index), places, at), at)
        return items
    return value


@dataclass(slots=True)
class _Open:
    """An array or inline table that is being scanned: where it is, and how many members of it are past."""

    route: Route
    array: bool
    index: int = 0
    key: list[str] = field(default_factory=list)
    valued: bool = False


class _Scan:
    """Places of all keys and members.  It trusts that the document is valid: tomllib judges that."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.line = 1
        self.found: dict[Route, int] = {}
        self.counts: dict[Route, int] = {}
        self.header: Route = ()
        self.opened: list[_Open] = []
        self.key: list[str] = []
        self.key_line = 0
        self.value = False
        self.in_header = 0
        """How many brackets began the header that is being read."""

    def places(self) -> dict[Route, int]:
        """Run; the line of every route."""
        at, text = 0, self.text
        while at < len(text):
            match = _TOKEN.match(text, at)
            if match is None:
                raise Malformed("not valid TOML", self.line)
            kind, piece = match.lastgroup or "", match[0]
            if kind == "mark" and not self.opened and not self.value and piece == "[" and not self.key:
                at = self._start_header(at)
            else:
                at = match.end()
                self._take(kind, piece)
            if len(self.found) > MAX_MEMBERS:
                raise Malformed(f"more than {MAX_MEMBERS} members", self.line)
        return self.found

    def _start_header(self, at: int) -> int:
        self.in_header = 2 if self.text.startswith("[[", at) else 1
        self.key, self.key_line = [], self.line
        return at + self.in_header

    def _take(self, kind: str, piece: str) -> None:
        if kind == "skip":
            return
        if kind == "line":
            self.line += 1
            if not self.opened:
                self.key, self.value, self.in_header = [], False, 0
            return
        if self.in_header:
            self._in_header(kind, piece)
        elif self.opened:
            self._in_value(kind, piece)
        elif self.value:
            self._start_value(kind, piece, (*self.header, *self.key))
        elif piece == "=":
            self.value = True
            self._place(self.header, self.key, self.key_line)
        else:
            self.key_line = self.line
            self._add(self.key, kind, piece)
        if kind == "text":
            self.line += piece.count("\n")

    def _in_header(self, kind: str, piece: str) -> None:
        if piece != "]" or kind != "mark":
            self._add(self.key, kind, piece)
        elif self.in_header:
            self.header = self._base(self.key, self.in_header == 2, self.key_line)
            self.in_header, self.key, self.value = 0, [], True  # what follows on the line is no key

    def _base(self, key: list[str], array: bool, line: int) -> Route:
        """The route of a header: members of an array of tables are the last one so far."""
        route: Route = ()
        for depth, part in enumerate(key):
            route = (*route, part)
            self.found.setdefault(route, line)
            last = depth == len(key) - 1
            if last and array:
                self.counts[route] = self.counts.get(route, -1) + 1
            if route in self.counts and (array or not last):
                route = (*route, self.counts[route])
                self.found.setdefault(route, line)
        return route

    def _add(self, key: list[str], kind: str, piece: str) -> None:
        if kind in {"text", "word"}:
            if len(key) >= MOST_KEY_PARTS:
                raise Malformed(f"a key of more than {MOST_KEY_PARTS} parts", self.line)
            key.append(_plain(piece) if kind == "text" else piece)

    def _place(self, base: Route, key: list[str], line: int) -> None:
        route = base
        for part in key:
            route = (*route, part)
            self.found.setdefault(route, line)

    def _start_value(self, kind: str, piece: str, route: Route) -> None:
        if kind == "mark" and piece in "[{":
            if len(self.opened) >= MAX_DEPTH:
                raise Malformed(f"nested deeper than {MAX_DEPTH} levels", self.line)
            self.opened.append(_Open(route, piece == "["))

    def _in_value(self, kind: str, piece: str) -> None:
        here = self.opened[-1]
        if kind == "mark" and piece in "]}":
            self.opened.pop()
        elif kind == "mark" and piece == ",":
            here.index, here.valued, here.key = here.index + 1, False, []
        elif here.array:
            route = (*here.route, here.index)
            self.found.setdefault(route, self.line)
            self._start_value(kind, piece, route)
        elif here.valued:
            self._start_value(kind, piece, (*here.route, *here.key))
        elif kind == "mark" and piece == "=":
            here.valued = True
            self._place(here.route, here.key, self.line)
        else:
            self._add(here.key, kind, piece)


def _plain(piece: str) -> str:
    """A quoted key without its quotes; one with escapes keeps them, and its line is that of its table."""
    return piece[1:-1]
