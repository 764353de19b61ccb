"""Text of a scanned application made fit for a page."""

from __future__ import annotations

import html

from ennead.model.location import Location
from ennead.report.scan.text import printable


def text(value: str) -> str:
    """One line, escaped for text and for double-quoted attributes; what cannot be seen is spelled out."""
    return html.escape(printable(value), quote=True)


def block(value: str) -> str:
    """The same for several lines: line feeds stay."""
    return "\n".join(text(line) for line in value.expandtabs(2).rstrip().splitlines())


def place(at: Location | None) -> str:
    """`path:line` as an element; empty where no file is named."""
    return f'<span class="place">{text(str(at))}</span>' if at and at.path else ""


def plural(count: int, one: str) -> str:
    """`1 check`, `2 checks`."""
    return f"{count} {one}" if count == 1 else f"{count} {one}s"
