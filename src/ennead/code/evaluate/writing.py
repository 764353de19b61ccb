"""How names, members, items and patterns are written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ennead.code.evaluate.access import attribute, item, key_of, pour, series
from ennead.code.evaluate.live import NOTHING, Builtin, Cls, Fn, Live, Obj, Scope, Vars, frozen, join, options_of
from ennead.code.ir import Attr, Bind, Default, Dict, Expr, Index, Items, Name, Spread
from ennead.code.values import Env, Known, Made, Ref, Typed, Unknown

if TYPE_CHECKING:
    from ennead.code.evaluate.frame import Frame
    from ennead.code.evaluate.machine import Machine


def assign(machine: Machine, target: Expr, value: Live, frame: Frame, declares: str = "") -> None:
    """Give a target (a name, a member, a pattern) its value.  `declares` as in `ir.Let`, or param."""
    if isinstance(target, Name):
        _name(machine, target.id, value, frame, declares)
    elif isinstance(target, Attr):
        put(machine, machine.value(target.of, frame), target.name, value)
    elif isinstance(target, Index):
        of, key = machine.value(target.of, frame), machine.value(target.key, frame)
        _put_item(machine, of, key, value)
    elif isinstance(target, Items):
        _sequence(machine, target, value, frame, declares)
    elif isinstance(target, Dict):
        _pattern(machine, target, value, frame, declares)
    elif isinstance(target, Default):
        assign(machine, target.target, _or_default(machine, value, target.value, frame), frame, declares)
    elif isinstance(target, Spread | Bind):
        assign(machine, target.of if isinstance(target, Spread) else target.target, value, frame, declares)
    else:
        machine.value(target, frame)


def _or_default(machine: Machine, value: Live, default: Expr, frame: Frame) -> Live:
    found: list[Live] = []
    for one in options_of(value):
        if one == NOTHING or isinstance(one, Unknown) or (isinstance(one, Builtin) and isinstance(one.receiver, Obj)):
            found.append(machine.value(default, frame))
        elif isinstance(one, Env) and one.default is None:
            found.append(Env(one.name, frozen(machine.value(default, frame))))
        else:
            found.append(one)
    return join(found)


def _name(machine: Machine, name: str, value: Live, frame: Frame, declares: str) -> None:
    scope: Scope | None
    if declares in ("let", "const", "local"):
        scope = frame.scope
    elif declares in ("var", "param"):
        scope = frame.scope.function()
    else:
        scope = machine.ways.assigned(name, frame)
        if scope is None:
            this = frame.scope.holder("this")
            holder = this.vars["this"] if this else None
            if isinstance(holder, Obj) or frame.cls is not None:
                put(machine, _field_holder(holder, frame, name), name, value)
                return
            scope = frame.module.scope
    machine.trail.put(scope.vars, name, value)


def _field_holder(this: Live | None, frame: Frame, name: str) -> Live:
    """Where a bare name of Java is a field: of the object, or of the class."""
    for cls in frame.cls.line() if frame.cls else ():
        if name in cls.statics:
            return cls
    return this if this is not None else frame.cls or NOTHING


def put(machine: Machine, of: Live, name: str, value: Live) -> None:
    """`of.name = value`."""
    choices = options_of(of)
    for one in choices:
        into: Vars | None = None
        if isinstance(one, Obj):
            into = one.fields
        elif isinstance(one, Cls):
            into = one.statics
        elif isinstance(one, Fn):
            into = machine.properties.setdefault(id(one.function), Obj("record", one.place)).fields
        if into is not None:
            machine.trail.put(into, name, join([into[name], value]) if len(choices) > 1 and name in into else value)


def _put_item(machine: Machine, of: Live, key: Live, value: Live) -> None:
    for one in options_of(of):
        text = key_of(key)
        if not isinstance(one, Obj):
            continue
        if text is not None:
            put(machine, one, text, value)
        else:
            for name, old in list(one.fields.items()):
                machine.trail.put(one.fields, name, join([old, value]))
            machine.trail.put(one.fields, f"[{len(one.fields)}]", value)
            one.open = True


def _sequence(machine: Machine, target: Items, value: Live, frame: Frame, declares: str) -> None:
    place = frame.module.place(target.at)
    for number, part in enumerate(target.items):
        if isinstance(part, Spread):
            rest = value.items()[number:] if isinstance(value, Obj) and value.kind == "series" else []
            assign(machine, part.of, series(rest, place, is_open=not rest), frame, declares)
        else:
            assign(machine, part, item(machine, value, Known(number), frame, place), frame, declares)


def _pattern(machine: Machine, target: Dict, value: Live, frame: Frame, declares: str) -> None:
    place = frame.module.place(target.at)
    for key, part in target.entries:
        if key is None:
            copy = Obj("record", place)
            pour(value, copy)
            rest = copy if not isinstance(value, Ref | Made | Typed) else value
            assign(machine, part.of if isinstance(part, Spread) else part, rest, frame, declares)
            continue
        name = machine.value(key, frame)
        if isinstance(name, Known) and isinstance(name.value, str):
            found = attribute(machine, value, name.value, frame, place)
        else:
            found = item(machine, value, name, frame, place)
        assign(machine, part, found, frame, declares)
