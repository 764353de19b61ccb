"""Plain data to YAML text in a file's own style: block lines, or one line in brackets."""

from __future__ import annotations

import json
import re
from typing import Any

from ennead.remedy.values import function_of
from ennead.remedy.yaml_style import Style

_PLAIN = re.compile(r"(?:[^\W\d]|[/$])[^\x00-\x1f\x7f-\xa0\u2028\u2029\ufeff\ud800-\udfff]*\Z")
_WORDS = frozenset("y n yes no on off true false null none nan inf".split())
_SPECIAL = re.compile(r"[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
_LONG_ONLY = frozenset({"Condition", "Fn::Transform"})


def inline(value: Any, style: Style) -> str:
    """A value on one line, collections in brackets."""
    name = _short(value, style)
    if name:
        return f"{_tag(name)} {_argument(name, value[name], style, flow=True)}"
    if isinstance(value, dict):
        pairs = (f"{scalar(key, style, flow=True)}: {inline(item, style)}" for key, item in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(inline(item, style) for item in value) + "]"
    return scalar(value, style, flow=True)


def block(value: Any, style: Style) -> tuple[str, list[str]]:
    """What stands behind the key or dash, and the lines below, not indented."""
    name = _short(value, style)
    if name:
        inner = value[name]
        if isinstance(inner, dict | list) and inner and name != "Fn::GetAtt":
            return _tag(name), block(inner, style)[1]
        return f"{_tag(name)} {_argument(name, inner, style, flow=False)}", []
    if isinstance(value, dict) and value:
        return "", [line for key, item in value.items() for line in entry(key, item, style)]
    if isinstance(value, list) and value:
        return "", [line for member in value for line in item_lines(member, style)]
    if isinstance(value, dict | list):
        return inline(value, style), []
    if isinstance(value, str) and style.literal and _literal(value):
        return ("|" if value.endswith("\n") else "|-"), value.removesuffix("\n").split("\n")
    return scalar(value, style), []


def entry(key: str, value: Any, style: Style) -> list[str]:
    """A member of a mapping in block style."""
    head, lines = (inline(value, style), []) if key == "Fn::GetAtt" else block(value, style)
    first = f"{scalar(key, style)}: {head}".rstrip(" ")
    return [first, *indented(lines, step(value, style))]


def item_lines(value: Any, style: Style) -> list[str]:
    """An item of a list in block style."""
    head, lines = block(value, style)
    if not head:
        head, lines = lines[0], lines[1:]
    return [f"- {head}", *indented(lines, 2)]


def step(value: Any, style: Style) -> int:
    """By how much the lines of a value are indented below its key."""
    inner = value[name] if (name := _short(value, style)) else value
    return style.offset if isinstance(inner, list) else style.indent


def indented(lines: list[str], width: int) -> list[str]:
    """The lines with blanks before them; empty ones stay empty."""
    return [" " * width + line if line else line for line in lines]


def scalar(value: Any, style: Style, *, flow: bool = False, quote: str = "") -> str:
    """Text, a number, a boolean or null on one line; `quote` is the sign that stood there before."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return str(value)
    if not quote and _plain(value, flow):
        return value
    if _CONTROL.search(value) or (quote or style.quote) == '"':
        return _SPECIAL.sub(lambda sign: f"\\u{ord(sign[0]):04x}", json.dumps(value, ensure_ascii=False))
    return "'" + value.replace("'", "''") + "'"


def _plain(text: str, flow: bool) -> bool:
    if not _PLAIN.match(text) or text.lower() in _WORDS or text[-1] in " :":
        return False
    if ": " in text or " #" in text or "\t" in text:
        return False
    return not (flow and re.search(r"[,\[\]{}]", text))


def _literal(text: str) -> bool:
    """Whether text reads well as lines of its own, and comes back as it was."""
    lines = text.split("\n")
    body = lines[:-1] if text.endswith("\n") else lines
    if len(body) < 2 or not body[0] or not body[-1] or body[0][0] in " \t":
        return False
    return not any(line != line.rstrip() or _CONTROL.search(line) for line in body)


def _short(value: Any, style: Style) -> str | None:
    """The name of a function to be written as a tag; a tag cannot follow a tag."""
    name = function_of(value)
    if not (name and style.short) or name in _LONG_ONLY:
        return None
    inner = value[name]
    if isinstance(inner, dict) and (_short(inner, style) or not inner):
        return None
    if name == "Fn::GetAtt":
        return name if _dotted(inner) else None
    return name if isinstance(inner, str | list | dict) else None


def _dotted(inner: Any) -> bool:
    """Whether the two parts of an attribute can be joined by a dot."""
    return (
        isinstance(inner, list)
        and len(inner) == 2
        and all(isinstance(part, str) for part in inner)
        and "." not in inner[0]
    )


def _tag(name: str) -> str:
    return "!" + name.removeprefix("Fn::")


def _argument(name: str, inner: Any, style: Style, *, flow: bool) -> str:
    if name == "Fn::GetAtt":
        return scalar(".".join(inner), style, flow=flow)
    return inline(inner, style) if isinstance(inner, dict | list) else scalar(inner, style, flow=flow)
