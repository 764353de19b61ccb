"""Guard `xml`: an untrusted document that declares entities which lead elsewhere, or multiply.

lxml opens files from within, so its documents are looked at before.  The standard library's parsers fetch nothing by
themselves: only where the function has told SAX to resolve external entities, or has inclusions of ElementTree carried
out, is it asked whether the event named what is fetched.  What a resolver or loader of the function's own gives instead
is its own affair.  How often entities may multiply is bounded by expat, from 2.4.1 on; an older one is said.
"""

from __future__ import annotations

import re
import sys

from .. import faults, invocation, untrusted, verdicts
from ..classes.lazy import Pattern
from . import wrapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType
    from typing import Any

GUARD = "xml"
_LARGEST = 65_536
_TYPE = Pattern(r"<!DOCTYPE\b[^>\[]*\b(?:SYSTEM|PUBLIC)\b|(<!ENTITY\b)", re.IGNORECASE)
_INCLUDE = Pattern(r"<\w*:?include\b[^>]*\bhref\s*=", re.IGNORECASE)
_READERS = ("fromstring", "XML", "HTML", "parse", "fromstringlist", "iterparse")


_HREF = Pattern(r"<\w*:?include\b[^>]*\bhref\s*=\s*[\"']([^\"']*)", re.IGNORECASE)
_BOUNDED = (2, 4, 1)
"""The version of expat from which on it bounds what entities grow to (CVE-2013-0340)."""
_RESOLVES = "external_entity_ref"


def follow(module: ModuleType) -> None:
    """Watch what lxml reads, and what SAX and ElementTree are about to fetch."""
    if module.__name__ == "xml.sax.expatreader":
        wrapping.before(module.saxutils, "prepare_input_source", GUARD, _fetched)
    elif module.__name__ == "xml.etree.ElementInclude":
        wrapping.before(module, "default_loader", GUARD, _included)
    elif module.__name__ == "lxml.etree":
        _follow_lxml(module)
    _look_at_expat()


def _follow_lxml(module: ModuleType) -> None:
    for name in _READERS:
        if callable(getattr(module, name, None)) and not isinstance(getattr(module, name), type):
            wrapping.before(module, name, GUARD, _judge_of(module, name))


def _judge_of(module: ModuleType, name: str) -> Callable[..., None]:
    def asked(source: Any = None, parser: Any = None, *_: Any, **named: Any) -> None:
        source = next((named[word] for word in ("text", "strings") if word in named), source)
        judge(source, parser, module, html=name == "HTML")

    return asked


def _look_at_expat() -> None:
    """Say that this runtime's expat does not bound entities."""
    expat: Any = sys.modules.get("pyexpat")
    if expat is not None and expat.version_info < _BOUNDED:
        faults.missing("the bound on entities of " + expat.EXPAT_VERSION)


def _fetched(source: Any = "", *_: Any) -> None:
    """Where SAX resolves an entity: stop what a declaration in untrusted text names."""
    if invocation.current() is None or not _is_of_an_entity():
        return
    if hasattr(source, "getSystemId") and source.getByteStream() is source.getCharacterStream() is None:
        source = source.getSystemId()
    if isinstance(source, str) and source:
        low = source.lower()
        _stop("declares entities", lambda text: "<!" in text and low in text)


def _is_of_an_entity() -> bool:
    """Whether it is the reader that asks for an entity, and not the function for a document."""
    frame: Any = sys._getframe(1)
    for _ in range(_FRAMES):
        if frame is None:
            return False
        if frame.f_code.co_name == _RESOLVES:
            return True
        frame = frame.f_back
    return False


_FRAMES = 10
"""The wrapping's own, and the reader's."""


def _included(href: Any = "", *_: Any, **__: Any) -> None:
    """Where ElementTree includes a file: stop what an inclusion in untrusted text names."""
    if invocation.current() is not None and isinstance(href, str) and href:
        low = href.lower()
        _stop("includes a file", lambda text: any(_leads(one.group(1), low) for one in _HREF.finditer(text)))


def _leads(named: str, href: str) -> bool:
    """Whether an inclusion's name is what is to be read, or is so behind the folder that the code named."""
    from html import unescape

    name = unescape(named)
    return name == href or (len(name) > 1 and href.endswith("/" + name.rpartition("../")[2].lstrip("./")))


def _stop(what: str, names: Callable[[str], bool]) -> None:
    for text in untrusted.seen_by(GUARD) or ():
        if not text.holds and names(text.lower):
            verdicts.attack(GUARD, f"value of {text.where} {what}", {"field": text.where})
            return


def judge(source: Any = None, parser: Any = None, module: Any = None, *, html: bool = False) -> None:
    """Stop a document whose declaration of entities or inclusion is untrusted text, if its parser heeds that."""
    if invocation.current() is None:
        return
    held = getattr(source, "getvalue", None)  # a document in memory
    data = held() if callable(held) else source
    wide = False
    if isinstance(data, (bytes, bytearray)):
        wide = data[:2] in (b"\xff\xfe", b"\xfe\xff")
        text = bytes(data[:_LARGEST]).decode("utf-16" if wide else "utf-8", "replace")
    elif isinstance(data, str):
        text = data[:_LARGEST]
    else:
        return
    if not (_TYPE.search(text) or _INCLUDE.search(text)) or _reads_html(parser, module, html=html):
        return
    found = _declared(text, parser, module, wide=wide)
    for span in untrusted.spans(text, GUARD) if found else ():
        if any(start < span.end and end > span.start for start, end in found):
            verdicts.attack(GUARD, f"value of {span.text.where} declares entities", {"field": span.text.where})


def _declared(text: str, parser: Any, module: Any, *, wide: bool) -> list[tuple[int, int]]:
    """Where a document declares what this parser heeds.

    An inclusion is carried out by the function, whatever the parser; a type that lies elsewhere is read where the
    parser is told to; and entities are of no account where it neither puts them in nor reads what lies elsewhere, so
    long as none names another.
    """
    from . import xml_read

    found = xml_read.read(text, wide=wide)
    entities, external = list(found.entities), list(found.external)
    for one in _TYPE.finditer(text):
        if one.start() >= found.sure:
            (entities if one.group(1) else external).append(one.span())
    places = [one.span() for one in _INCLUDE.finditer(found.text)]
    if entities or external:
        resolves, loads = _ways(parser, module)
        if loads:
            places += external
        if loads or resolves or found.grows or not found.sure:
            places += entities
    return places


def _reads_html(parser: Any, module: Any, *, html: bool) -> bool:
    """Whether it is a reader of HTML, which has no entities of a document's own and no inclusions."""
    kind = getattr(module, "HTMLParser", None)
    return html if parser is None else isinstance(kind, type) and isinstance(parser, kind)


def _ways(parser: Any, module: Any) -> tuple[bool, bool]:
    """Whether a parser of lxml puts entities in, and whether it reads a type that lies elsewhere.

    It does not tell how it was set: a copy of it is asked to read two documents of ours.  One that cannot be asked
    without the function's own code being called, or that finds a fault in them, counts as one that does both.
    """
    try:
        asked = module.get_default_parser() if parser is None else parser
        if not type(asked).__module__.startswith("lxml.") or asked.target is not None:
            return True, True
        if repr(asked.resolvers) != "set()":
            return True, True
        read = getattr(module.fromstring, "__wrapped__", module.fromstring)
        first, second = asked.copy(), asked.copy()
        for one in (first, second):
            one.set_element_class_lookup(None)
        resolves = read(_ENTITY, first).text is not None
        read(_ELSEWHERE, second)
        return resolves, len(second.error_log) > 0
    except Exception:  # noqa: BLE001  # a fault of the document's or the parser's
        return True, True


_ENTITY = b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
_ELSEWHERE = b'<!DOCTYPE a SYSTEM "file:///dev/null/a"><a/>'
"""It names what cannot be there: a parser that looks for it says so."""
