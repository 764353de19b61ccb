"""Members of the application's own classes and objects: fields, methods with their overloads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ennead.code.evaluate.frame import Frame
from ennead.code.evaluate.java import marks
from ennead.code.evaluate.java.state import Members, State, state
from ennead.code.evaluate.live import Builtin, Cls, Fn, Live, Obj, Scope, join
from ennead.code.evaluate.trail import apart
from ennead.code.ir import Call, Class, Field, Function
from ennead.code.values import Known, Own, Unknown

if TYPE_CHECKING:
    from ennead.code.evaluate.machine import Machine
    from ennead.code.ir import Expr

INIT = "<init>"


def index(held: State, cls: Class) -> Members:
    """The members of a class by name."""
    found = held.members.get(id(cls))
    if found is None:
        found = held.members[id(cls)] = Members()
        for member in cls.members:
            if isinstance(member, Field):
                found.fields.setdefault(member.name, member)
            elif isinstance(member, Function):
                found.methods.setdefault(member.name, []).append(member)
            else:
                found.classes.setdefault(member.name, member)
    return found


# -- fields -----------------------------------------------------------------------------------------------------------


def own_field(machine: Machine, this: Obj, name: str, cls: Cls) -> Live | None:
    """A field of an object; one that has no value yet is what its type says."""
    if name in this.fields:
        return this.fields[name]
    for one in cls.line():
        field = index(state(machine), one.cls).fields.get(name)
        if field is not None and not field.static:
            return _unset(machine, one, field)
    return None


def _unset(machine: Machine, cls: Cls, field: Field) -> Live:
    """A field without a value: what is put there by others is told by its type."""
    if state(machine).beans is not None:
        from ennead.code.evaluate.java import beans  # noqa: PLC0415  what is injected is made of members

        found = beans.setting(machine, field, cls) or beans.injected(machine, field.type, field.name, cls)
        if found is not None:
            return found
    frame = Frame(cls.module, cls.scope, cls.name, (), cls)
    return machine.ways.typed(machine, Unknown("a field that is not set here"), field.type, frame)


def static(machine: Machine, cls: Cls, name: str) -> Live | None:
    """A static field of a class or of those above it."""
    for one in cls.line():
        field = index(state(machine), one.cls).fields.get(name)
        if field is not None and field.static:
            prepare(machine, one)
            held = one.statics.get(name)
            return held if held is not None else _unset(machine, one, field)
    return None


def prepare(machine: Machine, cls: Cls) -> None:
    """Run what a class does when it is first used: its static fields in order, then its static blocks."""
    if cls.ready:
        return
    cls.ready = True
    marks.note(machine, cls)
    frame = Frame(cls.module, Scope("function", cls.scope), cls.name, (), cls)
    with apart(machine):
        for member in cls.cls.members:
            if isinstance(member, Field) and member.static and member.value is not None:
                value = machine.value(member.value, frame)
                value = machine.ways.typed(machine, value, member.type, frame)
                if cls.cls.kind == "enum" and isinstance(value, Obj) and is_constant(cls, member):
                    value.fields["<name>"] = Known(member.name)
                machine.trail.put(cls.statics, member.name, value)
        machine.run(cls.cls.setup, frame)


def is_constant(cls: Cls, field: Field) -> bool:
    """Whether a field is a constant of its enumeration."""
    return (
        field.static and field.type is not None and field.type.name == cls.cls.name
        and isinstance(field.value, Call) and field.value.at == field.at
    )  # fmt: skip


def constants(machine: Machine, cls: Cls) -> list[Live]:
    """The constants of an enumeration."""
    prepare(machine, cls)
    fields = [one for one in cls.cls.members if isinstance(one, Field) and is_constant(cls, one)]
    return [cls.statics[one.name] for one in fields if one.name in cls.statics]


# -- methods ----------------------------------------------------------------------------------------------------------


def methods(machine: Machine, cls: Cls, name: str, this: Live | None, after: Cls | None = None) -> Live | None:
    """The methods of a name, called on an object: several where the name has several; `after`: above that class."""
    found = [_bound(machine, method, owner, this) for method, owner in candidates(machine, cls, name, after)]
    return join(found) if found else None


def _bound(machine: Machine, method: Function, owner: Cls, this: Live | None) -> Live:
    if method.body is None and isinstance(this, Fn):
        return Builtin(this, method.name)
    bound = None if method.kind == "static" else this
    fn = Fn(method, owner.scope, owner.module, f"{owner.name}.{method.name}", owner, bound)
    machine.functions[Own("function", fn.name, fn.place)] = fn
    if bound is None and method.kind != "static":
        return Builtin(fn, "::")
    return fn


def candidates(machine: Machine, cls: Cls, name: str, after: Cls | None = None) -> list[tuple[Function, Cls]]:
    """The methods of a name in a class and above it; those that are overridden are not among them."""
    held = state(machine)
    if after is None and (cls, name) in held.candidates:
        return held.candidates[cls, name]
    found: list[tuple[Function, Cls]] = []
    passed = after is None
    for one in cls.line():
        for method in index(held, one.cls).methods.get(name, ()) if passed else ():
            _take(found, method, one)
        passed = passed or one is after
    if after is None:
        held.candidates[cls, name] = found
    return found


def _take(found: list[tuple[Function, Cls]], method: Function, owner: Cls) -> None:
    for number, (taken, at) in enumerate(found):
        if at is not owner and _same(taken, method):
            if taken.body is None and method.body is not None:
                found[number] = method, owner
            return
    found.append((method, owner))


def _same(below: Function, above: Function) -> bool:
    """Whether one overrides the other: as many parameters, of types that may be the same."""
    if len(below.params) != len(above.params):
        return False
    for one, other in zip(below.params, above.params, strict=True):
        name, base = simple(one.type.name if one.type else ""), simple(other.type.name if other.type else "")
        if name != base and not _is_variable(base):
            return False
    return True


def _is_variable(name: str) -> bool:
    return len(name) <= 2 and name.isupper()


def simple(name: str) -> str:
    """The last part of a dotted name."""
    return name.rpartition(".")[2]


def constructors(machine: Machine, cls: Cls) -> list[Function]:
    """The constructors that a class writes."""
    return index(state(machine), cls.cls).methods.get(INIT, [])


def has_annotation(function: Function, names: Sequence[str]) -> bool:
    """Whether one of some annotations stands above it."""
    return any(annotation_name(decorator) in names for decorator in function.decorators)


def annotation_name(decorator: Expr) -> str:
    """The simple name of an annotation."""
    callee = decorator.callee if isinstance(decorator, Call) else decorator
    return str(getattr(callee, "id", getattr(callee, "name", "")))
