"""Whether untrusted parts of an HTML document are plain values there, or bring markup of their own.

A value is one text between tags, within the value of an attribute, a comment or a title; a word is harmless anywhere.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from ..untrusted.match import Span
from . import markup_code
from .markup_html import COMMENT, END, QUIET, TAG, attributes, tokens
from .markup_marks import PLAIN, SCRIPT, address
from .markup_marks import of as marks_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..untrusted.texts import Index
    from .markup_code import Literals
    from .markup_html import Attribute, Token

_STRUCTURE = frozenset("html head body meta title style link base".split())
"""Elements in which a whole body is sent that came as one value."""
_FOREIGN = ("svg", "math")
"""Elements in which a title has tags."""
_CODE = ("script", "style")
_ADDRESSES = frozenset(
    "href src action formaction xlink:href background poster data cite longdesc manifest dynsrc lowsrc".split()
)
_SIGN = re.compile(r"[<>\"'=]")
_OPENING = re.compile(r"<[a-zA-Z/!?]")
_MAILBOX = re.compile(r"<[\w.+-]+@[\w.-]+>")
"""`<ada@x.example>`: an element that there is not, and that does nothing."""
_BLANKS = re.compile(r"[ \t\n\f\r]*")
_NOISE = 4
"""Characters of the shortest text without letters that counts, unless the code has put it in: `{}` stands anywhere."""
_PLACE = re.compile(r"\{\{[^{}]*\}\}|\$?\{[^{}]*\}|%\([^)]*\)s|%s|\[\[[^\[\]]*\]\]")
"""Where a template has its values put in."""


class Document:
    """A document's tokens, and what is asked of single ones again and again."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tokens(text)
        self.foreign = any(token[3] in _FOREIGN for token in self.tokens)
        self._ends = [token[2] for token in self.tokens]
        self._attributes: dict[int, tuple[list[Attribute], list[int]]] = {}
        self._literals: dict[int, Literals] = {}

    def touched(self, span: Span) -> Iterator[Token]:
        """The tokens that a part touches."""
        for number in range(bisect_right(self._ends, span.start), len(self.tokens)):
            if self.tokens[number][1] >= span.end:
                break
            yield self.tokens[number]

    def attribute(self, token: Token, span: Span) -> Attribute | None:
        """The attribute of a tag in whose value a part lies: within its quotes, or as all of it."""
        found = self._attributes.get(token[1])
        if found is None:
            listed = attributes(self.text, token[1], token[2])
            found = self._attributes[token[1]] = listed, [one[2] for one in listed]
        number = bisect_left(found[1], span.end)
        if number == len(found[0]):
            return None
        one = found[0][number]
        within = one[3] <= span.start and span.end <= one[4]
        whole = (span.start, span.end) == one[1:3] and one[4] < one[2]
        return one if within or whole else None

    def literals(self, token: Token) -> Literals:
        """The literals in a script or a style."""
        found = self._literals.get(token[1])
        if found is None:
            found = self._literals[token[1]] = markup_code.literals(self.text, *token[1:])
        return found


def changes(text: str, spans: Iterable[Span], index: Index) -> tuple[Span, str] | None:
    """The first untrusted part that is more than a value where it stands, and what it is; None if there is none.

    None too for a document of which all that is to be seen came: whoever is handed a document to send, sends it.
    """
    document = Document(text)
    parts = [part for span in spans for part in _parts(text, span, index)]
    for one in parts:
        part = text[one.start : one.end]
        if PLAIN.match(part) or (len(part) < _NOISE and not one.joined and not any(map(str.isalpha, part))):
            continue
        for token in document.touched(one):
            what = _harm(document, token, one, part)
            if what is not None and (one.exact or _came(document, token, one)):
                return None if _came_as_one(text, parts, index) else (one, what)
    return None


def _parts(text: str, span: Span, index: Index) -> Iterator[Span]:
    """A part, and the texts that stand in it as they came where it was put together of several."""
    yield span
    if span.exact:
        return
    part = text[span.start : span.end].lower()
    for low in marks_of(index).others:
        at = part.find(low)
        while at >= 0:
            yield Span(span.start + at, span.start + at + len(low), index.text(index.lows[low]), exact=True)
            at = part.find(low, at + len(low))


def _harm(document: Document, token: Token, span: Span, part: str) -> str | None:
    kind, start, end, name = token
    if kind in (TAG, END):
        return _in_tag(document, token, span, part)
    if kind == COMMENT:
        return _in_comment(document.text, token, span, part)
    if not start <= span.start <= span.end <= end:
        return None  # the tag beside it is touched as well
    if kind == QUIET:
        return "brings a tag" if document.foreign and _OPENING.search(part) else None
    if name not in _CODE or markup_code.is_value(document.text, span.start, span.end, name, document.literals(token)):
        return None
    return f"is more than a value in a {name}"


def _in_tag(document: Document, token: Token, span: Span, part: str) -> str | None:
    _, start, end, _ = token
    if span.start <= start:
        harmless = span.end >= end and _MAILBOX.fullmatch(document.text, start, end)
        return None if harmless else "brings a tag"
    if span.end >= end and document.text[end - 1] == ">":
        return "ends a tag"
    found = document.attribute(token, span)
    if found is not None:
        return _in_value(document.text, found, span)
    return "brings an attribute" if _SIGN.search(part) else None


def _in_value(text: str, attribute: Attribute, span: Span) -> str | None:
    name, _, _, first, last = attribute
    if name in _ADDRESSES and _BLANKS.match(text, first).end() >= span.start:  # type: ignore[union-attr]
        return "is the address of a script" if SCRIPT.match(address(text[first : min(span.end, last)])) else None
    return None


def _in_comment(text: str, token: Token, span: Span, part: str) -> str | None:
    _, start, end, _ = token
    if span.start <= start:
        return "brings a comment"
    opened, closing = (4, ("-->", "--!>")) if text.startswith("<!--", start) else (2, (">",))
    opens = start + opened
    closes = max(opens, next((end - len(one) for one in closing if text.endswith(one, start, end)), end))
    if span.start < opens or span.end > closes:
        return "ends a comment"
    conditional = text.startswith("<!--[if", start)  # some mail programs read it as a part of the document
    return "brings a tag" if conditional and _OPENING.search(part) else None


def _came(document: Document, token: Token, span: Span) -> bool:
    """Whether markup in a part that was changed on the way came with it: a library may have made it of plain text."""
    start, end = max(token[1], span.start), min(token[2], span.end)
    if start == token[1] and token[0] in (TAG, END):
        end = start + 1 + (token[0] == END) + len(token[3])
    return _squeezed(document.text[start:end].lower()) in _squeezed(span.text.lower)


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _came_as_one(text: str, parts: Iterable[Span], index: Index) -> bool:
    """Whether nothing is the code's that is to be seen: the document, or its body, was handed over to be sent.

    Places in it that are to be filled in may have been; then it does not stand in the document as it came.
    """
    rest: list[str] = []
    at = 0
    for one in sorted(parts, key=lambda one: one.start):
        if one.exact and one.end > at:
            rest.append(text[at : one.start])
            at = one.end
    if _is_frame("".join([*rest, text[at:]])):
        return True
    low = text.lower()
    return any("<" in one and _is_filled_in(low, one) for one in marks_of(index).others)


def _is_filled_in(text: str, template: str) -> bool:
    parts = _PLACE.split(template)
    if len(parts) == 1 or template in text:
        return False
    at = first = text.find(parts[0])
    for part in parts:
        at = text.find(part, at)
        if at < 0:
            return False
        at += len(part)
    last = text.rfind(parts[-1]) + len(parts[-1])
    return last >= at and _is_frame(text[:first] + text[last:])


def _is_frame(text: str) -> bool:
    at = 0
    for kind, start, end, name in tokens(text):
        if text[at:start].strip() or (kind != COMMENT and name not in _STRUCTURE):
            return False
        at = end
    return not text[at:].strip()
