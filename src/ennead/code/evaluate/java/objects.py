"""How objects are made: by `new`, by a library that injects them, and of what a library has read."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ennead.code.evaluate import calls
from ennead.code.evaluate.frame import Frame
from ennead.code.evaluate.java import classes, members
from ennead.code.evaluate.java.names import is_of, this_of
from ennead.code.evaluate.java.overloads import fitting
from ennead.code.evaluate.java.state import state
from ennead.code.evaluate.live import Cls, Fn, Live, Obj, Scope, join, options_of
from ennead.code.evaluate.trail import apart
from ennead.code.ir import Call, Do, Field, Function, Name
from ennead.code.values import Member, Ref, Unknown, Value

if TYPE_CHECKING:
    from ennead.code.evaluate.calls import Given
    from ennead.code.evaluate.machine import Machine

_INJECTED = ("Inject", "Autowired")
_DEEPEST = 3


def new(machine: Machine, cls: Cls, given: Given, outer: Live | None = None) -> Live:
    """`new C(...)`, `outer.new C(...)`."""
    members.prepare(machine, cls)
    made = Obj("instance", given.place, cls)
    making = state(machine).making
    if making.count(cls) > 1:
        return made
    around = _class_around(cls)
    if around is not None:
        held = outer or this_of(machine, given.frame, around)
        if held is not None and is_of(held, around):
            state(machine).outers[id(made)] = made, held
    making.append(cls)
    construct(machine, cls, made, given)
    making.pop()
    return made


def _class_around(cls: Cls) -> Cls | None:
    """The class that an inner class stands in."""
    scope = cls.scope.parent
    found = scope.vars.get("<class>") if scope is not None and scope.kind == "class" else None
    return found if isinstance(found, Cls) else None


# -- constructors -----------------------------------------------------------------------------------------------------


def construct(machine: Machine, cls: Cls, made: Obj, given: Given) -> None:
    """What a constructor does: that of the class above first, then the fields, then its body."""
    found = constructor(machine, cls, made, given.args)
    if found is None:
        above(machine, cls, made, given if not cls.cls.name else given.again(cls, []))
        return
    first = next((one.function for one in options_of(found) if isinstance(one, Fn)), None)
    if first is None or not _hands_on(first):
        above(machine, cls, made, given.again(cls, []))
    calls.call(machine, found, given.again(found, given.args, given.keywords))


def constructor(machine: Machine, cls: Cls, made: Obj, args: list[Live]) -> Live | None:
    """The constructor that takes such arguments; None where none is written."""
    found = members.constructors(machine, cls)
    fns = [Fn(one, cls.scope, cls.module, f"{cls.name}.{members.INIT}", cls, made) for one in found]
    return fitting(join(fns), args) if fns else None


def _hands_on(function: Function) -> bool:
    """Whether a constructor begins with `this(...)` or `super(...)`."""
    for stmt in (function.body or ())[:2]:
        call = stmt.value if isinstance(stmt, Do) else None
        if isinstance(call, Call) and isinstance(call.callee, Name) and call.callee.id in ("this", "super"):
            return True
    return False


def above(machine: Machine, cls: Cls, made: Obj, given: Given) -> None:
    """`super(...)`, and then the fields that the class gives its objects."""
    base = classes.superclass(cls)
    if isinstance(base, Cls):
        members.prepare(machine, base)
        construct(machine, base, made, given)
    elif isinstance(base, Ref) and given.args:
        machine.outside(replace(given, callee=base, new=True))
    frame = Frame(cls.module, Scope("function", cls.scope), f"{cls.name}.{members.INIT}", given.frame.via, cls)
    frame.scope.vars["this"] = made
    for member in cls.cls.members:
        if isinstance(member, Field) and not member.static and member.value is not None:
            value = machine.ways.typed(machine, machine.value(member.value, frame), member.type, frame)
            machine.trail.put(made.fields, member.name, value)


# -- by a library -----------------------------------------------------------------------------------------------------


def instance(machine: Machine, cls: Cls) -> Live:
    """Any object of a class, as a library makes it; of an interface, any object of the classes below."""
    known = state(machine).instances
    if cls in known:
        return known[cls]
    made = known[cls] = Obj("instance", cls.place, cls)
    if cls.cls.kind == "enum":
        known[cls] = join(members.constants(machine, cls) or [made])
    elif classes.is_abstract(cls):
        found = [instance(machine, one) for one in classes.below(machine, cls)]
        known[cls] = join(found) if found else made
    else:
        inject(machine, cls, made)
    return known[cls]


def inject(machine: Machine, cls: Cls, made: Obj) -> None:
    """Make an object with what its constructor asks for: the one marked for it, without parameters, with the fewest."""
    found = members.constructors(machine, cls)
    marked = [one for one in found if members.has_annotation(one, _INJECTED)]
    chosen = min(marked or found, key=lambda one: len(one.params), default=None)
    args = _handed_in(machine, chosen, cls) if chosen is not None else []
    with apart(machine):
        members.prepare(machine, cls)
        given = calls.Given(machine, cls, args, [], cls.place, machine.top(cls.module))
        construct(machine, cls, made, given)
        for setter in _setters(cls):
            fn = Fn(setter, cls.scope, cls.module, f"{cls.name}.{setter.name}", cls, made)
            calls.call(machine, fn, given.again(fn, _handed_in(machine, setter, cls)))


def _setters(cls: Cls) -> list[Function]:
    """Methods through which a library hands things in."""
    found = [one for one in cls.cls.members if isinstance(one, Function) and one.kind == "method" and one.body]
    return [one for one in found if one.params and members.has_annotation(one, _INJECTED)]


def _handed_in(machine: Machine, chosen: Function, cls: Cls) -> list[Live]:
    if state(machine).beans is None:
        return [Unknown("handed in by a library") for _ in chosen.params]
    from ennead.code.evaluate.java import beans  # noqa: PLC0415  what is injected is made of objects

    return [beans.handed_in(machine, param, cls) for param in chosen.params]


def described(machine: Machine, value: Value, cls: Cls, depth: int = 0) -> Live:
    """An object of a class that was read from a value: each field is the value's member."""
    if cls.cls.kind == "enum" or classes.is_abstract(cls):
        return instance(machine, cls)
    known = state(machine).described
    if (value, cls) not in known:
        if depth > _DEEPEST or _depth(value) > _DEEPEST * 4:
            return Unknown("nested too deep")
        members.prepare(machine, cls)
        made = known[value, cls] = Obj("instance", cls.place, cls)
        for one in reversed(list(cls.line())):
            frame = Frame(one.module, one.scope, one.name, (), one)
            for field in one.cls.members:
                if isinstance(field, Field) and not field.static:
                    part = Member(value, field.name)
                    made.fields[field.name] = machine.ways.typed(machine, part, field.type, frame)
    return known[value, cls]


def _depth(value: Value) -> int:
    depth = 0
    while isinstance(value, Member):
        value, depth = value.of, depth + 1
    return depth
