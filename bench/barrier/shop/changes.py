"""What a handler does to a value before it uses it: ten ordinary changes, and what an event must bring for each."""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Callable

_HEADS = {"sql": "a", "shell": "a", "files": "./", "pages": "dear ", "documents": "a"}
"""What stands before the value in an f-string, by the sink's module."""

_CODED: dict[int, str] = {ord(mark): f"\\u{ord(mark):04x}" for mark in "<>&'"}


def change(name: str, text: str, module: str) -> str:
    """The value as the handler hands it on."""
    return _CHANGES[name](text, module)


def brought(name: str, value: str) -> str:
    """The text an event must bring so that the value, or one that says the same, comes of the change."""
    return _BROUGHT[name](value)


def halves(value: str) -> tuple[str, str]:
    """The two parts that two fields bring."""
    middle = (len(value) + 1) // 2
    return value[:middle], value[middle:]


def _prefixed(text: str, module: str) -> str:
    head = _HEADS.get(module, "")
    return f"{head}{text}"


def _unpadded(text: str) -> str:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()


_CHANGES: dict[str, Callable[[str, str], str]] = {
    "case": lambda text, _module: text.lower(),
    "strip": lambda text, _module: text.strip(),
    "replace": lambda text, _module: text.replace("~", " "),
    "split-join": lambda text, _module: " ".join(text.split()),
    "unescape": lambda text, _module: html.unescape(text),
    "base64": lambda text, _module: _unpadded(text),
    "f-string": _prefixed,
    "json": lambda text, _module: str(json.loads(text)["q"]),
    "slice": lambda text, _module: text[3:-5],
    "two-fields": lambda text, _module: text,
}
_BROUGHT: dict[str, Callable[[str], str]] = {
    "case": str.upper,
    "strip": lambda value: f"\t  {value} \n",
    "replace": lambda value: value.replace(" ", "~"),
    "split-join": lambda value: value.replace(" ", " \t "),
    "unescape": html.escape,
    "base64": lambda value: base64.urlsafe_b64encode(value.encode()).decode().rstrip("="),
    "f-string": str,
    "json": lambda value: json.dumps({"q": value}).translate(_CODED),
    "slice": lambda value: f"id:{value};end!",
    "two-fields": str,
}
CHANGES = tuple(_CHANGES)
