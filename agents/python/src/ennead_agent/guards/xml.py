"""Guard `xml`: an untrusted document that declares entities which lead elsewhere, or multiply.

The standard library's parsers fetch nothing by themselves, and what they open when told to is met as a file or a
request.  lxml opens files from within, so its documents are looked at before.
"""

from __future__ import annotations

import re

from .. import invocation, untrusted, verdicts
from . import wrapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType
    from typing import Any

GUARD = "xml"
_LARGEST = 65_536
_TYPE = re.compile(r"<!DOCTYPE\b[^>\[]*\b(?:SYSTEM|PUBLIC)\b|<!ENTITY\b", re.IGNORECASE)
_INCLUDE = re.compile(r"<\w*:?include\b[^>]*\bhref\s*=", re.IGNORECASE)
_READERS = ("fromstring", "XML", "HTML", "parse", "fromstringlist", "iterparse")


def follow(module: ModuleType) -> None:
    """Watch what lxml reads."""
    for name in _READERS:
        if callable(getattr(module, name, None)) and not isinstance(getattr(module, name), type):
            wrapping.before(module, name, GUARD, judge)


def judge(source: Any = None, *_: Any, **__: Any) -> None:
    """Stop a document whose declaration of entities or inclusion is untrusted text."""
    if invocation.current() is None:
        return
    held = getattr(source, "getvalue", None)  # a document in memory
    data = held() if callable(held) else source
    if isinstance(data, (bytes, bytearray)):
        text = bytes(data[:_LARGEST]).decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", "replace")
    elif isinstance(data, str):
        text = data[:_LARGEST]
    else:
        return
    found = [*_TYPE.finditer(text), *_INCLUDE.finditer(text)]
    if not found:
        return
    for span in untrusted.spans(text, GUARD):
        if any(one.start() < span.end and one.end() > span.start for one in found):
            verdicts.attack(GUARD, f"value of {span.text.where} declares entities", {"field": span.text.where})
