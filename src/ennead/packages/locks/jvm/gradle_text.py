"""The text of a Gradle build file without its comments, and the blocks in it.  Nothing of it is run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ennead.packages.locks.text.lined import MAX_DEPTH

PIECE = re.compile(
    r'(?P<text>"""(?:[^"]|"(?!""))*+(?:"""|\Z)|"[^"\\\n]*+(?:\\.[^"\\\n]*+)*+"|\'[^\'\\\n]*+(?:\\.[^\'\\\n]*+)*+\')'
    r"|(?P<note>//[^\n]*|/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z))|(?P<open>\{)|(?P<close>\})|(?P<rest>[^\"'/{}]+|.)",
    re.DOTALL,
)
"""The pieces of a build file: literals, notes, braces, and what is between them."""
HEAD = re.compile(r"([\w.-]{1,100})(?:\s*\([^()\n]{0,300}\))?\s*\Z")
"""The name of a block, in what stands before its brace."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A line of a build file, without notes; `blocks` are the names of the blocks around it, outermost first."""

    text: str
    line: int
    blocks: tuple[str, ...]


def statements(text: str) -> Iterator[Statement]:
    """Each line of a build file, and what of it stands in a block on the same line."""
    blocks: list[str] = []
    parts: list[str] = []
    line = start = 1
    brackets = 0
    for match in PIECE.finditer(text):
        kind, piece = match.lastgroup, match[0]
        if kind == "rest":
            for index, part in enumerate(piece.split("\n")):
                line += bool(index)
                if index and brackets <= 0:
                    yield from _statement(parts, start, blocks)
                    parts, start = [], line
                brackets += part.count("(") - part.count(")")
                parts.append(part if not index else f" {part}")
            continue
        if kind in {"open", "close"}:
            head = "".join(parts)
            yield from _statement(parts, start, blocks)
            parts, start, brackets = [], line, 0
            if kind == "open" and len(blocks) < MAX_DEPTH:
                found = HEAD.search(head[-500:])
                blocks.append(found[1] if found is not None else "")
            elif kind == "close" and blocks:
                blocks.pop()
        elif kind == "text":
            parts.append(piece)
        line += piece.count("\n")
    yield from _statement(parts, start, blocks)


def _statement(parts: list[str], line: int, blocks: list[str]) -> Iterator[Statement]:
    text = "".join(parts).strip()
    if text:
        yield Statement(text, line, tuple(blocks))
