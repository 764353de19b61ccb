"""Methods of Python's text, containers and functions; and those that mean the same on anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ennead.code.evaluate import access, writing
from ennead.code.evaluate.live import NOTHING, Builtin, Live, Obj, is_text, join, options_of, words
from ennead.code.values import Known, Unknown

if TYPE_CHECKING:
    from ennead.code.evaluate.calls import Given
    from ennead.code.evaluate.machine import Hook


def _receiver(given: Given) -> Live:
    return given.callee.receiver if isinstance(given.callee, Builtin) else NOTHING


def _container(given: Given) -> Obj | None:
    receiver = _receiver(given)
    return receiver if isinstance(receiver, Obj) else None


def _format(given: Given) -> Live | None:
    pattern = _receiver(given)
    if not (isinstance(pattern, Known) and isinstance(pattern.value, str)):
        return None
    from string import Formatter  # noqa: PLC0415  only where text is formatted

    parts: list[Live] = []
    number = 0
    try:
        pieces = list(Formatter().parse(pattern.value))
    except ValueError:
        return Unknown("text whose format is none")
    for text, field, _, _ in pieces:
        parts.append(Known(text))
        if field is None:
            continue
        name = field.partition(".")[0].partition("[")[0]
        value = given.arg(int(name)) if name.isdigit() else given.arg(10_000, name) if name else given.arg(number)
        number += not name
        parts.append(value if value is not None else Unknown("not given"))
    return words(parts)


def _join_text(given: Given) -> Live | None:
    between, items = _receiver(given), given.arg(0)
    if not (is_text(between) and isinstance(items, Obj) and items.kind == "series" and not items.open):
        return None
    parts: list[Live] = []
    for item in items.items():
        parts += [between, item] if parts else [item]
    return words(parts)


def _text_to_text(name: str) -> Hook:
    """A method that gives other text of constant text without arguments that are not told."""

    def hook(given: Given) -> Live | None:
        receiver = _receiver(given)
        if not (isinstance(receiver, Known) and isinstance(receiver.value, str)):
            return None
        args = [arg.value for arg in given.args if isinstance(arg, Known)]
        if len(args) != len(given.args):
            return None
        try:
            result = getattr(receiver.value, name)(*args)
        except (TypeError, ValueError):
            return None
        if isinstance(result, list):
            return access.series([Known(one) for one in result[:64]], given.place)
        return Known(result)

    return hook


def _get(given: Given) -> Live | None:
    held = _container(given)
    key = given.arg(0)
    if held is None or held.kind != "record" or key is None:
        return None
    default = given.arg(1) or NOTHING
    found: list[Live] = []
    for one in options_of(key):
        name = access.key_of(one)
        if name is None:
            found += [access.values_of(held), default]
        elif name in held.fields:
            found.append(held.fields[name])
        else:
            found.append(default if not held.open else join([default, Unknown("an entry that is not told")]))
    return join(one for one in found if one != NOTHING or len(found) == 1)


def _set_default(given: Given) -> Live | None:
    held, name = _container(given), access.key_of(given.args[0]) if given.args else None
    if held is None or name is None:
        return None
    if name not in held.fields:
        given.machine.trail.put(held.fields, name, given.arg(1) or NOTHING)
    return held.fields[name]


def _pop(given: Given) -> Live | None:
    held = _container(given)
    if held is None:
        return None
    return _get(given) if held.kind == "record" else access.element(held)


def _items(given: Given) -> Live | None:
    held = _container(given)
    if held is None or held.kind == "series":
        return None
    pairs = [access.series([Known(key), value], given.place) for key, value in held.fields.items()]
    return access.series(pairs, given.place, is_open=held.open)


def _values(given: Given) -> Live | None:
    held = _container(given)
    return access.series(held.items(), given.place, is_open=held.open) if held and held.kind != "series" else None


def _keys(given: Given) -> Live | None:
    held = _container(given)
    if held is None or held.kind == "series":
        return None
    return access.series([Known(key) for key in held.fields], given.place, is_open=held.open)


def _update(given: Given) -> Live | None:
    held = _container(given)
    if held is None or held.kind != "record":
        return None
    for arg in given.args:
        if isinstance(arg, Obj):
            for name, value in list(arg.fields.items()):
                writing.put(given.machine, held, name, value)
            held.open = held.open or arg.open
        else:
            held.open = True
    for name, value in given.keywords:
        writing.put(given.machine, held, name, value)
    return NOTHING


def _append(given: Given) -> Live | None:
    held = _container(given)
    if held is None or held.kind != "series" or not given.args:
        return None
    if given.args[-1] not in held.fields.values():
        writing.put(given.machine, held, str(len(held.fields)), given.args[-1])
    held.open = True
    return NOTHING


def _extend(given: Given) -> Live | None:
    held = _container(given)
    if held is None or held.kind != "series" or not given.args:
        return None
    for item in access.spread(given.args[0]):
        writing.put(given.machine, held, str(len(held.fields)), item)
    held.open = True
    return NOTHING


def _copy(given: Given) -> Live | None:
    held = _container(given)
    if held is None:
        return None
    made = Obj(held.kind, given.place, held.cls, open=held.open)
    made.fields.update(held.fields)
    return made


def _partial(given: Given) -> Live | None:
    held = _container(given)
    if held is None or "function" not in held.fields:
        return None
    before, named = held.fields["args"], held.fields["keywords"]
    args = [*(before.items() if isinstance(before, Obj) else []), *given.args]
    keywords = [*(named.fields.items() if isinstance(named, Obj) else []), *given.keywords]
    from ennead.code.evaluate.calls import call  # noqa: PLC0415  calls and methods know each other

    return call(given.machine, held.fields["function"], given.again(held.fields["function"], args, keywords))


def _decorator(given: Given) -> Live | None:
    return given.args[0] if given.args else None


def _submit(given: Given) -> Live | None:
    """`executor.submit(f, a)`: an own function is called with what stands behind it."""
    from ennead.code.evaluate.live import Fn  # noqa: PLC0415

    targets = [one for one in options_of(given.args[0]) if isinstance(one, Fn | Builtin)] if given.args else []
    if not targets:
        return None
    return given.call(join(targets), given.args[1:])


def _executor_map(given: Given) -> Live | None:
    from ennead.code.evaluate.live import Fn  # noqa: PLC0415

    if len(given.args) < 2 or not any(isinstance(one, Fn | Builtin) for one in options_of(given.args[0])):
        return None
    result = given.call(given.args[0], [access.element(arg) for arg in given.args[1:]])
    return access.series([result], given.place, is_open=True)


def _in_executor(given: Given) -> Live | None:
    return _submit(given.again(given.callee, given.args[1:])) if len(given.args) > 1 else None


METHODS: dict[str, Hook] = {
    "format": _format,
    "join": _join_text,
    "get": _get,
    "setdefault": _set_default,
    "pop": _pop,
    "items": _items,
    "values": _values,
    "keys": _keys,
    "update": _update,
    "append": _append,
    "add": _append,
    "insert": _append,
    "extend": _extend,
    "copy": _copy,
    "partial": _partial,
    "decorator": _decorator,
    "result": _receiver,
    "__init__": lambda given: NOTHING,
    "__getitem__": lambda given: (
        access.item(given.machine, _receiver(given), given.args[0], given.frame, given.place) if given.args else None
    ),
    **{
        name: _text_to_text(name)
        for name in (
            "lower upper strip lstrip rstrip replace title capitalize removeprefix removesuffix split rsplit zfill"
            " swapcase startswith endswith encode casefold"
        ).split()
    },
}
MEMBERS: dict[str, Hook] = {
    "submit": _submit,
    "map": _executor_map,
    "run_in_executor": _in_executor,
    "apply_async": _submit,
    "starmap": _executor_map,
}
