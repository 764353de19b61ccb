"""What the running code itself says: the texts among its constants, of which an argument is put together.

They tell trusted from untrusted where both use the same words: a name that the code's own statement has is no word of
the event's.  Texts of code that was made from text (`<string>`) count for nothing.
"""

from __future__ import annotations

import os
import re
import sys

from .. import faults, instance
from . import reached

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    Told = tuple[tuple[str, ...], tuple[str, ...]]
    Stack = tuple[tuple[Any, ...], list[tuple[dict[str, Any], tuple[str, ...], str]]]

_FRAMES = 24
_MARKS = re.compile(r"%(?:\([^)]*\))?[-#0 +]*[\d*]*(?:\.[\d*]+)?[sdrfiuxoeg%]|\{[^{}]*\}")
"""Where `%` and `format` put values in."""
_split: dict[Any, tuple[str, ...]] = {}
_MOST_SPLIT = 2048
_together: dict[tuple[int, ...], tuple[tuple[Any, ...], tuple[str, ...]]] = {}
_beyond: dict[tuple[int, ...], tuple[tuple[Any, ...], list[Told], list[Any]]] = {}
_MOST_TOGETHER = 256
"""Stacks whose texts are kept."""
_SHORTEST = 1
_TELLING = 4
"""Characters of a variable's value that is known again in an argument."""
_LONG = 8
"""The same for a text of a function that does not run."""
_TWO_WORDS = re.compile(r"\w\W+\w")
_values: list[str] = []
_FUNCTION = type(lambda: None)
_TASK = instance.TASK_ROOT.rstrip("/") + "/"


def fragments(untrusted: Any) -> Iterator[tuple[str, bool]]:
    """Texts of the constants of each running function (True), and of the module's own names it uses (False).

    A function of the function's own code that is named there counts as running: it may have made the argument before.
    A name may have been given a text that the event brought; one that holds one of `untrusted` is left out.
    """
    codes, frames = stack()
    yield from ((part, True) for part in _said(codes))
    further, beyond = _reached(codes, frames)
    yield from ((part, True) for telling, _ in further for part in telling)
    for names, words, file in frames:
        for word in words:
            value: Any = names.get(word)
            kind: Any = type(value)
            if kind is _FUNCTION or (kind is str and value not in untrusted):
                yield from _named(value, file)
    for names, words, _ in beyond:
        yield from ((part, False) for part in _told(names, words, untrusted))


def spoken(argument: str, untrusted: Any, called: Stack) -> tuple[set[str], set[str], set[str]]:
    """Those of the fragments that the argument holds: the code's texts, its modules' texts, and its single signs.

    The environment speaks for the code, as it was at the start.  `called` is what `stack` gave.
    """
    codes, frames = called
    said = [part for part in _said(codes) if part in argument]
    said += [text for text in _environment() if text in argument and text not in untrusted]
    further, beyond = _reached(codes, frames)
    for telling, parts in further:
        if any(part in argument for part in telling):
            said += [part for part in parts if part in argument]
    named: list[str] = []
    value: Any
    for names, words, file in frames:
        for value in map(names.get, words):
            kind: Any = type(value)
            if kind is _FUNCTION:
                said += [part for part in _of_function(value, file) if part in argument]
            elif kind is str and value not in untrusted:
                named += [part for part in _parts(value) if part in argument]
    for names, words, _ in beyond:
        named += [part for part in _told(names, words, untrusted) if part in argument]
    single = {part for part in said if len(part) == 1}
    return set(said) - single, {part for part in named if len(part) > 1}, single


def stack() -> Stack:
    """The codes that run, innermost first, and of each its module's names, the names it uses, and its file.

    What was made from text, and what is the agent's, is left out.
    """
    codes: list[Any] = []
    frames: list[tuple[dict[str, Any], tuple[str, ...], str]] = []
    frame: Any = sys._getframe(1)
    for _ in range(_FRAMES):
        code = frame.f_code
        name = code.co_filename
        if not name.startswith("<") and not name.startswith(faults.HOME):
            codes.append(code)
            frames.append((frame.f_globals, code.co_names, name))
        frame = frame.f_back
        if frame is None:
            break
    return tuple(codes), frames


def _said(codes: tuple[Any, ...]) -> tuple[str, ...]:
    """What these codes say, each text once.  Kept by the codes' identity: two that are equal say the same anyway."""
    key = tuple(map(id, codes))
    found = _together.get(key)
    if found is None:
        if len(_together) > _MOST_TOGETHER:
            _together.clear()
        found = codes, tuple(dict.fromkeys(part for code in codes for part in of_code(code)))
        _together[key] = found  # with the codes themselves, so that no other can get one's identity
    return found[1]


def _reached(codes: tuple[Any, ...], frames: list[Any]) -> tuple[list[Told], list[Any]]:
    """What each function says that may have made an argument before, and the names it uses.  Kept as `_said` is.

    A function is known by its telling parts, which come first: only where an argument holds one of them do its single
    words and signs speak.  An attack may hold a `../` which the code has somewhere too.
    """
    key = tuple(map(id, codes))
    found = _beyond.get(key)
    if found is None:
        if len(_beyond) > _MOST_TOGETHER:
            _beyond.clear()
        further, beyond = reached.frames(frames)
        told = [(tuple(filter(_is_telling, parts)), parts) for parts in map(of_code, further)]
        found = _beyond[key] = codes, [one for one in told if one[0]], beyond
    return found[1], found[2]


def _told(names: dict[str, Any], words: tuple[str, ...], untrusted: Any) -> Iterator[str]:
    """What the texts say that a function which does not run has names for."""
    for value in map(names.get, words):
        if type(value) is str and value not in untrusted:
            yield from (part for part in _parts(value) if _is_telling(part))


def _is_telling(part: str) -> bool:
    return len(part) >= _LONG and _TWO_WORDS.search(part) is not None


def _of_function(value: Any, file: str) -> tuple[str, ...]:
    """The texts of a function that a module's name stands for, if it is the function's own code."""
    code = value.__code__
    return of_code(code) if code.co_filename == file or code.co_filename.startswith(_TASK) else ()


def _named(value: Any, file: str) -> Iterator[tuple[str, bool]]:
    """The texts of what a module's name stands for: a text, or a function of the function's own code."""
    if type(value) is str:
        yield from ((part, False) for part in _parts(value))
    else:
        yield from ((part, True) for part in _of_function(value, file))


def _environment() -> list[str]:
    if not _values:
        _values.extend({value for value in os.environ.values() if len(value) >= _TELLING})
    return _values


_environment()  # at once: the function's code, which is loaded later, may write what the event brought


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


def of_code(code: Any) -> tuple[str, ...]:
    """The texts among the constants of some code, parted where values are put in."""
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
