"""Templates: quoted text, heredocs and template files, with what is put into them.

Source: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#templates.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ennead.sources.cloudformation.marks import Mark
from ennead.sources.terraform.hcl import syntax
from ennead.sources.terraform.hcl.chain import MAX_DEPTH, Reader
from ennead.sources.terraform.hcl.literals import escaped, flushed, plain_dollars, trimmed_left, trimmed_right
from ennead.sources.terraform.hcl.syntax import Bad, Expression, Literal

if TYPE_CHECKING:
    from tree_sitter import Node

Clean = Callable[[str], str]
_SEQUENCES = ("template_interpolation", "template_directive")


@dataclass(slots=True)
class Templates:
    reader: Reader

    def quoted(self, node: Node, depth: int) -> Expression:
        start = node.children[0].end_byte
        parts = self._parts(node.children[1:-1], start, node.children[-1].start_byte, depth, _quoted_text)
        return _template(self.reader.mark(node), parts)

    def heredoc(self, node: Node, depth: int, *, whole: bool = False) -> Expression:
        """`<<WORD` and `<<-WORD`; `whole` where the text is all there is and ends without the line's end."""
        words = [child for child in node.children if child.type == "heredoc_identifier"]
        if len(words) != 2:
            return Bad(self.reader.mark(node), "not valid HCL")
        start = self.reader.source.find(b"\n", words[0].end_byte) + 1
        end = self.reader.source.rfind(b"\n", 0, words[1].start_byte) + 1 - whole
        inside = [child for child in node.children if start <= child.start_byte < end]
        parts = self._parts(inside, start, max(end, start), depth, plain_dollars)
        if any(self.reader.text(child) == "<<-" for child in node.children[:1]):
            parts = flushed(parts)
        return _template(self.reader.mark(node), parts, heredoc=not whole)

    def _parts(self, children: list[Node], start: int, end: int, depth: int, clean: Clean) -> list[Expression]:
        """The literal text between sequences is cut out of the source: the grammar skips blanks in it."""
        parts: list[Expression] = []
        trim = False
        place = start
        for child in [child for child in children if child.type in _SEQUENCES]:
            opens, closes = _strips(child)
            self._literal_part(parts, (place, child.start_byte), (trim, opens), child, clean)
            parts.append(self._part(child, depth + 1, clean))
            trim, place = closes, child.end_byte
        self._literal_part(parts, (place, end), (trim, False), None, clean)
        return parts

    def _literal_part(
        self, parts: list[Expression], span: tuple[int, int], trim: tuple[bool, bool], node: Node | None, clean: Clean
    ) -> None:
        text = clean(self.reader.source[span[0] : span[1]].decode("utf-8", "replace"))
        text = trimmed_left(text) if trim[0] else text
        text = trimmed_right(text) if trim[1] else text
        if text:
            parts.append(
                Literal(self.reader.mark(node) if node else self.reader.fixed or (self.reader.path, 1, 1), text)
            )

    def _part(self, node: Node, depth: int, clean: Clean) -> Expression:
        if depth > MAX_DEPTH:
            self.reader.fault(node, f"templates nested deeper than {MAX_DEPTH} levels")
            return Bad(self.reader.mark(node), "nested too deep")
        if node.type == "template_interpolation":
            inner = next((child for child in node.children if child.type == "expression"), None)
            return self.reader.expression(inner, depth) if inner else Literal(self.reader.mark(node), "")
        inside = node.children[0] if node.children else node
        if inside.type == "template_for":
            return self._text_loop(inside, depth, clean)
        if inside.type == "template_if":
            return self._text_if(inside, depth, clean)
        return Bad(self.reader.mark(node), "not valid HCL")

    def _text_loop(self, node: Node, depth: int, clean: Clean) -> Expression:
        first, *inside, last = node.children
        if first.type != "template_for_start" or last.type != "template_for_end":
            return Bad(self.reader.mark(node), "not valid HCL")
        key, value, of = self.reader.loop_head(first, depth)
        body = self._between(first, inside, last, depth, clean)
        return syntax.TextLoop(self.reader.mark(node), key, value, of, body)

    def _text_if(self, node: Node, depth: int, clean: Clean) -> Expression:
        first, *inside, last = node.children
        condition = next((child for child in first.children if child.type == "expression"), None)
        if condition is None or last.type != "template_if_end":
            return Bad(self.reader.mark(node), "not valid HCL")
        cut = next((place for place, child in enumerate(inside) if child.type == "template_else_intro"), None)
        if cut is None:
            then = self._between(first, inside, last, depth, clean)
            otherwise: Expression = Literal(self.reader.mark(node), "")
        else:
            then = self._between(first, inside[:cut], inside[cut], depth, clean)
            otherwise = self._between(inside[cut], inside[cut + 1 :], last, depth, clean)
        return syntax.Conditional(self.reader.mark(node), self.reader.expression(condition, depth), then, otherwise)

    def _between(self, first: Node, inside: list[Node], last: Node, depth: int, clean: Clean) -> Expression:
        parts = self._parts(inside, first.end_byte, last.start_byte, depth, clean)
        if parts and _closes_stripped(first) and isinstance(parts[0], Literal):
            parts[0] = Literal(parts[0].mark, trimmed_left(parts[0].value))
        if parts and _opens_stripped(last) and isinstance(parts[-1], Literal):
            parts[-1] = Literal(parts[-1].mark, trimmed_right(parts[-1].value))
        return syntax.Template(self.reader.mark(first), tuple(parts))


def _quoted_text(text: str) -> str:
    return plain_dollars(escaped(text))


def _template(mark: Mark, parts: list[Expression], *, heredoc: bool = False) -> Expression:
    if not parts:
        return Literal(mark, "")
    if len(parts) == 1 and isinstance(parts[0], Literal) and isinstance(parts[0].value, str):
        return Literal(mark, parts[0].value)
    bare = len(parts) == 1 and not heredoc and not isinstance(parts[0], syntax.TextLoop)
    return syntax.Template(mark, tuple(parts), bare)


def _strips(node: Node) -> tuple[bool, bool]:
    """Whether a sequence takes the blanks before and after it."""
    first, last = node, node
    while first.children and not first.type.endswith(("_intro", "for_start", "interpolation")):
        first, last = first.children[0], last.children[-1]
    if node.type == "template_directive":
        last = node.children[0].children[-1] if node.children and node.children[0].children else node
    return _opens_stripped(first), _closes_stripped(last)


def _opens_stripped(node: Node) -> bool:
    return len(node.children) > 1 and node.children[1].type == "strip_marker"


def _closes_stripped(node: Node) -> bool:
    return len(node.children) > 1 and node.children[-2].type == "strip_marker"
