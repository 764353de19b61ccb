"""Methods that mean the same on anything from outside: promises, and what goes through items."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ennead.code.evaluate import access
from ennead.code.evaluate.javascript.methods import caught, last, then
from ennead.code.evaluate.live import Builtin, Fn, Live, options_of
from ennead.code.values import Element, Member, Unknown

if TYPE_CHECKING:
    from ennead.code.evaluate.calls import Given
    from ennead.code.evaluate.machine import Hook


def _takes_function(given: Given) -> bool:
    return bool(given.args) and any(isinstance(one, Fn | Builtin) for one in options_of(given.args[0]))


def _through(given: Given) -> Live | None:
    """`.map(f)`, `.forEach(f)` over items that are not told."""
    if not _takes_function(given) or not isinstance(given.callee, Member):
        return None
    item = Element(given.callee.of, None)
    result = given.call(given.args[0], [item, Unknown("a number"), given.callee.of])
    name = given.callee.name
    if name in ("map", "flatMap"):
        return access.series([result], given.place, is_open=True)
    return given.callee.of if name in ("filter", "sort") else item if name == "find" else Unknown(name)


def _reduced(given: Given) -> Live | None:
    if not _takes_function(given) or not isinstance(given.callee, Member):
        return None
    start = given.args[1] if len(given.args) > 1 else Element(given.callee.of, None)
    return given.call(given.args[0], [start, Element(given.callee.of, None), Unknown("a number")])


def _bound(given: Given) -> Live | None:
    """`client.method.bind(client)`."""
    return given.callee.of if isinstance(given.callee, Member) and isinstance(given.callee.of, Member) else None


def _called(given: Given) -> Live | None:
    """`client.method.call(client, a)`."""
    if not isinstance(given.callee, Member) or not isinstance(given.callee.of, Member):
        return None
    return given.call(given.callee.of, given.args[1:])


MEMBERS: dict[str, Hook] = {
    "bind": _bound,
    "call": _called,
    "then": then,
    "catch": caught,
    "finally": last,
    "reduce": _reduced,
    **dict.fromkeys(("map", "forEach", "flatMap", "filter", "sort", "find", "some", "every"), _through),
}
