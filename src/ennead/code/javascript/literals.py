"""Literals: text, templates, numbers, regular expressions, constants."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ennead.code.ir import Const, Expr, Items, Name, Other, Text
from ennead.code.javascript.reader import Reader

if TYPE_CHECKING:
    from tree_sitter import Node

_ESCAPE = re.compile(r"\\(u\{[0-9a-fA-F]+\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|[0-7]{1,3}|\r\n|.)", re.DOTALL)
_PLAIN = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "\n": "", "\r\n": "", "\r": ""}
_SURROGATE = re.compile("[\ud800-\udfff]")
_SAFE = 1 << 53
"""Beyond it, numbers of JavaScript are no longer whole."""


def _unescape(match: re.Match[str]) -> str:
    what = match[1]
    if what in _PLAIN:
        return _PLAIN[what]
    if what[0] in "ux" and len(what) > 1:
        digits = what[1:].strip("{}")
        code = int(digits, 16) if len(digits) <= 8 else 0x110000
        return chr(code) if code < 0x110000 else "\ufffd"
    return chr(int(what, 8)) if what[0] in "01234567" else what


def unescaped(raw: str) -> str:
    """The text that stands between quotes.  Halves of a character without the other become U+FFFD."""
    if "\\" not in raw:
        return raw
    value = _ESCAPE.sub(_unescape, raw)
    if _SURROGATE.search(value):
        return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return value


def string_value(reader: Reader, node: Node) -> str:
    """The text of a string."""
    raw = reader.text(node)
    closed = len(raw) > 1 and raw[-1] == raw[0]
    return unescaped(raw[1:-1] if closed else raw[1:])


def string(reader: Reader, node: Node, _: int) -> Expr:
    return Const(reader.at(node), string_value(reader, node))


def number_value(text: str) -> int | float | None:
    """A number as JavaScript takes it; None for what is none."""
    text = text.replace("_", "").lower().removesuffix("n")
    try:
        if text[:2] in ("0x", "0o", "0b"):
            return int(text, 0)
        if text.isdigit() and len(text) < 16:
            old = len(text) > 1 and text[0] == "0" and not set(text) & {"8", "9"}
            return int(text, 8 if old else 10)
        value = float(text)
    except ValueError:
        return None
    return int(value) if abs(value) < _SAFE and value.is_integer() else value


def number(reader: Reader, node: Node, _: int) -> Expr:
    value = number_value(reader.text(node))
    return Other(reader.at(node), "number") if value is None else Const(reader.at(node), value)


def regex(reader: Reader, node: Node, _: int) -> Expr:
    """A regular expression with its slashes and flags."""
    return Const(reader.at(node), reader.text(node), "regex")


def true(reader: Reader, node: Node, _: int) -> Expr:
    return Const(reader.at(node), True)


def false(reader: Reader, node: Node, _: int) -> Expr:
    return Const(reader.at(node), False)


def nothing(reader: Reader, node: Node, _: int) -> Expr:
    return Const(reader.at(node), None)


def name(reader: Reader, node: Node, _: int) -> Expr:
    """Identifiers, `this`, `super`, the `import` of `import()`.  One that the grammar made up is no name."""
    if node.is_missing:
        return Other(reader.at(node), "missing")
    return Name(reader.at(node), reader.text(node))


def private_name(reader: Reader, node: Node, _: int) -> Expr:
    """`#x` of `#x in y`."""
    return Const(reader.at(node), reader.text(node))


# templates


def template_parts(reader: Reader, node: Node, depth: int) -> list[Expr]:
    """The fixed texts and the expressions of a template in order; no empty texts."""
    parts: list[Expr] = []
    start = node.start_byte + 1
    for child in node.named_children:
        if child.type == "template_substitution":
            _fixed(reader, node, start, child.start_byte, parts)
            inner = [part for part in child.named_children if part.type != "comment"]
            parts.append(reader.expression(inner[0] if inner else None, depth))
            start = child.end_byte
    end = node.end_byte
    closed = end > start and reader.source[end - 1 : end] == b"`"
    _fixed(reader, node, start, end - closed, parts)
    return parts


def _fixed(reader: Reader, node: Node, start: int, end: int, parts: list[Expr]) -> None:
    if end > start:
        raw = reader.source[start:end].decode("utf-8", "replace").replace("\r\n", "\n")
        parts.append(Const(reader.at(node), unescaped(raw)))


def template(reader: Reader, node: Node, depth: int) -> Expr:
    parts = template_parts(reader, node, depth)
    if not parts:
        return Const(reader.at(node), "")
    if len(parts) == 1 and not any(child.type == "template_substitution" for child in node.named_children):
        return parts[0]
    return Text(reader.at(node), tuple(parts))


def tagged(reader: Reader, node: Node, depth: int) -> tuple[Expr, ...]:
    """What a tag is called with: the fixed texts, then each expression."""
    at = reader.at(node)
    texts: list[str] = [""]
    values: list[Expr] = []
    places = [child for child in node.named_children if child.type == "template_substitution"]
    start = node.start_byte + 1
    for place in [*places, None]:
        end = place.start_byte if place else max(node.end_byte - 1, start)
        raw = reader.source[start:end].decode("utf-8", "replace").replace("\r\n", "\n")
        texts[-1] = unescaped(raw)
        if place:
            inner = [part for part in place.named_children if part.type != "comment"]
            values.append(reader.expression(inner[0] if inner else None, depth))
            texts.append("")
            start = place.end_byte
    return (Items(at, tuple([Const(at, text) for text in texts]), "array"), *values)
