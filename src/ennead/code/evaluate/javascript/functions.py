"""Functions of JavaScript and Node that are understood, by full name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ennead.code.evaluate import access, writing
from ennead.code.evaluate.live import NOTHING, Builtin, Fn, Live, Obj, frozen, is_text, join, options_of, words
from ennead.code.evaluate.operators import filled, same_text
from ennead.code.values import Known, Ref, Result, Unknown

if TYPE_CHECKING:
    from ennead.code.evaluate.calls import Given
    from ennead.code.evaluate.machine import Hook


def _require(given: Given) -> Live | None:
    from ennead.code.evaluate.javascript import imports  # noqa: PLC0415  imports and functions know each other

    found: list[Live] = []
    for name in options_of(given.arg(0) or Unknown()):
        if not (isinstance(name, Known) and isinstance(name.value, str)):
            return given.machine.unresolved("import", "a module whose name only a run knows", given.place)
        found.append(imports.module(given.machine, name.value, given.frame.module.module.path, given.place))
    return join(found)


def _dynamic(what: str) -> Hook:
    def hook(given: Given) -> Live | None:
        if given.args and all(isinstance(one, Known) for one in given.args):
            return None
        return given.machine.unresolved("dynamic", f"{what} of text that only a run knows", given.place)

    return hook


def _first(given: Given) -> Live | None:
    return given.args[0] if given.args else NOTHING


def _promise(given: Given) -> Live:
    """`new Promise((resolve, reject) => ...)` is what is handed to `resolve`."""
    held = Obj("series", given.place)
    given.call(given.args[0], [Builtin(held, "resolve"), Builtin(held, "reject")]) if given.args else None
    items = held.items()
    return join(items) if items else Unknown("what a promise comes to")


def _all(given: Given) -> Live:
    value = given.args[0] if given.args else Unknown()
    if isinstance(value, Obj):
        return value
    return access.series([access.element(value)], given.place, is_open=True)


def _assign(given: Given) -> Live | None:
    if not given.args or not isinstance(given.args[0], Obj):
        return given.args[0] if given.args else None
    target = given.args[0]
    for source in given.args[1:]:
        copy = Obj("record", given.place)
        access.pour(source, copy)
        for name, value in copy.fields.items():
            writing.put(given.machine, target, name, value)
        target.open = target.open or copy.open
    return target


def _entries(given: Given) -> Live | None:
    value = given.args[0] if given.args else None
    if not isinstance(value, Obj):
        return None
    pairs = [access.series([Known(name), one], given.place) for name, one in value.fields.items()]
    return access.series(pairs, given.place, is_open=value.open)


def _keys(given: Given) -> Live | None:
    value = given.args[0] if given.args else None
    if not isinstance(value, Obj):
        return None
    return access.series([Known(name) for name in value.fields], given.place, is_open=value.open)


def _values(given: Given) -> Live | None:
    value = given.args[0] if given.args else None
    return access.series(value.items(), given.place, is_open=value.open) if isinstance(value, Obj) else None


def _from_entries(given: Given) -> Live | None:
    value = given.args[0] if given.args else None
    made = Obj("record", given.place, open=True)
    for item in value.items() if isinstance(value, Obj) else []:
        if isinstance(item, Obj) and "0" in item.fields and "1" in item.fields:
            name = access.key_of(item.fields["0"])
            made.fields[name if name is not None else f"[{len(made.fields)}]"] = item.fields["1"]
    return made


def _array_from(given: Given) -> Live | None:
    value = given.args[0] if given.args else Unknown()
    items = access.element(value)
    if len(given.args) > 1:
        items = given.call(given.args[1], [items, Unknown("a number")])
    return access.series([items], given.place, is_open=True)


def _promisified(given: Given) -> Live | None:
    """`promisify(f)` is f, called without its last argument; a method from outside is handed over."""
    value = given.args[0] if given.args else None
    if isinstance(value, Fn):
        return Builtin(value, "promisified")
    return value


def _text(given: Given) -> Live:
    value = same_text(given.args[0]) if given.args else Known("")
    if isinstance(value, Known) and not isinstance(value.value, bytes):
        return Known(str(value.value))
    return value if is_text(value) else Result("String", (frozen(value),))


def _formatted(given: Given) -> Live | None:
    pattern = given.args[0] if given.args else None
    if not (isinstance(pattern, Known) and isinstance(pattern.value, str)):
        return None
    return words(filled(pattern.value, list(given.args[1:])))


def _later(given: Given) -> Live:
    """`setTimeout(f, 10)`."""
    for one in options_of(given.args[0]) if given.args else ():
        if isinstance(one, Fn):
            given.call(one, given.args[2:])
    return Unknown("a timer")


def _new_container(given: Given) -> Live | None:
    name = given.callee.path[-1] if isinstance(given.callee, Ref) else ""
    made = Obj("series" if name in ("Set", "Array") else "record", given.place, open=True)
    first = given.args[0] if given.args else None
    for item in first.items() if isinstance(first, Obj) and first.kind == "series" else []:
        if made.kind == "series":
            made.fields[str(len(made.fields))] = item
        elif isinstance(item, Obj) and "0" in item.fields and "1" in item.fields:
            key = access.key_of(item.fields["0"])
            made.fields[key if key is not None else f"[{len(made.fields)}]"] = item.fields["1"]
    made.open = not isinstance(first, Obj) and first is not None
    return made


def _reflect_get(given: Given) -> Live | None:
    if len(given.args) < 2:
        return None
    return access.item(given.machine, given.args[0], given.args[1], given.frame, given.place)


FUNCTIONS: dict[str, Hook] = {
    "require": _require,
    "import": _require,
    "eval": _dynamic("eval"),
    "Function": _dynamic("a function made"),
    "vm.runInThisContext": _dynamic("a run"),
    "vm.runInNewContext": _dynamic("a run"),
    "vm.runInContext": _dynamic("a run"),
    "Promise": _promise,
    "Promise.all": _all,
    "Promise.allSettled": _all,
    "Promise.race": lambda given: access.element(given.args[0]) if given.args else None,
    "Promise.any": lambda given: access.element(given.args[0]) if given.args else None,
    "Promise.resolve": _first,
    "Object.assign": _assign,
    "Object.freeze": _first,
    "Object.seal": _first,
    "Object.create": _first,
    "Object.entries": _entries,
    "Object.keys": _keys,
    "Object.values": _values,
    "Object.fromEntries": _from_entries,
    "Object.defineProperty": lambda given: NOTHING,
    "structuredClone": _first,
    "Array.from": _array_from,
    "Array.of": lambda given: access.series(given.args, given.place),
    "Array": lambda given: access.series(given.args, given.place, is_open=True),
    "Map": _new_container,
    "Set": _new_container,
    "WeakMap": _new_container,
    "String": _text,
    "Number": lambda given: Result("Number", tuple(frozen(arg) for arg in given.args)),
    "Boolean": lambda given: Unknown(),
    "parseInt": lambda given: Result("parseInt", tuple(frozen(arg) for arg in given.args)),
    "encodeURIComponent": lambda given: Result("encodeURIComponent", tuple(frozen(arg) for arg in given.args)),
    "util.promisify": _promisified,
    "util.format": _formatted,
    "setTimeout": _later,
    "setInterval": _later,
    "setImmediate": _later,
    "queueMicrotask": _later,
    "process.nextTick": _later,
    "Reflect.get": _reflect_get,
    "tslib.__importDefault": _first,
    "tslib.__importStar": _first,
    "console.log": lambda given: NOTHING,
    "console.error": lambda given: NOTHING,
    "console.info": lambda given: NOTHING,
    "console.warn": lambda given: NOTHING,
    "console.debug": lambda given: NOTHING,
}
