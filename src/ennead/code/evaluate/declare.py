"""Functions and classes as they are declared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ennead.code.evaluate.frame import Frame
from ennead.code.evaluate.live import Cls, Fn, Live, Obj, Scope, options_of
from ennead.code.ir import Class, Field, Function, Language
from ennead.code.values import Own

if TYPE_CHECKING:
    from ennead.code.evaluate.machine import Machine
    from ennead.code.ir import Expr


def function(machine: Machine, node: Function, frame: Frame) -> Fn:
    """A function as a value, closed over what is around it."""
    name = node.name or "<anonymous>"
    full = f"{frame.name}.{name}" if frame.name else name
    made = Fn(node, frame.scope, frame.module, full, frame.cls)
    machine.functions[Own("function", full, made.place)] = made
    return made


def decorated(machine: Machine, made: Live, decorators: tuple[Expr, ...], frame: Frame) -> Live:
    """What the decorators make of a function or class: the application's own are called, others keep it."""
    from ennead.code.evaluate.calls import Given, call  # noqa: PLC0415  calls and declarations know each other

    if not machine.ways.decorates:
        return made
    for decorator in reversed(decorators):
        value = machine.value(decorator, frame)
        place = frame.module.place(decorator.at)
        for one in options_of(value):
            if isinstance(one, Fn | Cls) or (isinstance(one, Obj) and one.cls is not None):
                made = call(machine, one, Given(machine, one, [made], [], place, frame))
            else:
                machine.ways.decorate(machine, one, made, Given(machine, one, [made], [], place, frame))
    return made


def cls(machine: Machine, node: Class, frame: Frame) -> Cls:
    """A class, with its static members; methods are found in it when they are asked for."""
    name = machine.ways.class_name(node, frame)
    bases = tuple(one for base in node.bases for one in options_of(machine.value(base, frame)))
    scope = Scope("class", frame.scope)
    made = Cls(node, scope, frame.module, name, bases)
    scope.vars["<class>"] = made
    if machine.language is Language.JAVASCRIPT and node.name:
        scope.vars[node.name] = made
    if machine.language is not Language.JAVA:
        fill(machine, made, frame.via)
    return made


def fill(machine: Machine, made: Cls, via: tuple[object, ...]) -> None:
    """Run the body of a class, once: its static fields, inner classes, and other statements."""
    if made.ready:
        return
    made.ready = True
    frame = Frame(made.module, made.scope, made.name, via, made)  # type: ignore[arg-type]
    made.scope.vars["this"] = made
    for member in made.cls.members:
        if isinstance(member, Class):
            _put(machine, made, member.name, cls(machine, member, frame))
        elif isinstance(member, Field) and (member.static or machine.language is Language.PYTHON):
            _static(machine, made, member, frame)
        elif isinstance(member, Function) and member.decorators:
            _method(machine, made, member, frame)
    machine.run(made.cls.setup, frame)
    if machine.language is Language.PYTHON:
        made.scope.vars.pop("this", None)


def _static(machine: Machine, made: Cls, member: Field, frame: Frame) -> None:
    if member.value is None:
        return
    value = machine.value(member.value, frame)
    _put(machine, made, member.name, machine.ways.static(machine, made, member, value, frame))


def _method(machine: Machine, made: Cls, member: Function, frame: Frame) -> None:
    """A decorated method: a decorator of the application's own may put another in its place."""
    fn = Fn(member, made.scope, made.module, f"{made.name}.{member.name}", made)
    machine.functions[Own("function", fn.name, fn.place)] = fn
    result = decorated(machine, fn, member.decorators, frame)
    if result is not fn:
        _put(machine, made, member.name, result)


def _put(machine: Machine, made: Cls, name: str, value: Live) -> None:
    machine.trail.put(made.statics, name, value)
    machine.trail.put(made.scope.vars, name, value)
