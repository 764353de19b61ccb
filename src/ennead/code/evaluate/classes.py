"""Objects of the application's own classes: how they are made, and what is in them from the start."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ennead.code.evaluate import access
from ennead.code.evaluate.calls import Given, function
from ennead.code.evaluate.frame import Frame
from ennead.code.evaluate.live import NOTHING, Cls, Fn, Live, Obj, Scope, Super
from ennead.code.ir import Class, Field, Function, Language
from ennead.code.values import Ref, Unknown, full_name

if TYPE_CHECKING:
    from ennead.code.evaluate.machine import Machine


def instantiate(machine: Machine, cls: Cls, given: Given) -> Live:
    """A new object of one of the application's classes."""
    machine.ways.prepare(machine, cls)
    if cls.outside() is not None and machine.ways.is_enum(cls) and given.args:
        return access.members_of(cls)
    made = Obj("instance", given.place, cls)
    for one in reversed(list(cls.line())):
        fill(machine, one, made, given.frame)
    _construct(machine, cls, made, given)
    outside = cls.outside()
    if outside is not None and full_name(outside) not in machine.ways.plain_bases:
        machine.outside(replace(given, callee=outside, new=True))
    return made


def fill(machine: Machine, cls: Cls, made: Obj, frame: Frame) -> None:
    """The fields that a class gives its objects before the constructor runs."""
    if machine.language is Language.PYTHON:
        return
    inside = Frame(cls.module, Scope("function", cls.scope), f"{cls.name}.<init>", frame.via, cls)
    inside.scope.vars["this"] = made
    for member in cls.cls.members:
        if isinstance(member, Field) and not member.static:
            value = machine.value(member.value, inside) if member.value is not None else None
            value = named(value, member.name, cls) if value is not None else None
            typed = machine.ways.typed(machine, value if value is not None else Unknown("not set"), member.type, inside)
            machine.trail.put(made.fields, member.name, typed)


def named(value: Live, name: str, cls: Cls | None = None) -> Live:
    """A function without a name is called by what it is assigned to, as JavaScript has it."""
    if isinstance(value, Fn) and not value.function.name and value.module.module.language is Language.JAVASCRIPT:
        full = f"{cls.name}.{name}" if cls else name
        return replace_name(value, full)
    return value


def replace_name(fn: Fn, name: str) -> Fn:
    """The function under another name."""
    return Fn(fn.function, fn.scope, fn.module, name, fn.owner, fn.bound)


def _construct(machine: Machine, cls: Cls, made: Obj, given: Given) -> None:
    found = machine.ways.constructor(cls, given)
    if found is None:
        _fields_by_position(machine, cls, made, given)
        return
    method, owner = found
    fn = Fn(method, owner.scope, owner.module, f"{owner.name}.{machine.ways.constructor_name}", owner, made)
    function(machine, fn, given.again(fn, given.args, given.keywords))


def _fields_by_position(machine: Machine, cls: Cls, made: Obj, given: Given) -> None:
    """A class that writes no constructor of its own but has fields: dataclasses, records, models."""
    fields = [
        member for one in reversed(list(cls.line())) for member in one.cls.members
        if isinstance(member, Field) and (member.type is not None or one.cls.kind == "record") and not member.static
    ]  # fmt: skip
    handed = dict(zip([field.name for field in fields], given.args, strict=False))
    handed |= {name: value for name, value in given.keywords if name}
    frame = Frame(cls.module, cls.scope, cls.name, given.frame.via, cls)
    for field in fields:
        value = handed.get(field.name)
        if value is None and field.value is not None and machine.language is Language.PYTHON:
            value = machine.value(field.value, frame)
        if value is not None:
            machine.trail.put(made.fields, field.name, value)


def constructed(machine: Machine, fn: Fn, given: Given) -> Live:
    """`new f()` of a function: the older way of classes in JavaScript."""
    made = Obj("instance", given.place, Cls(Class(fn.function.at, fn.name, (), ()), fn.scope, fn.module, fn.name))
    prototype = machine.properties.get(id(fn.function))
    shared = prototype.fields.get("prototype") if prototype else None
    if isinstance(shared, Obj):
        for name, value in shared.fields.items():
            machine.trail.put(made.fields, name, value)
    bound = Fn(fn.function, fn.scope, fn.module, fn.name, fn.owner, made)
    function(machine, bound, given.again(bound, given.args, given.keywords))
    return made


def super_constructor(machine: Machine, callee: Super, given: Given) -> Live:
    """`super(...)`, and `this(...)` in Java."""
    for base in callee.cls.bases:
        if isinstance(base, Cls) and isinstance(callee.receiver, Obj):
            _construct(machine, base, callee.receiver, given)
        elif isinstance(base, Ref):
            machine.outside(replace(given, callee=base, new=True))
    return NOTHING


def method_of(function_: Function, owner: Cls, bound: Live | None) -> Fn:
    """A method as it is found on an object or a class."""
    return Fn(function_, owner.scope, owner.module, f"{owner.name}.{function_.name}", owner, bound)
