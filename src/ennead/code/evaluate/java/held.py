"""Methods of `Optional` and of futures: what they hold is handed on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ennead.code.evaluate import access
from ennead.code.evaluate.java.answers import maybe, receiver
from ennead.code.evaluate.java.invoke import HELD, hold, invoke, let_go
from ennead.code.evaluate.live import NOTHING, Builtin, Live, join, options_of
from ennead.code.values import Env, Known, Member, Unknown

if TYPE_CHECKING:
    from ennead.code.evaluate.calls import Given
    from ennead.code.evaluate.machine import Hook


def inside(given: Given) -> Live:
    """What is held: by the receiver, or by something outside that is a future itself."""
    if isinstance(given.callee, Member):
        return given.callee.of
    held = receiver(given)
    return held.receiver if isinstance(held, Builtin) and held.name == HELD else held


def or_else(value: Live, default: Live) -> Live:
    """The value, or what stands in where there is none."""
    found: list[Live] = []
    for one in options_of(value):
        if one == NOTHING:
            found.append(default)
        elif isinstance(one, Env) and isinstance(default, Known) and default != NOTHING:
            found.append(Env(one.name, default))
        elif isinstance(one, Known):
            found.append(one)
        else:
            found += [one, default]
    return join(found)


def _got(given: Given) -> Live:
    return inside(given)


def _or_else(given: Given) -> Live:
    return or_else(inside(given), given.args[0] if given.args else NOTHING)


def _or_else_get(given: Given) -> Live:
    value = inside(given)
    if isinstance(value, Known) and value != NOTHING:
        return value
    other = invoke(given, given.args[0], []) if given.args else NOTHING
    return or_else(value, let_go(other))


def _or_else_throw(given: Given) -> Live:
    if given.args:
        invoke(given, given.args[0], [])
    return inside(given)


def _or(given: Given) -> Live:
    return hold(_or_else_get(given))


def _mapped(given: Given) -> Live:
    """`map(f)`, `thenApply(f)`, `thenCompose(f)`: what the function gives is held."""
    value = inside(given)
    if value == NOTHING or not given.args:
        return hold(NOTHING)
    return hold(let_go(invoke(given, given.args[0], [value, Unknown("an error")])))


def _done(given: Given) -> Live:
    """`ifPresent(f)`, `thenAccept(f)`, `whenComplete(f)`: what is held stays."""
    value = inside(given)
    if given.args and value != NOTHING:
        invoke(given, given.args[0], [value, Unknown("an error")])
    for other in given.args[1:]:
        invoke(given, other, [])
    return hold(value)


def _run(given: Given) -> Live:
    for one in given.args[:1]:
        invoke(given, one, [])
    return hold(NOTHING)


def _combined(given: Given) -> Live:
    """`thenCombine(other, f)`."""
    if len(given.args) < 2:
        return hold(Unknown("a combination of nothing"))
    return hold(invoke(given, given.args[1], [inside(given), let_go(given.args[0])]))


def _failed(given: Given) -> Live:
    """`exceptionally(f)`."""
    other = invoke(given, given.args[0], [Unknown("an error")]) if given.args else NOTHING
    return hold(join([inside(given), let_go(other)]))


def _as_stream(given: Given) -> Live:
    return access.series([inside(given)], given.place)


HOLDERS: dict[str, Hook] = {
    **dict.fromkeys("get join getNow resultNow orElseThrow getAsInt getAsLong block".split(), _got),
    "orElse": _or_else,
    "orElseGet": _or_else_get,
    "orElseThrow": _or_else_throw,
    "or": _or,
    **dict.fromkeys(
        "map flatMap thenApply thenCompose thenApplyAsync thenComposeAsync handle handleAsync mapToObj".split(), _mapped
    ),
    **dict.fromkeys(
        "ifPresent ifPresentOrElse thenAccept thenAcceptAsync whenComplete whenCompleteAsync filter peek".split(), _done
    ),
    **dict.fromkeys("thenRun thenRunAsync".split(), _run),
    **dict.fromkeys("thenCombine thenCombineAsync thenAcceptBoth".split(), _combined),
    **dict.fromkeys("exceptionally exceptionallyCompose".split(), _failed),
    **dict.fromkeys("toCompletableFuture orTimeout completeOnTimeout copy".split(), receiver),
    "stream": _as_stream,
    **dict.fromkeys("isPresent isEmpty isDone isCancelled equals cancel complete".split(), maybe),
}
FUTURES: dict[str, Hook] = {
    name: HOLDERS[name]
    for name in (
        "thenApply thenCompose thenApplyAsync thenComposeAsync handle handleAsync thenAccept thenAcceptAsync"
        " whenComplete whenCompleteAsync thenRun thenRunAsync thenCombine thenCombineAsync exceptionally"
    ).split()
}
"""Those that something from outside has only where it is a future."""
