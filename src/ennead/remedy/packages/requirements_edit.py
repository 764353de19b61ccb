"""Edits of requirements files: the versions of a name (`("requests", 0)` are those of its first line), a new line."""

from __future__ import annotations

from typing import Any

from ennead.packages.way_out.requirement_lines import Line, lines
from ennead.remedy.documents import Format
from ennead.remedy.edit import Edit, Insert, Remove, shown
from ennead.remedy.errors import RemedyError
from ennead.remedy.spans import Cut, newline, spliced

REST = "\n"
"""The key of what is no requirement by a name: options, addresses, files that are included."""


def read(text: str, path: str) -> Any:  # noqa: ARG001  one signature for all formats
    """The versions of each name, and all other lines."""
    found: dict[str, list[str]] = {REST: []}
    for line in lines(text):
        found.setdefault(line.name or REST, []).append(line.spec if line.name is not None else line.text)
    return found


def edited(text: str, edit: Edit) -> str:
    """The text with one edit, whose route exists.

    Raises:
        RemedyError: it is about a line with hashes, or one that is taken out.
    """
    if isinstance(edit, Insert):
        return text + _added(text, edit)
    name, place = edit.route[0], edit.route[-1]
    if isinstance(edit, Remove) or len(edit.route) != 2 or not isinstance(place, int):
        raise RemedyError(f"{shown(edit.route)} is not the versions of a requirement: edit it by hand")
    line = [one for one in lines(text) if one.name == name][place]
    if line.hashed:
        raise RemedyError(
            f"line {line.number} has hashes, which belong to its version: make the list anew with a tool "
            "(pip-compile --generate-hashes, uv pip compile --generate-hashes)"
        )
    return spliced(text, [Cut(line.start, line.end, _spaced(line, str(edit.value), text))])


def _spaced(line: Line, spec: str, text: str) -> str:
    """New versions where none stood: apart from a marker that follows."""
    return f"{spec} " if line.start == line.end and text[line.end : line.end + 1] == ";" else spec


def _added(text: str, edit: Insert) -> str:
    if edit.route or not isinstance(edit.value, list) or len(edit.value) != 1:
        raise RemedyError("only a requirement is added to a list of them: edit it by hand")
    last = text.rstrip("\r\n").rpartition("\n")[2]
    if any(one.hashed for one in lines(text)) or last.rstrip().endswith("\\"):
        raise RemedyError("the list has hashes, and what is added would have none: make it anew with a tool")
    stop = newline(text)
    return f"{stop if text and not text.endswith(chr(10)) else ''}{edit.key}{edit.value[0]}{stop}"


REQUIREMENTS = Format(read, edited)
