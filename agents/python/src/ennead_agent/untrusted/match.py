"""Finds untrusted text in a sink's argument: as it came but for letter case, or by its words where it was changed."""

from __future__ import annotations

import re

from . import constants
from .forms import TELLING
from .texts import WORD, with_other_blanks, words_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from .texts import Index, Text

    Interval = tuple[int, int]
    Word = tuple[int, int, str]

LARGEST = 100_000
"""Characters of an argument that is searched; a longer one is searched at its beginning."""
_MOST_CLEAN = 512
_MOST_ANSWERS = 512
_LONGEST_KEPT = 10_000
"""Characters of an argument whose answer is kept."""
_SHORTEST = 2
_MOST_SIGNS = 4
_PIECE = 4
"""Characters of the shortest piece of a text that is known again by its letters and signs alone."""
_FEW = 3
"""The same for a piece with a sign that languages have a meaning for, blanks not counted."""
_COMPARING = frozenset("<>=!")
_ARGUMENTS = "abcdefghijklmnopqrstuvwxyz0123456789_.*, "
_LISTING = ' \t\r\n,"`'
"""Commas, and names' quotes around them: so columns are joined, and any text with a list in it has them."""
_PLAIN_WORDS = re.compile(r"\w+(?:[ .@_-]\w+)*")
_ENCLOSING = frozenset("'\"`()[]{}<>%;")
"""Signs that code puts around a text; others (`/`, `.`) may be a text's own at its end."""
_MOST_HITS = 16
"""Places of one text in one argument."""
_MOST_CANDIDATES = 24
_AHEAD = 12
"""How far on in a text its next word may stand, where parts of it were left out."""
_NEAR = 2
_SHARE = 0.6  # of a stretch's characters that must be the text's, and of its words, where the code's are not known
_FEWEST = 3
_MOST_SOUGHT = 24  # words of a stretch by which texts are chosen


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


def spans(index: Index, argument: str, *, doubtful: bool = False) -> list[Span]:
    """The untrusted parts of an argument, in order, none within another; see `Span`.

    With `doubtful` also a word that the code has too, but as a constant of just this word: `event["id"]`, for one, says
    nothing of the `id` behind the code's `WHERE id = `.
    """
    argument = argument[:LARGEST]
    if argument in index.clean:
        return []
    called = constants.stack()
    if len(argument) > _LONGEST_KEPT:
        return _found(index, argument, called, doubtful=doubtful)
    asked = (argument, doubtful, *map(id, called[0]))
    answer = index.answers.get(asked)
    if answer is None:
        if len(index.answers) >= _MOST_ANSWERS:
            index.answers.clear()
        # With the codes, so that no other code gets the identity of one of them while this is kept.
        answer = index.answers[asked] = called[0], _found(index, argument, called, doubtful=doubtful)
    return list(answer[1])


def _found(index: Index, argument: str, called: constants.Stack, *, doubtful: bool) -> list[Span]:
    low = lower(argument)
    found = _exact(index, low)
    foreign = not index.words.isdisjoint(words_of(low))
    if not found and not foreign and not (index.terse() and TELLING.search(low)):
        if len(index.clean) < _MOST_CLEAN:
            index.clean.add(argument)
        return []
    sure, named, signs = _own(index, argument, called)
    own = sorted(sure | named)
    found = [one for one in _maximal(found) if not _is_said(one, low, own, sure, doubtful=doubtful)]
    for one in found:
        _take_quotes_off(one, argument, sure, signs)
    said = own
    own = sorted({*own, *_signs_beside(argument, own, signs)})
    if foreign:
        found += _changed(index, low, own, found)
    found += _pieces(index, low, said, signs, found)
    found = _together(_maximal(found))
    for one in found:
        one.joined = _is_joined(one, own, len(argument))
    return found


def lower(text: str) -> str:
    """In lower case and of the same length, which a few letters do not keep."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(one.lower() if len(one.lower()) == 1 else one for one in text)


def _exact(index: Index, low: str) -> list[Span]:
    found: list[Span] = []
    lows = index.lows
    for sought in [one for one in lows if one in low]:
        text = index.text(lows[sought])
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


def _together(found: list[Span]) -> list[Span]:
    """Those that touch as one: a value may come in two fields."""
    kept: list[Span] = []
    for one in found:
        if kept and one.start <= kept[-1].end:
            kept[-1] = Span(kept[-1].start, max(one.end, kept[-1].end), kept[-1].text, exact=False)
        else:
            kept.append(one)
    return kept


def _own(index: Index, argument: str, called: constants.Stack) -> tuple[set[Interval], set[Interval], set[str]]:
    """What of the argument the running code itself says, as far as a text of it stands there in one piece.

    First by its constants, then by names of its modules: those may hold a statement that was put together from the
    event, so they speak for single words alone.  Last the single signs among them, which say nothing by themselves.
    """
    said, named, single = constants.spoken(argument, index, called)
    sure = {place for text in said for place in _places(argument, text)}
    return sure, {place for text in named for place in _places(argument, text)}, single & _ENCLOSING


def _places(argument: str, text: str) -> list[Interval]:
    found: list[Interval] = []
    at = argument.find(text)
    while at >= 0 and len(found) < _MOST_HITS:
        found.append((at, at + len(text)))
        at = argument.find(text, at + 1)
    return found


def _signs_beside(argument: str, own: list[Interval], signs: set[str]) -> set[Interval]:
    """Single signs of the code's that stand at an end of the argument, or beside another text of the code's."""
    found: set[Interval] = set()
    if not signs:
        return found
    for at in {len(argument), *(first for first, _ in own)}:
        for number in range(at - 1, max(at - 1 - _MOST_SIGNS, -1), -1):
            if argument[number] not in signs:
                break
            found.add((number, number + 1))
    for at in {0, *(last for _, last in own)}:
        for number in range(at, min(at + _MOST_SIGNS, len(argument))):
            if argument[number] not in signs:
                break
            found.add((number, number + 1))
    return found


def _take_quotes_off(span: Span, argument: str, sure: set[Interval], signs: set[str]) -> None:
    """A JSON text of one word stands in the event with its quotes: where the code puts quotes, they are the code's.

    Where the code's words end before the quote, and not only with it, they are the event's: `LIKE '%` and `'or'`.
    """
    start, end = span.start, span.end
    if end - start < 3 or argument[start] not in "\"'" or argument[end - 1] != argument[start]:
        return
    if _PLAIN_WORDS.fullmatch(argument, start + 1, end - 1) is None or not _ends(sure, start + 1) > _ends(sure, start):
        return
    if any(first == end - 1 for first, _ in sure) or (
        argument[end - 1] in signs and (end == len(argument) or any(first == end for first, _ in sure))
    ):
        span.start, span.end = start + 1, end - 1


def _ends(sure: set[Interval], at: int) -> int:
    """Characters of the longest text of the code's that ends here."""
    return max((last - first for first, last in sure if last == at), default=0)


def _within(start: int, end: int, intervals: Iterable[Interval], *, strictly: bool = False) -> bool:
    return any(
        first <= start and end <= last and not (strictly and first == start and end == last)
        for first, last in intervals
    )


def _is_said(one: Span, low: str, own: Iterable[Interval], sure: Iterable[Interval], *, doubtful: bool) -> bool:
    part = low[one.start : one.end]
    if doubtful and part[-1:] == ")":  # that the code has `sum(price)` as a constant of its own is no chance
        name, _, rest = part.partition("(")
        doubtful = not name.isidentifier() or rest[:-1].strip(_ARGUMENTS) != ""
    return _within(one.start, one.end, own if part.isalnum() else sure, strictly=doubtful)


def _is_joined(span: Span, own: list[Interval], length: int) -> bool:
    before = span.start == 0 or any(last == span.start for _, last in own)
    after = span.end == length or any(first == span.end for first, _ in own)
    return before and after


def _changed(index: Index, low: str, own: list[Interval], found: list[Span]) -> list[Span]:
    """Stretches that hold an untrusted text's words in its order: it was put in here after a change.

    Where the running code's own words are known, what stands between them is one stretch each; else the whole argument.
    """
    changed: list[Span] = []
    words: list[Word] = []
    for start, end in _stretches(own, len(low)):
        if _within(start, end, ((one.start, one.end) for one in found)):
            continue
        words = words or [(one.start(), one.end(), one.group()) for one in WORD.finditer(low)]
        inner = [word for word in words if word[0] >= start and word[1] <= end]
        if inner and (len(inner) > 1 or own):
            changed += _alike(index, inner, known=bool(own))
    return changed


def _pieces(index: Index, low: str, own: list[Interval], signs: set[str], found: list[Span]) -> list[Span]:
    """Stretches between the code's words that are a part of an untrusted text, cut out of it as they stand.

    Blanks may differ: other ones, more, fewer or none, or other signs in place of each.  Single signs of the code's at
    the ends are the code's only if a text has the rest but not them.
    """
    pieces: list[Span] = []
    whole = [(one.start, one.end) for one in found if one.exact]
    for first, last in _stretches(_firm(low, own), len(low)) if own else ():
        tries = _trimmed(low, first, last, signs)
        if any(_within(*one, whole) for one in tries):
            continue
        for start, end in tries:
            piece = low[start:end]
            if len(piece) < _FEW or piece.isalnum():
                break
            value = _cut_from(index, piece)
            if value is not None:
                pieces.append(Span(start, end, index.text(value), exact=False))
                break
    return pieces


def _firm(low: str, own: list[Interval]) -> list[Interval]:
    """The code's words, and signs (` = `) beside them or at an end: alone they may stand in an untrusted text too."""
    borders = {0, len(low), *(border for one in own if _is_worded(low, one) for border in one)}
    return [one for one in own if _is_worded(low, one) or not borders.isdisjoint(one)]


def _is_worded(low: str, one: Interval) -> bool:
    return one[1] - one[0] > _MOST_SIGNS or any(map(str.isalnum, low[one[0] : one[1]]))


def _trimmed(low: str, first: int, last: int, signs: set[str]) -> list[Interval]:
    """A stretch without blanks at its ends, then with fewer and fewer of the signs there, at its end first."""
    while first < last and low[first].isspace():
        first += 1
    while first < last and low[last - 1].isspace():
        last -= 1
    found = [(first, last)]
    for _ in range(_MOST_SIGNS):
        if first < last and low[last - 1] in signs:
            last -= 1
            found.append((first, last))
        if first < last and low[first] in signs:
            first += 1
            found.append((first, last))
    return found


def _cut_from(index: Index, piece: str) -> str | None:
    """The text that a piece was cut out of.  A short one tells something if it is no end of a comparison: `>= ?`."""
    if not piece.strip(_LISTING):
        return None
    telling = TELLING.search(piece) is not None
    if len(piece) <= _PIECE and (piece[0] in _COMPARING or (len(piece) < _PIECE and not telling)):
        return None
    value = next((value for text, value in index.plain() if piece in text), None)
    if value is not None or not telling:
        return value
    chunks = piece.split()
    bare = "".join(chunks)
    if len(bare) < _FEW:
        return None
    return next(
        (
            value
            for text, squeezed, value in index.terse()
            if bare in squeezed or (len(chunks) > 1 and with_other_blanks(chunks, text))
        ),
        None,
    )


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
    whole = _size(stretch)
    for text in _candidates(index, stretch):
        sought = text.words
        hits = _in_order(stretch, sought)
        if not hits:
            continue
        size = _size([stretch[number] for number in hits])
        inner = stretch[hits[0] : hits[-1] + 1]
        if not (known and size >= _SHARE * whole) and not (
            len(hits) >= _FEWEST and size >= _SHARE * _size(inner) and len(hits) >= _SHARE * len(sought)
        ):
            continue
        return [Span(inner[0][0], inner[-1][1], text, exact=False)]
    return []


def _size(words: list[Word]) -> int:
    """Characters of the words; signs that were put between them do not count."""
    return sum(len(word) for _, _, word in words if word.isalnum())


def _candidates(index: Index, stretch: list[Word]) -> Iterable[Text]:
    """Texts with words of the stretch, those with the most first; one that holds others is none of them."""
    known = index.words
    words = sorted({word for _, _, word in stretch if word in known}, key=len, reverse=True)[:_MOST_SOUGHT]
    if not words:
        return []
    counts: dict[str, int] = {}
    for word in words:
        size = len(word)
        for value in index.having(word):
            counts[value] = counts.get(value, 0) + size
    best = sorted(counts, key=counts.__getitem__, reverse=True)
    return map(index.text, best[:_MOST_CANDIDATES])


def _in_order(stretch: list[Word], sought: list[str]) -> list[int]:
    """Numbers of the stretch's words that stand in the text in this order, each soon after the one before.

    A sign must be near: one that was put in more often than the text has it would else leap over the words between.
    Signs before the first word are taken as they stand before it.
    """
    hits: list[int] = []
    at = first = 0
    for number, (_, _, word) in enumerate(stretch):
        spoken = word.isalnum()
        ahead = (_AHEAD if spoken else _NEAR) if hits else (len(sought) if spoken else 1)
        for further in range(at, min(at + ahead, len(sought))):
            if sought[further] == word:
                first = first if hits else further
                hits.append(number)
                at = further + 1
                break
    while hits and hits[0] > 0 and first > 0 and stretch[hits[0] - 1][2] == sought[first - 1]:
        hits.insert(0, hits[0] - 1)
        first -= 1
    return hits
