"""Names: of locals, of members of the classes around, of imports, of packages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ennead.code.evaluate.java import classes, members
from ennead.code.evaluate.java.known import ROOTS
from ennead.code.evaluate.java.state import File, State, state
from ennead.code.evaluate.live import Builtin, Cls, Live, Obj, Scope, Super, join
from ennead.code.values import Member, Place, Ref, Typed, Unknown

if TYPE_CHECKING:
    from ennead.code.evaluate.frame import Frame
    from ennead.code.evaluate.machine import Machine

_OBJECTS = frozenset(
    "getClass hashCode toString equals name ordinal values valueOf compareTo clone notify wait".split()
)


def around(held: State, frame: Frame) -> Iterator[tuple[Scope, Cls | None, Live | None]]:
    """The scopes around from the inside out; those of classes with the class and the object that code is run on."""
    this: Live | None = None
    scope: Scope | None = frame.scope
    while scope is not None:
        if scope.kind == "class":
            cls = scope.vars["<class>"]
            if isinstance(cls, Cls):
                yield scope, cls, this if not isinstance(this, Obj) or is_of(this, cls) else None
            this = held.outers[id(this)][1] if id(this) in held.outers else None
        else:
            this = scope.vars.get("this", this)
            yield scope, None, None
        scope = scope.parent


def this_of(machine: Machine, frame: Frame, cls: Cls | None = None) -> Live | None:
    """The object that code is run on: the innermost, or the one that is of a class."""
    for _, one, this in around(state(machine), frame):
        if one is not None and this is not None and (cls is None or cls is one or is_of(this, cls)):
            return this
    return None


def is_of(this: Live, cls: Cls) -> bool:
    """Whether an object is of a class or of one below it."""
    return isinstance(this, Obj) and this.cls is not None and (this.cls is cls or cls in this.cls.line())


# -- read -------------------------------------------------------------------------------------------------------------


def lookup(machine: Machine, name: str, frame: Frame) -> Live | None:
    """What a name stands for; None where it is defined nowhere."""
    if name == "this":
        return this_of(machine, frame) or Unknown("this outside an object")
    if name == "super":
        this = this_of(machine, frame)
        return (
            Super(this, frame.cls) if this is not None and frame.cls is not None else Unknown("super outside a class")
        )
    for scope, cls, this in around(state(machine), frame):
        if cls is None:
            if name in scope.vars:
                return scope.vars[name]
            continue
        found = _of_class(machine, cls, this, name)
        if found is not None:
            return found
    file = classes.file_of(machine, frame.module)
    return _imported(machine, file, name) or classes.resolve(machine, file, name) or _by_star(machine, file, name)


def _of_class(machine: Machine, cls: Cls, this: Live | None, name: str) -> Live | None:
    if isinstance(this, Obj):
        held = members.own_field(machine, this, name, cls)
        if held is not None:
            return held
    static = members.static(machine, cls, name)
    if static is not None:
        return static
    return cls if cls.cls.name == name else classes.nested(machine, cls, name)


def _imported(machine: Machine, file: File, name: str) -> Live | None:
    """A static member that is imported, by its name or with all of an own class."""
    for dotted in file.members.get(name, ()):
        own = classes.find(machine, dotted)
        if own is None:
            return Ref(dotted, (name,))
        found = members.static(machine, own, name)
        if found is not None:
            return found
    for dotted in file.member_stars:
        own = classes.find(machine, dotted)
        found = members.static(machine, own, name) if own is not None else None
        if found is not None:
            return found
    return None


def _by_star(machine: Machine, file: File, name: str) -> Live | None:
    """A constant of one of the classes outside of which everything is imported."""
    outside = [dotted for dotted in file.member_stars if name.isupper() and classes.find(machine, dotted) is None]
    return join(Ref(dotted, (name,)) for dotted in outside) if outside else None


def elsewhere(machine: Machine, name: str, frame: Frame, place: Place) -> Live:
    """The start of a full name, a class that is missing, or a field of a class above that is not the application's."""
    if name[:1].isupper() and not name.isupper():
        package = frame.module.module.package
        full = f"{package}.{name}" if package else name
        if len(name) > 2:  # shorter ones are type variables
            machine.unresolved("module", f"the class {full} is not in the scanned folder", place)
        return Ref(full)
    outside = _outside(frame)
    if outside is not None and name not in ROOTS:
        return Member(Typed(outside), name)
    return Ref(name)


def _outside(frame: Frame) -> Ref | None:
    """The class outside that the class around is made of."""
    for one in frame.cls.line() if frame.cls is not None else ():
        above = classes.superclass(one)
        if isinstance(above, Ref):
            return above
    return None


# -- called -----------------------------------------------------------------------------------------------------------


def called(machine: Machine, name: str, frame: Frame) -> Live:
    """What a name stands for that is called."""
    if name in ("this", "super"):
        return Builtin(this_of(machine, frame) or Unknown("this outside an object"), f"<{name}>")
    innermost: Live | None = None
    for _, cls, this in around(state(machine), frame):
        if cls is None:
            continue
        innermost = innermost or this or cls
        found = members.methods(machine, this.cls if isinstance(this, Obj) and this.cls else cls, name, this)
        if found is not None:
            return found
    file = classes.file_of(machine, frame.module)
    outside = _outside(frame)
    imported = _imported_method(machine, file, name)
    if imported is not None and outside is None:
        return imported
    if name in _OBJECTS and innermost is not None:
        return Builtin(innermost, name)
    inherited = Member(Typed(outside), name) if outside is not None else None
    found_all = [one for one in (imported, inherited) if one is not None]
    if not found_all and innermost is not None:
        return Builtin(innermost, name)
    return join(found_all) if found_all else Unknown(f"a method {name} of no class around")


def _imported_method(machine: Machine, file: File, name: str) -> Live | None:
    outside: list[Live] = []
    exact = file.members.get(name, ())
    for dotted in exact or file.member_stars:
        own = classes.find(machine, dotted)
        found = members.methods(machine, own, name, None) if own is not None else None
        if found is not None:
            return found
        if own is None:
            outside.append(Ref(dotted, (name,)))
    return join(outside) if outside else None


# -- written ----------------------------------------------------------------------------------------------------------


def assigned(held: State, name: str, frame: Frame) -> Scope:
    """Where a plain assignment writes to: a local, a field of an object around, a static one of a class."""
    for scope, cls, this in around(held, frame):
        if cls is None:
            if name in scope.vars:
                return scope
            continue
        for one in cls.line():
            field = members.index(held, one.cls).fields.get(name)
            if field is not None and field.static:
                return Scope("class", vars=one.statics)
            if field is not None and isinstance(this, Obj):
                return Scope("class", vars=this.fields)
    return frame.scope.function()
