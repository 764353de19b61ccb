"""What the running code itself says: the texts among its constants, of which an argument is put together.

They tell trusted from untrusted where both use the same words: a name that the code's own statement has is no word of
the event's.  Texts of code that was made from text (`<string>`) count for nothing.
"""

from __future__ import annotations

import os
import re
import sys

from .. import faults, instance

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

_FRAMES = 24
_MARKS = re.compile(r"%(?:\([^)]*\))?[-#0 +]*[\d*]*(?:\.[\d*]+)?[sdrfiuxoeg%]|\{[^{}]*\}")
"""Where `%` and `format` put values in."""
_split: dict[Any, tuple[str, ...]] = {}
_MOST_SPLIT = 2048
_SHORTEST = 1
_TELLING = 4
"""Characters of a variable's value that is known again in an argument."""
_values: list[str] = []
_FUNCTION = type(lambda: None)
_TASK = instance.TASK_ROOT.rstrip("/") + "/"


def fragments(untrusted: Any) -> Iterator[tuple[str, bool]]:
    """Texts of the constants of each running function (True), and of the module's own names it uses (False).

    A function of the function's own code that is named there counts as running: it may have made the argument before.

    The environment speaks for the code (True), as it was when the first sink asked.  A name may have been given a text
    that the event brought; one that holds one of `untrusted` is left out.
    """
    for value in _environment():
        if value not in untrusted:
            yield value, True
    frame: Any = sys._getframe(1)
    for _ in range(_FRAMES):
        code = frame.f_code
        name = code.co_filename
        if not name.startswith("<") and not name.startswith(faults.HOME):
            for part in _of_code(code):
                yield part, True
            names = frame.f_globals
            for word in code.co_names:
                value = names.get(word)
                kind = type(value)
                if kind is _FUNCTION or (kind is str and value not in untrusted):
                    yield from _named(value, name)
        frame = frame.f_back
        if frame is None:
            return


def _named(value: Any, file: str) -> Iterator[tuple[str, bool]]:
    """The texts of what a module's name stands for: a text, or a function of the function's own code."""
    if type(value) is str:
        for part in _parts(value):
            yield part, False
    elif value.__code__.co_filename == file or value.__code__.co_filename.startswith(_TASK):
        for part in _of_code(value.__code__):
            yield part, True


def _environment() -> list[str]:
    if not _values:
        _values.extend({value for value in os.environ.values() if len(value) >= _TELLING})
    return _values


def is_constant(argument: str) -> bool:
    """Whether the whole argument is a constant of the function that calls the sink, or of one that called that."""
    frame: Any = sys._getframe(1)
    for _ in range(_FRAMES):
        code = frame.f_code
        if not code.co_filename.startswith("<"):
            for one in code.co_consts:
                if one is argument:
                    return True
        frame = frame.f_back
        if frame is None:
            break
    return False


def _of_code(code: Any) -> tuple[str, ...]:
    found = _split.get(code)
    if found is None:
        if len(_split) > _MOST_SPLIT:
            _split.clear()
        found = _split[code] = tuple(part for one in code.co_consts for part in _texts(one))
    return found


def _texts(constant: Any) -> Iterator[str]:
    if type(constant) is str:
        yield from _parts(constant)
    elif type(constant) in (tuple, frozenset):
        for one in constant:
            yield from _texts(one)


def _parts(text: str) -> Iterator[str]:
    if len(text) < _SHORTEST:
        return
    yield text
    if "%" in text or "{" in text:
        yield from (part for part in _MARKS.split(text) if len(part) >= _SHORTEST)
