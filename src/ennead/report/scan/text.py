"""Text that came out of a scanned application, made harmless and measured."""

from __future__ import annotations

import unicodedata


def printable(text: str) -> str:
    """The text on one line without anything a terminal or a log would obey.

    White space of every kind becomes a blank; control characters, escape sequences, direction marks
    and lone surrogates are spelled out (`\\x1b`), so that they are seen and do nothing.
    """
    return text if text.isprintable() else "".join(map(_shown, text))


def _shown(char: str) -> str:
    if char.isprintable():
        return char
    return " " if char.isspace() else char.encode("unicode_escape").decode()


def storable(text: str) -> str:
    """The text with lone surrogates (names of files that are no UTF-8) spelled out: UTF-8 cannot hold them."""
    return text.encode("utf-8", "backslashreplace").decode()


def cells(text: str) -> int:
    """Columns the printable text takes on a terminal: 2 for a wide character, 0 for a combining one."""
    return len(text) if text.isascii() else sum(map(_cell, text))


def _cell(char: str) -> int:
    if unicodedata.category(char) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
