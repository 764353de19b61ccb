"""Methods of JavaScript's text, arrays, objects, promises and functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ennead.code.evaluate import access, writing
from ennead.code.evaluate.live import NOTHING, Builtin, Fn, Live, Obj, is_text, join, options_of, words
from ennead.code.values import Known, Member, Unknown

if TYPE_CHECKING:
    from ennead.code.evaluate.calls import Given
    from ennead.code.evaluate.machine import Hook


def receiver(given: Given) -> Live:
    """What the method is called on."""
    return given.callee.receiver if isinstance(given.callee, Builtin) else NOTHING


def _held(given: Given) -> Obj | None:
    value = receiver(given)
    return value if isinstance(value, Obj) else None


def _on_each(given: Given) -> Live:
    """Call the function with any item; gives what it gives."""
    if not given.args:
        return NOTHING
    value = receiver(given)
    return given.call(given.args[0], [access.element(value), Unknown("a number"), value])


def _mapped(given: Given) -> Live | None:
    held = _held(given)
    if held is None or held.kind != "series":
        return None
    results = [given.call(given.args[0], [item, Known(number), held]) for number, item in enumerate(held.items())]
    return access.series(results or [_on_each(given)], given.place, is_open=held.open)


def _for_each(given: Given) -> Live | None:
    held = _held(given)
    if held is None:
        return None
    for key, item in list(held.fields.items()) if given.args else ():
        given.call(given.args[0], [item, Known(key), held])
    if held.open or not held.fields:
        _on_each(given)
    return NOTHING


def _flat_mapped(given: Given) -> Live | None:
    made = _mapped(given)
    return (
        access.series(access.spread(access.element(made)), given.place, is_open=True) if isinstance(made, Obj) else None
    )


def _kept(given: Given) -> Live | None:
    held = _held(given)
    if held is None:
        return None
    _on_each(given)
    return held


def _found(given: Given) -> Live | None:
    held = _held(given)
    if held is None:
        return None
    _on_each(given)
    return access.element(held)


def _told(given: Given) -> Live | None:
    if _held(given) is None:
        return None
    _on_each(given)
    return Unknown("true or false")


def _reduced(given: Given) -> Live | None:
    held = _held(given)
    if held is None or not given.args:
        return None
    start = given.args[1] if len(given.args) > 1 else access.element(held)
    value = start
    for item in held.items() or [access.element(held)]:
        value = given.call(given.args[0], [value, item, Unknown("a number"), held])
    return join([start, value]) if held.open else value


def _push(given: Given) -> Live | None:
    held = _held(given)
    if held is None or held.kind != "series":
        return None
    for arg in given.args:
        if arg not in held.fields.values():
            writing.put(given.machine, held, str(len(held.fields)), arg)
    held.open = True
    return Unknown("a length")


def _concat(given: Given) -> Live | None:
    value = receiver(given)
    if is_text(value):
        return words([value, *given.args])
    held = _held(given)
    if held is None or held.kind != "series":
        return None
    items = held.items()
    for arg in given.args:
        items += access.spread(arg) if isinstance(arg, Obj) and arg.kind == "series" else [arg]
    return access.series(items, given.place, is_open=held.open)


def _joined(given: Given) -> Live | None:
    held = _held(given)
    between = given.args[0] if given.args else Known(",")
    if held is None or held.kind != "series" or held.open:
        return None
    parts: list[Live] = []
    for item in held.items():
        parts += [between, item] if parts else [item]
    return words(parts)


def _itself(given: Given) -> Live | None:
    return receiver(given)


def _item(given: Given) -> Live | None:
    held = _held(given)
    if held is None or not given.args:
        return None
    return access.item(given.machine, held, given.args[0], given.frame, given.place)


def _set(given: Given) -> Live | None:
    held = _held(given)
    if held is None or len(given.args) < 2:
        return None
    name = access.key_of(given.args[0])
    writing.put(given.machine, held, name if name is not None else f"[{len(held.fields)}]", given.args[1])
    return held


def _resolve(given: Given) -> Live | None:
    held = _held(given)
    if held is not None and given.args:
        given.machine.trail.put(held.fields, str(len(held.fields)), given.args[0])
    return NOTHING


def _awaited(given: Given) -> Live:
    """What the promise comes to: the thing that the method is called on."""
    return given.callee.of if isinstance(given.callee, Member) else receiver(given)


def then(given: Given) -> Live | None:
    """`.then(f, g)`: f gets what the promise comes to, which is the receiver itself."""
    value = _awaited(given)
    results = [
        given.call(one, [value if number == 0 else Unknown("an error")])
        for number, arg in enumerate(given.args)
        for one in options_of(arg)
        if isinstance(one, Fn | Builtin)
    ]
    return join(results) if results else value


def caught(given: Given) -> Live | None:
    """`.catch(f)`."""
    value = _awaited(given)
    results = [
        given.call(one, [Unknown("an error")]) for arg in given.args for one in options_of(arg) if isinstance(one, Fn)
    ]
    return join([value, *(one for one in results if one != NOTHING)])


def last(given: Given) -> Live | None:
    """`.finally(f)`."""
    value = _awaited(given)
    for arg in given.args:
        given.call(arg, [])
    return value


def _bound(given: Given) -> Live | None:
    value = receiver(given)
    if not isinstance(value, Fn):
        return value
    this = given.args[0] if given.args else None
    made = Fn(value.function, value.scope, value.module, value.name, value.owner, this or value.bound)
    if len(given.args) > 1:
        held = Obj("record", given.place)
        held.fields.update({"function": made, "args": access.series(given.args[1:], given.place)})
        return Builtin(held, "partial")
    return made


def _partial(given: Given) -> Live | None:
    held = _held(given)
    if held is None or "function" not in held.fields:
        return None
    before = held.fields["args"]
    return given.call(held.fields["function"], [*(before.items() if isinstance(before, Obj) else []), *given.args])


def _called(given: Given) -> Live | None:
    bound = _bound(given.again(given.callee, given.args[:1]))
    return given.call(bound, given.args[1:]) if bound is not None else None


def _applied(given: Given) -> Live | None:
    bound = _bound(given.again(given.callee, given.args[:1]))
    rest = access.spread(given.args[1]) if len(given.args) > 1 else []
    return given.call(bound, rest) if bound is not None else None


def _promisified(given: Given) -> Live | None:
    """A function that was made to give a promise: its last argument is what the promise comes to."""
    held = Obj("series", given.place)
    value = receiver(given)
    done = Builtin(held, "done")
    given.call(value, [*given.args, done])
    items = held.items()
    return join(items) if items else Unknown("what a promise comes to")


def _done(given: Given) -> Live | None:
    held = _held(given)
    if held is not None and len(given.args) > 1:
        given.machine.trail.put(held.fields, str(len(held.fields)), given.args[1])
    return NOTHING


def _text_to_text(name: str) -> Hook:
    def hook(given: Given) -> Live | None:
        value = receiver(given)
        args = [arg.value for arg in given.args if isinstance(arg, Known)]
        if not (isinstance(value, Known) and isinstance(value.value, str)) or len(args) != len(given.args):
            return None
        count, method = _TEXT[name]
        if len(args) != count:
            return None
        result = method(value.value, *[str(arg) for arg in args])
        if isinstance(result, list):
            return access.series([Known(one) for one in result[:64]], given.place)
        return Known(result)

    return hook


def _split(text: str, between: str) -> list[str]:
    return text.split(between) if between else list(text)


_TEXT: dict[str, tuple[int, Callable[..., str | list[str]]]] = {
    "toLowerCase": (0, str.lower),
    "toUpperCase": (0, str.upper),
    "trim": (0, str.strip),
    "split": (1, _split),
    "replace": (2, lambda text, old, new: text.replace(old, new, 1)),
    "replaceAll": (2, str.replace),
    "toString": (0, str),
}
"""Methods of text by name: how many arguments they take, and what they do."""

METHODS: dict[str, Hook] = {
    "map": _mapped,
    "forEach": _for_each,
    "flatMap": _flat_mapped,
    "filter": _kept,
    "sort": _kept,
    "find": _found,
    "findLast": _found,
    "some": _told,
    "every": _told,
    "findIndex": _told,
    "reduce": _reduced,
    "push": _push,
    "unshift": _push,
    "add": _push,
    "concat": _concat,
    "join": _joined,
    "slice": _itself,
    "flat": _itself,
    "reverse": _itself,
    "values": lambda given: (
        access.series(held.items(), given.place, is_open=held.open) if (held := _held(given)) else None
    ),
    "pop": lambda given: access.element(held) if (held := _held(given)) else None,
    "shift": lambda given: access.element(held) if (held := _held(given)) else None,
    "at": _item,
    "get": _item,
    "set": _set,
    "resolve": _resolve,
    "reject": lambda given: NOTHING,
    "then": then,
    "catch": caught,
    "finally": last,
    "bind": _bound,
    "call": _called,
    "apply": _applied,
    "partial": _partial,
    "promisified": _promisified,
    "done": _done,
    "valueOf": _itself,
    **{name: _text_to_text(name) for name in _TEXT},
}
