"""Statements of MySQL and PostgreSQL as SQLite reads them: strings, comments and operators are each server's own."""

from __future__ import annotations

import re
from collections.abc import Iterator

_MYSQL = re.compile(
    r"""(?P<string>'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*")"""
    r"""|(?P<comment>\#[^\n]*|--(?=[\s\x00-\x20]|$)[^\n]*|/\*(?!!).*?(?:\*/|$))"""
    r"""|(?P<hint>/\*!\d*|\*/)|(?P<name>`[^`]*`)|(?P<variable>@@?[\w.$]+)|(?P<mark>--|&&|\|\||<=>|:=|!(?!=))""",
    re.DOTALL,
)
_POSTGRES = re.compile(
    r"""(?P<escaped>\b[eE]'(?:[^'\\]|\\.|'')*')|(?P<string>'(?:[^']|'')*')|(?P<name>"(?:[^"]|"")*")"""
    r"""|(?P<dollar>\$(?P<tag>\w*)\$.*?\$(?P=tag)\$)|(?P<comment>--[^\n]*|/\*)|(?P<cast>::\s*\w+(?:\(\d+\))?)"""
    r"""|(?P<word>\bilike\b)""",
    re.DOTALL | re.IGNORECASE,
)
_MARKS = {"--": "- -", "&&": " AND ", "||": " OR ", "<=>": " IS ", ":=": "=", "!": " NOT "}
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "", "b": "\b", "Z": "\x1a", "%": "\\%", "_": "\\_"}
SCHEMAS = ("information_schema", "pg_catalog", "mysql")


def mysql(statement: str) -> str:
    """A statement of MySQL's."""
    return _schemas("".join(_parts(_MYSQL, statement)))


def postgres(statement: str) -> str:
    """A statement of PostgreSQL's."""
    return _schemas("".join(_parts(_POSTGRES, statement)))


def statements(statement: str) -> list[str]:
    """The statements of a text that is SQLite's already."""
    parts, current = [], ""
    for token in re.split(r"('(?:[^']|'')*'|;)", statement):
        if token == ";":  # noqa: S105
            parts.append(current)
            current = ""
        else:
            current += token
    return [part for part in (*parts, current) if part.strip()]


def _parts(language: re.Pattern[str], statement: str) -> Iterator[str]:
    place = 0
    while found := language.search(statement, place):
        yield statement[place : found.start()]
        kind, text, place = str(found.lastgroup), found.group(), found.end()
        if kind == "comment" and text == "/*":  # PostgreSQL's are nested
            place = _end_of_comment(statement, place)
        yield _written("dollar" if kind == "tag" else kind, text)
    yield statement[place:]


def _written(kind: str, text: str) -> str:
    if kind in ("comment", "hint", "cast"):
        return " "
    if kind == "mark":
        return _MARKS[text]
    if kind == "variable":
        return "'8.0.36'"
    if kind == "word":
        return "LIKE"
    if kind == "dollar":
        return _quoted(text[text.index("$", 1) + 1 : text.rindex("$", 0, -1)])
    if kind == "string" and text[0] == '"':
        return _quoted(_unescaped(text[1:-1], '"'))
    if kind == "escaped":
        return _quoted(_unescaped(text[2:-1], "'"))
    if kind == "string" and "\\" in text:
        return _quoted(_unescaped(text[1:-1], "'"))
    return text


def _unescaped(text: str, quote: str) -> str:
    whole = text.replace(quote * 2, quote)
    return re.sub(r"\\(.)", lambda found: _ESCAPES.get(found.group(1), found.group(1)), whole, flags=re.DOTALL)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _end_of_comment(statement: str, place: int) -> int:
    depth = 1
    while depth and (found := re.compile(r"/\*|\*/").search(statement, place)):
        depth += 1 if found.group() == "/*" else -1
        place = found.end()
    return len(statement) if depth else place


def _schemas(statement: str) -> str:
    return re.sub(rf"\b({'|'.join(SCHEMAS)})\s*\.\s*(\w+)", r"\1_\2", statement, flags=re.IGNORECASE)
