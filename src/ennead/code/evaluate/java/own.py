"""Members of objects and classes of the application, as `x.name` finds them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ennead.code.evaluate.java import classes, marks, members
from ennead.code.evaluate.java.names import this_of
from ennead.code.evaluate.live import Builtin, Cls, Fn, Live, Obj, Super
from ennead.code.values import Member, Ref, Typed, Unknown

if TYPE_CHECKING:
    from ennead.code.evaluate.frame import Frame
    from ennead.code.evaluate.machine import Machine

_OBJECTS = frozenset(
    "getClass hashCode toString equals name ordinal compareTo getDeclaringClass clone notify notifyAll wait".split()
)
RUN = {"start": "run", "fork": "compute", "invoke": "compute"}
"""Methods of threads and tasks outside that call one of the class below."""


def member(machine: Machine, of: Obj | Cls | Super, name: str, frame: Frame, *, called: bool) -> Live:
    """`of.name`; fields and methods have names of their own."""
    if isinstance(of, Super):
        return _of_super(machine, of, name, called=called)
    if isinstance(of, Cls):
        return _of_class(machine, of, name, frame, called=called)
    if of.kind == "instance" and of.cls is not None:
        return _of_object(machine, of, of.cls, name, called=called)
    if name == "length" and not called:
        return Unknown("a number")
    return Builtin(of, name)


def _of_object(machine: Machine, of: Obj, cls: Cls, name: str, *, called: bool) -> Live:
    if not called:
        held = members.own_field(machine, of, name, cls) or members.static(machine, cls, name)
        if held is not None:
            return held
    found = members.methods(machine, cls, name, of)
    if found is not None:
        return found
    inner = classes.nested(machine, cls, name) if name[:1].isupper() else None
    if inner is not None:
        return Builtin(of, f"<new>{name}")
    if name in _OBJECTS:
        return Builtin(of, name)
    above = next((one for one in map(classes.superclass, cls.line()) if isinstance(one, Ref)), None)
    if above is not None and name not in RUN:
        return Member(Typed(above), name)
    return Builtin(of, name)


def _of_class(machine: Machine, cls: Cls, name: str, frame: Frame, *, called: bool) -> Live:
    if name == "class":
        marks.note(machine, cls)
        return cls
    if name in ("this", "super"):
        this = this_of(machine, frame, cls)
        if name == "this":
            return this if this is not None else Unknown("an object around that is not there")
        return Super(this, frame.cls or cls) if this is not None else Unknown("super outside a class")
    if not called:
        held = members.static(machine, cls, name) or classes.nested(machine, cls, name)
        if held is not None:
            return held
    members.prepare(machine, cls)
    found = members.methods(machine, cls, name, None)
    if found is not None:
        return found
    inner = classes.nested(machine, cls, name)
    if inner is not None:
        return inner
    above = classes.superclass(cls)
    if isinstance(above, Ref) and name not in CLASS_METHODS:
        return Ref(above.module, (*above.path, name))
    return Builtin(cls, name)


CLASS_METHODS = frozenset(
    """getDeclaredConstructor getConstructor newInstance getName getSimpleName getTypeName getCanonicalName
    getClassLoader getMethod getDeclaredMethod getMethods getDeclaredMethods cast isInstance values valueOf
    getEnumConstants getPackage
    getResourceAsStream getResource""".split()
)
"""Methods of what `T.class` is, and of enumerations."""


def _of_super(machine: Machine, of: Super, name: str, *, called: bool) -> Live:
    this = of.receiver
    if isinstance(this, Obj) and not called and name in this.fields:
        return this.fields[name]
    found = members.methods(machine, this.cls, name, this, after=of.cls) if isinstance(this, Obj) and this.cls else None
    if found is not None:
        return found
    above = next((one for one in map(classes.superclass, of.cls.line()) if isinstance(one, Ref)), None)
    if above is not None:
        return Member(Typed(above), name)
    return Builtin(this, name) if not isinstance(this, Fn) else Unknown("a method of no class above")
