"""Reads where a document declares: its type, the entities of its internal subset, and what is a comment or text only.

What cannot be read for sure (a fault before the root, an encoding whose signs are no ASCII) is not read: a parser that
recovers from faults may see there what this does not.
"""

from __future__ import annotations

import re

from ..classes.lazy import Pattern

_QUOTED = r"\"[^\"]*\"|'[^']*'"
_INSTRUCTION = r"<\?(?!(?i:xml)[\s?])[A-Za-z_:][A-Za-z0-9_.:-]*(?:\s(?:(?!\?>).)*)?\?>"
_ASIDE = rf"<!--(?:(?!--).)*-->|{_INSTRUCTION}"
_TOKEN = Pattern(
    rf"(?P<text>[^<]+)|(?P<aside>{_ASIDE})|(?P<cdata><!\[CDATA\[(?:(?!\]\]>).)*\]\]>)"
    r"|(?P<tag></?[^\s<>!?/\"'=&;%#]+(?:[^<>\"']|\"[^<\"]*\"|'[^<']*')*>)"
    rf"|(?P<type><!DOCTYPE\s+[^\s<>\[\]\"'%]+"
    rf"(?:\s+(?P<elsewhere>SYSTEM|PUBLIC\s+(?:{_QUOTED}))\s+(?:{_QUOTED}))?\s*(?P<subset>\[)?)",
    re.DOTALL,
)
_INNER = Pattern(
    rf"(?P<blank>\s+)|(?P<aside>{_ASIDE})|(?P<entity><!ENTITY\s(?P<said>(?:[^<>\"']|{_QUOTED})*)>)"
    rf"|(?P<other><!(?:ELEMENT|ATTLIST|NOTATION)\s(?:[^<>\"']|{_QUOTED})*>)|(?P<named>%[^\s<>;%&]+;)|(?P<end>\]\s*>)",
    re.DOTALL,
)
_BEGIN = Pattern(r"\ufeff?(?:<\?xml\s(?:(?!\?>)[^<])*\?>)?")
_ENCODING = Pattern(r"\bencoding\s*=\s*[\"']([^\"']*)")
_LIKE_ASCII = Pattern(r"utf-?8|us-ascii|ascii|iso-?8859-\d+|latin-?\d|windows-125\d|cp125\d", re.IGNORECASE)
_WIDE = Pattern(r"utf-?16(?:le|be)?", re.IGNORECASE)
_GROWS = Pattern(r"[&%]")


class Read:
    """What was read of a document."""

    def __init__(self, text: str) -> None:
        self.text = text
        """The document with comments, instructions and CDATA blanked out, of the same length."""
        self.sure = 0
        """How far it was read; 0 where a parser may see what this does not before the root has begun."""
        self.entities: list[tuple[int, int]] = []
        self.external: list[tuple[int, int]] = []
        """Where it names a type that lies elsewhere."""
        self.grows = False
        """Whether an entity names another."""


def read(text: str, *, wide: bool = False) -> Read:
    """What a document declares.  `wide`: its bytes were read as UTF-16."""
    unread = Read(text)
    begin = _BEGIN.get().match(text)
    if begin is None or "\0" in text:
        return unread
    known = _WIDE if wide else _LIKE_ASCII
    if not all(known.fullmatch(one.group(1)) for one in _ENCODING.finditer(begin.group())):
        return unread
    found = Read(text)
    blanked: list[tuple[int, int]] = []
    at, rooted, typed = begin.end(), False, False
    token = _TOKEN.get()
    while at < len(text):
        one = token.match(text, at)
        kind = one.lastgroup if one is not None else None
        if one is None or (kind == "type" and (rooted or typed)):
            break
        if not rooted and (kind == "cdata" or (kind == "text" and not one.group().isspace())):
            return unread
        if kind in ("aside", "cdata"):
            blanked.append(one.span())
        rooted = rooted or kind == "tag"
        typed = typed or kind == "type"
        end = _declared(found, text, one, blanked) if kind == "type" else one.end()
        if end is None:
            return unread
        at = end
    if not rooted:
        return unread
    found.sure = at
    found.text = _without(text, blanked)
    return found


def _declared(found: Read, text: str, begin: re.Match[str], blanked: list[tuple[int, int]]) -> int | None:
    """Take in a declaration of the type; gives where it ends."""
    if begin.group("elsewhere") is not None:
        found.external.append(begin.span())
    at = begin.end()
    if begin.group("subset") is None:
        return at + 1 if text.startswith(">", at) else None
    inner = _INNER.get()
    while True:
        one = inner.match(text, at)
        if one is None:
            return None
        at = one.end()
        if one.group("end"):
            return at
        if one.group("aside"):
            blanked.append(one.span())
        elif one.group("entity"):
            found.entities.append((one.start(), one.start() + len("<!ENTITY")))
            found.grows = found.grows or _GROWS.search(one.group("said")) is not None


def _without(text: str, blanked: list[tuple[int, int]]) -> str:
    parts: list[str] = []
    at = 0
    for start, end in blanked:
        parts += text[at:start], " " * (end - start)
        at = end
    return "".join((*parts, text[at:]))
