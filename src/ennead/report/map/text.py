"""Text made fit for HTML and for the width of a card."""

from __future__ import annotations

import html
import json
from typing import Any

_NARROW = frozenset("iljtfrI.,:;'|!()[]/ -")
_WIDE = frozenset("mwMW@%")


def text(value: str) -> str:
    """Escaped for text and double-quoted attributes; control, format and surrogate characters become visible."""
    if not value.isprintable():
        value = "".join(sign if sign.isprintable() else " " if sign.isspace() else "\ufffd" for sign in value)
    return html.escape(value, quote=True)


def embedded(value: Any) -> str:
    """JSON that may stand inside a script element: ASCII, and without `<`, `>` and `&`."""
    shown = json.dumps(value, separators=(",", ":"), allow_nan=False)
    return shown.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def fitted(value: str, width: float, size: float) -> str:
    """The text if it fits into `width` pixels at `size`, else with its middle cut out: the ends tell names apart."""
    if length(value, size) <= width:
        return value
    keep = len(value) - 1
    while keep > 2 and length(_cut(value, keep), size) > width:
        keep -= 1
    return _cut(value, keep)


def _cut(value: str, keep: int) -> str:
    head = (keep + 1) // 2
    return f"{value[:head]}…{value[len(value) - keep + head :]}"


def length(value: str, size: float) -> float:
    """Pixels the text takes at that size, rather too many than too few."""
    return sum(_share(sign) for sign in value) * size


def _share(sign: str) -> float:
    """Width of a sign in ems of a common sans-serif, rounded up."""
    if sign in _NARROW:
        return 0.36
    if sign in _WIDE:
        return 0.9
    if sign > "\u2e7f":
        return 1.05
    return 0.7 if sign.isupper() else 0.58
