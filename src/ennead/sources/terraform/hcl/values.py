"""What values are: known or not, text of them, whether two are the same, how large they are."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import Any

from ennead.sources.cloudformation.marks import Mark, MarkedDict, MarkedList
from ennead.sources.terraform.hcl.budget import MAX_NESTED, Budget
from ennead.sources.terraform.hcl.problem import Problem
from ennead.sources.terraform.instance import Encoded, Joined, Pointer, Unclear

REST = "..."
"""The key of a mapping, and the start of an item's name in a list, that stand for more members nobody knows.

`merge({a = 1}, var.unknown)` is `{"a": 1, "...": Unclear}`, `concat([1], var.unknown)` is
`[1, Unclear("...var.unknown")]`; a pointer whose path ends with `"*"` stands for each member of a list that is known
once it is deployed.
"""
EACH = "*"


class Members(MarkedList):
    """A set: sorted, each member once; in a loop its keys are its members."""

    __slots__ = ()


def is_rest(item: object) -> bool:
    """Whether an item of a list stands for members nobody knows."""
    if isinstance(item, Unclear):
        return item.name.startswith(REST)
    return isinstance(item, Pointer) and bool(item.path) and item.path[-1] == EACH


def rest_of(value: Unclear | Pointer | Joined) -> Unclear | Pointer:
    """What stands for the members of a list that is not known."""
    if isinstance(value, Pointer) and value.path:
        return value if value.path[-1] == EACH else Pointer(value.address, (*value.path, EACH))
    unknown = as_unclear(value)
    return unknown if unknown.name.startswith(REST) else Unclear(REST + unknown.name, unknown.reason)


def as_unclear(value: Unclear | Pointer | Joined) -> Unclear:
    """Something not known, for the place of a value that is made of it."""
    if isinstance(value, Unclear):
        return value
    if isinstance(value, Joined):
        hole = next((part for part in value.parts if not isinstance(part, str)), None)
        return as_unclear(hole) if hole is not None else Unclear("text", "made of parts that are not known")
    return Unclear(pointer_name(value), "known once it is deployed")


def pointer_name(pointer: Pointer) -> str:
    """A pointer as it is written."""
    return ".".join((pointer.address, *(str(part) for part in pointer.path)))


def is_unknown(value: object) -> bool:
    """Whether the value itself is not known; what it holds may be."""
    return isinstance(value, Pointer | Unclear | Joined)


def hole_in(value: object, budget: Budget) -> Unclear | Pointer | Joined | None:
    """The first part of a value that is not known.  Raises Problem where it is too large to look through."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        budget.spend(1)
        if isinstance(item, Pointer | Unclear | Joined):
            return item
        if isinstance(item, dict):
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)
        elif isinstance(item, Encoded):
            waiting.append(item.value)
    return None


def weighed(value: Any, budget: Budget) -> Any:
    """The value, once it is sure that it can be walked through.  Raises Problem."""
    if not isinstance(value, dict | list | Encoded):
        return value
    waiting: list[tuple[Any, int]] = [(value, 1)]
    while waiting:
        item, depth = waiting.pop()
        budget.spend(1)
        if depth > MAX_NESTED:
            raise Problem(f"nested deeper than {MAX_NESTED} levels", "size")
        inside: Iterable[Any] = item.values() if isinstance(item, dict) else item if isinstance(item, list) else ()
        if isinstance(item, Encoded):
            inside = (item.value,)
        waiting.extend((part, depth + 1) for part in inside if isinstance(part, dict | list | Encoded))
        if isinstance(item, dict | list):
            budget.spend(len(item))
    return value


def number_text(value: int | float) -> str:
    """A number as Terraform puts it into text."""
    if isinstance(value, float):
        if not math.isfinite(value):
            raise Problem("a number that is not finite")
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value)


def scalar_text(value: object) -> str:
    """Text of a known scalar.  Raises Problem for what has none."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return number_text(value)
    if value is None:
        raise Problem("null where text is needed")
    raise Problem("a list or mapping where text is needed")


def as_number(value: object) -> int | float:
    """A number, also from text that is one.  Raises Problem."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise Problem("something else where a number is needed")
    if isinstance(value, str):
        try:
            number = float(value) if len(value) <= 300 else math.inf
            whole = number.is_integer() and abs(number) < 2**53
            exact = int(value) if value.lstrip("-").isdecimal() and value.isascii() else None
        except (ValueError, OverflowError) as error:
            raise Problem("text that is no number where one is needed") from error
        return bounded(exact if exact is not None else int(number) if whole else number)
    return value


def bounded(number: int | float) -> int | float:
    """A number that fits.  Raises Problem."""
    if isinstance(number, float):
        if not math.isfinite(number):
            raise Problem("a number that is too large")
        return int(number) if number.is_integer() and abs(number) < 2**53 else number
    if number.bit_length() > 512:
        raise Problem("a number that is too large")
    return number


def as_flag(value: object) -> bool:
    """A boolean, also from the words for one.  Raises Problem."""
    if isinstance(value, bool):
        return value
    if value in ("true", "false"):
        return value == "true"
    raise Problem("something else where true or false is needed")


def same(left: Any, right: Any, budget: Budget) -> bool:
    """Whether two known values are the same and of the same type."""
    waiting = [(left, right)]
    while waiting:
        one, other = waiting.pop()
        budget.spend(1)
        if isinstance(one, dict) and isinstance(other, dict):
            if one.keys() != other.keys():
                return False
            waiting.extend((one[key], other[key]) for key in one)
        elif isinstance(one, list) and isinstance(other, list):
            if len(one) != len(other):
                return False
            waiting.extend(zip(one, other, strict=True))
        elif isinstance(one, bool) != isinstance(other, bool) or one != other:
            return False
    return True


def pairs_of(value: Any) -> Iterator[tuple[Any, Any]]:
    """Keys and values of a list, set or mapping.  Raises Problem for what is none."""
    if isinstance(value, dict):
        for key in sorted(value):
            yield key, value[key]
    elif isinstance(value, Members):
        for item in value:
            yield item, item
    elif isinstance(value, list):
        yield from enumerate(value)
    else:
        raise Problem("neither a list nor a mapping")


def has_rest(value: object) -> bool:
    """Whether a list or mapping has members nobody knows."""
    if isinstance(value, dict):
        return REST in value
    return isinstance(value, list) and any(is_rest(item) for item in value)


def listed(items: Iterable[Any], mark: Mark | None) -> MarkedList:
    """A list with one place for itself and its items."""
    result = MarkedList(items, mark)
    result.items_at = [mark] * len(result)
    return result


def mapped(items: dict[str, Any], mark: Mark) -> MarkedDict:
    """A mapping with one place for itself and its keys."""
    result = MarkedDict(items, mark)
    result.keys_at = dict.fromkeys(items, mark)
    return result


def set_of(items: Iterable[Any], mark: Mark | None) -> Members:
    """A set of items, sorted as Terraform does it; those not known come last, each once."""
    known: dict[tuple[str, str], Any] = {}
    others: list[Any] = []
    for item in items:
        if isinstance(item, str | int | float | bool) or item is None:
            known[type(item).__name__.replace("float", "int"), repr(item)] = item
        elif item not in others[:200]:
            others.append(item)
    ordered = sorted(known.values(), key=lambda item: (not isinstance(item, int | float), _rank(item)))
    result = Members([*ordered, *others], mark)
    result.items_at = [mark] * len(result)
    return result


def _rank(item: Any) -> Any:
    return item if isinstance(item, int | float) else str(item)
