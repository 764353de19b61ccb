"""Edits of pom.xml by positions: comments, order and layout stay.

Data: an element with others inside is a mapping of names to lists, any other its text.  A route goes by name and
number: `("dependencies", 0, "dependency", 2, "version", 0)`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape

from ennead.packages.locks.text.lined import Malformed
from ennead.packages.locks.text.xml_text import Element, parse
from ennead.remedy.documents import Format
from ennead.remedy.edit import APPEND, Edit, Insert, Remove, Route, shown
from ennead.remedy.errors import RemedyError
from ennead.remedy.spans import Cut, blanks_at, leads, line_start, newline, spliced

_TOKEN = re.compile(
    r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<![^>\[]*(?:\[.*?\]\s*)?>"
    r"|<(?P<close>/)?(?P<name>[^\s/<>!?=\"']+)(?:[^<>\"']|\"[^\"]*\"|'[^']*')*?(?P<empty>/)?>",
    re.DOTALL,
)


@dataclass(slots=True)
class Place:
    """An element: where it starts, where its inside starts and ends, where it ends."""

    name: str
    start: int
    inside: int
    stop: int = 0
    end: int = 0
    empty: bool = False
    children: list[Place] = field(default_factory=list)


def read(text: str, path: str) -> Any:
    """The data of a document.

    Raises:
        RemedyError: it is no XML, or has entities.
    """
    try:
        return _data(parse(text))
    except Malformed as error:
        raise RemedyError(f"{path} is no XML that can be edited ({error.reason}): repair it first") from error


def _data(element: Element) -> Any:
    if not element.children:
        return element.text
    found: dict[str, list[Any]] = {}
    for child in element.children:
        found.setdefault(child.name, []).append(_data(child))
    return found


def places(text: str) -> Place:
    """The root element of a text that `read` takes, with all in it."""
    top = Place("", 0, 0)
    opened = [top]
    for match in _TOKEN.finditer(text):
        if match["name"] is None:
            continue
        if match["close"]:
            if len(opened) > 1:
                done = opened.pop()
                done.stop, done.end = match.start(), match.end()
            continue
        made = Place(match["name"].rpartition(":")[2], match.start(), match.end(), match.end(), match.end())
        opened[-1].children.append(made)
        if match["empty"]:
            made.empty = True
        else:
            opened.append(made)
    return top.children[0] if top.children else top


def edited(text: str, edit: Edit) -> str:
    """The text with one edit, whose route exists.

    Raises:
        RemedyError: the text there cannot be edited.
    """
    root = places(text)
    if isinstance(edit, Remove):
        raise RemedyError(f"nothing is taken out of a pom.xml: remove {shown(edit.route)} by hand")
    if isinstance(edit, Insert):
        return spliced(text, _insert(text, root, edit))
    found = _at(root, edit.route)
    if found.children or found.empty or not isinstance(edit.value, str):
        raise RemedyError(f"{shown(edit.route)} is no plain text: edit it by hand")
    inner = text[found.inside : found.stop]
    start = found.inside + len(inner) - len(inner.lstrip())
    return spliced(text, [Cut(start, start + len(inner.strip()), escape(edit.value))])


def _at(root: Place, route: Route) -> Place:
    """The element at a route of names and numbers."""
    here = root
    for name, number in zip(route[::2], route[1::2], strict=True):
        alike = [one for one in here.children if one.name == name]
        if not isinstance(number, int) or number >= len(alike):
            raise RemedyError(f"{shown(route)} is not written there: edit it by hand")
        here = alike[number]
    return here


def _insert(text: str, root: Place, edit: Insert) -> list[Cut]:
    """A new element: behind its like, else at the end of the one around it."""
    if isinstance(edit.key, int):
        parent, name, values = _at(root, edit.route[:-1]), str(edit.route[-1]), [edit.value]
    else:
        parent, name, values = _at(root, edit.route), edit.key, edit.value
    if not isinstance(values, list) or (not parent.children and text[parent.inside : parent.stop].strip()):
        raise RemedyError(f"{shown(edit.route)} holds no elements: edit it by hand")
    stop, unit = newline(text), _unit(text, root)
    outer = blanks_at(text, parent.start)
    inner = _indentation(text, parent) if parent.children else outer + unit
    made = "".join(f"{stop}{inner}{_rendered(name, one, inner, unit, stop)}" for one in values)
    alike = [one for one in parent.children if one.name == name]
    if parent.children:
        behind = alike[-1] if alike and edit.key in {APPEND, len(alike)} else parent.children[-1]
        tail = "" if "\n" in text[behind.end : parent.stop] else stop + outer
        return [Cut(behind.end, behind.end, made + tail)]
    tag = re.match(r"<[^\s/>]+", text[parent.start :])
    if parent.empty and tag is not None:
        opening = text[parent.start : parent.end].rstrip("/> \t\r\n")
        return [Cut(parent.start, parent.end, f"{opening}>{made}{stop}{outer}</{tag[0][1:]}>")]
    return [Cut(parent.inside, parent.stop, f"{made}{stop}{outer}")]


def _indentation(text: str, parent: Place) -> str:
    first = parent.children[0].start
    if leads(text, first):
        return text[line_start(text, first) : first]
    return blanks_at(text, parent.start) + "  "


def _unit(text: str, root: Place) -> str:
    """By how much the first child stands further in than the root."""
    for child in root.children:
        if leads(text, child.start):
            blanks = blanks_at(text, child.start)
            return blanks.removeprefix(blanks_at(text, root.start)) or "  "
    return "  "


def _rendered(name: str, value: Any, blanks: str, unit: str, stop: str) -> str:
    if not isinstance(value, dict):
        return f"<{name}>{escape(str(value))}</{name}>"
    inner = blanks + unit
    parts = [
        f"{stop}{inner}{_rendered(key, one, inner, unit, stop)}"
        for key, held in value.items()
        for one in (held if isinstance(held, list) else [held])
    ]
    return f"<{name}>{''.join(parts)}{stop}{blanks}</{name}>"


XML = Format(read, edited)
