"""What a framework makes and injects: objects of annotated classes, and what factory methods give."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from ennead.code.entry.frameworks import FACTORIES
from ennead.code.evaluate import access, calls
from ennead.code.evaluate.frame import Frame
from ennead.code.evaluate.java import classes, members, objects, types
from ennead.code.evaluate.java.invoke import hold
from ennead.code.evaluate.java.state import state
from ennead.code.evaluate.live import Cls, Fn, Live, Obj, Vars, join
from ennead.code.evaluate.trail import apart
from ennead.code.ir import Call, Const, Field, Function, Name, Type
from ennead.code.values import Event, Known, Member, Own, Ref, Typed, Unknown

if TYPE_CHECKING:
    from ennead.code.evaluate.machine import Machine
    from ennead.code.ir import Expr, Param

_MANY = frozenset("List Set Collection Iterable Stream Map".split())
_LATER = frozenset("Optional Provider ObjectProvider ObjectFactory Instance BeanProvider".split())
_VALUES = ("Value", "ConfigProperty", "Property")
_VARIABLE = re.compile(r"\$?\{?([A-Z][A-Z0-9_]{1,200})(?::([^${}]{0,400}))?\}?\Z")
"""A property that is named as environment variables are, with what stands in for it."""


class Factory(NamedTuple):
    """A method that makes what is injected, the class it stands in, and the type that it says to give."""

    function: Function
    owner: Cls
    gives: Live | None


@dataclass(slots=True)
class Beans:
    """What a framework has found: classes of which it makes objects, methods that make others."""

    kind: str
    chosen: str
    classes: list[Cls] = field(default_factory=list)
    factories: list[Factory] = field(default_factory=list)
    made: dict[int, Live] = field(default_factory=dict)
    """What factory methods have given."""


def factories_of(machine: Machine, cls: Cls) -> Iterator[Factory]:
    """The methods of a class that make something."""
    for member in cls.cls.members:
        if not isinstance(member, Function) or member.body is None or member.returns is None:
            continue
        if members.has_annotation(member, tuple(FACTORIES)):
            yield Factory(member, cls, types.type_of(machine, member.returns.name, _frame(cls)))


def _frame(cls: Cls) -> Frame:
    return Frame(cls.module, cls.scope, cls.name, (), cls)


# -- injected ---------------------------------------------------------------------------------------------------------


def injected(machine: Machine, declared: Type | None, name: str, cls: Cls) -> Live | None:
    """What a framework puts into a field or parameter of a class; None where no framework tells."""
    if state(machine).beans is None or declared is None:
        return None
    found = _of_type(machine, declared, name, cls)
    if found is None:
        _note_absent(machine, declared, cls)
    return found


def _of_type(machine: Machine, declared: Type, name: str, cls: Cls) -> Live | None:
    simple = members.simple(declared.name)
    if simple in _MANY | _LATER and declared.args:
        inner = _of_type(machine, declared.args[-1], name, cls)
        inner = inner if inner is not None else _implementers(machine, declared.args[-1], cls)
        if inner is None or simple in _LATER:
            return hold(inner) if inner is not None else None
        if simple == "Map":
            return Obj("record", cls.place, fields=_any_of(inner), open=True)
        return access.series([inner], cls.place, is_open=True)
    wanted = types.type_of(machine, declared.name, _frame(cls))
    options = [made(machine, one) for one in _fitting(machine, declared, wanted, name)]
    options += [objects.instance(machine, one) for one in _held(machine, wanted)]
    return join(options) if options else None


def _any_of(value: Live) -> Vars:
    fields = Vars(shared=True)
    fields["[0]"] = value
    return fields


def _fitting(machine: Machine, declared: Type, wanted: Live | None, name: str) -> list[Factory]:
    """The factory methods that give such a thing: those of its type's arguments, then that of its name, first."""
    held = state(machine).beans
    found = [one for one in held.factories if wanted is not None and _gives(one, wanted)] if held is not None else []
    found = [one for one in found if one.function.returns and one.function.returns.args == declared.args] or found
    return [one for one in found if one.function.name == name] or found


def _gives(factory: Factory, wanted: Live) -> bool:
    if isinstance(factory.gives, Cls):
        return any(wanted in (one, *one.bases) for one in factory.gives.line())
    return factory.gives is not None and factory.gives == wanted


def _held(machine: Machine, wanted: Live | None) -> list[Cls]:
    """The classes that a framework makes objects of and that are of a type of the application."""
    held = state(machine).beans
    if held is None or not isinstance(wanted, Cls):
        return []
    return [one for one in held.classes if not classes.is_abstract(one) and wanted in one.line()]


def _implementers(machine: Machine, declared: Type, cls: Cls) -> Live | None:
    wanted = types.type_of(machine, declared.name, _frame(cls))
    return objects.instance(machine, wanted) if isinstance(wanted, Cls) else None


def _note_absent(machine: Machine, declared: Type, cls: Cls) -> None:
    """An interface that nothing of the application implements: a library makes it at run time."""
    wanted = types.type_of(machine, declared.name, _frame(cls))
    if isinstance(wanted, Cls) and wanted.cls.kind == "interface" and not classes.below(machine, wanted):
        machine.unresolved("dynamic", f"what makes {wanted.name} is not in the folder", wanted.place)


def made(machine: Machine, factory: Factory) -> Live:
    """What a factory method gives: it is called once, with what it asks for."""
    held = state(machine).beans
    key = id(factory.function)
    if held is None or key in held.made:
        return held.made[key] if held is not None else Unknown()
    held.made[key] = Typed(factory.gives) if isinstance(factory.gives, Ref) else Unknown("made while it is asked for")
    owner = factory.owner
    with apart(machine):
        on = objects.instance(machine, owner) if factory.function.kind != "static" else None
        fn = Fn(factory.function, owner.scope, owner.module, f"{owner.name}.{factory.function.name}", owner, on)
        machine.functions[Own("function", fn.name, fn.place)] = fn
        args = [handed_in(machine, param, owner) for param in factory.function.params]
        value = calls.call(machine, fn, calls.Given(machine, fn, args, [], fn.place, machine.top(owner.module)))
        held.made[key] = machine.ways.typed(machine, value, factory.function.returns, _frame(owner))
    return held.made[key]


def handed_in(machine: Machine, param: Param, cls: Cls) -> Live:
    """What a framework hands to a constructor or a factory method."""
    found = injected(machine, param.type, name_of(param), cls)
    return found if found is not None else Unknown("handed in by a library")


def asked(machine: Machine, param: Param, cls: Cls) -> Live:
    """What a framework hands to a method that it calls for a request: a part of that, or one of its own things."""
    found = _of_type(machine, param.type, name_of(param), cls) if param.type is not None else None
    return found if found is not None else Member(Event("event"), name_of(param))


def name_of(param: Param) -> str:
    """The name of a parameter."""
    return param.target.id if isinstance(param.target, Name) else ""


# -- settings ---------------------------------------------------------------------------------------------------------


def setting(machine: Machine, one: Field, cls: Cls) -> Live | None:
    """A field that holds a property of the configuration (`@Value("${TABLE}")`): one that is named as variables are."""
    for decorator in one.decorators:
        if members.annotation_name(decorator) in _VALUES:
            found = _VARIABLE.match(_text(decorator))
            if found is not None:
                default = Known(found[2]) if found[2] is not None else None
                place = cls.module.place(one.at)
                return access.environment(machine, Known(found[1]), place, required=default is None, default=default)
    return None


def _text(decorator: Expr) -> str:
    """The text that an annotation is given, as its value or its name."""
    if not isinstance(decorator, Call):
        return ""
    given = [*decorator.args, *(value for key, value in decorator.keywords if key in ("value", "name"))]
    return next((one.value for one in given if isinstance(one, Const) and isinstance(one.value, str)), "")
