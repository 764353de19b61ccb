"""Methods of the language on its own values, by what they are called on; and those that mean the same on anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ennead.code.evaluate import access
from ennead.code.evaluate.java import classes, members, objects, reflection
from ennead.code.evaluate.java.answers import number, receiver
from ennead.code.evaluate.java.containers import SERIES
from ennead.code.evaluate.java.held import FUTURES, HOLDERS
from ennead.code.evaluate.java.invoke import HELD, hold, invoke, is_callable, on_function
from ennead.code.evaluate.java.maps import MAP
from ennead.code.evaluate.java.own import RUN
from ennead.code.evaluate.java.text import BUILDER, BUILT, TEXT
from ennead.code.evaluate.live import NOTHING, Builtin, Cls, Fn, Live, Obj, frozen, options_of
from ennead.code.evaluate.operators import apply
from ennead.code.values import Element, Known, Member, Unknown, Value

if TYPE_CHECKING:
    from ennead.code.evaluate.calls import Given
    from ennead.code.evaluate.machine import Hook


def method(given: Given, name: str) -> Live | None:
    """What a method of the language gives; None where it is not known."""
    of = receiver(given)
    if name in _CONSTRUCTORS:
        return _CONSTRUCTORS[name](given)
    if name.startswith("<new>"):
        return _new_inner(given, name.removeprefix("<new>"))
    if name == "::":
        return _unbound(given)
    if name == "invoke" and isinstance(of, Builtin) and of.name == "<method>":
        return reflection.called(given)
    if name == "<then>":
        return _in_turn(given)
    if isinstance(of, Fn):
        return on_function(given)
    if isinstance(of, Cls):
        return _on(reflection.CLASS, given, name)
    if isinstance(of, Builtin):
        return (
            _on(HOLDERS, given, name)
            if of.name == HELD
            else on_function(given)
            if of.name in ("::", "<then>")
            else None
        )
    if isinstance(of, Obj):
        return _on_object(given, of, name)
    return _on(TEXT, given, name)


def _on(table: dict[str, Hook], given: Given, name: str) -> Live | None:
    hook = table.get(name)
    return hook(given) if hook is not None else None


def _on_object(given: Given, of: Obj, name: str) -> Live | None:
    if of.kind == "series":
        return _on(SERIES, given, name)
    if of.kind == "record":
        return _on(BUILDER if BUILT in of.fields else MAP, given, name)
    found = _on(_OBJECT, given, name)
    if found is None and name in RUN:
        run = members.methods(given.machine, of.cls, RUN[name], of) if of.cls is not None else None
        return given.call(run, []) if run is not None else None
    return found if found is not None else _accessor(given, of, name)


# -- constructors and references --------------------------------------------------------------------------------------


def _this_constructor(given: Given) -> Live:
    """`this(...)`."""
    made, cls = receiver(given), given.frame.cls
    if isinstance(made, Obj) and cls is not None:
        objects.construct(given.machine, cls, made, given)
    return NOTHING


def _super_constructor(given: Given) -> Live:
    """`super(...)`."""
    made, cls = receiver(given), given.frame.cls
    if isinstance(made, Obj) and cls is not None:
        objects.above(given.machine, cls, made, given)
    return NOTHING


_CONSTRUCTORS: dict[str, Hook] = {"<this>": _this_constructor, "<super>": _super_constructor}


def _new_inner(given: Given, name: str) -> Live:
    """`outer.new Inner(...)`."""
    outer = receiver(given)
    found = classes.nested(given.machine, outer.cls, name) if isinstance(outer, Obj) and outer.cls else None
    return objects.new(given.machine, found, given, outer) if found is not None else Unknown(f"no class {name}")


def _unbound(given: Given) -> Live:
    """`T::method`: called on the first of what it is given."""
    fn = receiver(given)
    if not isinstance(fn, Fn) or not given.args:
        return Unknown("a method without an object")
    of, *args = given.args
    found = []
    for one in options_of(of):
        if isinstance(one, Obj) and one.cls is not None:
            bound = members.methods(given.machine, one.cls, fn.function.name, one)
            if bound is not None:
                found.append(given.call(bound, args))
                continue
        on = _any_of(given, fn, frozen(one))
        found.append(given.call(Fn(fn.function, fn.scope, fn.module, fn.name, fn.owner, on), args))
    return given.machine.joined(found)


def _any_of(given: Given, fn: Fn, value: Value) -> Live:
    return objects.described(given.machine, value, fn.owner) if fn.owner is not None else value


def _in_turn(given: Given) -> Live:
    """`f.andThen(g)`."""
    both = receiver(given)
    first, second = both.items() if isinstance(both, Obj) else (NOTHING, NOTHING)
    between = invoke(given, first, given.args)
    return invoke(given, second, [between if between != NOTHING or not given.args else given.args[0]])


# -- objects ----------------------------------------------------------------------------------------------------------


def _name(given: Given) -> Live | None:
    of = receiver(given)
    return of.fields.get("<name>") if isinstance(of, Obj) else None


def _equals(given: Given) -> Live:
    of, other = receiver(given), given.args[0] if given.args else NOTHING
    if isinstance(of, Obj) and isinstance(other, Obj) and "<name>" in of.fields and "<name>" in other.fields:
        return Known(of is other)
    return Unknown()


def _class(given: Given) -> Live | None:
    of = receiver(given)
    return of.cls if isinstance(of, Obj) else None


_OBJECT: dict[str, Hook] = {
    "name": _name,
    "toString": _name,
    "equals": _equals,
    "getClass": _class,
    "getDeclaringClass": _class,
    "hashCode": number,
    "ordinal": number,
    "compareTo": number,
    "clone": receiver,
    "build": receiver,
    "toBuilder": receiver,
    "get": lambda given: receiver(given) if not given.args else None,
    "join": receiver,
}


def _accessor(given: Given, of: Obj, name: str) -> Live | None:
    """A getter, setter or step of a builder that is generated for a field."""
    for prefix in ("get", "is", "set", "with", ""):
        rest = name.removeprefix(prefix) if name.startswith(prefix) else ""
        field = (rest[:1].lower() + rest[1:]) if prefix else name
        held = members.own_field(given.machine, of, field, of.cls) if of.cls is not None and field else None
        if held is None:
            continue
        if len(given.args) == 1:
            given.machine.trail.put(of.fields, field, given.args[0])
            return of
        return held
    return None


# -- the same on anything ---------------------------------------------------------------------------------------------


def _of(given: Given) -> Value:
    return given.callee.of if isinstance(given.callee, Member) else Unknown()


def _first(given: Given) -> Live:
    return given.args[0] if given.args else NOTHING


def _submitted(given: Given) -> Live | None:
    """`executor.submit(task)`: what the task gives is held by a future."""
    if not given.args or not is_callable(given.args[0]):
        return None
    return hold(invoke(given, given.args[0], []))


def _item(given: Given) -> Live:
    return Element(_of(given), None)


def _for_each(given: Given) -> Live | None:
    if not is_callable(_first(given)):
        return None
    invoke(given, given.args[0], [_item(given)] * _count(given))
    return NOTHING


def _count(given: Given) -> int:
    """How many values the function takes: a map's has two."""
    return max((len(one.function.params) for one in options_of(given.args[0]) if isinstance(one, Fn)), default=1)


def _mapped(given: Given) -> Live | None:
    if not is_callable(_first(given)):
        return None
    result = invoke(given, given.args[0], [_item(given)])
    return access.series([result], given.place, is_open=True)


def _kept(given: Given) -> Live | None:
    if not is_callable(_first(given)):
        return None
    invoke(given, given.args[0], [_item(given)])
    return _of(given)


def _reference_mapped(hook: Hook) -> Hook:
    """The same with a reference to a method outside (`client::putItem`)."""

    def either(given: Given) -> Live | None:
        if given.args and isinstance(given.args[0], Member):
            result = given.call(given.args[0], [_item(given)])
            return access.series([result], given.place, is_open=True)
        return hook(given)

    return either


def _transparent(given: Given) -> Live | None:
    return _of(given) if not given.args else None


def _future(hook: Hook) -> Hook:
    return lambda given: hook(given) if given.args and is_callable(given.args[-1]) else None


def _equals_any(given: Given) -> Live | None:
    return apply(given.machine, "==", [_of(given), given.args[0]], given.frame, 0) if len(given.args) == 1 else None


MEMBERS: dict[str, Hook] = {
    **{name: _future(hook) for name, hook in FUTURES.items()},
    **dict.fromkeys("submit execute schedule scheduleAtFixedRate scheduleWithFixedDelay".split(), _submitted),
    **dict.fromkeys("forEach forEachOrdered forEachRemaining".split(), _reference_mapped(_for_each)),
    **dict.fromkeys("map mapToObj flatMap mapToInt mapToLong mapMulti".split(), _reference_mapped(_mapped)),
    **dict.fromkeys("filter peek anyMatch allMatch noneMatch removeIf takeWhile dropWhile".split(), _kept),
    **dict.fromkeys("stream parallelStream join toCompletableFuture".split(), _transparent),
    "equals": _equals_any,
    **reflection.MEMBERS,
}
