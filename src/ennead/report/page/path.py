"""The way to a finding: a row of cards from left to right, and the same as text to copy."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from ennead.model.finding import Finding, Hop
from ennead.report.map.kinds import kind_word
from ennead.report.page.text import place, text
from ennead.report.scan.text import printable
from ennead.report.table.finding import called


def path(finding: Finding) -> str:
    """Nothing where the finding has no path."""
    hops = finding.path
    if not hops:
        return ""
    cards = "".join(_card(hop, before, finding.app) for hop, before in zip(hops, (None, *hops), strict=False))
    said = "\n".join(map(text, as_text(finding)))
    return (
        f'<h3>Why here</h3><ol class="path">{cards}</ol>'
        f'<details class="as-text"><summary>The path as text</summary><pre class="copy">{said}</pre></details>'
    )


def _card(hop: Hop, before: Hop | None, app: str | None) -> str:
    """A step that stays on its node stands as what happens there; a message that is only the name is not repeated."""
    name, kind = called(hop, app), hop.node.partition("/")[0]
    if before is not None and before.node == hop.node:
        return f'<li class="stays"><span>{text(hop.message)}</span>{place(hop.at)}</li>'
    word = "" if kind == "internet" else f"<small>{text(kind_word(kind))}</small>"
    message = "" if hop.message == name else f"<span>{text(hop.message)}</span>"
    return f"<li>{word}<b>{text(name)}</b>{message}{place(hop.at)}</li>"


def as_text(finding: Finding) -> list[str]:
    """The message, then a line for each hop: `→ AdminShell: is started by it (template.yml:88)`."""
    return [printable(line) for line in _lines(finding)]


def _lines(finding: Finding) -> Iterator[str]:
    yield finding.message
    if finding.path:
        first = finding.path[0]
        yield f"  {_step(first, finding.app)}{_at(first)}"
    for before, hop in pairwise(finding.path):
        said = hop.message if hop.node == before.node else _step(hop, finding.app)
        yield f"  → {said}{_at(hop)}"


def _step(hop: Hop, app: str | None) -> str:
    name = called(hop, app)
    return name if name == hop.message else f"{name}: {hop.message}"


def _at(hop: Hop) -> str:
    return f" ({hop.at})" if hop.at and hop.at.path else ""
