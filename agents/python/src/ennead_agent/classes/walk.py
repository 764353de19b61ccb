"""Goes through a document as a handler would read it: fields, lists, typed values, pairs of name and value, codings."""

from __future__ import annotations

from ..untrusted import forms
from . import checks, names, patterns

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

MOST_FIELDS = 256
"""Fields and holders of a value that is sampled; of a whole one, as a bench asks for it, a hundred times as many."""
_DEEPEST = 5
"""Codings within one another."""
_NEUTRAL = frozenset(
    "value values val stringvalue s n b ss ns l m string text #text $ data binaryvalue datavalue rawvalue longvalue "
    "doublevalue textvalue stringvalues _".split()
)
"""Names that tell nothing: what stands under them is what stands above."""
_LONGEST_NEUTRAL = max(map(len, _NEUTRAL))
_NAMES = ("name", "key", "field", "attribute", "label")
_VALUES = ("value", "val", "stringvalue", "values")
_SAMPLE = 4096
_LONGEST_TEXT = 65536
_SHORTEST = 3


class Walk:
    """One look at one value."""

    __slots__ = ("_fields", "_left", "_texts", "found")

    def __init__(self, most: int) -> None:
        self.found: dict[str, int] = {}
        self._left = most
        self._texts: list[str] = []
        self._fields = MOST_FIELDS if most <= _SAMPLE else 100 * MOST_FIELDS

    def look(self, value: Any, name: str = "", above: str = "", coded: int = 0) -> None:
        """Look at a value that stands under this name, which stands under `above`."""
        stack = [(value, name, above)]
        while stack and self._fields > 0:
            here, name, above = stack.pop()
            self._fields -= 1
            kind = type(here)
            if kind is str or isinstance(here, str):
                self._text(here, name, above, coded)
            elif kind is dict or isinstance(here, dict):
                _push(stack, here, name, above)
            elif isinstance(here, (list, tuple, set)):
                stack.extend((one, name, above) for one in list(here)[:200])
            elif isinstance(here, (bytes, bytearray)):
                self._text(
                    bytes(here[:_LONGEST_TEXT]).decode("latin-1" if here[:2] == b"\x1f\x8b" else "utf-8", "replace"),
                    name,
                    above,
                    coded,
                )
            elif here is not None and kind is not bool and isinstance(here, (int, float)):
                self._named(str(here), name, above)

    def _text(self, text: str, name: str, above: str, coded: int) -> None:
        size = len(text)
        if size < _SHORTEST and not name:
            return
        if (
            coded < _DEEPEST
            and _SHORTEST <= size <= _LONGEST_TEXT
            and forms.may_be_coded(text)
            and self._document(text, name, above, coded)
        ):
            return
        if not self._named(text, name, above) and self._left > 0 and size >= _SHORTEST:
            if name and patterns.of_version(name):
                return
            part = text[: self._left]
            self._left -= len(part)
            self._texts.append(part)

    def search(self) -> None:
        """Search the texts that no name told, all at once."""
        if self._texts:
            for found in patterns.of(self._texts):
                self._add(found)

    def _document(self, text: str, name: str, above: str, coded: int) -> bool:
        """Look at what a text stands for; whether that is all it is."""
        for form in forms.of(text):
            if not isinstance(form, str):
                self.look(form, name, above, coded + 1)
                if text.lstrip()[:1] in ("{", "[") and isinstance(form, (dict, list)):
                    return True
            elif _readable(form):
                self.look(form, name, above, coded + 1)
        return False

    def _named(self, text: str, name: str, above: str) -> bool:
        """Whether the field's name tells what it is."""
        found = names.of(name, above) if name else None
        if found is None or not checks.plausible(found, text, name):
            return False
        self._add(found)
        return True

    def _add(self, found: str) -> None:
        self.found[found] = self.found.get(found, 0) + 1


def _readable(text: str) -> bool:
    """Whether decoding gave text: a word that only looks like base64 gives signs that nobody writes."""
    sample = text[:64]
    return sample.isprintable() or sum(one.isprintable() or one in "\r\n\t" for one in sample) > 0.9 * len(sample)


def _push(stack: list[Any], here: dict[Any, Any], name: str, above: str) -> None:
    """The values of a document, each under its name, or where that tells nothing under what is above."""
    pair = _pair(here) if 2 <= len(here) <= 4 else None
    if pair is not None:
        stack.append((pair[1], pair[0], name))
        return
    for key, value in here.items():
        word = key if type(key) is str else str(key)
        if len(word) <= _LONGEST_NEUTRAL and word.lower() in _NEUTRAL:
            stack.append((value, name, above))
        else:
            stack.append((value, word, name))


def _pair(here: dict[Any, Any]) -> tuple[str, Any] | None:
    """`{"Name": "email", "Value": "..."}`: attributes, headers and tags travel so."""
    small = {key.lower(): value for key, value in here.items() if isinstance(key, str)}
    for one in _NAMES:
        if isinstance(small.get(one), str):
            for other in _VALUES:
                if other in small:
                    return small[one], small[other]
    return None
