"""What operators of MySQL and PostgreSQL give, as functions that SQLite calls."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from typing import Any

_PREFIX = re.compile(r"[ \t\n\r\f\v]*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)")
_COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda left, right: bool(left == right),
    "<>": lambda left, right: bool(left != right),
    "<": lambda left, right: bool(left < right),
    ">": lambda left, right: bool(left > right),
    "<=": lambda left, right: bool(left <= right),
    ">=": lambda left, right: bool(left >= right),
}


def arm(connection: sqlite3.Connection, told: Callable[[str], None]) -> None:
    """Register them; `told(name)` is called where a variable of the server is read."""
    connection.create_function("my_compare", 3, compared)
    connection.create_function("my_same", 2, lambda left, right: int(left is right or compared("=", left, right) == 1))
    connection.create_function("my_in", -1, _among)
    connection.create_function("my_xor", 2, _either)
    connection.create_function("my_divided", 2, _divided)
    connection.create_function("bits_xor", 2, lambda left, right: _known(left, right, lambda a, b: int(a) ^ int(b)))
    connection.create_function(
        "power_of", 2, lambda left, right: _known(left, right, lambda a, b: float(a) ** float(b))
    )
    connection.create_function("server_variable", 1, _variable(told))
    connection.create_function("as_number", 2, _strictly)
    connection.create_function("as_pattern", 3, _like)
    connection.create_function("as_regex", 3, _regex)


def number(value: Any) -> float:
    """What MySQL takes a text for where it needs a number: the number it begins with, else nothing."""
    if isinstance(value, (int, float)):
        return value
    text = value.decode("latin-1") if isinstance(value, bytes) else str(value)
    found = _PREFIX.match(text)
    return float(found.group(1)) if found else 0.0


def compared(operator: str, left: Any, right: Any) -> int | None:
    """A comparison of MySQL's: two texts without letter case, anything else as numbers."""
    if left is None or right is None:
        return None
    if isinstance(left, str) and isinstance(right, str):
        return int(_COMPARED[operator](left.casefold(), right.casefold()))
    return int(_COMPARED[operator](number(left), number(right)))


def _among(wanted: Any, *values: Any) -> int | None:
    found = [compared("=", wanted, one) for one in values]
    return 1 if 1 in found else None if None in found else 0


def _either(left: Any, right: Any) -> int | None:
    return None if left is None or right is None else int((number(left) != 0) != (number(right) != 0))


def _divided(left: Any, right: Any) -> float | None:
    if left is None or right is None or number(right) == 0:
        return None
    return number(left) / number(right)


def _known(left: Any, right: Any, gives: Callable[[float, float], Any]) -> Any:
    return None if left is None or right is None else gives(number(left), number(right))


def _variable(told: Callable[[str], None]) -> Callable[[str], str]:
    def read(name: str) -> str:
        told(name)
        return "8.0.36"

    return read


def _strictly(value: Any, whole: int) -> Any:
    """A text as PostgreSQL takes it for a number.  Raises ValueError, which ends the statement."""
    if not isinstance(value, str):
        return value
    return int(value) if whole else float(value)


def _like(text: Any, pattern: Any, cased: int) -> int | None:
    """`LIKE` with the backslash as its escape."""
    if text is None or pattern is None:
        return None
    written = re.sub(
        r"\\(.)|(%)|(_)|(.)",
        lambda found: (
            ".*" if found.group(2) else "." if found.group(3) else re.escape(found.group(1) or found.group(4))
        ),
        str(pattern),
        flags=re.DOTALL,
    )
    return int(re.fullmatch(written, str(text), re.DOTALL | (0 if cased else re.IGNORECASE)) is not None)


def _regex(text: Any, pattern: Any, cased: int) -> int | None:
    if text is None or pattern is None:
        return None
    return int(re.search(str(pattern), str(text), 0 if cased else re.IGNORECASE) is not None)
