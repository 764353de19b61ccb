"""Whether untrusted text can bring markup into a document at all: asked before it is searched for at length.

Most events have no markup in them, or none of it is in the document: a mail of 20 KB is passed within microseconds,
where finding all untrusted text in it takes milliseconds.  What is doubtful here is looked at; what is not, passes.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..untrusted.texts import Index

_OPENING = re.compile(r"<(?:[a-z][a-z0-9]*|/[a-z0-9]*|[!?])|--!?>")
"""The beginning of a tag or a comment, or the end of one that the code has begun."""
_SIGN = re.compile(r"[<>\"'=]")
"""What ends a value of an attribute, or makes a further one."""
_CODE = re.compile(r"<(script|style)\b(.*?)(?:</\1|\Z)", re.DOTALL)
SCRIPT = re.compile(r"(?:javascript|vbscript):|data:(?!image/(?:png|jpe?g|gif|webp|avif|bmp|x-icon)[;,])")
"""An address that is a script, or a document that may hold one; a picture holds none."""
_REFERENCE = re.compile(r"&(?:#|colon|tab|newline)", re.IGNORECASE)
_PASSED_OVER = re.compile(r"[\t\n\r]")
_BEFORE = "".join(map(chr, range(33)))
PLAIN = re.compile(r"[\w.@+-]*\Z")
"""One word, which is harmless wherever it stands."""
_BESIDE = 6
"""Characters before and behind a sign by which it is known again."""
_MOST_SIGNS = 16
"""Signs of one text that are looked for, and places of one of them that are looked at."""
_MANY = 64
"""Tags of the event from which on those of the document are looked up among them."""
_BACK = 4
"""Tags before a place that are asked whether they hold it: text of an attribute may look like one."""
_LEADING = 100
"""Characters of a text that are looked at for a script's address, and by which a document is known again."""
_BEGINNING = 16
"""Characters by which a script's address is known again."""


class Marks:
    """Of the untrusted texts of an invocation, those parts that a finding must have one of."""

    __slots__ = ("addresses", "judged", "openings", "others", "signs")

    def __init__(self, index: Index) -> None:
        self.openings: set[str] = set()
        self.signs: set[str] = set()
        self.addresses: set[str] = set()
        self.others: list[str] = []
        self.judged: str | None = None
        """The last document that was judged, and sent: one mail may go to many."""
        for low, value in index.lows.items():
            if PLAIN.match(low) is None:
                self.others.append(low)
                self._take(low, index, value)

    def _take(self, low: str, index: Index, value: str) -> None:
        if SCRIPT.match(address(low[:_LEADING])) is not None:
            self.addresses.add(low.strip()[:_BEGINNING])
        if _SIGN.search(low) is None:
            return
        self.openings.update(_OPENING.findall(low))
        if index.text(value).holds:  # a document, whose parts are looked for by themselves
            self.signs.add(low[:_LEADING])
            return
        for number, one in enumerate(_SIGN.finditer(low)):
            if number == _MOST_SIGNS:
                break
            self.signs.add(low[max(0, one.start() - _BESIDE) : one.end() + _BESIDE])


def address(value: str) -> str:
    """An address as a browser reads it: references to characters resolved, and blanks left out that it passes over."""
    if _REFERENCE.search(value) is not None:
        from html import unescape

        value = unescape(value)
    return _PASSED_OVER.sub("", value).lstrip(_BEFORE).lower()


def of(index: Index) -> Marks:
    """Those of an index; kept with it until a text is added."""
    found = index.answers.get(Marks)
    if found is None:
        found = index.answers[Marks] = Marks(index)
    marks: Marks = found
    return marks


def may_bring(marks: Marks, document: str) -> bool:
    """Whether the document (in small letters) may hold untrusted markup; if not, it holds none."""
    return (
        _opens(document, marks.openings)
        or any(one in document for one in marks.addresses)
        or any(_is_within_tag(document, one) for one in marks.signs if one in document)
        or (bool(marks.others) and _is_code(document, marks.others))
    )


def _opens(document: str, openings: set[str]) -> bool:
    if len(openings) > _MANY:
        return not openings.isdisjoint(_OPENING.findall(document))
    return any(one in document for one in openings)


def _is_within_tag(document: str, part: str) -> bool:
    """Whether a part may stand within a tag or a comment somewhere."""
    at = document.find(part)
    for _ in range(_MOST_SIGNS):
        if at < 0:
            return False
        if _holds(document, at):
            return True
        at = document.find(part, at + 1)
    return at >= 0


def _holds(document: str, at: int) -> bool:
    from . import markup_html

    before = at
    for _ in range(_BACK):
        before = document.rfind("<", 0, before)
        if before < 0:
            return False
        if markup_html.ends(document, before) > at:
            return True
    return False


def _is_code(document: str, texts: list[str]) -> bool:
    """Whether one of the texts stands in a script or a style."""
    if "<s" not in document:
        return False
    code = "\n".join([one[2] for one in _CODE.finditer(document)])
    return any(one in code for one in texts)
