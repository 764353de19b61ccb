"""Places in a file, as one number, and the languages."""

from __future__ import annotations

from enum import StrEnum

_COLUMN_BITS = 12
_MOST_COLUMNS = (1 << _COLUMN_BITS) - 1


def pack(line: int, column: int) -> int:
    """A place as one number; a column beyond 4095 is kept as 4095."""
    return line << _COLUMN_BITS | min(column, _MOST_COLUMNS)


def line_of(at: int) -> int:
    """The line of a place, from 1."""
    return at >> _COLUMN_BITS


def column_of(at: int) -> int:
    """The column of a place, from 1."""
    return at & _MOST_COLUMNS


class Language(StrEnum):
    """The language of a module; TypeScript and JSX are JAVASCRIPT."""

    PYTHON = "python"
    JAVASCRIPT = "javascript"
    JAVA = "java"
