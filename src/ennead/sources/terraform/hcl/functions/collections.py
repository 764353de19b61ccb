"""Functions over lists and mappings.  Those that put things together keep what is known of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ennead.sources.cloudformation.marks import MarkedDict, MarkedList
from ennead.sources.terraform.hcl.access import index_of
from ennead.sources.terraform.hcl.functions.arguments import MANY, Arguments, Function
from ennead.sources.terraform.hcl.problem import Problem
from ennead.sources.terraform.hcl.values import (
    REST,
    as_unclear,
    has_rest,
    is_rest,
    is_unknown,
    listed,
    mapped,
    rest_of,
    same,
    scalar_text,
)
from ennead.sources.terraform.instance import Encoded, Joined, Pointer, Unclear

MAX_RANGE = 1024
"""Terraform's own."""


def _concat(given: Arguments) -> Any:
    result = MarkedList(mark=given.mark)
    for value in given.values:
        if isinstance(value, Pointer | Unclear | Joined):
            _extend(result, [rest_of(value)], [])
        elif isinstance(value, list):
            _extend(result, value, getattr(value, "items_at", []))
        else:
            raise Problem("concat() of something that is no list")
        given.budget.members(len(result))
    return result


def _extend(result: MarkedList, items: Iterable[Any], places: list[Any]) -> None:
    for place, item in enumerate(items):
        result.append(item)
        result.items_at.append(places[place] if place < len(places) else result.mark)


def _flatten(given: Arguments) -> Any:
    value = given.values[0]
    if is_unknown(value):
        return as_unclear(value)
    result = MarkedList(mark=given.mark)
    _flat(given.items(0), result, given, 0)
    return result


def _flat(items: list[Any], result: MarkedList, given: Arguments, depth: int) -> None:
    if depth > 50:
        raise Problem("nested too deep", "size")
    places = getattr(items, "items_at", [])
    for place, item in enumerate(items):
        given.budget.spend(1)
        if isinstance(item, list):
            _flat(item, result, given, depth + 1)
        else:
            _extend(result, [item], places[place : place + 1])
    given.budget.members(len(result))


def _merge(given: Arguments) -> Any:
    result = MarkedDict(mark=given.mark)
    for value in given.values:
        if value is None:
            continue
        if isinstance(value, Pointer | Unclear | Joined):
            unknown = as_unclear(value)
            result[REST] = Unclear(unknown.name.removeprefix(REST), unknown.reason)
            result.keys_at[REST] = given.mark
            continue
        if not isinstance(value, dict):
            raise Problem("merge() of something that is no mapping")
        places = getattr(value, "keys_at", {})
        for key, item in value.items():
            result[key] = item
            result.keys_at[key] = places.get(key, given.mark)
        given.budget.members(len(result))
    return result


def _lookup(given: Arguments) -> Any:
    mapping, key = given.values[0], given.values[1]
    if is_unknown(mapping) or is_unknown(key):
        return index_of(mapping, key, given.scope.desk)
    members = given.members(0)
    name = scalar_text(key)
    if name in members:
        return members[name]
    if REST in members or len(given) < 3:
        return index_of(mapping, key, given.scope.desk)
    return given.values[2]


def _element(given: Arguments) -> Any:
    items, place = given.values
    if is_unknown(items) or is_unknown(place) or has_rest(items):
        return index_of(items, place, given.scope.desk)
    if not given.items(0):
        raise Problem("element() of an empty list")
    return items[given.whole(1) % len(items)]


def _length(given: Arguments) -> Any:
    value = given.values[0]
    if isinstance(value, dict | list):
        if not has_rest(value):
            return len(value)
        rest = value.get(REST) if isinstance(value, dict) else next(item for item in value if is_rest(item))
        return as_unclear(rest) if isinstance(rest, Pointer | Unclear | Joined) else Unclear("length", "not known")
    if is_unknown(value):
        return as_unclear(value)
    return len(given.text(0))


def _keys(given: Arguments) -> Any:
    if is_unknown(given.values[0]):
        return as_unclear(given.values[0])
    return _named(
        given, [Unclear(f"{REST}key", "a key that is not known") if key == REST else key for key in _order(given)]
    )


def _values(given: Arguments) -> Any:
    if is_unknown(given.values[0]):
        return as_unclear(given.values[0])
    members = given.members(0)
    items = [_as_rest(members[key]) if key == REST else members[key] for key in _order(given)]
    places = getattr(members, "keys_at", {})
    result = MarkedList(items, given.mark)
    result.items_at = [places.get(key, given.mark) for key in _order(given)]
    return result


def _as_rest(value: Any) -> Any:
    return rest_of(value) if isinstance(value, Pointer | Unclear | Joined) else Unclear(f"{REST}member", "not known")


def _order(given: Arguments) -> list[str]:
    return sorted(given.members(0))


def _named(given: Arguments, items: Iterable[Any]) -> MarkedList:
    return listed(items, given.mark)


def _contains(given: Arguments) -> Any:
    items, wanted = given.values
    if is_unknown(items):
        return as_unclear(items)
    unknown: Unclear | None = None
    for item in given.items(0):
        if is_unknown(item) or isinstance(item, Encoded):
            unknown = unknown or (as_unclear(item) if is_unknown(item) else Unclear("item", "not known"))
            if item == wanted and not isinstance(item, Unclear):
                return True
        elif not is_unknown(wanted) and same(item, wanted, given.budget):
            return True
    if is_unknown(wanted) and items:
        return as_unclear(wanted)
    return unknown if unknown else False


def _coalesce(given: Arguments) -> Any:
    for value in given.values:
        if isinstance(value, Unclear):
            return value
        if value is not None and value != "":
            return value
    raise Problem("coalesce() without a value")


def _coalescelist(given: Arguments) -> Any:
    for value in given.values:
        if is_unknown(value) or value:
            return as_unclear(value) if isinstance(value, Joined) else value
    raise Problem("coalescelist() without a list that has members")


def _compact(given: Arguments) -> Any:
    if is_unknown(given.values[0]):
        return as_unclear(given.values[0])
    return _named(given, [item for item in given.items(0) if item is not None and item != ""])


def _distinct(given: Arguments) -> Any:
    if is_unknown(given.values[0]):
        return as_unclear(given.values[0])
    result: list[Any] = []
    for item in given.items(0):
        given.budget.spend(len(result))
        if not any(_alike(item, other, given) for other in result):
            result.append(item)
    return _named(given, result)


def _alike(one: Any, other: Any, given: Arguments) -> bool:
    if is_unknown(one) or is_unknown(other):
        return bool(one == other)
    return same(one, other, given.budget)


def _one(given: Arguments) -> Any:
    value = given.values[0]
    if isinstance(value, Unclear | Joined) or (isinstance(value, Pointer) and value.path):
        return as_unclear(value)
    items = given.items(0) if not isinstance(value, Pointer) else [value]
    if len(items) > 1:
        raise Problem("one() of several members")
    return items[0] if items else None


def _reverse(given: Arguments) -> Any:
    if is_unknown(given.values[0]):
        return as_unclear(given.values[0])
    return _named(given, list(reversed(given.items(0))))


def _slice(given: Arguments) -> Any:
    hole = next((value for value in given.values if is_unknown(value)), None)
    if hole is not None:
        return as_unclear(hole)
    items, start, end = given.items(0), given.whole(1), given.whole(2)
    if not 0 <= start <= end <= len(items):
        raise Problem("slice() beyond the end of a list")
    return _named(given, items[start:end])


def _zipmap(given: Arguments) -> Any:
    keys, values = given.values
    if is_unknown(keys) or is_unknown(values) or has_rest(keys) or has_rest(values):
        return Unclear("zipmap()", "of lists that are not known")
    names = [as_unclear(key) if is_unknown(key) else scalar_text(key) for key in given.items(0)]
    if len(names) != len(given.items(1)):
        raise Problem("zipmap() of lists of different length")
    result = MarkedDict(mark=given.mark)
    for name, value in zip(names, values, strict=True):
        key = name if isinstance(name, str) else REST
        result[key] = value if isinstance(name, str) else name
        result.keys_at[key] = given.mark
    return result


def _range(given: Arguments) -> Any:
    numbers = [given.number(place) for place in range(len(given))]
    start, limit = (0, numbers[0]) if len(numbers) == 1 else (numbers[0], numbers[1])
    step = numbers[2] if len(numbers) == 3 else (1 if start <= limit else -1)
    if step == 0 or (limit - start) / step > MAX_RANGE:
        raise Problem(f"range() of more than {MAX_RANGE} numbers", "size")
    result: list[int | float] = []
    while (step > 0 and start < limit) or (step < 0 and start > limit):
        result.append(start)
        start += step
        if len(result) > MAX_RANGE:
            raise Problem(f"range() of more than {MAX_RANGE} numbers", "size")
    return _named(given, result)


def _chunklist(given: Arguments) -> Any:
    items, size = given.items(0), given.whole(1)
    if size < 1:
        return _named(given, [items])
    return _named(given, [_named(given, items[place : place + size]) for place in range(0, len(items), size)])


def _place(given: Arguments) -> Any:
    for place, item in enumerate(given.items(0)):
        if same(item, given.values[1], given.budget):
            return place
    raise Problem("index() of something that is not in the list")


def _matchkeys(given: Arguments) -> Any:
    values, keys, wanted = given.items(0), given.items(1), given.items(2)
    given.budget.spend(len(keys) * (len(wanted) + 1))
    pairs = zip(values, keys, strict=False)
    return _named(given, [value for value, key in pairs if any(same(key, one, given.budget) for one in wanted)])


def _sort(given: Arguments) -> Any:
    return _named(given, sorted(scalar_text(item) for item in given.items(0)))


def _transpose(given: Arguments) -> Any:
    result: dict[str, Any] = {}
    for key in _order(given):
        for item in given.members(0)[key] if isinstance(given.members(0)[key], list) else []:
            result.setdefault(scalar_text(item), listed([], given.mark)).append(key)
    return mapped(result, given.mark)


def _pairs(given: Arguments) -> Any:
    """The old `map("a", 1, "b", 2)`."""
    if len(given) % 2:
        raise Problem("map() with an odd number of arguments")
    names = [given.text(place) for place in range(0, len(given), 2)]
    return mapped(dict(zip(names, given.values[1::2], strict=True)), given.mark)


def _all(given: Arguments) -> Any:
    return _every(given, decides=False)


def _any(given: Arguments) -> Any:
    return _every(given, decides=True)


def _every(given: Arguments, *, decides: bool) -> Any:
    if is_unknown(given.values[0]):
        return as_unclear(given.values[0])
    unknown: Unclear | None = None
    for item in given.items(0):
        if is_unknown(item):
            unknown = as_unclear(item)
        elif item in (decides, "true" if decides else "false"):
            return decides
    return unknown if unknown else not decides


FUNCTIONS = {
    "alltrue": Function(_all, strict=False),
    "anytrue": Function(_any, strict=False),
    "chunklist": Function(_chunklist, 2, 2),
    "coalesce": Function(_coalesce, 1, MANY, strict=False),
    "coalescelist": Function(_coalescelist, 1, MANY, strict=False),
    "compact": Function(_compact, strict=False),
    "concat": Function(_concat, 1, MANY, strict=False),
    "contains": Function(_contains, 2, 2, strict=False),
    "distinct": Function(_distinct, strict=False),
    "element": Function(_element, 2, 2, strict=False),
    "flatten": Function(_flatten, strict=False),
    "index": Function(_place, 2, 2),
    "keys": Function(_keys, strict=False),
    "length": Function(_length, strict=False),
    "list": Function(lambda given: listed(given.values, given.mark), 0, MANY, strict=False),
    "lookup": Function(_lookup, 2, 3, strict=False),
    "map": Function(_pairs, 0, MANY, strict=False),
    "matchkeys": Function(_matchkeys, 3, 3),
    "merge": Function(_merge, 0, MANY, strict=False),
    "one": Function(_one, strict=False),
    "range": Function(_range, 1, 3),
    "reverse": Function(_reverse, strict=False),
    "slice": Function(_slice, 3, 3, strict=False),
    "sort": Function(_sort),
    "transpose": Function(_transpose),
    "values": Function(_values, strict=False),
    "zipmap": Function(_zipmap, 2, 2, strict=False),
}
