"""Classes as values: reflection, enumerations' own methods, loaders of services."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ennead.code.evaluate import access
from ennead.code.evaluate.java import classes, members, objects
from ennead.code.evaluate.java.answers import first, maybe, number, receiver
from ennead.code.evaluate.live import Builtin, Cls, Fn, Live, Obj, join, options_of
from ennead.code.values import Known, Made, Member, Ref, Typed, Unknown, full_name

if TYPE_CHECKING:
    from ennead.code.evaluate.calls import Given
    from ennead.code.evaluate.machine import Hook

_METHOD = "java.lang.reflect.Method"


def for_name(given: Given) -> Live:
    """`Class.forName(name)`: a class of the application, or one outside."""
    found: list[Live] = []
    for name in options_of(given.args[0]) if given.args else (Unknown(),):
        if not (isinstance(name, Known) and isinstance(name.value, str)):
            return given.machine.unresolved("dynamic", "a class whose name only a run knows", given.place)
        dotted = name.value.replace("$", ".")
        found.append(classes.find(given.machine, dotted) or Ref(dotted))
    return join(found)


def services(given: Given) -> Live | None:
    """`ServiceLoader.load(T.class)`: an object of each class below."""
    cls = given.args[0] if given.args else None
    if not isinstance(cls, Cls):
        return None
    made = [objects.instance(given.machine, one) for one in classes.below(given.machine, cls)]
    return access.series(made, given.place, is_open=True)


def _cls(given: Given) -> Cls | None:
    of = receiver(given)
    return of if isinstance(of, Cls) else None


def _new(given: Given) -> Live | None:
    cls = _cls(given)
    return objects.new(given.machine, cls, given) if cls is not None else None


def _full_name(given: Given) -> Live | None:
    cls = _cls(given)
    return Known(cls.name) if cls is not None else None


def _simple_name(given: Given) -> Live | None:
    cls = _cls(given)
    return Known(cls.cls.name) if cls is not None else None


def _method(given: Given) -> Live | None:
    """`T.class.getMethod("name", ...)`: one of the application is told by a constant name."""
    cls, name = _cls(given), given.args[0] if given.args else Unknown()
    if cls is not None and isinstance(name, Known) and isinstance(name.value, str):
        found = members.methods(given.machine, cls, name.value, None)
        if found is not None:
            return join(Builtin(one, "<method>") for one in options_of(found))
    return Typed(Ref(_METHOD))


def _values(given: Given) -> Live | None:
    cls = _cls(given)
    if cls is None or cls.cls.kind != "enum":
        return None
    return access.series(members.constants(given.machine, cls), given.place)


def _value_of(given: Given) -> Live | None:
    """`Kind.valueOf(name)`: the constant, or any of them."""
    cls, name = _cls(given), given.args[-1] if given.args else Unknown()
    if cls is None or cls.cls.kind != "enum":
        return None
    found = members.constants(given.machine, cls)
    named = [one for one in found if isinstance(one, Obj) and one.fields.get("<name>") == name]
    return join(named or found or [Unknown("an enumeration without constants")])


def _generated(given: Given) -> Live | None:
    """`T.builder()` that is generated: an object whose fields are put one by one."""
    cls = _cls(given)
    return Obj("instance", given.place, cls, open=True) if cls is not None and not given.args else None


CLASS: dict[str, Hook] = {
    **dict.fromkeys("getDeclaredConstructor getConstructor asSubclass".split(), receiver),
    "newInstance": _new,
    "getName": _full_name,
    "getTypeName": _full_name,
    "getCanonicalName": _full_name,
    "toString": _full_name,
    "getSimpleName": _simple_name,
    "getMethod": _method,
    "getDeclaredMethod": _method,
    "values": _values,
    "getEnumConstants": _values,
    "valueOf": _value_of,
    "cast": first,
    "isInstance": maybe,
    "builder": _generated,
    "equals": maybe,
    "hashCode": number,
}


def called(given: Given) -> Live:
    """`method.invoke(object, args...)` on a method of the application that is told."""
    method = receiver(given)
    of = method.receiver if isinstance(method, Builtin) else Unknown()
    if isinstance(of, Builtin) and of.name == "::":  # one of objects: the first argument is the object
        return given.call(of, given.args)
    return given.call(of, given.args[1:]) if isinstance(of, Fn) else Unknown("a method that is not told")


def _is_method(value: object) -> bool:
    """Whether something outside is a method that is looked up by reflection."""
    if isinstance(value, Typed):
        return full_name(value.type) == _METHOD
    return isinstance(value, Made) and isinstance(value.callee, Member) and value.callee.name in _LOOKED_UP


_LOOKED_UP = frozenset({"getMethod", "getDeclaredMethod"})


def _invoked(given: Given) -> Live | None:
    if not isinstance(given.callee, Member) or not _is_method(given.callee.of):
        return None
    return given.machine.unresolved("dynamic", "a method that only a run knows is called", given.place)


def _looked_up(given: Given) -> Live | None:
    """`type.getMethod(name, ...)` on a class that is not told; other things have methods of that name without text."""
    callee = given.callee
    if not given.args or not isinstance(callee, Member) or not isinstance(callee.of, Unknown | Typed | Made | Ref):
        return None
    if isinstance(callee.of, Typed | Made) and not _is_class(callee.of):
        return None
    return Typed(Ref(_METHOD))


def _is_class(value: Typed | Made) -> bool:
    if isinstance(value, Typed):
        return full_name(value.type) == "java.lang.Class"
    return isinstance(value.callee, Member) and value.callee.name == "getClass"


def _evaluated(given: Given) -> Live | None:
    """`engine.eval(script)`."""
    callee = given.callee
    of = callee.of if isinstance(callee, Member) else None
    by_type = isinstance(of, Typed) and (full_name(of.type) or "").endswith("ScriptEngine")
    made = isinstance(of, Made) and isinstance(of.callee, Member) and of.callee.name.startswith("getEngineBy")
    if not (by_type or made):
        return None
    return given.machine.unresolved("dynamic", "a script is evaluated", given.place)


MEMBERS: dict[str, Hook] = {
    "invoke": _invoked,
    "getMethod": _looked_up,
    "getDeclaredMethod": _looked_up,
    "eval": _evaluated,
}
