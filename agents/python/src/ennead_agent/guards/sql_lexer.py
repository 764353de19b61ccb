"""Splits a statement into tokens, as the database that gets it would: one pass, one regular expression a dialect.

A token is `(kind, start, end, inner_start, inner_end)`; the inner part is what stands between a literal's delimiters.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Token = tuple[str, int, int, int, int]

STRING, NAME, NUMBER, ODD, WORD, COMMENT, OPEN, SIGN, MARK = (
    "string",
    "name",
    "number",
    "odd",
    "word",
    "comment",
    "open",
    "sign",
    "mark",
)
"""`name` is quoted, `odd` a number or literal of unusual writing, `open` a literal that does not end, `mark` a place
for a bound value."""

SQLITE, POSTGRES, MYSQL, MSSQL, PARTIQL, ANSI = "sqlite", "postgres", "mysql", "mssql", "partiql", "ansi"

_LETTER = r"(?:[A-Za-z_]|[^\x00-\x7f])"
_NEXT = r"(?:[\w$]|[^\x00-\x7f])"
_SINGLE = r"'[^']*(?:''[^']*)*'(?!')"
_DOUBLE = r'"[^"]*(?:""[^"]*)*"(?!")'
_TICKS = r"`[^`]*(?:``[^`]*)*`(?!`)"
_SLASHED = r"'[^'\\]*(?:(?:''|\\.)[^'\\]*)*'(?!')"
_SLASHED_DOUBLE = r'"[^"\\]*(?:(?:""|\\.)[^"\\]*)*"(?!")'
_DASHES = r"--[^\n]*"
_BLOCK = r"/\*.*?(?:\*/|\Z)"
_DOLLARS = r"\$(?P<tag>(?:[A-Za-z_]|[^\x00-\x7f])*\w*)\$.*?\$(?P=tag)\$"

_PARTS: dict[str, dict[str, str]] = {
    SQLITE: {
        "comment": f"{_DASHES}|{_BLOCK}",
        "odd": r"[xX]'[^']*'",
        "string": _SINGLE,
        "name": rf"{_DOUBLE}|{_TICKS}|\[[^\]]*\]",
        "mark": rf"\?\d*|[:@#$]{_NEXT}+",
    },
    POSTGRES: {
        "comment": f"{_DASHES}|{_BLOCK}",
        "odd": r"[bBxX]'[^']*'|[uU]&(?:" + _SINGLE + "|" + _DOUBLE + ")",
        "string": rf"[eE]{_SLASHED}|[nN]?{_SINGLE}|{_DOLLARS}",
        "name": _DOUBLE,
        "mark": r"\$\d+|%s|%\([^)]*\)s|(?<!:):[A-Za-z_]\w*",
    },
    MYSQL: {
        "comment": r"--(?=[\s\x00-\x1f]|\Z)[^\n]*|\#[^\n]*|/\*(?!M?!|\+).*?(?:\*/|\Z)",
        "odd": r"[bBxX]'[^']*'",
        "string": rf"(?:[nN]|_\w+\s*)?(?:{_SLASHED}|{_SLASHED_DOUBLE})",
        "name": _TICKS,
        "mark": r"\?|%s|%\([^)]*\)s",
    },
    MSSQL: {
        "comment": f"{_DASHES}|{_BLOCK}",
        "odd": r"(?!)",
        "string": rf"[nN]?{_SINGLE}",
        "name": rf"{_DOUBLE}|\[(?:[^\]]|\]\])*\]",
        "mark": r"\?",
    },
    PARTIQL: {
        "comment": f"{_DASHES}|{_BLOCK}",
        "odd": _TICKS,
        "string": _SINGLE,
        "name": _DOUBLE,
        "mark": r"\?",
    },
    ANSI: {
        "comment": f"{_DASHES}|{_BLOCK}",
        "odd": r"[bBxX]'[^']*'",
        "string": rf"[nN]?{_SINGLE}",
        "name": rf"{_DOUBLE}|{_TICKS}",
        "mark": r"\?|:[A-Za-z_]\w*",
    },
}
_RUNNING_ON = r"|\d+\.\d*(?=[A-Za-z_])(?![eE][+-]?\d)"
"""MySQL ends a number with a point where letters begin: `1.UNION` is two words."""
_made: dict[str, re.Pattern[str]] = {}


def _pattern(dialect: str) -> re.Pattern[str]:
    made = _made.get(dialect)
    if made is None:
        parts = _PARTS[dialect]
        groups = "|".join(f"(?P<{kind}>{parts[kind]})" for kind in ("comment", "odd", "string", "name"))
        running_on = _RUNNING_ON if dialect == MYSQL else ""
        made = _made[dialect] = re.compile(
            rf"(?P<space>[ \t\n\f\r\v]+)|{groups}"
            r"|(?P<open>['\"`].*)"
            rf"|(?P<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?(?!{_NEXT}|\.){running_on})"
            rf"|(?P<digits>\.?\d(?:{_NEXT}|\.)*)"
            rf"|(?P<word>@{{0,2}}{_LETTER}(?:{_NEXT}|[@#])*)"
            rf"|(?P<mark>{parts['mark']})"
            r"|(?P<sign>/\*M?!\d*|.)",
            re.DOTALL,
        )
    return made


def tokens(statement: str, dialect: str) -> list[Token]:
    """All tokens of a statement, blanks left out."""
    found: list[Token] = []
    at, length = 0, len(statement)
    match = _pattern(dialect).match
    while at < length:
        one: Any = match(statement, at)
        kind, end = one.lastgroup, one.end()
        if kind == COMMENT and dialect in (POSTGRES, MSSQL) and statement.startswith("/*", at):
            end = _nested(statement, at)
        if kind != "space":
            found.append(_token(statement, kind, at, end))
        at = end
    return found


def _nested(statement: str, at: int) -> int:
    """Where a comment ends in which others may lie."""
    depth = 0
    for mark in re.compile(r"/\*|\*/").finditer(statement, at):
        depth += 1 if mark.group() == "/*" else -1
        if depth == 0:
            return mark.end()
    return len(statement)


def _token(statement: str, kind: str, at: int, end: int) -> Token:
    if kind == STRING:
        first = at
        while statement[first] not in "'\"$":
            first += 1
        width = 1
        if statement[first] == "$":
            width = statement.index("$", first + 1) - first + 1
        return STRING, at, end, first + width, end - width
    if kind == NAME:
        return NAME, at, end, at + 1, end - 1
    if kind == COMMENT:
        if statement.startswith("/*", at):
            closed = end - at >= 4 and statement.startswith("*/", end - 2)
            return COMMENT, at, end, at + 2, end - 2 if closed else end
        return COMMENT, at, end, at + (1 if statement[at] == "#" else 2), end
    if kind == "digits":
        return ODD, at, end, at, end
    return kind, at, end, at, end
