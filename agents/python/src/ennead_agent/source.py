"""Whether the function's code names a text by itself.  Loaded where an event cannot be searched for it."""

from __future__ import annotations

import sys

from . import faults, instance

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_FRAMES = 40
_LARGEST = 1 << 20
_SHORTEST = 3
"""Characters.  Less than that is found in any text."""


def names(text: str) -> bool:
    """Whether it stands in a constant of the code that is running, or in a file of the function's among that code."""
    if len(text) < _SHORTEST:
        return False
    root = instance.TASK_ROOT.rstrip("/") + "/"
    files: dict[str, None] = {}
    frame: Any = sys._getframe(1)
    for _ in range(_FRAMES):
        code = frame.f_code
        if not code.co_filename.startswith((faults.HOME, "<")):  # `<string>`: the text may be an event's itself
            if _holds(code.co_consts, text):
                return True
            if code.co_filename.startswith(root) and "/site-packages/" not in code.co_filename:
                files[code.co_filename] = None
        frame = frame.f_back
        if frame is None:
            break
    return any(_in_file(name, text) for name in files)


def _holds(value: Any, text: str) -> bool:
    if isinstance(value, str):
        return text in value
    return isinstance(value, (tuple, frozenset)) and any(_holds(one, text) for one in value)


def _in_file(name: str, text: str) -> bool:
    """A constant of a module is in no code that still runs, so its file is read."""
    try:
        with open(name, "rb") as file:  # noqa: PTH123  # pathlib costs milliseconds
            return text.encode("ascii", "replace") in file.read(_LARGEST)
    except (OSError, ValueError):
        return False
