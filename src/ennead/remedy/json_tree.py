"""JSON to a tree by positions, and to data."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from ennead.remedy.errors import RemedyError
from ennead.remedy.spans import Kind, Member, Node

MAX_DEPTH = 100
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_WORD = re.compile(r"[^\s,\]}]+")
_BLANK = re.compile(r"[ \t\r\n]*")


def read(text: str, path: str) -> Any:
    """The data of a document.

    Raises:
        RemedyError: it is no JSON.
    """
    try:
        return json.loads(text, parse_constant=_constant)
    except (ValueError, RecursionError) as error:
        raise RemedyError(f"{path} is not valid JSON ({error}): repair it first") from error


def _constant(word: str) -> Any:
    raise ValueError(f"{word} is no JSON")


def tree(text: str) -> Node:
    """The tree of a text that `read` takes.

    Raises:
        RemedyError: it is nested too deep.
    """
    return _Scanner(text).value(_blank(text, 0), 0)


def _blank(text: str, place: int) -> int:
    gap = _BLANK.match(text, place)
    return gap.end() if gap else place


@dataclass(slots=True)
class _Scanner:
    text: str

    def value(self, start: int, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise RemedyError(f"a JSON document is nested deeper than {MAX_DEPTH} levels: edit it by hand")
        first = self.text[start]
        if first in "{[":
            return self._collection(start, depth, first == "{")
        return self._scalar(start)

    def _scalar(self, start: int) -> Node:
        quoted = self.text[start] == '"'
        match = (_STRING if quoted else _WORD).match(self.text, start)
        return Node(Kind.SCALAR, start, match.end() if match else start, style='"' if quoted else "")

    def _collection(self, start: int, depth: int, mapping: bool) -> Node:
        node = Node(Kind.MAPPING if mapping else Kind.SEQUENCE, start, start, flow=True, opening=start)
        place = _blank(self.text, start + 1)
        while self.text[place] not in "}]":
            key = self._scalar(place) if mapping else None
            at = _blank(self.text, _blank(self.text, key.end) + 1) if key else place
            value = self.value(at, depth + 1)
            name = json.loads(self.text[key.start : key.end]) if key else len(node.members)
            node.members.append(Member(name, place, value, key))
            place = _blank(self.text, value.end)
            if self.text[place] == ",":
                place = _blank(self.text, place + 1)
        node.end = place + 1
        return node
