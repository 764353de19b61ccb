"""Edits of Gradle build files: versions that are literals, texts that are set by name, constraints; and properties.

Data: `{"dependencies": {"group:name": [version, ...]}, "constraints": {...}, "settings": {name: text}}`.
"""

from __future__ import annotations

import re
from typing import Any

from ennead.packages.way_out.gradle_places import Block, Literal, places
from ennead.remedy.documents import Format
from ennead.remedy.edit import Edit, Insert, Remove, Set, shown
from ennead.remedy.errors import RemedyError
from ennead.remedy.spans import Cut, blanks_at, leads, newline, spliced

_LITERAL = re.compile(r"[^\s\"'$\\]+\Z")
_PROPERTY = re.compile(r"(?m)^[ \t]*(?P<name>[\w.-]+)[ \t]*[=:][ \t]*(?P<value>[^\r\n]*?)[ \t]*(?=\r?$)")


def read(text: str, path: str) -> Any:  # noqa: ARG001  one signature for all formats
    """What of a build file can be edited."""
    found = places(text)
    made: dict[str, Any] = {"dependencies": {}, "constraints": {}, "settings": {}}
    for one in found.versions:
        made["constraints" if one.constraint else "dependencies"].setdefault(one.name, []).append(one.value)
    for one in found.settings:
        made["settings"].setdefault(one.name, one.value)
    return made


def edited(text: str, edit: Edit) -> str:
    """The text with one edit, whose route exists.

    Raises:
        RemedyError: the text there cannot be edited.
    """
    if isinstance(edit, Insert):
        return spliced(text, _constraint(text, edit))
    if isinstance(edit, Remove) or not _LITERAL.match(str(edit.value)):
        raise RemedyError(f"{shown(edit.route)} is not edited in a build file: do it by hand")
    one = _literal(text, edit)
    return spliced(text, [Cut(one.start, one.end, str(edit.value))])


def _literal(text: str, edit: Set) -> Literal:
    found = places(text)
    section, name = edit.route[0], edit.route[1]
    if section == "settings":
        return next(one for one in found.settings if one.name == name)
    same = [one for one in found.versions if one.name == name and one.constraint == (section == "constraints")]
    number = edit.route[2]
    if not isinstance(number, int) or number >= len(same):
        raise RemedyError(f"{shown(edit.route)} is not written there: edit it by hand")
    return same[number]


def _constraint(text: str, edit: Insert) -> list[Cut]:
    """A constraint in the block of them, which is made in the block of dependencies where there is none."""
    version = edit.value[0] if isinstance(edit.value, list) and len(edit.value) == 1 else ""
    name = str(edit.key)
    if edit.route != ("constraints",) or not _LITERAL.match(version) or not _LITERAL.match(name):
        raise RemedyError(f"{shown((*edit.route, edit.key))} is not added to a build file: do it by hand")
    blocks = places(text).blocks
    line, stop = f'implementation("{name}:{version}")', newline(text)
    own = next((one for one in blocks if one.names == ("dependencies", "constraints")), None)
    around = next((one for one in blocks if one.names == ("dependencies",)), None)
    if own is not None:
        return _at_end(text, own, [line], stop)
    if around is not None:
        unit = _unit(text, around)
        return _at_end(text, around, ["constraints {", f"{unit}{line}", "}"], stop)
    raise RemedyError("the build file has no block of dependencies: write the constraint by hand")


def _at_end(text: str, block: Block, made: list[str], stop: str) -> list[Cut]:
    """Lines before the brace that closes a block."""
    outer = blanks_at(text, block.end) if leads(text, block.end) else blanks_at(text, block.start)
    inner = outer + _unit(text, block)
    lines = "".join(f"{inner}{line}{stop}" for line in made)
    if leads(text, block.end):
        start = block.end - len(blanks_at(text, block.end))
        return [Cut(start, start, lines)]
    return [Cut(block.end, block.end, f"{stop}{lines}{outer}")]


def _unit(text: str, block: Block) -> str:
    """By how much what stands in a block stands further in."""
    outer = blanks_at(text, block.start)
    found = re.match(r"[^\n]*\n([ \t]*)\S", text[block.start : block.end])
    inner = found[1] if found is not None else ""
    return inner.removeprefix(outer) or "    "


def read_properties(text: str, path: str) -> Any:  # noqa: ARG001  one signature for all formats
    """The properties of a file of them; of several alike the first."""
    found: dict[str, str] = {}
    for match in _PROPERTY.finditer(text):
        found.setdefault(match["name"], match["value"])
    return found


def edited_properties(text: str, edit: Edit) -> str:
    """The text with one property set.

    Raises:
        RemedyError: it is something else.
    """
    match = next((one for one in _PROPERTY.finditer(text) if (one["name"],) == edit.route), None)
    if not isinstance(edit, Set) or match is None or not _LITERAL.match(str(edit.value)):
        raise RemedyError(f"{shown(edit.route)} is not edited in a file of properties: do it by hand")
    return spliced(text, [Cut(match.start("value"), match.end("value"), str(edit.value))])


GRADLE = Format(read, edited)
PROPERTIES = Format(read_properties, edited_properties)
