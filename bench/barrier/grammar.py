"""Statements of MySQL and PostgreSQL read by each server's own grammar, and written for SQLite."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from . import kinds
from .dialects import Refused, Token, tokens
from .expressions import CLAUSES, Expressions, Query, written_name

_SETS = frozenset(("union", "intersect", "except"))
_CONDITIONS = frozenset(("where", "having", "on"))


def statements(dialect: str, statement: str, parameters: Sequence[Any] = ()) -> list[str]:
    """Each statement of a text.  Raises Refused."""
    found: list[list[Token]] = [[]]
    for token in tokens(dialect, statement, parameters):
        if token.word == ";":
            found.append([])
        else:
            found[-1].append(token)
    try:
        return [_written(dialect, one) for one in found if one]
    except RecursionError:
        raise Refused("nested too deeply") from None


def _written(dialect: str, words: list[Token]) -> str:
    if words[0].word not in ("select", "("):
        return " ".join(_flat(token) for token in words)
    reader = Reader(dialect, words)
    query = reader.query()
    if reader.next is not None:
        raise Refused(f"syntax error at {reader.next.text}")
    return query.text


def _flat(token: Token) -> str:
    if token.kind == "string":
        return kinds.quoted(token.text)
    if token.kind == "name":
        return written_name(token.text)
    return token.text


class Reader(Expressions):
    """Reads one query."""

    def query(self) -> Query:
        """A query up to the end, or the parenthesis that closes it."""
        parts: list[str] = []
        columns: list[list[str] | None] = []
        clause = ""
        while self.next is not None and self.ahead() != ")":
            word = self.ahead()
            if word == "(" and self.ahead(1) == "select" and clause in ("", *_SETS, "all"):
                inner = self.inner()
                columns.append(inner.columns)
                parts.append(f"SELECT * FROM ({inner.text})")  # noqa: S608  # SQLite has no parentheses there
                clause = "done"
            elif word in CLAUSES and not (word in ("left", "right") and self.ahead(1) == "("):
                clause = word
                parts.append(self.take().text)
                if word == "select":
                    text, kind = self._columns()
                    parts.append(text)
                    columns.append(kind)
                elif word in _CONDITIONS:
                    parts.append(self._condition())
            elif self.taken(","):
                if clause == "limit" and not self.my:
                    raise Refused("LIMIT has one number")
                parts.append(",")
            else:
                parts.append(self.expression().text)
        return Query(" ".join(parts), self._united(columns))

    def _united(self, columns: list[list[str] | None]) -> list[str] | None:
        known = [one for one in columns if one is not None]
        if not self.my and len(known) == len(columns):
            kinds.united(known)
        return columns[0] if columns else None

    def _condition(self) -> str:
        found = self.expression()
        after = self.ahead()
        if self.next is not None and after not in CLAUSES and after not in (")", ","):
            raise Refused(f"syntax error at {self.next.text}")
        return found.text if self.my else kinds.condition(found).text

    def _columns(self) -> tuple[str, list[str] | None]:
        """The list that a SELECT begins with."""
        parts, found, whole = [], [], True
        while self.taken("distinct", "all", "sql_no_cache"):
            parts.append("DISTINCT" if self.words[self._place - 1].word == "distinct" else "ALL")
        while True:
            if self.taken("*"):
                parts.append("*")
                whole = False
            else:
                column = self.expression()
                parts.append(column.text + self._alias())
                found.append(kinds.told(column))
                whole = whole and not column.text.endswith(".*")
            if not self.taken(","):
                return " ".join(parts), found if whole else None
            parts.append(",")

    def _alias(self) -> str:
        explicit = self.taken("as")
        token = self.next
        if token is None or token.kind not in ("word", "name", *(("string",) if self.my else ())):
            if explicit:
                raise Refused("a name is missing")
            return ""
        if not explicit and token.word in CLAUSES:
            return ""
        self.take()
        return " AS " + written_name(token.text)
