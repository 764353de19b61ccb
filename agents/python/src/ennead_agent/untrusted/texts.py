"""The untrusted texts of an invocation: each leaf and name of its event, as it stands there and decoded.

A text is decoded as a handler would: JSON in a string, base64, gzip, percent and plus, forms, entities, escapes.  Each
form is a text of its own.  All is bounded: what does not fit is counted in `Index.left`, and a guard says so.
"""

from __future__ import annotations

import json
import re
from itertools import islice

from .. import registry
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
WORD = re.compile(r"[^\W_]+|[^\w\s]|_")
"""A word, or a sign by itself."""
_MOST_WORDS = 2000


class Text:
    """One untrusted text: `value` as it stands, `lower` for the search, and the way to the field it came from."""

    __slots__ = ("_way", "_words", "holds", "lower", "value")

    def __init__(self, value: str, way: Any, *, holds: bool = False) -> None:
        self.value = value
        self.lower = value.lower()
        self.holds = holds
        """Whether it is a document, whose parts are texts of their own."""
        self._way = way
        self._words: list[str] | None = None

    @property
    def words(self) -> list[str]:
        """Its words and signs in lower case, as many as are compared; kept for the next argument."""
        if self._words is None:
            self._words = [one.group() for one in islice(WORD.finditer(self.lower), _MOST_WORDS)]
        return self._words

    @property
    def name(self) -> Any:
        """The last step of the way: the name it stands behind, which may be itself, or its place in a list."""
        return self._way[1]

    @property
    def where(self) -> str:
        """The field, as `Records[0].body.itemId`; names that are no plain words are told as `*`."""
        return path(self._way)


class Index:
    """All untrusted texts of one invocation, each once.

    Built for every event in which a sink is called with a text that is no constant, so building does no more than
    must be: a `Text` is made when it is asked for.
    """

    __slots__ = (
        "_added",
        "_characters",
        "_documents",
        "_having",
        "_holding",
        "_lows",
        "_made",
        "_plain",
        "_rules",
        "_terse",
        "_texts",
        "_views",
        "_words",
        "answers",
        "clean",
        "harmless",
        "left",
        "trusted",
    )

    def __init__(self, trusted: Iterable[str] = (), rules: Iterable[Any] = ()) -> None:
        """`trusted` are fields whose texts are not taken in; `rules` the contract's for single guards."""
        self._added: list[tuple[Any, str]] = []
        self._documents: list[tuple[Any, Any]] = []
        self._rules = tuple(rules)
        self._views: dict[str, Index] = {}
        self._texts: dict[str, Any] = {}
        self._holding: set[str] = set()
        self._made: dict[str, Text] = {}
        self._lows: dict[str, str] | None = None
        self._words: frozenset[str] | None = None
        self._terse: list[tuple[str, str, str]] | None = None
        self._plain: list[tuple[str, str]] | None = None
        self._having: dict[str, list[str]] = {}
        self._characters = 0
        self.left = 0
        self.trusted = tuple(map(_field, trusted))
        self.clean: set[str] = set()
        """Arguments that hold none of the texts."""
        self.answers: dict[Any, Any] = {}
        """What was found in arguments, each with the codes that ran."""
        self.harmless: set[tuple[str, str]] = set()
        """Arguments that were judged, by the language they were judged in, and may hold texts."""

    def __iter__(self) -> Iterator[Text]:
        return map(self.text, list(self._texts))

    def __contains__(self, value: object) -> bool:
        return value in self._texts

    def __len__(self) -> int:
        return len(self._texts)

    def text(self, value: str) -> Text:
        """One of the texts, by its value."""
        made = self._made.get(value)
        if made is None:
            made = self._made[value] = Text(value, self._texts[value], holds=value in self._holding)
        return made

    @property
    def lows(self) -> dict[str, str]:
        """Each text in lower case, and the text."""
        if self._lows is None:
            self._lows = {value.lower(): value for value in self._texts}
        return self._lows

    @property
    def words(self) -> frozenset[str]:
        """The words of two letters and more in the texts that are no documents, in lower case."""
        if self._words is None:
            self._words = frozenset(words_of("\n".join([low for low, _ in self.plain()])))
        return self._words

    def terse(self) -> list[tuple[str, str, str]]:
        """The short ones with quotes or comparisons, of which a part may tell by signs alone: also without blanks."""
        if self._terse is None:
            self._terse = [
                (low, "".join(low.split()), value)
                for low, value in self.plain()
                if len(low) <= _BRIEF and forms.TELLING.search(low) is not None
            ]
        return self._terse

    def plain(self) -> list[tuple[str, str]]:
        """The texts that are no documents, in lower case and as they are, as many as are searched by their words."""
        if self._plain is None:
            found = []
            room = MOST_SEARCHED
            for low, value in self.lows.items():
                if value not in self._holding:
                    found.append((low, value))
                    room -= len(low)
                    if room < 0:
                        break
            self._plain = found
        return self._plain

    def having(self, word: str) -> list[str]:
        """Those of them that hold a word."""
        found = self._having.get(word)
        if found is None:
            found = [value for low, value in self.plain() if word in low]
            if len(self._having) < _MOST_HAVING:
                self._having[word] = found
        return found

    def objects(self) -> Iterator[dict[str, Any]]:
        """Each object of the documents that its texts came from, however coded; without what is trusted."""
        for root in self._documents:
            stack = [root]
            while stack:
                here, way = stack.pop()
                if self.trusted and self._trusts(way):
                    continue
                if type(here) is dict:
                    yield here
                    stack.extend((inner, (way, key)) for key, inner in here.items() if type(inner) in (dict, list))
                else:
                    stack.extend((inner, (way, at)) for at, inner in enumerate(here) if type(inner) in (dict, list))

    @property
    def may_trust(self) -> bool:
        """Whether the contract trusts fields for single guards."""
        return bool(self._rules)

    def seen_by(self, guard: str) -> Index:
        """The index without what the contract trusts for this guard."""
        view = self._views.get(guard)
        if view is None:
            fields = [field for field, guards in self._rules if guard in guards]
            view = Index((*self.trusted, *fields)) if fields else self
            if view is not self:
                for value, source in self._added:
                    view.add(value, source)
            self._views[guard] = view
        return view

    def add(self, value: Any, source: str) -> None:
        """Take in all texts of a value (a document of dict, list, str, bytes): `source` names where it came from."""
        self._lows = self._words = self._terse = self._plain = None
        self._having.clear()
        self.answers.clear()
        if self._rules:
            self._added.append((value, source))
            self._views.clear()
        self.clean.clear()
        self.harmless.clear()
        self._walk(value, (None, source), 0)

    def _walk(self, value: Any, way: Any, coded: int) -> None:
        if type(value) in (dict, list):
            self._documents.append((value, way))
        stack = [(value, way)]
        while stack:
            here, way = stack.pop()
            kind = type(here)
            if kind is str:
                self._text(here, way, coded)
            elif kind is dict:
                self._members(here, way, coded, stack)
            elif kind in (list, tuple):
                if here and type(here[0]) is int and all(type(one) is int for one in here):
                    self._bytes(here, way, coded)
                elif here and type(here[0]) is str and len(here[0]) == 1 and all(type(one) is str for one in here):
                    self._text("".join(here), way, coded + 1)
                else:
                    stack.extend((inner, (way, number)) for number, inner in enumerate(here))
            elif kind in (bytes, bytearray):
                if here[:2] == b"\x1f\x8b":
                    stack.extend((form, way) for form in forms.of_bytes(bytes(here)))
                self._text(bytes(here).decode("utf-8", "replace"), way, coded)

    def _members(self, here: Any, way: Any, coded: int, stack: list[Any]) -> None:
        """Names and values; those that are known already, as the names of all records but the first, cost nothing."""
        known, take = self._texts, self._text
        for key, inner in here.items():
            deeper = (way, key)
            if key not in known and type(key) is str:
                take(key, deeper, coded)
            kind = type(inner)
            if kind is str:
                if inner not in known:
                    take(inner, deeper, coded)
            elif kind in _HOLDERS:
                stack.append((inner, deeper))

    def _bytes(self, numbers: Any, way: Any, coded: int) -> None:
        """A list of numbers that are bytes of a text, as JSON carries binary data."""
        if len(numbers) <= MOST_CHARACTERS and all(-129 < one < 256 for one in numbers):
            self._text(bytes(one % 256 for one in numbers).decode("utf-8", "replace"), way, coded + 1)

    def _text(self, value: str, way: Any, coded: int, *, holds: bool = False) -> None:
        """Take in a text and its forms; what comes of decoding a document as a whole is one still (`holds`)."""
        size = len(value)
        if size < _SHORTEST or value in self._texts:
            return
        if self._characters > MOST_CHARACTERS or len(self._texts) >= MOST:
            self.left += 1
            return
        if self.trusted and self._trusts(way):
            return
        self._characters += size
        self._texts[value] = way
        if holds:
            self._holding.add(value)
        if coded < _DEEPEST and forms.may_be_coded(value):
            for form in forms.of(value):
                if type(form) is str:
                    self._text(form, way, coded + 1, holds=value in self._holding and form[:1] in _OPENS)
                else:
                    self._holding.add(value)
                    self._walk(form, way, coded + 1)
        if coded < _DEEPEST and not value.isascii():
            for bare in forms.folded(value):
                self._text(bare, way, _DEEPEST, holds=value in self._holding)

    def _trusts(self, way: Any) -> bool:
        here = _field(path(way))
        return any(here == field or here.startswith((field + ".", field + "[")) for field in self.trusted)


_NUMBER = re.compile(r"\[\d*\]|\[\*\]")


def _field(name: str) -> str:
    """A field's name with each place of a list the same."""
    return _NUMBER.sub("[]", name)


_BRIEF = 100
_MOST_HAVING = 2000
_WORDS = re.compile(r"[^\W_]{2,}")
_ASCII_WORDS = re.compile(r"[a-z0-9]{2,}")
MOST_SEARCHED = 200_000
"""Characters of texts that are searched by their words."""


def words_of(low: str) -> list[str]:
    """The words of two letters and more in a text in lower case."""
    return (_ASCII_WORDS if low.isascii() else _WORDS).findall(low)


_MOST_HITS = 16
_WIDEST_GAP = 4


def with_other_blanks(chunks: list[str], text: str) -> bool:
    """Whether a text has these one after another, each behind another sign or some."""
    at = text.find(chunks[0])
    for _ in range(_MOST_HITS):
        if at < 0:
            return False
        here = at + len(chunks[0])
        for chunk in chunks[1:]:
            gap = text.find(chunk, here + 1, here + _WIDEST_GAP + len(chunk)) - here
            if gap < 0 or any(map(str.isalnum, text[here : here + gap])):
                break
            here += gap + len(chunk)
        else:
            return True
        at = text.find(chunks[0], at + 1)
    return False


_OPENS = frozenset("{[")
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


def of_event(body: Any, trusted: Iterable[str] = (), rules: Iterable[Any] = ()) -> Index:
    """The index of an event's bytes.  What is no JSON is one text."""
    index = Index(trusted, rules)
    text = body.decode("utf-8", "replace") if isinstance(body, (bytes, bytearray)) else str(body)
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        document = text
    index.add(document, "")
    return index


def of_invocation(body: bytes) -> Index:
    """The same, less what the contract trusts."""
    policy = registry.state.policy
    listed = policy.rules.get("trusted") if policy is not None else None
    everywhere: list[str] = []
    rules: list[tuple[str, frozenset[str]]] = []
    for rule in listed if isinstance(listed, list) else ():
        field = rule.get("field") if isinstance(rule, dict) else None
        if not isinstance(field, str) or not field:
            continue
        guards = rule.get("guards")
        if isinstance(guards, list) and guards:
            rules.append((field, frozenset(map(str, guards))))
        else:
            everywhere.append(field)
    return of_event(body, everywhere, rules)
