"""What is called where a functional interface is: a lambda, a method reference, an object of the application."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ennead.code.evaluate import access
from ennead.code.evaluate.java import members
from ennead.code.evaluate.java.answers import receiver
from ennead.code.evaluate.java.state import state
from ennead.code.evaluate.live import NOTHING, Builtin, Fn, Live, Obj, frozen, join, options_of
from ennead.code.ir import Function
from ennead.code.values import Element, Known, Value

if TYPE_CHECKING:
    from ennead.code.evaluate.calls import Given
    from ennead.code.evaluate.machine import Machine

HELD = "<held>"
"""A value inside of an `Optional` or a future."""
_CALLED = frozenset("run call apply accept get test handle compare compute execute invoke process".split())
_NEVER = frozenset("toString equals hashCode compareTo clone finalize handleRequest close".split())


def hold(value: Live) -> Live:
    """The value inside of an `Optional` or a future; one that holds another is that."""
    return value if isinstance(value, Builtin) and value.name == HELD else Builtin(value, HELD)


def let_go(value: Live) -> Live:
    """The value without what holds it."""
    return join(one.receiver if isinstance(one, Builtin) and one.name == HELD else one for one in options_of(value))


def is_callable(value: Live) -> bool:
    """Whether it is a function of the application, in any form."""
    return any(isinstance(one, Fn | Builtin) or (isinstance(one, Obj) and _is_task(one)) for one in options_of(value))


def _is_task(of: Obj) -> bool:
    """Whether an object has a method of the usual functional interfaces."""
    return of.kind == "instance" and any(method.name in _CALLED for method in _public(of))


def invoke(given: Given, target: Live, args: Sequence[Live]) -> Live:
    """Call what stands for a functional interface."""
    results: list[Live] = []
    for one in options_of(target):
        if isinstance(one, Obj) and one.cls is not None:
            found = next(_callable_methods(given.machine, one, len(args)), None)
            results.append(given.call(found, args) if found is not None else NOTHING)
        elif one != NOTHING:
            results.append(given.call(one, args))
    return join(results) if results else NOTHING


def _callable_methods(machine: Machine, of: Obj, count: int) -> Iterator[Live]:
    for method in _public(of):
        if len(method.params) == count and method.name in _CALLED:
            found = members.methods(machine, of.cls, method.name, of) if of.cls is not None else None
            if found is not None:
                yield found


def _public(of: Obj) -> Iterator[Function]:
    for one in of.cls.line() if of.cls is not None else ():
        for member in one.cls.members:
            if isinstance(member, Function) and member.kind == "method" and member.body is not None:
                yield member


def handed(machine: Machine, arg: Live, callee: Value, number: int, given: Given) -> None:
    """Something of the application is handed to something outside, which calls what it knows of it."""
    part = Element(callee, Known(number))
    if isinstance(arg, Builtin) and arg.name == HELD:
        machine.hand_over(arg.receiver, callee, number, given)
    elif isinstance(arg, Builtin) and arg.name == "::":
        given.call(arg, [part, part])
    elif isinstance(arg, Obj) and arg.cls is not None and arg.kind == "instance":
        let_call(machine, arg, part, given)


def let_call(machine: Machine, of: Obj, part: Element, given: Given) -> None:
    """The methods that a type outside declares: those that override something, and the usual ones."""
    cls = of.cls
    if cls is None or cls.cls.kind in ("enum", "record") or cls.outside() is None:
        return
    for name in dict.fromkeys(method.name for method in _public(of) if _may_be_called(method)):
        found = members.methods(machine, cls, name, of)
        for fn in options_of(found) if found is not None else ():
            if isinstance(fn, Fn):
                given.call(fn, [part] * len(fn.function.params))


def _may_be_called(method: Function) -> bool:
    name = method.name
    if name in _NEVER:
        return False
    if name in _CALLED or (name.startswith("on") and name[2:3].isupper()):
        return True
    return members.has_annotation(method, ("Override",))


def on_function(given: Given) -> Live:
    """A method of a functional interface, called on a lambda."""
    fn, name = receiver(given), given.callee.name if isinstance(given.callee, Builtin) else ""
    if name in ("andThen", "compose") and given.args:
        first, second = (fn, given.args[0]) if name == "andThen" else (given.args[0], fn)
        return Builtin(access.series([first, second], given.place), "<then>")
    if name in ("negate", "reversed", "thenComparing", "and", "or"):
        return fn
    if name in ("toString", "hashCode", "equals", "getClass"):
        return Known(None) if name == "getClass" else Element(frozen(fn), None)
    own = _declared(given.machine, fn, name)
    return given.call(own if own is not None else fn, given.args)


def _declared(machine: Machine, fn: Live, name: str) -> Live | None:
    """A method with a body of the application's own interface that a lambda stands for."""
    held = state(machine).interfaces.get(id(fn))
    if held is None:
        return None
    found = members.candidates(machine, held[1], name)
    if not any(method.body is not None for method, _ in found):
        return None
    return members.methods(machine, held[1], name, fn)
