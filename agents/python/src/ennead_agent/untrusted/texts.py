"""The untrusted texts of an invocation: each leaf and name of its event, as it stands there and decoded.

A text is decoded as a handler would: JSON in a string, base64, gzip, percent and plus, forms, entities, escapes.  Each
form is a text of its own.  All is bounded: what does not fit is counted in `Index.left`, and a guard says so.
"""

from __future__ import annotations

import json
import re

from . import forms

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

MOST = 20_000
"""Texts of one invocation."""
MOST_CHARACTERS = 2_000_000
_DEEPEST = 6
"""Codings within one another."""
_SHORTEST = 2


class Text:
    """One untrusted text: `value` as it stands, `lower` for the search, and the way to the field it came from."""

    __slots__ = ("_way", "holds", "lower", "value")

    def __init__(self, value: str, way: Any) -> None:
        self.value = value
        self.lower = value.lower()
        self.holds = False
        """Whether it is a document, whose parts are texts of their own."""
        self._way = way

    @property
    def where(self) -> str:
        """The field, as `Records[0].body.itemId`; names that are no plain words are told as `*`."""
        return path(self._way)


class Index:
    """All untrusted texts of one invocation, each once."""

    __slots__ = ("_characters", "_texts", "clean", "harmless", "left", "trusted", "words")

    def __init__(self, trusted: Iterable[str] = ()) -> None:
        self._texts: dict[str, Text] = {}
        self._characters = 0
        self.left = 0
        self.trusted = tuple(trusted)
        self.words: dict[str, list[Text]] | None = None
        self.clean: set[str] = set()
        """Arguments that hold none of the texts."""
        self.harmless: set[tuple[str, str]] = set()
        """Arguments that were judged, by the language they were judged in, and may hold texts."""

    def __iter__(self) -> Iterator[Text]:
        return iter(self._texts.values())

    def __contains__(self, value: object) -> bool:
        return value in self._texts

    def __len__(self) -> int:
        return len(self._texts)

    def add(self, value: Any, source: str) -> None:
        """Take in all texts of a value (a document of dict, list, str, bytes): `source` names where it came from."""
        self.words = None
        self.clean.clear()
        self.harmless.clear()
        self._walk(value, (None, source), 0)

    def _walk(self, value: Any, way: Any, coded: int) -> None:
        stack = [(value, way)]
        while stack:
            here, way = stack.pop()
            kind = type(here)
            if kind is str:
                self._text(here, way, coded)
            elif kind is dict:
                self._members(here, way, coded, stack)
            elif kind in (list, tuple):
                if here and all(type(one) is int for one in here):
                    self._bytes(here, way, coded)
                else:
                    stack.extend((inner, (way, number)) for number, inner in enumerate(here))
            elif kind in (bytes, bytearray):
                self._text(bytes(here).decode("utf-8", "replace"), way, coded)

    def _members(self, here: Any, way: Any, coded: int, stack: list[Any]) -> None:
        for key, inner in here.items():
            deeper = (way, key)
            if type(key) is str:
                self._text(key, deeper, coded)
            if type(inner) is str:
                self._text(inner, deeper, coded)
            elif inner.__class__ in _HOLDERS:
                stack.append((inner, deeper))

    def _bytes(self, numbers: Any, way: Any, coded: int) -> None:
        """A list of numbers that are bytes of a text, as JSON carries binary data."""
        if len(numbers) <= MOST_CHARACTERS and all(-129 < one < 256 for one in numbers):
            self._text(bytes(one % 256 for one in numbers).decode("utf-8", "replace"), way, coded + 1)

    def _text(self, value: str, way: Any, coded: int) -> None:
        if len(value) < _SHORTEST or value in self._texts:
            return
        if self._characters > MOST_CHARACTERS or len(self._texts) >= MOST:
            self.left += 1
            return
        if self.trusted and path(way).startswith(self.trusted):
            return
        self._characters += len(value)
        text = self._texts[value] = Text(value, way)
        if coded < _DEEPEST and forms.may_be_coded(value):
            for form in forms.of(value):
                if type(form) is str:
                    self._text(form, way, coded + 1)
                else:
                    text.holds = True
                    self._walk(form, way, coded + 1)


_HOLDERS = (dict, list, tuple, bytes, bytearray)
_PLAIN = re.compile(r"[A-Za-z_][\w-]{0,39}\Z", re.ASCII)


def path(way: Any) -> str:
    """The way to a field as text."""
    parts: list[str] = []
    while way is not None:
        way, key = way
        if isinstance(key, int):
            parts.append(f"[{key}]")
        elif way is None:
            parts.append(str(key))
        else:
            parts.append("." + (str(key) if _PLAIN.match(str(key)) else "*"))
    return "".join(reversed(parts)).lstrip(".")[:160]


def of_event(body: Any, trusted: Iterable[str] = ()) -> Index:
    """The index of an event's bytes.  What is no JSON is one text."""
    index = Index(trusted)
    text = body.decode("utf-8", "replace") if isinstance(body, (bytes, bytearray)) else str(body)
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        document = text
    index.add(document, "")
    return index
