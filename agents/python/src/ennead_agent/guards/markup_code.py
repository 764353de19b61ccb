"""What is a plain value within a script or a style: text in a literal or comment of the code's, a word, a document."""

from __future__ import annotations

import re
from bisect import bisect_right

TYPE_CHECKING = False
if TYPE_CHECKING:
    Interval = tuple[int, int]
    Literals = tuple[list[Interval], list[Interval]]

_QUOTED = r"\"(?:[^\"\\\n]|\\.)*\"?|'(?:[^'\\\n]|\\.)*'?|/\*.*?(?:\*/|\Z)"
_SCRIPT = re.compile(_QUOTED + r"|`(?:[^`\\]|\\.)*`?|//[^\n]*", re.DOTALL)
_STYLE = re.compile(_QUOTED + r"|url\([^\"'()\s]*\)?", re.DOTALL)
_BEGIN = re.compile(r"[\"'`]|/[*/]|url\(")
_END = {'"': '"', "'": "'", "`": "`", "/*": "*/", "//": "", "url(": ")"}
_SCRIPT_VALUE = re.compile(r"[\w.+-]*\Z")
_STYLE_VALUE = re.compile(r"(?:[\w\s.,%#+-]*|(?:rgb|hsl)a?\([\d\s.,%/]*\))\Z")


def literals(text: str, start: int, end: int, name: str) -> Literals:
    """The literals and comments in a script or a style: each as a whole, and without its signs."""
    wholes: list[Interval] = []
    inners: list[Interval] = []
    for one in (_STYLE if name == "style" else _SCRIPT).finditer(text, start, end):
        first, last = one.span()
        sign = _BEGIN.match(text, first).group()  # type: ignore[union-attr]  # each of them begins so
        inner = first + len(sign)
        closed = last - len(_END[sign])
        wholes.append((first, last))
        inners.append((inner, closed if inner <= closed and text.endswith(_END[sign], inner, last) else last))
    return wholes, inners


def is_value(text: str, start: int, end: int, name: str, found: Literals) -> bool:
    """Whether a part of a script (or of a style, by the element's name) with these literals is a plain value there."""
    part = text[start:end]
    wholes, inners = found
    number = bisect_right(wholes, (start, len(text))) - 1
    if number >= 0:
        first, last = inners[number]
        if (first <= start and end <= last) or wholes[number] == (start, end):
            return text[wholes[number][0]] != "`" or "${" not in part
    if name == "style":
        return _STYLE_VALUE.match(part) is not None
    return _SCRIPT_VALUE.match(part) is not None or _is_document(part)


def _is_document(part: str) -> bool:
    """Whether it is JSON: that is data in a script as well."""
    import json

    if part.lstrip()[:1] not in ("{", "["):
        return False
    try:
        json.loads(part)
    except (ValueError, RecursionError):
        return False
    return True
