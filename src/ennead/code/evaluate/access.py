"""Names, members and items: what they hold, and how they are written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ennead.code.evaluate.live import (
    NOTHING,
    Builtin,
    Cls,
    Fn,
    Live,
    Obj,
    Super,
    frozen,
    is_text,
    join,
    options_of,
)
from ennead.code.facts import EnvRead, ReadFact
from ennead.code.ir import Attr, Expr, Function, Name, Spread
from ennead.code.values import Element, Env, Event, Known, Made, Member, Place, Ref, Result, Typed, Unknown, Words

if TYPE_CHECKING:
    from ennead.code.evaluate.frame import Frame
    from ennead.code.evaluate.machine import Machine
    from ennead.code.ir import Call

_MOST_ITEMS = 256


# -- what is handed over ---------------------------------------------------------------------------


def callee(machine: Machine, expr: Expr, frame: Frame) -> Live:
    """What is called; the read of a method is no read of a member."""
    if isinstance(expr, Attr):
        return attribute(
            machine, machine.value(expr.of, frame), expr.name, frame, frame.module.place(expr.at), called=True
        )
    if isinstance(expr, Name):
        return machine.ways.called_name(machine, expr, frame)
    return machine.value(expr, frame)


def arguments(machine: Machine, expr: Call, frame: Frame) -> tuple[list[Live], list[tuple[str, Live]]]:
    """The arguments of a call: by position, and by name (`**d` under "")."""
    args: list[Live] = []
    for arg in expr.args:
        if isinstance(arg, Spread):
            args += spread(machine.value(arg.of, frame))
        else:
            args.append(machine.value(arg, frame))
    keywords: list[tuple[str, Live]] = []
    for name, value in expr.keywords:
        given = machine.value(value, frame)
        if not name and isinstance(given, Obj) and given.kind == "record" and not given.open:
            keywords += list(given.fields.items())
        else:
            keywords.append((name, given))
    return args, keywords


def spread(value: Live) -> list[Live]:
    """The items that a spread value stands for; one for all where they are not told."""
    if isinstance(value, Obj) and value.kind == "series":
        return value.items()
    return [element(value)]


# -- containers ------------------------------------------------------------------------------------


def series(items: Sequence[Live], place: Place, *, is_open: bool = False) -> Obj:
    """A list of items."""
    made = Obj("series", place, open=is_open or len(items) > _MOST_ITEMS)
    for number, item in enumerate(items[:_MOST_ITEMS]):
        made.fields[str(number)] = item
    return made


def record(entries: Mapping[str, Live], place: Place, more: Sequence[Live] = ()) -> Obj:
    """A mapping with text keys, and the entries of other mappings in it."""
    made = Obj("record", place)
    for one in more:
        pour(one, made)
    made.fields.update(entries)
    return made


def pour(value: Live, into: Obj) -> None:
    """Put the entries of a mapping into another that is being made."""
    choices = options_of(value)
    for one in choices:
        if isinstance(one, Obj) and one.kind in ("record", "instance", "module"):
            for key, item in one.fields.items():
                into.fields[key] = join([into.fields[key], item]) if len(choices) > 1 and key in into.fields else item
            into.open = into.open or one.open
            into.keys |= one.keys
        elif one != NOTHING:
            into.open = True


def element(value: Live) -> Live:
    """Any item of what is gone through."""
    found: list[Live] = []
    for one in options_of(value):
        if isinstance(one, Obj):
            items = one.items() if one.kind == "series" else [Known(key) for key in one.fields]
            found += items
            if one.open or not items:
                found.append(Element(frozen(one), None) if not items else Unknown())
        elif is_text(one):
            found.append(Unknown("a letter"))
        else:
            found.append(Element(frozen(one), None))
    return join(found)


def values_of(value: Obj) -> Live:
    """Any value of a mapping."""
    items = value.items()
    return join(items) if items else Element(frozen(value), None)


def members_of(cls: Cls) -> Live:
    """Any member of an enumeration."""
    return join(cls.statics.values()) if cls.statics else Unknown("an enumeration without members")


# -- names -----------------------------------------------------------------------------------------


def lookup(machine: Machine, name: str, frame: Frame) -> Live | None:
    """What a name stands for in the code around; None where it is not defined there."""
    holder = frame.scope.holder(name)
    return holder.vars.get(name) if holder else None


# -- members ---------------------------------------------------------------------------------------


def attribute(machine: Machine, of: Live, name: str, frame: Frame, place: Place, *, called: bool = False) -> Live:
    """`of.name`, for each thing that `of` may be."""
    choices = options_of(of)
    if len(choices) == 1:
        return _member(machine, of, name, frame, place, called)
    found = [_member(machine, one, name, frame, place, called) for one in choices if one != NOTHING]
    return join(found) if found else NOTHING


def _member(machine: Machine, of: Live, name: str, frame: Frame, place: Place, called: bool) -> Live:
    if isinstance(of, Obj | Cls | Super | Fn):
        return _own_member(machine, of, name, frame, place, called)
    if isinstance(of, Ref):
        return machine.ways.of_ref(machine, of, name, frame, place)
    if isinstance(of, Known | Words | Env | Result | Builtin):
        return machine.ways.of_plain(machine, of, name)
    member = Member(frozen(of), name)
    if not called and isinstance(of, Made | Typed | Member | Element) and not _of_event(of):
        machine.log.read(ReadFact(member, place, frame.name))
    return member


def _own_member(
    machine: Machine, of: Obj | Cls | Super | Fn, name: str, frame: Frame, place: Place, called: bool
) -> Live:
    if isinstance(of, Fn):
        attached = machine.properties.get(id(of.function))
        return attached.fields[name] if attached is not None and name in attached.fields else Builtin(of, name)
    found = machine.ways.of_own(machine, of, name, frame, place, called=called)
    if found is not None:
        return found
    if isinstance(of, Obj):
        return _of_object(machine, of, name, frame, place)
    return _of_class(machine, of, name, frame) if isinstance(of, Cls) else _of_super(of, name)


def _of_event(value: Live) -> bool:
    while isinstance(value, Member | Element):
        value = value.of
    return isinstance(value, Event | Unknown)


def _of_object(machine: Machine, of: Obj, name: str, frame: Frame, place: Place) -> Live:
    if name in of.fields:
        return of.fields[name]
    if of.kind == "instance" and of.cls is not None:
        found = of.cls.method(name)
        if found is not None:
            return _method(machine, of, of.cls, *found, frame, place)
        for one in of.cls.line():
            machine.ways.prepare(machine, one)
            if name in one.statics:
                return one.statics[name]
        abstract = _abstract(of.cls, name, of)
        if abstract is not None:
            return abstract
        outside = of.cls.outside()
        if outside is not None:
            return Member(Typed(outside), name)
    if of.kind == "module":
        return machine.ways.of_module(machine, of, name, frame, place)
    return Builtin(of, name)


def _method(machine: Machine, of: Obj, cls: Cls, method: Function, owner: Cls, frame: Frame, place: Place) -> Live:
    from ennead.code.evaluate.calls import Given, function  # noqa: PLC0415  calls and members know each other
    from ennead.code.evaluate.classes import method_of  # noqa: PLC0415

    bound: Live | None = {"static": None, "class": cls}.get(method.kind, of)
    fn = method_of(method, owner, bound)
    if method.kind == "getter":
        return function(machine, fn, Given(machine, fn, [], [], place, frame))
    return fn


def _abstract(cls: Cls, name: str, bound: Live | None) -> Fn | None:
    """A method that is declared without a body."""
    for one in cls.line():
        for member in one.cls.members:
            if isinstance(member, Function) and member.name == name:
                return Fn(member, one.scope, one.module, f"{one.name}.{name}", one, bound)
    return None


def _of_class(machine: Machine, cls: Cls, name: str, frame: Frame) -> Live:
    machine.ways.prepare(machine, cls)
    for one in cls.line():
        machine.ways.prepare(machine, one)
        if name in one.statics:
            return one.statics[name]
    found = cls.method(name)
    if found is not None:
        method, owner = found
        bound = cls if method.kind == "class" else None
        return Fn(method, owner.scope, owner.module, f"{owner.name}.{name}", owner, bound)
    outside = cls.outside()
    return Member(outside, name) if outside is not None else Builtin(cls, name)


def _of_super(of: Super, name: str) -> Live:
    if isinstance(of.receiver, Obj) and of.receiver.cls is not None:
        found = of.receiver.cls.method(name, of.cls)
        if found is not None:
            method, owner = found
            return Fn(method, owner.scope, owner.module, f"{owner.name}.{name}", owner, of.receiver)
    outside = of.cls.outside()
    return Member(Typed(outside), name) if outside is not None else Unknown("a method of no class above")


# -- items -----------------------------------------------------------------------------------------


def item(machine: Machine, of: Live, key: Live, frame: Frame, place: Place) -> Live:
    """`of[key]`, for everything that the two may be."""
    found = [_item(machine, one, which, frame, place) for one in options_of(of) for which in options_of(key)]
    return join(found)


def _item(machine: Machine, of: Live, key: Live, frame: Frame, place: Place) -> Live:
    if isinstance(of, Ref) and machine.ways.is_environment(of):
        return environment(machine, key, place, required=True)
    if isinstance(of, Obj):
        text = key_of(key)
        if text is not None:
            if text in of.fields:
                return of.fields[text]
            if text.startswith("-") and of.kind == "series" and of.fields and not of.open:
                items = of.items()
                return items[int(text)] if -int(text) <= len(items) else NOTHING
            if of.kind in ("instance", "module"):
                return attribute(machine, of, text, frame, place)
            return Element(frozen(of), frozen(key)) if of.open else NOTHING
        return values_of(of) if of.fields and of.kind in ("record", "series") else Element(frozen(of), frozen(key))
    text = key.value if isinstance(key, Known) and isinstance(key.value, str) else None
    if text is not None and (
        isinstance(of, Ref | Cls) or (isinstance(of, Made | Typed) and machine.ways.members_by_item)
    ):
        return attribute(machine, of, text, frame, place)
    if isinstance(of, Known) and isinstance(of.value, str):
        return Result("[]", (of, frozen(key)))
    return Element(frozen(of), frozen(key))


def key_of(key: Live) -> str | None:
    """The name of an entry; numbers are their digits."""
    if isinstance(key, Known) and isinstance(key.value, str | int) and not isinstance(key.value, bool):
        return str(key.value)
    return None


def environment(machine: Machine, key: Live, place: Place, *, required: bool, default: Live | None = None) -> Live:
    """An environment variable."""
    if not (isinstance(key, Known) and isinstance(key.value, str)):
        return Unknown("an environment variable whose name is not told")
    machine.log.environment.setdefault(EnvRead(key.value, place, required))
    return Env(key.value, frozen(default) if default is not None and default != NOTHING else None)
