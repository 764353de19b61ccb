"""The words of a statement as MySQL and PostgreSQL cut them: strings, comments and operators are each server's own."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

_MYSQL = re.compile(
    r"""(?P<blank>[ \t\n\r\f\v]+|\#[^\n]*|--(?=[\x00-\x20]|\Z)[^\n]*|/\*(?!!).*?\*/)"""
    r"""|(?P<open>/\*!\d*)|(?P<close>\*/)"""
    r"""|(?P<string>'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*")|(?P<name>`(?:[^`]|``)+`)"""
    r"""|(?P<variable>@@?(?:[\w.$]+|`[^`]*`|'[^']*'|"[^"]*")?)|(?P<hex>0x(?:[0-9a-fA-F]{2})+(?!\w)|[xX]'(?:[0-9a-fA-F]{2})*')"""
    r"""|(?P<number>\d+\.\d*(?:[eE][+-]?\d+)?|(?:\d+|\.\d+)(?:[eE][+-]?\d+)?(?!\w))|(?P<word>\w[\w$]*)"""
    r"""|(?P<operator><=>|:=|&&|\|\||<<|>>|<=|>=|<>|!=|[-+*/%^&|~!=<>])|(?P<mark>[(),;.])""",
    re.DOTALL,
)
_POSTGRES = re.compile(
    r"""(?P<blank>[ \t\n\r\f\v]+|--[^\n\r]*)|(?P<open>/\*)"""
    r"""|(?P<escaped>[eE]'(?:[^'\\]|\\.|'')*')|(?P<string>'(?:[^']|'')*')|(?P<name>"(?:[^"]|"")+")"""
    r"""|(?P<dollar>\$(?P<tag>(?:[^\W\d]\w*)?)\$.*?\$(?P=tag)\$)"""
    r"""|(?P<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?(?![\w$]))|(?P<word>[^\W\d][\w$]*)"""
    r"""|(?P<operator>::|[-+*/<>=~!@\#%^&|`?]+)|(?P<mark>[(),;.])""",
    re.DOTALL,
)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "b": "\b", "Z": "\x1a", "%": "\\%", "_": "\\_"}
_VERSION = 80036


class Refused(sqlite3.OperationalError):
    """The server does not take the statement."""


@dataclass(frozen=True)
class Token:
    """A word of a statement.  `line`: whether a line ended before it."""

    kind: str
    text: str
    line: bool = False

    @property
    def word(self) -> str:
        """A bare word in small letters, an operator or a mark as it is; empty for all else."""
        return self.text.lower() if self.kind in ("word", "operator", "mark") else ""


def tokens(dialect: str, statement: str, parameters: Sequence[Any] = ()) -> list[Token]:
    """The words, with `%s` as the texts that were bound.  Raises Refused."""
    if not parameters:
        return list(_cut(dialect, statement))
    first, *others = statement.split("%s")
    found = list(_cut(dialect, first))
    for value, part in zip(parameters, others, strict=True):
        found += [Token("string", str(value)), *_cut(dialect, part)]
    return found


def _cut(dialect: str, statement: str) -> Iterator[Token]:
    language = _MYSQL if dialect == "mysql" else _POSTGRES
    place, opened, line = 0, 0, False
    while place < len(statement):
        found = language.match(statement, place)
        if found is None:
            raise Refused(f"syntax error at character {place}")
        kind, text, start, place = str(found.lastgroup), found.group(), place, found.end()
        if kind == "blank":
            line = line or "\n" in text
        elif kind == "open":
            place, opened = _opened(dialect, statement, text, place, opened)
        elif kind == "close":
            opened -= 1
            if opened < 0:
                raise Refused("a comment ends that did not begin")
        else:
            if kind == "operator" and dialect == "postgres":
                text = _operator(text)
                place = start + len(text)
            yield Token(*_read(dialect, kind, text), line)
            line = False
    if opened:
        raise Refused("a comment does not end")


def _opened(dialect: str, statement: str, text: str, place: int, opened: int) -> tuple[int, int]:
    """Where to read on after the begin of a comment: PostgreSQL's are nested, MySQL's may hold words."""
    if dialect == "postgres":
        return _end_of_comment(statement, place), opened
    if int(text[3:] or 0) <= _VERSION:
        return place, opened + 1
    end = statement.find("*/", place)
    if end < 0:
        raise Refused("a comment does not end")
    return end + 2, opened


def _end_of_comment(statement: str, place: int) -> int:
    depth = 1
    while depth:
        found = re.compile(r"/\*|\*/").search(statement, place)
        if found is None:
            raise Refused("a comment does not end")
        depth += 1 if found.group() == "/*" else -1
        place = found.end()
    return place


def _operator(text: str) -> str:
    """The longest operator PostgreSQL reads: it ends before a comment, and in a sign only if it has certain marks."""
    text = re.split(r"(?<=.)(?=--|/\*)", text, maxsplit=1)[0]
    while len(text) > 1 and text[-1] in "+-" and not re.search(r"[~!@#%^&|`?]", text):
        text = text[:-1]
    return text


def _read(dialect: str, kind: str, text: str) -> tuple[str, str]:
    if kind == "string":
        quote, inner = text[0], text[1:-1]
        return kind, _unescaped(inner, quote) if dialect == "mysql" else inner.replace("''", "'")
    if kind == "escaped":
        return "string", _unescaped(text[2:-1], "'")
    if kind in ("dollar", "tag"):
        return "string", text[text.index("$", 1) + 1 : text.rindex("$", 0, -1)]
    if kind == "name":
        return kind, text[1:-1].replace(text[0] * 2, text[0])
    if kind == "hex":
        return "string", bytes.fromhex(text.strip("'")[2:]).decode("latin-1")
    return kind, text


def _unescaped(text: str, quote: str) -> str:
    return re.sub(
        rf"\\(.)|{quote}{quote}",
        lambda found: quote if found.group(1) is None else _ESCAPES.get(found.group(1), found.group(1)),
        text,
        flags=re.DOTALL,
    )
