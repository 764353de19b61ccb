"""Functions of the function's own code that may have made an argument and returned: methods, other modules' functions.

A statement is often put together by a repository's method or in a module of queries, which no longer runs when the
sink is called.  From the running code's names its functions are followed, and the names that those use.
"""

from __future__ import annotations

from .. import events

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import FunctionType
    from typing import Any

    Frame = tuple[dict[str, Any], tuple[str, ...], str]

_MOST = 256
"""Functions that are followed from one stack."""
_MOST_HELD = 128
"""Of a table of functions, those that are looked at."""
_DEEPEST = 2
"""Tables within one another."""
_FUNCTION: Any = type(lambda: None)
_MODULE: Any = type(events)
_WRAPPED = ("__func__", "fget", "func", "__wrapped__")
"""Where methods, properties, partial and cached functions have the function itself."""


def frames(running: Iterable[Frame]) -> tuple[tuple[Any, ...], list[Frame]]:
    """The codes of the functions that are reached from the running ones, and of each its module's names and words.

    Names of packages that the function brings are not followed.
    """
    codes: dict[Any, None] = {}
    found: list[Frame] = []
    waiting = [frame for frame in running if events.is_own(frame[2])]
    while waiting and len(codes) < _MOST:
        names, words, _ = waiting.pop(0)
        for word in words:
            for function in _functions(names.get(word), words, found):
                code = function.__code__
                if code not in codes and events.is_own(code.co_filename):
                    codes[code] = None
                    waiting.append((function.__globals__, _words(code), code.co_filename))
                    found.append(waiting[-1])
    return tuple(codes), found


def _words(code: Any) -> tuple[str, ...]:
    """The names that a code uses, and those of the functions within it."""
    inner = [word for one in code.co_consts if hasattr(one, "co_names") for word in _words(one)]
    return (*code.co_names, *inner)


def _functions(value: Any, words: tuple[str, ...], found: list[Frame]) -> Iterator[FunctionType]:
    """The functions that a name stands for: one, those of a class or an object of it, a module's, a table's."""
    kind: Any = type(value)
    if kind is _FUNCTION:
        yield value
    elif kind is _MODULE:
        if events.is_own(str(vars(value).get("__file__"))):
            found.append((vars(value), words, ""))
            for word in words:
                if type(vars(value).get(word)) is not _MODULE:
                    yield from _functions(vars(value).get(word), (), found)
    elif kind in (dict, list, tuple):
        yield from _held(value, _DEEPEST)
    elif value is not None and kind.__module__ != "builtins":
        yield from _of_class(value if isinstance(value, type) else kind)
        yield from _unwrapped(value)
    elif isinstance(value, type) and value.__module__ != "builtins":
        yield from _of_class(value)


def _held(table: Any, depth: int) -> Iterator[FunctionType]:
    """The functions in a table, as routes and commands are kept."""
    for one in list(table.values() if type(table) is dict else table)[:_MOST_HELD]:
        if type(one) is _FUNCTION:
            yield one
        elif depth and type(one) in (dict, list, tuple):
            yield from _held(one, depth - 1)


def _of_class(owner: Any) -> Iterator[FunctionType]:
    for base in owner.__mro__[:-1]:
        for one in list(vars(base).values()):
            yield from (one,) if type(one) is _FUNCTION else _unwrapped(one)


def _unwrapped(value: Any) -> Iterator[FunctionType]:
    """The function within.  Only the interpreter's own types are asked, so no code of the function's runs."""
    if type(value).__module__ not in ("builtins", "functools"):
        return
    for name in _WRAPPED:
        inner: Any = getattr(value, name, None)
        if type(inner) is _FUNCTION:
            yield inner
