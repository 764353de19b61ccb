"""What declared types tell of values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ennead.code.evaluate import access
from ennead.code.evaluate.java import classes, names, objects
from ennead.code.evaluate.java.known import PLAIN
from ennead.code.evaluate.java.state import state
from ennead.code.evaluate.live import Cls, Fn, Live, frozen, join, options_of
from ennead.code.values import Choice, Element, Event, Known, Made, Member, Own, Ref, Typed, Unknown, Value

if TYPE_CHECKING:
    from ennead.code.evaluate.frame import Frame
    from ennead.code.evaluate.machine import Machine
    from ennead.code.ir import Type

_SDKS = ("software.amazon.awssdk.", "com.amazonaws.")
_NEW_ARRAY = "array_creation_expression"
_RUNTIME = "com.amazonaws.services.lambda."


def typed(machine: Machine, value: Live, declared: Type | None, frame: Frame) -> Live:
    """A value with its declared type: what is told stays, what is not is believed to be of it."""
    if declared is None or declared.name in PLAIN:
        is_new_array = isinstance(value, Unknown) and value.reason == _NEW_ARRAY
        return access.series([], frame.module.place(1), is_open=True) if is_new_array else value
    if isinstance(value, Choice):
        options = options_of(value)
        if any(isinstance(one, Unknown | Made | Member | Element) for one in options):
            return join(typed(machine, one, declared, frame) for one in options)
        return value
    if not isinstance(value, Fn | Unknown | Element | Member | Made | Event):
        return value
    found = type_of(machine, declared.name, frame)
    if isinstance(found, Cls):
        return _own(machine, value, found)
    if isinstance(value, Fn | Event) or found is None:
        return value
    kept = [value if _says_more(value, one) else Typed(one) for one in options_of(found) if isinstance(one, Ref)]
    return join(kept) if kept else value


def type_of(machine: Machine, name: str, frame: Frame) -> Live | None:
    """The class that a type's name stands for; None for variables and what is not found."""
    first, *rest = name.split(".")
    if not first[:1].isupper():
        return classes.find(machine, name) or Ref(name)
    found: Live | None = None
    for scope, cls, _ in names.around(state(machine), frame):
        if cls is not None:
            found = cls if cls.cls.name == first else classes.nested(machine, cls, first)
        else:
            local = scope.vars.get(first)
            found = local if isinstance(local, Cls) else None
        if found is not None:
            break
    found = found or classes.resolve(machine, classes.file_of(machine, frame.module), first)
    for part in rest:
        if isinstance(found, Cls):
            found = classes.nested(machine, found, part)
        elif isinstance(found, Ref):
            found = Ref(found.module, (*found.path, part))
    return found


def _own(machine: Machine, value: Live, cls: Cls) -> Live:
    """A value that is declared to be of a class of the application."""
    if isinstance(value, Fn):
        if cls.cls.kind == "interface":
            state(machine).interfaces[id(value)] = value, cls
        return value
    if isinstance(value, Unknown):
        return objects.instance(machine, cls)
    read = frozen(value)
    if of_event(read) or _is_read(read, cls):
        return objects.described(machine, read, cls)
    if isinstance(value, Element) and isinstance(value.key, Known):  # what a library hands to a function
        return (
            value if cls.cls.kind == "interface" and not classes.below(machine, cls) else objects.instance(machine, cls)
        )
    return objects.instance(machine, cls)


def _is_read(value: Value, cls: Cls) -> bool:
    """Whether a library has read an object of a named class from something (`mapper.readValue(text, T.class)`); one
    that is only asked for an object of a class makes it."""
    if not isinstance(value, Made) or (len(value.args) < 2 and cls.cls.kind != "record"):
        return False
    return any(isinstance(arg, Own) and arg.kind == "class" for arg in value.args)


def of_event(value: Value) -> bool:
    """Whether it is a part of what the handler is called with."""
    while True:
        if isinstance(value, Member | Element):
            value = value.of
        elif isinstance(value, Made) and isinstance(value.callee, Member):
            value = value.callee.of
        else:
            return isinstance(value, Event)


def _says_more(value: Live, declared: Ref) -> bool:
    """Whether a value says more than its declared type does."""
    name = declared.module
    if isinstance(value, Unknown):
        return False
    if isinstance(value, Made):
        return not _is_sdk(name) or _is_sdk(_start(value)) or of_event(value)
    told = frozen(value)
    if isinstance(told, Element) and told.key is not None and not of_event(told):
        return True  # what a function is handed by a library says by which
    return name.startswith(("java.", _RUNTIME)) or not (of_event(told) or _is_sdk(name)) or _is_sdk(_start(told))


def _is_sdk(name: str) -> bool:
    return name.startswith(_SDKS) and not name.startswith(_RUNTIME)


def _start(value: Value) -> str:
    """The class outside that a chain of calls and members starts at."""
    while True:
        if isinstance(value, Member | Element):
            value = value.of
        elif isinstance(value, Made):
            value = value.callee
        elif isinstance(value, Typed):
            return value.type.module
        else:
            return value.module if isinstance(value, Ref) else ""
