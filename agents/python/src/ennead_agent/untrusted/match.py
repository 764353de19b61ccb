"""Finds untrusted text in a sink's argument: as it came but for letter case, or by its words where it was changed."""

from __future__ import annotations

import re

from . import constants

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from .texts import Index, Text

    Interval = tuple[int, int]
    Word = tuple[int, int, str]

_WORD = re.compile(r"[^\W_]+|[^\w\s]|_")
_LARGEST = 100_000
"""Characters of an argument that is searched; a longer one is searched at its beginning."""
_MOST_CLEAN = 512
_MOST_HITS = 16
"""Places of one text in one argument."""
_MOST_CANDIDATES = 24
_MOST_WORDS = 2000
_AHEAD = 12
"""How far on in a text its next word may stand, where parts of it were left out."""
_SHARE = 0.6
"""Share of a stretch's characters that must be the text's; and of the text's words, where the code's are not known."""
_FEWEST = 3
_MOST_INDEXED = 200_000
"""Characters of texts that are searched by their words."""


class Span:
    """A part of an argument that is untrusted.

    `exact`: it stands there as it came, but for letter case.  `joined`: the running code's own words end where it
    begins and go on where it ends, or nothing stands there: it was put in here by the code that runs.
    """

    __slots__ = ("end", "exact", "joined", "start", "text")

    def __init__(self, start: int, end: int, text: Text, *, exact: bool) -> None:
        self.start, self.end, self.text, self.exact = start, end, text, exact
        self.joined = False

    def __repr__(self) -> str:
        return f"Span({self.start}, {self.end}, exact={self.exact}, joined={self.joined})"


def spans(index: Index, argument: str) -> list[Span]:
    """The untrusted parts of an argument, in order, none within another; see `Span`."""
    argument = argument[:_LARGEST]
    if argument in index.clean or constants.is_constant(argument):
        return []
    low = lower(argument)
    found = _exact(index, low)
    words = _foreign_words(index, low)
    if not found and not words:
        if len(index.clean) < _MOST_CLEAN:
            index.clean.add(argument)
        return []
    sure, named = _own(index, argument)
    own = sorted(sure | named)
    found = [
        one
        for one in _maximal(found)
        if not _within(one.start, one.end, own if low[one.start : one.end].isalnum() else sure)
    ]
    found += _changed(index, words, own, found, len(argument))
    found = _maximal(found)
    for one in found:
        one.joined = _is_joined(one, own, len(argument))
    return found


def lower(text: str) -> str:
    """In lower case and of the same length, which a few letters do not keep."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(one.lower() if len(one.lower()) == 1 else one for one in text)


def _exact(index: Index, low: str) -> list[Span]:
    found: list[Span] = []
    room = len(low)
    for text in index:
        sought = text.lower
        if len(sought) <= room and sought in low:
            at = low.find(sought)
            for _ in range(_MOST_HITS):
                found.append(Span(at, at + len(sought), text, exact=True))
                at = low.find(sought, at + 1)
                if at < 0:
                    break
    return found


def _maximal(found: list[Span]) -> list[Span]:
    """Those that lie in no other, in order."""
    kept: list[Span] = []
    for one in sorted(found, key=lambda span: (span.start, -span.end, not span.exact)):
        if not kept or one.end > kept[-1].end:
            kept.append(one)
    return kept


def _own(index: Index, argument: str) -> tuple[set[Interval], set[Interval]]:
    """What of the argument the running code itself says, as far as a text of it stands there in one piece.

    First by its constants, then by names of its modules: those may hold a statement that was put together from the
    event, so they speak for single words alone.
    """
    found: dict[bool, set[Interval]] = {True: set(), False: set()}
    seen: set[tuple[str, bool]] = set()
    for fragment in constants.fragments(index):
        if fragment in seen:
            continue
        seen.add(fragment)
        text, sure = fragment
        at = argument.find(text)
        for _ in range(_MOST_HITS):
            if at < 0:
                break
            found[sure].add((at, at + len(text)))
            at = argument.find(text, at + 1)
    return found[True], found[False]


def _within(start: int, end: int, intervals: Iterable[Interval]) -> bool:
    return any(first <= start and end <= last for first, last in intervals)


def _is_joined(span: Span, own: list[Interval], length: int) -> bool:
    before = span.start == 0 or any(last == span.start for _, last in own)
    after = span.end == length or any(first == span.end for first, _ in own)
    return before and after


def _foreign_words(index: Index, low: str) -> list[Word]:
    """The argument's words and signs, if at least one word of it is an untrusted text's; else none."""
    words = [(one.start(), one.end(), one.group()) for one in _WORD.finditer(low)]
    known = _words(index)
    return words if any(word in known for _, _, word in words if len(word) > 1) else []


def _words(index: Index) -> dict[str, list[Text]]:
    """Each word of the untrusted texts, and the texts that have it; made once."""
    if index.words is None:
        index.words = {}
        room = _MOST_INDEXED
        for text in index:
            if text.holds:
                continue
            room -= len(text.lower)
            if room < 0:
                break
            for word in set(_WORD.findall(text.lower)):
                if len(word) > 1:
                    index.words.setdefault(word, []).append(text)
    return index.words


def _changed(index: Index, words: list[Word], own: list[Interval], found: list[Span], length: int) -> list[Span]:
    """Stretches that hold an untrusted text's words in its order: it was put in here after a change.

    Where the running code's own words are known, what stands between them is one stretch each; else the whole argument.
    """
    if not words:
        return []
    changed: list[Span] = []
    for start, end in _stretches(own, length):
        if _within(start, end, ((one.start, one.end) for one in found)):
            continue
        inner = [word for word in words if word[0] >= start and word[1] <= end]
        if inner and (len(inner) > 1 or own):
            changed += _alike(index, inner, known=bool(own))
    return changed


def _stretches(own: list[Interval], length: int) -> list[Interval]:
    """What no word of the running code covers."""
    found: list[Interval] = []
    at = 0
    for first, last in own:
        if first > at:
            found.append((at, first))
        at = max(at, last)
    if at < length:
        found.append((at, length))
    return found


def _alike(index: Index, stretch: list[Word], *, known: bool) -> list[Span]:
    whole = sum(len(word) for _, _, word in stretch)
    for text in _candidates(_words(index), stretch):
        sought = _WORD.findall(text.lower)[:_MOST_WORDS]
        hits = _in_order(stretch, sought)
        if not hits:
            continue
        size = sum(len(stretch[number][2]) for number in hits)
        inner = stretch[hits[0] : hits[-1] + 1]
        if known and size >= _SHARE * whole:
            inner = stretch
        elif not (
            len(hits) >= _FEWEST
            and size >= _SHARE * sum(len(word) for _, _, word in inner)
            and len(hits) >= _SHARE * len(sought)
        ):
            continue
        return [Span(inner[0][0], inner[-1][1], text, exact=False)]
    return []


def _candidates(known: dict[str, list[Text]], stretch: list[Word]) -> list[Text]:
    """Texts with words of the stretch, those with the most first; one that holds others is none of them."""
    counts: dict[int, int] = {}
    texts: dict[int, Text] = {}
    for word in {word for _, _, word in stretch if len(word) > 1}:
        for text in known.get(word, ()):
            counts[id(text)] = counts.get(id(text), 0) + len(word)
            texts[id(text)] = text
    return [texts[key] for key in sorted(counts, key=counts.__getitem__, reverse=True)[:_MOST_CANDIDATES]]


def _in_order(stretch: list[Word], sought: list[str]) -> list[int]:
    """Numbers of the stretch's words that stand in the text in this order, each soon after the one before."""
    hits: list[int] = []
    at = 0
    for number, (_, _, word) in enumerate(stretch):
        for further in range(at, min(at + (_AHEAD if hits else len(sought)), len(sought))):
            if sought[further] == word:
                hits.append(number)
                at = further + 1
                break
    return hits
