"""XML with lines, by defusedxml: no entities, no external documents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from io import StringIO
from typing import Any
from xml.sax import SAXException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl, InputSource, Locator

import defusedxml.sax
from defusedxml import DefusedXmlException

from ennead.packages.locks.text.lined import MAX_DEPTH, MAX_MEMBERS, Malformed


@dataclass(slots=True)
class Element:
    """An element: its local name, attributes, text without the blanks around it, children, and line."""

    name: str
    line: int
    attributes: dict[str, str] = field(default_factory=dict)
    text: str = ""
    children: list[Element] = field(default_factory=list)

    def child(self, name: str) -> Element | None:
        """The first child of a name."""
        return next((one for one in self.children if one.name == name), None)

    def word(self, name: str) -> str | None:
        """The text of the first child of a name; None where there is none or it is empty."""
        found = self.child(name)
        return (found.text or None) if found is not None else None

    def each(self, *route: str) -> Iterator[Element]:
        """The elements at a route of names below this one."""
        if not route:
            yield self
            return
        for one in self.children:
            if one.name == route[0]:
                yield from one.each(*route[1:])


def parse(text: str) -> Element:
    """The root element.  Raises Malformed."""
    handler = _Builder()
    parser: Any = defusedxml.sax.make_parser()
    parser.setContentHandler(handler)
    source = InputSource()
    source.setCharacterStream(StringIO(text.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")))
    try:
        parser.parse(source)
    except DefusedXmlException as error:
        raise Malformed("XML with entities, which are not followed") from error
    except SAXException as error:
        line = getattr(error, "getLineNumber", lambda: 0)() or 0
        raise Malformed("not valid XML", line) from error
    if handler.root is None:
        raise Malformed("no XML element")
    return handler.root


class _Builder(ContentHandler):
    def __init__(self) -> None:
        super().__init__()
        self.root: Element | None = None
        self.opened: list[Element] = []
        self.pieces: list[list[str]] = []
        self.members = 0
        self.locator: Locator | None = None

    def setDocumentLocator(self, locator: Locator) -> None:  # noqa: N802  (the parser's name)
        self.locator = locator

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802
        line = (self.locator.getLineNumber() or 0) if self.locator is not None else 0
        self.members += 1
        if len(self.opened) >= MAX_DEPTH or self.members > MAX_MEMBERS:
            raise Malformed(f"nested deeper than {MAX_DEPTH} levels or too large", line)
        attributes = {str(key).rpartition(":")[2]: str(value) for key, value in attrs.items()}
        element = Element(name.rpartition(":")[2], line, attributes)
        if self.opened:
            self.opened[-1].children.append(element)
        elif self.root is None:
            self.root = element
        self.opened.append(element)
        self.pieces.append([])

    def endElement(self, name: str) -> None:  # noqa: ARG002, N802
        self.opened.pop().text = "".join(self.pieces.pop()).strip()

    def characters(self, content: str) -> None:
        if self.pieces:
            self.pieces[-1].append(content)
