"""Of which kind the parts of a statement are: PostgreSQL refuses what does not fit, MySQL takes texts for numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .dialects import Refused

COLUMNS = {
    **dict.fromkeys(("id", "price"), "integer"),
    **dict.fromkeys(("owner", "name", "password", "text", "table_name", "tablename", "table_schema"), "text"),
}
_NAMES = {
    **dict.fromkeys(("int", "integer", "int2", "int4", "int8", "bigint", "smallint", "signed", "unsigned"), "integer"),
    **dict.fromkeys(("numeric", "decimal", "real", "float", "float4", "float8", "double"), "number"),
    **dict.fromkeys(("text", "varchar", "char", "character", "name", "bpchar", "binary", "nchar"), "text"),
    **dict.fromkeys(("bool", "boolean"), "bool"),
}
_HELD = {"integer": "INTEGER", "number": "REAL", "text": "TEXT", "bool": "INTEGER"}
_READ = {
    "integer": re.compile(r"\s*[+-]?\d{1,10}\s*", re.ASCII),
    "number": re.compile(r"\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*", re.ASCII),
}
_MOST = 1 << 31
_TRUE = frozenset("t tr tru true y ye yes on 1".split())
_FALSE = frozenset("f fa fal fals false n no of off 0".split())
_FREE = frozenset(("any", "null"))
_NUMBERS = frozenset(("integer", "number"))
_COMPARED = frozenset(("=", "<>", "!=", "<", ">", "<=", ">="))


@dataclass(frozen=True)
class Part:
    """A part of a statement as SQLite reads it, its kind, and the text it is if it is one that says no kind."""

    text: str
    kind: str
    literal: str | None = None


def quoted(text: str) -> str:
    """A text as SQLite writes it."""
    if "\0" in text:
        return f"CAST(X'{text.encode().hex()}' AS TEXT)"
    return "'" + text.replace("'", "''") + "'"


def named(word: str) -> str | None:
    """The kind that a type's name says."""
    return _NAMES.get(word)


def told(part: Part) -> str:
    """The kind of a column of a query; a text that says none is one of a number only if it could be."""
    if part.kind == "literal" and part.literal is not None:
        return "digits" if _READ["integer"].fullmatch(part.literal) else "literal"
    return part.kind


def united(columns: Sequence[Sequence[str]]) -> None:
    """Check that queries of PostgreSQL's have columns of kinds that go together."""
    for one in columns[1:]:
        if len(one) != len(columns[0]):
            raise Refused("each query must have the same number of columns")
        for first, second in zip(columns[0], one, strict=True):
            _go_together(first, second)


def _go_together(first: str, second: str) -> None:
    if first in _FREE or second in _FREE or first == second or {first, second} <= _NUMBERS:
        return
    texts = {"text", "literal", "digits"}
    if {first, second} <= texts or ("digits" in (first, second) and not {first, second}.isdisjoint(_NUMBERS)):
        return
    raise Refused(f"types {first} and {second} cannot be matched")


def condition(part: Part) -> Part:
    """The part where PostgreSQL wants true or false."""
    if part.kind == "bool" or part.kind in _FREE:
        return part
    if part.kind == "literal":
        return _as(part, "bool")
    raise Refused(f"must be boolean, not {part.kind}")


def text(part: Part) -> Part:
    """The part where PostgreSQL wants a text."""
    if part.kind in ("text", "literal") or part.kind in _FREE:
        return part
    raise Refused(f"must be a text, not {part.kind}")


def numeric(part: Part) -> Part:
    """The part where PostgreSQL wants a number."""
    if part.kind in _NUMBERS or part.kind in _FREE:
        return part
    raise Refused(f"operator does not exist for {part.kind}")


def _as(part: Part, kind: str) -> Part:
    """A text that says no kind, read as one.  Raises Refused."""
    literal = part.literal or ""
    if kind == "bool":
        word = literal.strip().lower()
        if word in _TRUE | _FALSE:
            return Part(str(int(word in _TRUE)), "bool")
    elif kind in _READ and _READ[kind].fullmatch(literal):
        if kind == "number" or -_MOST <= int(literal) < _MOST:
            return Part(f"({literal.strip()})", kind)
    elif kind not in _READ:
        return Part(part.text, "text")
    raise Refused(f"invalid input syntax for type {kind}")


def alike(left: Part, right: Part) -> tuple[Part, Part]:
    """Both operands of a comparison of PostgreSQL's.  Raises Refused."""
    if left.kind == "literal" and right.kind in (*_READ, "bool"):
        left = _as(left, right.kind)
    elif right.kind == "literal" and left.kind in (*_READ, "bool"):
        right = _as(right, left.kind)
    one = {"text" if part.kind in ("literal", "digits") else part.kind for part in (left, right)}
    if one.isdisjoint(_FREE) and len(one) > 1 and not one <= _NUMBERS:
        raise Refused(f"operator does not exist: {left.kind} and {right.kind}")
    return left, right


def postgres(operator: str, left: Part, right: Part) -> Part:
    """An operator between two parts.  Raises Refused."""
    if operator in ("and", "or"):
        return Part(f"({condition(left).text} {operator.upper()} {condition(right).text})", "bool")
    if operator in _COMPARED:
        left, right = alike(left, right)
        return Part(f"({left.text} {operator} {right.text})", "bool")
    if operator == "||":
        if left.kind in _NUMBERS | {"bool"} and right.kind in _NUMBERS | {"bool"}:
            raise Refused("operator does not exist: ||")
        return Part(f"({left.text} || {right.text})", "text")
    if operator[0] == "~" or operator[0] == "!":
        return _pattern(operator, text(left), text(right))
    return _counted(operator, left, right)


def _pattern(operator: str, left: Part, right: Part) -> Part:
    name = "as_pattern" if "~~" in operator else "as_regex"
    call = f"{name}({left.text}, {right.text}, {int('*' not in operator)})"
    return Part(f"(NOT {call})" if operator[0] == "!" else call, "bool")


def _counted(operator: str, left: Part, right: Part) -> Part:
    if left.kind == "literal" and right.kind in _NUMBERS:
        left = _as(left, right.kind)
    elif right.kind == "literal" and left.kind in _NUMBERS:
        right = _as(right, left.kind)
    left, right = numeric(left), numeric(right)
    kind = "number" if "number" in (left.kind, right.kind) else "integer"
    if operator in ("/", "%") and right.text.strip("() ") == "0":
        raise Refused("division by zero")
    if operator in ("^", "#"):
        return Part(f"{'power_of' if operator == '^' else 'bits_xor'}({left.text}, {right.text})", kind)
    return Part(f"({left.text} {operator} {right.text})", kind)


def mysql(operator: str, left: Part, right: Part) -> Part:
    """An operator between two parts, whatever they are."""
    a, b = left.text, right.text
    if operator in ("and", "&&", "or", "||"):
        return Part(f"({a} {'AND' if operator in ('and', '&&') else 'OR'} {b})", "bool")
    if operator in _COMPARED and "row" not in (left.kind, right.kind):
        return Part(f"my_compare('{'<>' if operator == '!=' else operator}', {a}, {b})", "bool")
    calls = {"<=>": "my_same", "xor": "my_xor", "^": "bits_xor", "/": "my_divided"}
    if operator in calls:
        return Part(f"{calls[operator]}({a}, {b})", "any")
    if operator == "div":
        return Part(f"CAST(my_divided({a}, {b}) AS INTEGER)", "any")
    return Part(f"({a} {'%' if operator == 'mod' else operator} {b})", "any")


def cast(part: Part, name: str, *, strict: bool = True) -> Part:
    """The part taken for another kind."""
    kind = _NAMES.get(name.lower())
    if kind is None:
        return Part(part.text, "any")
    if part.kind == "literal" and strict:
        return _as(part, kind)
    if strict and kind in _READ and part.kind not in (*_READ, "bool"):
        return Part(f"as_number({part.text}, {int(kind == 'integer')})", kind)
    return Part(f"CAST({part.text} AS {_HELD[kind]})", kind)
