"""The places where the grammar gave up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ennead.code.javascript.reader import MAX_PROBLEMS, Reader

if TYPE_CHECKING:
    from tree_sitter import Node

_SHOWN = 30


def note_faults(reader: Reader, root: Node) -> None:
    """A `Problem` for each part that could not be parsed, in order.  A `;` that is missing is none."""
    waiting = [root]
    while waiting and len(reader.problems) <= MAX_PROBLEMS:
        node = waiting.pop()
        if node.is_missing:
            if node.type != ";":
                reader.problem(reader.at(node), f"not valid: {node.type} is missing")
        elif node.is_error:
            reader.problem(reader.at(node), f"not valid at {_start(reader, node)!r}")
        elif node.has_error:
            waiting.extend(reversed(node.children))


def _start(reader: Reader, node: Node) -> str:
    text = reader.source[node.start_byte : min(node.end_byte, node.start_byte + 4 * _SHOWN)].decode("utf-8", "replace")
    lines = text.split("\n", 1)
    return lines[0][:_SHOWN]
