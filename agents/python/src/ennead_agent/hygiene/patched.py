"""Functions that were replaced while the function ran: by its own code, or by code of no file.

Libraries replace functions when they are loaded (tracers, TLS shims); theirs lie in files that were deployed.  What is
watched: what carries data out, starts programs, loads code, signs, checks, and the runtime client itself; and of the
function's own functions, the code.
"""

from __future__ import annotations

import sys
from operator import attrgetter, getitem, is_
from types import BuiltinFunctionType, FunctionType

from . import origin
from .base import hooks, marks, take
from .finding import Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from .base import Base, Noted

_HOOKS = ("profile", "trace", "excepthook", "threads' profile", "threads' trace")
_REPLACED = "a watched function was replaced by code that no library brought"


class Quick:
    """Whether all is as it was, in a few calls: each of some hundred things costs its turn of the interpreter else."""

    __slots__ = ("_absent", "_codes", "_functions", "_names", "_spaces", "_things")

    def __init__(self, watched: list[Noted], own: list[tuple[Any, Any]]) -> None:
        there = [one for one in watched if one[2] is not None]
        self._absent = [(space.get, name) for space, name, thing, _ in watched if thing is None]
        self._spaces = [space for space, _, _, _ in there]
        self._names = [name for _, name, _, _ in there]
        self._things = [thing for _, _, thing, _ in there]
        noted = [*own, *((thing, code) for _, _, thing, code in there if code is not None)]
        self._functions, self._codes = [one for one, _ in noted], [code for _, code in noted]

    def holds(self) -> bool:
        """By identity alone: what stands there now may say of itself that it is equal."""
        try:
            if not all(map(is_, map(getitem, self._spaces, self._names), self._things)):
                return False
        except KeyError:  # one was taken away
            return False
        return not [name for get, name in self._absent if get(name) is not None]

    def holds_in_code(self) -> bool:
        """Whether the functions have the code that they had.  To read it raises an audit event, as to set it does."""
        return all(map(is_, map(_CODE, self._functions), self._codes))


_CODE = attrgetter("__code__")


def look(base: Base, *, deep: bool = False) -> Iterator[Finding]:
    """What is not as it was; code is read where some was set, or native code may have done it, and now and then."""
    if base.quick is None:
        base.quick = Quick(base.watched, base.own)
    coded, marks.code = deep or marks.code, False
    if not base.quick.holds() or (coded and not base.quick.holds_in_code()):
        base.quick = None
        yield from _compare(base)
    if len(sys.modules) != base.watched_count:
        base.watched_count = len(sys.modules)
        for place in [place for place in base.missing if place.partition(":")[0] in sys.modules]:
            base.quick = None
            yield from _late(base, place)
    yield from _look_at_hooks(base)


def _compare(base: Base) -> Iterator[Finding]:
    """One by one."""
    for number, (space, name, thing, code) in enumerate(base.watched):
        now = space.get(name)
        if now is not thing:
            yield from _replaced(name, thing, now)
            base.watched[number] = (space, name, now, getattr(now, "__code__", None))
        elif code is not None and now.__code__ is not code:
            yield _found(name, "the code of a watched function was changed")
            base.watched[number] = (space, name, now, now.__code__)
    for number, (function, code) in enumerate(base.own):
        if function.__code__ is not code:
            yield _found(str(function.__name__), "the code of one of the function's own functions was changed")
            base.own[number] = (function, function.__code__)


def _replaced(name: str, before: Any, now: Any) -> Iterator[Finding]:
    if now is None:
        return
    builtin = type(before) is BuiltinFunctionType and type(now) is BuiltinFunctionType
    if builtin or origin.of(now) in origin.STRANGE:
        yield _found(name, _REPLACED)


def _found(name: str, reason: str) -> Finding:
    return Finding("patched", name, reason, name)


def _late(base: Base, place: str) -> Iterator[Finding]:
    """Of a module that came later, what is watched must be its own or a library's."""
    noted = take(base.missing, place)
    base.watched += noted
    for _space, name, thing, _code in noted:
        if type(thing) is FunctionType and origin.of(thing) in origin.STRANGE:
            yield _found(name, _REPLACED)


def _look_at_hooks(base: Base) -> Iterator[Finding]:
    """A profile or trace function sees every call, with its arguments."""
    now = hooks()
    if now == base.hooks:
        return
    for name, thing, before in zip(_HOOKS, now, base.hooks):
        if thing is not before and thing is not None and origin.of(thing) in origin.STRANGE:
            yield _found(name, "a hook of the interpreter was set by code that no library brought")
    base.hooks = now
