"""Methods of lists, sets, arrays and streams."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from ennead.code.evaluate import access, writing
from ennead.code.evaluate.java.answers import maybe, nothing, number, receiver
from ennead.code.evaluate.java.invoke import hold, invoke, let_go
from ennead.code.evaluate.java.text import joined
from ennead.code.evaluate.live import NOTHING, Fn, Live, Obj, join, options_of, truth
from ennead.code.values import Known, Made, Unknown, full_name

if TYPE_CHECKING:
    from ennead.code.evaluate.calls import Given
    from ennead.code.evaluate.machine import Hook

MOST_APART = 16
"""Items for which a function is called one by one; for more it is called with any of them."""


def held_by(given: Given) -> Obj:
    """The container that a method is called on."""
    value = receiver(given)
    return value if isinstance(value, Obj) else Obj("series", given.place, open=True)


# -- functions over items ---------------------------------------------------------------------------------------------


def _each(given: Given, call: Callable[[Live], Live]) -> list[Live]:
    """What a function gives for each item."""
    held = held_by(given)
    items = held.items()
    if not items or held.open or len(items) > MOST_APART:
        return [call(access.element(held))] if items or held.open else []
    return [call(item) for item in items]


def _over(given: Given) -> list[Live]:
    target = given.args[0] if given.args else NOTHING
    return _each(given, lambda item: invoke(given, target, [item]))


def _mapped(given: Given) -> Live:
    held = held_by(given)
    results = _over(given)
    return access.series(results, given.place, is_open=held.open or len(results) != len(held.fields))


def _flat(given: Given) -> Live:
    found = [item for result in _over(given) for one in options_of(result) for item in access.spread(let_go(one))]
    return access.series(found, given.place, is_open=True)


def _filtered(given: Given) -> Live:
    held = held_by(given)
    target = given.args[0] if given.args else NOTHING
    kept: list[Live] = []

    def test(item: Live) -> Live:
        told = invoke(given, target, [item])
        if truth(told) is not False:
            kept.append(item)
        return told

    _each(given, test)
    return access.series(kept, given.place, is_open=True) if kept or held.open else access.series([], given.place)


def _done(given: Given) -> Live:
    _over(given)
    return NOTHING


def _peeked(given: Given) -> Live:
    _over(given)
    return receiver(given)


def _tested(given: Given) -> Live:
    _over(given)
    return Unknown()


def _reduced(given: Given) -> Live:
    item = access.element(held_by(given))
    target = next((one for one in given.args if any(isinstance(o, Fn) for o in options_of(one))), None)
    start = given.args[0] if len(given.args) > 1 else item
    result = invoke(given, target, [start, item]) if target is not None else item
    return join([start, result]) if len(given.args) > 1 else hold(join([item, result]))


def _collected(given: Given) -> Live:
    """`collect(Collectors.toList())`, `joining`, `toMap`, `groupingBy`."""
    held = held_by(given)
    for one in options_of(given.args[0]) if given.args else ():
        name = (full_name(one.callee) or "").rpartition(".")[2] if isinstance(one, Made) else ""
        if name == "joining" and isinstance(one, Made):
            return joined(one.args[0] if one.args else Known(""), [held])
        if name in ("toMap", "groupingBy", "partitioningBy", "toConcurrentMap"):
            made = Obj("record", given.place, open=True)
            made.fields["[0]"] = held if "By" in name else access.element(held)
            return made
    return held


def _first(given: Given) -> Live:
    return hold(access.element(held_by(given)))


# -- lists ------------------------------------------------------------------------------------------------------------


def _got(given: Given) -> Live:
    held = held_by(given)
    if not given.args:
        return access.element(held)
    name = access.key_of(given.args[0])
    if name is not None and name in held.fields and not held.open:
        return held.fields[name]
    return access.element(held)


def _added(given: Given) -> Live:
    held = held_by(given)
    if given.args and given.args[-1] not in held.fields.values():
        writing.put(given.machine, held, str(len(held.fields)), given.args[-1])
    return Known(True)


def _all_added(given: Given) -> Live:
    held = held_by(given)
    for item in access.spread(given.args[-1]) if given.args else ():
        writing.put(given.machine, held, str(len(held.fields)), item)
    held.open = True
    return Known(True)


def _element(given: Given) -> Live:
    return access.element(held_by(given))


SERIES: dict[str, Hook] = {
    **dict.fromkeys(
        """stream parallelStream iterator listIterator boxed distinct sorted limit skip sequential parallel unordered
        toList toArray asList clone subList reversed descendingIterator onClose takeWhile dropWhile spliterator
        iterate""".split(),
        receiver,
    ),
    **dict.fromkeys("map mapToObj mapToInt mapToLong mapToDouble asDoubleStream replaceAll".split(), _mapped),
    **dict.fromkeys("flatMap mapMulti flatMapToInt".split(), _flat),
    **dict.fromkeys("forEach forEachOrdered forEachRemaining ifPresent".split(), _done),
    **dict.fromkeys("anyMatch allMatch noneMatch removeIf".split(), _tested),
    **dict.fromkeys("findFirst findAny min max".split(), _first),
    **dict.fromkeys(
        "next poll pop peek remove getFirst getLast first last element take previous removeFirst".split(), _element
    ),
    **dict.fromkeys("size count length sum indexOf hashCode".split(), number),
    **dict.fromkeys("isEmpty contains containsAll hasNext equals hasPrevious retainAll".split(), maybe),
    **dict.fromkeys("add addLast addFirst push offer put addElement".split(), _added),
    "addAll": _all_added,
    "filter": _filtered,
    "reduce": _reduced,
    "collect": _collected,
    "get": _got,
    "set": _added,
    "clear": nothing,
}


def _peek(given: Given) -> Live:
    return _peeked(given) if given.args else _element(given)


SERIES["peek"] = _peek


def series_of(given: Given, items: Sequence[Live]) -> Obj:
    """A new list of items; of one list, its copy."""
    if len(items) == 1 and isinstance(items[0], Obj) and items[0].kind == "series":
        return access.series(items[0].items(), given.place, is_open=items[0].open)
    return access.series(items, given.place)
