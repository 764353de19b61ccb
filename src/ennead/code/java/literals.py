"""Literals: text, characters and numbers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ennead.code import ir
from ennead.code.java.reader import Reader, ToExpr

if TYPE_CHECKING:
    from tree_sitter import Node

_ESCAPE = re.compile(r"\\(?:u+([0-9a-fA-F]{4})|([0-3]?[0-7]{1,2})|(\r?\n|.))", re.DOTALL)
_PLAIN = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "s": " ", "\n": "", "\r\n": ""}
_BASES = {
    "decimal_integer_literal": 10,
    "hex_integer_literal": 16,
    "octal_integer_literal": 8,
    "binary_integer_literal": 2,
}


def unescaped(text: str) -> str:
    """Text with its escapes replaced; halves of a pair that stand alone become U+FFFD."""
    if "\\" not in text:
        return text
    found = _ESCAPE.sub(_replacement, text)
    if any("\ud800" <= char <= "\udfff" for char in found):
        return found.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return found


def _replacement(match: re.Match[str]) -> str:
    code, octal, other = match.groups()
    if code:
        return chr(int(code, 16))
    return chr(int(octal, 8)) if octal else _PLAIN.get(other, other)


def stripped(block: str) -> str:
    """The lines of a text block without their common indent and the spaces at their ends; escapes stay."""
    _, _, content = block.replace("\r\n", "\n").partition("\n")
    *lines, last = content.split("\n")
    counted = [line for line in lines if line.strip()] + [last]
    indent = min(len(line) - len(line.lstrip(" \t\f")) for line in counted)
    return "\n".join(line[indent:].rstrip(" \t\f") for line in (*lines, last))


def _string(reader: Reader, node: Node) -> ir.Expr:
    at = reader.at(node)
    if any(child.type == "string_interpolation" for child in node.named_children):
        return ir.Text(at, tuple(_part(reader, child) for child in node.named_children))
    text = reader.text(node)
    if text.startswith('"""'):
        return ir.Const(at, unescaped(stripped(text[3:].removesuffix('"""'))))
    return ir.Const(at, unescaped(text[1:-1]))


def _part(reader: Reader, node: Node) -> ir.Expr:
    if node.type == "string_interpolation":
        inside = reader.exprs(child for child in node.named_children if reader.is_expression(child))
        return inside[0] if len(inside) == 1 else ir.Other(reader.at(node), node.type, inside)
    return ir.Const(reader.at(node), unescaped(reader.text(node)))


def _character(reader: Reader, node: Node) -> ir.Expr:
    return ir.Const(reader.at(node), unescaped(reader.text(node)[1:-1]))


def _integer(reader: Reader, node: Node) -> ir.Expr:
    at, digits = reader.at(node), reader.text(node).replace("_", "").rstrip("lL")
    try:
        return ir.Const(at, int(digits, _BASES[node.type]))
    except ValueError:
        reader.problem(at, "a number that is none, or too long")
        return ir.Other(at, node.type)


def _real(reader: Reader, node: Node) -> ir.Expr:
    at, digits = reader.at(node), reader.text(node).replace("_", "")
    try:
        if node.type.startswith("hex"):
            return ir.Const(at, float.fromhex(digits.rstrip("fFdD") if "p" in digits.lower() else digits))
        return ir.Const(at, float(digits.rstrip("fFdD")))
    except (ValueError, OverflowError):
        reader.problem(at, "a number that is none, or too large")
        return ir.Other(at, node.type)


LITERALS: dict[str, ToExpr] = {
    **dict.fromkeys(_BASES, _integer),
    "decimal_floating_point_literal": _real,
    "hex_floating_point_literal": _real,
    "character_literal": _character,
    "string_literal": _string,
    "true": lambda reader, node: ir.Const(reader.at(node), True),
    "false": lambda reader, node: ir.Const(reader.at(node), False),
    "null_literal": lambda reader, node: ir.Const(reader.at(node), None),
}
