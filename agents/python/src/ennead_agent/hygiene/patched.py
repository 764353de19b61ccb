"""Functions that were replaced while the function ran: by its own code, or by code of no file.

Libraries replace functions when they are loaded (tracers, TLS shims); theirs lie in files that were deployed.  What is
watched: what carries data out, starts programs, loads code, signs, checks, and the runtime client itself; and of the
function's own functions, the code.
"""

from __future__ import annotations

import sys
from types import BuiltinFunctionType, FunctionType

from . import origin
from .base import hooks, take
from .finding import Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from .base import Base

_HOOKS = ("profile", "trace", "excepthook", "threads' profile", "threads' trace")
_REPLACED = "a watched function was replaced by code that no library brought"


def look(base: Base) -> Iterator[Finding]:
    """What is not as it was."""
    for number, (space, name, thing, code) in enumerate(base.watched):
        now = space.get(name)
        if now is not thing:
            yield from _replaced(name, thing, now)
            base.watched[number] = (space, name, now, getattr(now, "__code__", None))
        elif code is not None and now.__code__ is not code:
            yield _found(name, "the code of a watched function was changed")
            base.watched[number] = (space, name, now, now.__code__)
    if len(sys.modules) != base.watched_count:
        base.watched_count = len(sys.modules)
        for place in [place for place in base.missing if place.partition(":")[0] in sys.modules]:
            yield from _late(base, place)
    for number, (function, code) in enumerate(base.own):
        if function.__code__ is not code:
            yield _found(str(function.__name__), "the code of one of the function's own functions was changed")
            base.own[number] = (function, function.__code__)
    yield from _look_at_hooks(base)


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
