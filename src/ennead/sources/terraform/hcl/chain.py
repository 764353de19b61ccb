"""Accesses that follow an expression: `.name`, `[key]`, `[*]`, `.*`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from ennead.sources.cloudformation.marks import Mark
from ennead.sources.terraform.hcl.syntax import Attr, Bad, Expression, Index, Literal, Name, Splat

if TYPE_CHECKING:
    from tree_sitter import Node

MAX_DEPTH = 60
"""Expressions and blocks inside each other."""


class Reader(Protocol):
    """What turns nodes of the grammar into the tree; `fixed` stands in for all places."""

    source: bytes
    path: str
    fixed: Mark | None

    def mark(self, node: Node) -> Mark: ...
    def text(self, node: Node) -> str: ...
    def attr_name(self, node: Node) -> str: ...
    def fault(self, node: Node, reason: str) -> None: ...
    def expression(self, node: Node, depth: int) -> Expression: ...
    def loop_head(self, node: Node, depth: int) -> tuple[str | None, str, Expression]: ...


@dataclass(slots=True)
class Chain:
    reader: Reader

    def extended(self, first: Expression, steps: list[Node], depth: int) -> Expression:
        """An expression with its accesses.  What follows a `[*]` happens to each member, also further splats."""
        if len(steps) > MAX_DEPTH or depth > MAX_DEPTH:
            return Bad(first.mark, "nested too deep")
        for place, step in enumerate(steps):
            if step.type == "get_attr":
                first = Attr(first.mark, first, self.reader.attr_name(step))
            elif step.type == "index":
                first = self._index(first, step, depth)
            elif step.type == "splat" and step.children:
                return self._splat(first, step.children[0], steps[place + 1 :], depth)
            else:
                return Bad(self.reader.mark(step), "not valid HCL")
        return first

    def _index(self, first: Expression, step: Node, depth: int) -> Expression:
        inner = step.children[0] if step.children else step
        if inner.type == "legacy_index":
            digits = self.reader.text(inner).lstrip(". \t")
            if not digits.isdecimal() or len(digits) > 9:
                return Bad(first.mark, "not valid HCL")
            return Index(first.mark, first, Literal(self.reader.mark(inner), int(digits)))
        key = next((child for child in inner.children if child.type == "expression"), None)
        if key is None:
            return Bad(first.mark, "not valid HCL")
        return Index(first.mark, first, self.reader.expression(key, depth + 1))

    def _splat(self, first: Expression, splat: Node, rest: list[Node], depth: int) -> Expression:
        inside = [child for child in splat.children if child.type in ("get_attr", "index")]
        item = f"*{depth}"  # no identifier: it hides nothing
        start = Name(first.mark, (item,))
        if splat.type == "full_splat":
            return Splat(first.mark, first, self.extended(start, [*inside, *rest], depth + 1), item)
        steps = [*inside, *rest]
        cut = next((place for place, child in enumerate(steps) if child.type != "get_attr"), len(steps))
        each = self.extended(start, steps[:cut], depth + 1)
        return self.extended(Splat(first.mark, first, each, item), steps[cut:], depth + 1)
