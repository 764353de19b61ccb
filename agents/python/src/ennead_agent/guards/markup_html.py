"""A tokeniser of HTML: where the tags, comments and raw texts of a document stand, by the HTML standard's states.

It has of the standard's tokenisation (section 13.2.5) what decides where a token ends: names, attributes with each kind
of value, comments with their odd ends, and elements whose text is no markup.  Escaped states of scripts, and CDATA
within SVG, are left out.  Nothing in a pattern can fail once its token has begun, so none goes back: time is linear.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    Token = tuple[str, int, int, str]
    Attribute = tuple[str, int, int, int, int]

TAG, END, COMMENT, RAW, QUIET = "tag", "end", "comment", "raw", "quiet"
"""Kinds: a start tag, an end tag, a comment or declaration, the text of a script or the like, that of a title."""
BLANK = r" \t\n\f\r"
_VALUE = rf"\"[^\"]*\"?|'[^']*'?|[^{BLANK}>\"'][^{BLANK}>]*"
_NAME = rf"[^{BLANK}/>][^{BLANK}/>=]*"
_TOKEN = re.compile(
    rf"<(?:(/?[a-zA-Z][^{BLANK}/>]*)(?:[{BLANK}/]*{_NAME}(?:[{BLANK}]*=[{BLANK}]*(?:{_VALUE})?)?)*[{BLANK}/]*>?"
    r"|!--(?:-?>|.*?(?:--!?>|\Z))|[!?][^>]*>?|/(?:>|[^a-zA-Z>][^>]*>?))",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(rf"[{BLANK}/]*({_NAME})(?:[{BLANK}]*=[{BLANK}]*({_VALUE})?)?")
_ELEMENT = re.compile(rf"</?[^{BLANK}/>]*")
_WITH_TEXT = dict.fromkeys("script style xmp iframe noembed noframes plaintext".split(), RAW)
_WITH_TEXT.update(title=QUIET, textarea=QUIET)
"""Elements whose text has no tags; in that of the last two, references to characters mean something."""


def tokens(text: str) -> list[Token]:
    """The tokens of a document in order: kind, begin, end, and the element's name in small letters.

    What lies between two of them is text.
    """
    found: list[Token] = []
    at = 0
    while at < len(text):
        at = _until_text(text, at, found)
    return found


def _until_text(text: str, at: int, found: list[Token]) -> int:
    """Take the tokens up to the next element whose text has no tags, and that text; where it ends."""
    for one in _TOKEN.finditer(text, at):
        start, end = one.span()
        name = one[1]
        if name is None:
            found.append((COMMENT, start, end, ""))
            continue
        name = name.lower()
        if name[0] == "/":
            found.append((END, start, end, name[1:]))
            continue
        found.append((TAG, start, end, name))
        kind = _WITH_TEXT.get(name)
        if kind is not None and text[end - 1] == ">":
            last = _text_ends(text, end, name)
            found.append((kind, end, last, name))
            return last
    return len(text)


def _text_ends(text: str, at: int, name: str) -> int:
    """Where the end tag of an element begins; `plaintext` has none."""
    ends = re.compile(rf"</{name}(?=[{BLANK}/>])", re.IGNORECASE).search(text, at) if name != "plaintext" else None
    return len(text) if ends is None else ends.start()


def ends(text: str, at: int) -> int:
    """Where the token ends that begins here, if one does; else here."""
    found = _TOKEN.match(text, at)
    return at if found is None else found.end()


def attributes(text: str, start: int, end: int) -> list[Attribute]:
    """Those of a tag: name in small letters, begin and end of the value with its quotes, and without them.

    An attribute without a value has an empty one behind its name.
    """
    found: list[Attribute] = []
    last = end - 1 if text[end - 1] == ">" else end
    at = _ELEMENT.match(text, start, end).end()  # type: ignore[union-attr]  # a tag begins so
    while True:
        one = _ATTRIBUTE.match(text, at, last)
        if one is None:
            return found
        at = one.end()
        first, behind = one.span(2) if one[2] else (at, at)
        quoted = text[first : first + 1] in ('"', "'") and behind > first
        closed = quoted and behind - first > 1 and text[behind - 1] == text[first]
        found.append((one[1].lower(), first, behind, first + quoted, behind - closed))
