"""Methods of maps and of their entries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ennead.code.evaluate import access
from ennead.code.evaluate.java.answers import maybe, nothing, number
from ennead.code.evaluate.java.containers import MOST_APART, held_by
from ennead.code.evaluate.java.invoke import invoke
from ennead.code.evaluate.live import NOTHING, Live, Obj, frozen, join, options_of
from ennead.code.values import Known, Unknown

if TYPE_CHECKING:
    from ennead.code.evaluate.calls import Given
    from ennead.code.evaluate.machine import Hook


def key_text(key: Live) -> str | None:
    """The name of an entry: text, a number, or an enumeration's constant."""
    if isinstance(key, Obj) and "<name>" in key.fields:
        return f"<{access.key_of(key.fields['<name>'])}>"
    return access.key_of(key)


def put(given: Given, held: Obj, key: Live, value: Live) -> None:
    """Put an entry into a map; one whose key is not told may be any."""
    for one in options_of(key):
        name = key_text(one)
        if name is None:
            name, held.open = f"[{len(held.fields)}]", True
            held.keys[name] = frozen(one)
        old = held.fields.get(name)
        several = len(options_of(key)) > 1 and old is not None
        given.machine.trail.put(held.fields, name, join([old, value]) if several and old is not None else value)


def _entry_put(given: Given) -> Live:
    if len(given.args) >= 2:
        put(given, held_by(given), given.args[0], given.args[1])
    return NOTHING


def _all_put(given: Given) -> Live:
    held = held_by(given)
    for one in given.args:
        if isinstance(one, Obj):
            for name, value in list(one.fields.items()):
                given.machine.trail.put(held.fields, name, value)
            held.keys |= one.keys
            held.open = held.open or one.open
        else:
            held.open = True
    return NOTHING


def _entry(given: Given) -> Live:
    held = held_by(given)
    found: list[Live] = []
    for one in options_of(given.args[0]) if given.args else ():
        name = key_text(one)
        if name is None:
            found.append(
                join([access.values_of(held), Unknown()]) if held.fields else Unknown("an entry that is not told")
            )
        else:
            found.append(held.fields.get(name, Unknown("an entry that is not told")))
    return join(found)


def _or_default(given: Given) -> Live:
    held, name = held_by(given), key_text(given.args[0]) if given.args else None
    default = given.args[1] if len(given.args) > 1 else NOTHING
    if name is not None and name in held.fields:
        return held.fields[name]
    return join([_entry(given), default]) if held.fields else default


def _computed(given: Given) -> Live:
    """`computeIfAbsent(key, f)`, `compute(key, f)`, `merge(key, value, f)`."""
    held, key = held_by(given), given.args[0] if given.args else Unknown()
    name = key_text(key)
    if name is not None and name in held.fields and len(given.args) == 2:
        return held.fields[name]
    before = _entry(given)
    value = invoke(given, given.args[-1], [key, before] if len(given.args) == 2 else [before, given.args[1]])
    put(given, held, key, value)
    return value


def _entries(given: Given) -> Live:
    held = held_by(given)
    pairs: list[Live] = [
        pair(given, Known(name) if not name.startswith("[") else Unknown("a key"), value)
        for name, value in held.fields.items()
    ]
    if not pairs:
        pairs.append(pair(given, Unknown("a key"), access.values_of(held)))
    return access.series(pairs, given.place, is_open=held.open)


def pair(given: Given, key: Live, value: Live) -> Obj:
    """`Map.entry(key, value)`."""
    made = Obj("record", given.place)
    made.fields["<key>"], made.fields["<value>"] = key, value
    return made


def _part(name: str) -> Hook:
    return lambda given: held_by(given).fields.get(name)


def _keys(given: Given) -> Live:
    held = held_by(given)
    names: list[Live] = [Known(name) for name in held.fields if not name.startswith("[")]
    return access.series(names, given.place, is_open=held.open or not names)


def _values(given: Given) -> Live:
    held = held_by(given)
    return access.series(held.items(), given.place, is_open=held.open or not held.fields)


def _for_entries(given: Given) -> Live:
    held, target = held_by(given), given.args[0] if given.args else NOTHING
    entries: list[tuple[Live, Live]] = [(Known(name), value) for name, value in held.fields.items()]
    if not entries or len(entries) > MOST_APART:
        entries = [(Unknown("a key"), access.values_of(held))]
    for key, value in entries:
        invoke(given, target, [key, value])
    return NOTHING


def _removed(given: Given) -> Live:
    return _entry(given)


MAP: dict[str, Hook] = {
    "put": _entry_put,
    "set": _entry_put,
    "putIfAbsent": _entry_put,
    "replace": _entry_put,
    "setProperty": _entry_put,
    "putAll": _all_put,
    "get": _entry,
    "getProperty": _or_default,
    "getOrDefault": _or_default,
    "remove": _removed,
    **dict.fromkeys("computeIfAbsent computeIfPresent compute merge".split(), _computed),
    "entrySet": _entries,
    "keySet": _keys,
    "values": _values,
    "forEach": _for_entries,
    "getKey": _part("<key>"),
    "getValue": _part("<value>"),
    **dict.fromkeys("containsKey containsValue isEmpty equals".split(), maybe),
    "size": number,
    "clear": nothing,
}
