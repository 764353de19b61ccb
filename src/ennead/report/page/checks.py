"""The right pane: the pages of the checks that found something, each once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ennead.engine.result import ScanResult
from ennead.report.page.text import text
from ennead.report.pages import page

if TYPE_CHECKING:
    from markdown_it import MarkdownIt


def pages(result: ScanResult) -> str:
    """A section for each check with a finding; a check without a page says what prints one."""
    from markdown_it import MarkdownIt  # noqa: PLC0415

    # No raw HTML and no images: a page of ours needs neither, and so nothing can come in by one.
    reader = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    return "".join(_section(reader, check) for check in sorted({finding.check for finding in result.findings}))


def _section(reader: MarkdownIt, check: str) -> str:
    found = page(check)
    body = _rendered(reader, found) if found else "<p>Nobody has written a page about this check.</p>"
    return f'<section id="check-{text(check)}" data-check="{text(check)}"><h3>{text(check)}</h3>{body}</section>\n'


def _rendered(reader: MarkdownIt, markdown: str) -> str:
    """The page without its title, its headings two levels down: it stands inside a section of ours."""
    tokens = reader.parse(markdown)
    if len(tokens) > 3 and tokens[0].type == "heading_open" and tokens[0].tag == "h1":
        tokens = tokens[3:]
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1]) + 2)}"
    rendered: str = reader.renderer.render(tokens, reader.options, {})
    return rendered
