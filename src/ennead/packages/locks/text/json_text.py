"""JSON with lines; comments and commas at the end are allowed, as `bun.lock` has them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from ennead.packages.locks.text.lined import MAX_DEPTH, MAX_MEMBERS, Items, Malformed, Table

_TOKEN = re.compile(
    r'"(?P<plain>[^"\\\n]*)"|(?P<escaped>"[^"\\\n]*+(?:\\.[^"\\\n]*+)*+")|(?P<mark>[{}\[\]:,])'
    r"|(?P<word>[-+.\w]+)|(?P<skip>[ \t\r]+|//[^\n]*|/\*.*?\*/)|(?P<line>\n)",
    re.DOTALL,
)
_WORDS = {"true": True, "false": False, "null": None}
_DIGITS = 18


def parse(text: str) -> Any:
    """The document in lined containers.  Raises Malformed."""
    return _Reader(text).whole()


def parse_table(text: str) -> Table:
    """The document, which must be an object.  Raises Malformed."""
    root = parse(text)
    if not isinstance(root, Table):
        raise Malformed("no JSON object", 1)
    return root


class _Reader:
    """Reads tokens into open containers, without recursion."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.line = 1
        self.members = 0
        self.opened: list[tuple[Table | Items, str, int]] = []
        """The containers that are open, and where the innermost will stand in the one around it."""

    def whole(self) -> Any:
        root: Any = None
        for kind, value in self._tokens():
            done = self._take(kind, value)
            if done is not None:
                root = done
                break
        if root is None or self.opened:
            raise Malformed("the JSON ends too early", self.line)
        return root

    def _tokens(self) -> Iterator[tuple[str, Any]]:
        at, text, match_at = 0, self.text, _TOKEN.match
        while at < len(text):
            match = match_at(text, at)
            if match is None:
                raise Malformed("not valid JSON", self.line)
            kind = match.lastgroup or ""
            at = match.end()
            if kind == "plain":
                yield "text", match["plain"]
            elif kind == "escaped":
                yield "text", _unescaped(match[0], self.line)
            elif kind in {"mark", "word"}:
                yield kind, match[0]
            else:
                self.line += match[0].count("\n")

    _key: str | None = None
    _key_line = 0

    def _take(self, kind: str, value: Any) -> Any:
        """Use one token; the root once it is complete."""
        if kind == "mark":
            if value in "{[":
                return self._open(Table() if value == "{" else Items())
            if value in "}]":
                return self._close(value)
            return None
        here = self.opened[-1][0] if self.opened else None
        if isinstance(here, Table) and self._key is None:
            if kind != "text":
                raise Malformed("a key that is no text", self.line)
            self._key, self._key_line = value, self.line
            return None
        self._put(value if kind == "text" else _scalar(value, self.line), self._key_line or self.line)
        return None

    def _open(self, container: Table | Items) -> None:
        if len(self.opened) >= MAX_DEPTH:
            raise Malformed(f"nested deeper than {MAX_DEPTH} levels", self.line)
        if self.opened and isinstance(self.opened[-1][0], Table) and self._key is None:
            raise Malformed("a value without a key", self.line)
        self.opened.append((container, self._key or "", self._key_line or self.line))
        self._key, self._key_line = None, 0

    def _close(self, mark: str) -> Any:
        if not self.opened or isinstance(self.opened[-1][0], Table) != (mark == "}") or self._key is not None:
            raise Malformed("a bracket that closes nothing", self.line)
        container, key, line = self.opened.pop()
        if not self.opened:
            return container
        self._key = key if isinstance(self.opened[-1][0], Table) else None
        self._put(container, line)
        return None

    def _put(self, value: Any, line: int) -> None:
        self.members += 1
        if self.members > MAX_MEMBERS:
            raise Malformed(f"more than {MAX_MEMBERS} members", self.line)
        if not self.opened:
            raise Malformed("neither an object nor a list", self.line)
        here = self.opened[-1][0]
        if isinstance(here, Table):
            here.put(self._key or "", value, line)
        else:
            here.put(value, line)
        self._key, self._key_line = None, 0


def _unescaped(token: str, line: int) -> str:
    try:
        value = json.loads(token, strict=False)
    except ValueError as error:
        raise Malformed("a text with an escape that is none", line) from error
    return str(value).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _scalar(word: str, line: int) -> Any:
    if word in _WORDS:
        return _WORDS[word]
    try:
        return int(word) if len(word) <= _DIGITS and word.lstrip("-").isdigit() else float(word)
    except ValueError as error:
        raise Malformed("a word that is no JSON", line) from error
