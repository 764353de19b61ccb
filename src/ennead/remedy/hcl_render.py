"""Plain data to Terraform's expressions."""

from __future__ import annotations

import json
import re
from typing import Any

from ennead.remedy.edit import Hcl
from ennead.remedy.errors import RemedyError

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*\Z")
_KEYWORDS = frozenset({"for", "if", "in", "else", "endif", "endfor", "true", "false", "null"})


def rendered(value: Any) -> str:
    """The expression; objects on several lines, lists of scalars on one.

    Raises:
        RemedyError: it is no plain data.
    """
    if isinstance(value, Hcl):
        return value.text.strip()
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, dict):
        lines = [f"  {key(name)} = {_inner(item)}" for name, item in value.items()]
        return "\n".join(["{", *lines, "}"]) if lines else "{}"
    if isinstance(value, list | tuple):
        items = [rendered(item) for item in value]
        if any("\n" in item for item in items):
            return "[" + ", ".join(items) + "]" if len(items) == 1 else _tall(items)
        return "[" + ", ".join(items) + "]"
    if value is None or isinstance(value, bool | int | float):
        return json.dumps(value)
    raise RemedyError(f"a new value holds a {type(value).__name__}: use plain data or Hcl")


def key(name: str) -> str:
    """A key of an object."""
    return name if _NAME.match(name) and name not in _KEYWORDS else _text(name)


def _inner(value: Any) -> str:
    return rendered(value).replace("\n", "\n  ")


def _tall(items: list[str]) -> str:
    lines = [f"  {item.replace(chr(10), chr(10) + '  ')}," for item in items]
    return "\n".join(["[", *lines, "]"])


def _text(value: str) -> str:
    made = json.dumps(value, ensure_ascii=False)
    return made.replace("${", "$${").replace("%{", "%%{")
