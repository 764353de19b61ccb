"""Arguments that hold JSON (policies, definitions, patterns) as the structure they stand for."""

from __future__ import annotations

import json
import re
from typing import Any

from ennead.sources.cloudformation.marks import MarkedDict, MarkedList
from ennead.sources.errors import SourceError
from ennead.sources.terraform.instance import Encoded, Joined, Pointer, Unclear

MAX_TEXT = 2_000_000
MAX_DEPTH = 100
_PLACE = re.compile("\ue000([0-9]{1,6})\ue001")
"""Where a part stood that is no text; characters for private use, which no configuration needs."""


def structure(value: object) -> object:
    """The structure in JSON (or YAML) text with pointers in it; the value itself where it is none."""
    if isinstance(value, Encoded):
        return value.value
    if isinstance(value, str):
        return _parsed(value, ()) if value.lstrip()[:1] in {"{", "["} else value
    if isinstance(value, Joined):
        parts: list[Pointer | Unclear] = []
        text = _with_places(value, parts)
        if len(text) <= MAX_TEXT and text.lstrip()[:1] in {"{", "["}:
            found = _parsed(text, tuple(parts))
            return value if found == text else found
    return value


def document(value: object) -> object:
    """The same for what may be YAML too (an API's body)."""
    found = structure(value)
    if not isinstance(found, str | Joined):
        return found
    parts: list[Pointer | Unclear] = []
    text = _with_places(found, parts) if isinstance(found, Joined) else found
    if len(text) > MAX_TEXT or ":" not in text:
        return found
    from ennead.sources.cloudformation.load import parse  # noqa: PLC0415

    try:
        return _put_back(parse(text, "body").root, tuple(parts), 0)
    except (SourceError, RecursionError):
        return found


def _with_places(value: Joined, parts: list[Pointer | Unclear]) -> str:
    """The text with a mark for each part that is none; one outside quotes gets quotes of its own."""
    done: list[str] = []
    quoted = False
    for part in value.parts:
        if isinstance(part, str):
            text = part.replace("\ue000", "").replace("\ue001", "")
            quoted = _quoted_after(text, quoted)
            done.append(text)
        else:
            mark = f"\ue000{len(parts)}\ue001"
            parts.append(part)
            done.append(mark if quoted else f'"{mark}"')
    return "".join(done)


def _quoted_after(text: str, quoted: bool) -> bool:
    """Whether a JSON string is open after a text."""
    skip = False
    for letter in text:
        if skip:
            skip = False
        elif letter == "\\" and quoted:
            skip = True
        elif letter == '"':
            quoted = not quoted
    return quoted


def _parsed(text: str, parts: tuple[Pointer | Unclear, ...]) -> object:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return _put_back(found, parts, 0)


def _put_back(value: object, parts: tuple[Pointer | Unclear, ...], depth: int) -> object:
    """The structure with its parts at their places.  Marks are left out: they are those of the text."""
    if depth > MAX_DEPTH:
        return Unclear("nested", "values are nested too deep")
    if isinstance(value, str):
        return _text(value, parts) if parts and "\ue000" in value else value
    if isinstance(value, list):
        return MarkedList(_put_back(item, parts, depth + 1) for item in value)
    if isinstance(value, dict):
        done = MarkedDict()
        for key, item in value.items():
            done[_PLACE.sub(lambda match: _name(match, parts), str(key))] = _put_back(item, parts, depth + 1)
        return done
    return value


def _name(match: re.Match[str], parts: tuple[Pointer | Unclear, ...]) -> str:
    part = parts[int(match[1])]
    return part.address if isinstance(part, Pointer) else f"${{?{part.name}}}"


def _text(value: str, parts: tuple[Pointer | Unclear, ...]) -> Any:
    found: list[str | Pointer | Unclear] = []
    for place, piece in enumerate(_PLACE.split(value)):
        if place % 2:
            found.append(parts[int(piece)])
        elif piece:
            found.append(piece)
    return found[0] if len(found) == 1 else Joined(tuple(found))
