"""Values and comments as YAML that is read back as they were."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

from yaml.nodes import ScalarNode
from yaml.resolver import Resolver

WIDEST: Final = 120
_PLAIN = re.compile(r"[A-Za-z_./][A-Za-z0-9_./+$-]*(?::[A-Za-z0-9_./+$*-]+)*")
_TEXT: Final = "tag:yaml.org,2002:str"
_RESOLVER: Final = Resolver()


def scalar(value: Any) -> str:
    """A scalar, in quotes where YAML would read something else without."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    text = str(value)
    if _PLAIN.fullmatch(text) and _is_text(text):
        return text
    return '"' + "".join(_escaped(letter) for letter in text) + '"'


def _is_text(text: str) -> bool:
    """Whether a reader of YAML takes a bare word for a text."""
    tag: str = _RESOLVER.resolve(ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]
    return tag == _TEXT


def _escaped(letter: str) -> str:
    if letter in '"\\':
        return f"\\{letter}"
    if letter.isprintable():
        return letter
    code = ord(letter)
    if 0xD800 <= code < 0xE000:  # half of a pair: no text of UTF-8 has one
        return "?"
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def inline(values: Iterable[Any]) -> str:
    """A list in brackets."""
    return f"[{', '.join(scalar(one) for one in values)}]"


def listed(key: str, values: Iterable[Any], indent: int) -> list[str]:
    """A key with a list, in one line where that is short enough."""
    items = list(values)
    pad = " " * indent
    line = f"{pad}{scalar(key)}: {inline(items)}"
    if len(line) <= WIDEST:
        return [line]
    return [f"{pad}{scalar(key)}:", *(f"{pad}  - {scalar(one)}" for one in items)]


def comment(text: str) -> str:
    """A comment on one line."""
    return "# " + " ".join("".join(one if one.isprintable() else " " for one in text).split())


def block(key: str, value: Any, indent: int) -> list[str]:
    """A key with any plain value."""
    pad = " " * indent
    if isinstance(value, dict) and value:
        return [f"{pad}{scalar(key)}:", *(line for name, one in value.items() for line in block(name, one, indent + 2))]
    if isinstance(value, dict):
        return [f"{pad}{scalar(key)}: {{}}"]
    if not isinstance(value, list | tuple):
        return [f"{pad}{scalar(key)}: {scalar(value)}"]
    if not any(isinstance(one, dict | list | tuple) for one in value):
        return listed(key, value, indent)
    lines = [f"{pad}{scalar(key)}:"]
    for one in value:
        first, *rest = [line for name, held in one.items() for line in block(name, held, indent + 4)]
        lines += [f"{pad}  - {first.lstrip()}", *rest]
    return lines
