"""How a YAML file is written: what new text in it should look like."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from ennead.remedy.spans import Kind, Node, column, leads, line_start, newline

SMALL = 9
"""Indentations beyond this are an accident, not a style."""


@dataclass(frozen=True, slots=True)
class Style:
    """`indent` of a mapping below its key, `offset` of a list's dashes below their key, `pad` blanks behind a dash.

    `short`: functions as tags (`!Ref`).  `quote`: the sign around text that needs one.  `newline`: the line break.
    `literal`: text of several lines may be written as such.
    """

    indent: int = 2
    offset: int = 2
    short: bool = True
    quote: str = "'"
    newline: str = "\n"
    literal: bool = True


def style_of(text: str, root: Node) -> Style:
    """The style that most of a document has.  Without any function in it, tags are taken."""
    indents: Counter[int] = Counter()
    offsets: Counter[int] = Counter()
    quotes: Counter[str] = Counter()
    short = long = 0
    for node in root.walk():
        quotes[node.style] += 1
        short += node.tag.startswith("!") and node.tag != "!"
        long += node.name == "Ref" or node.name.startswith("Fn::")
        for member in node.members:
            if member.key and not node.flow:
                _count(text, member.mark, member.value, indents, offsets)
    return Style(
        _most(indents, 2),
        _most(offsets, 2),
        bool(short) or not long,
        '"' if quotes['"'] > quotes["'"] else "'",
        newline(text),
    )


def _count(text: str, mark: int, value: Node, indents: Counter[int], offsets: Counter[int]) -> None:
    first = value.members[0].mark if value.members and not value.flow else None
    if first is None or not leads(text, first) or line_start(text, first) == line_start(text, mark):
        return
    step = column(text, first) - column(text, mark)
    if value.kind is Kind.MAPPING and 0 < step < SMALL:
        indents[step] += 1
    elif value.kind is Kind.SEQUENCE and 0 <= step < SMALL:
        offsets[step] += 1


def _most(counts: Counter[int], otherwise: int) -> int:
    return max(counts, key=lambda step: (counts[step], -step)) if counts else otherwise
