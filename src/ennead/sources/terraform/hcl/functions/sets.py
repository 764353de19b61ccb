"""Functions over sets."""

from __future__ import annotations

import math
from itertools import product
from typing import Any

from ennead.sources.terraform.hcl.functions.arguments import MANY, Arguments, Function
from ennead.sources.terraform.hcl.problem import Problem
from ennead.sources.terraform.hcl.values import (
    as_unclear,
    is_unknown,
    listed,
    rest_of,
    same,
    set_of,
)
from ennead.sources.terraform.instance import Joined, Pointer, Unclear

MAX_PRODUCT = 20_000


def _union(given: Arguments) -> Any:
    items: list[Any] = []
    for value in given.values:
        if isinstance(value, Pointer | Unclear | Joined):
            items.append(rest_of(value))
        elif isinstance(value, list):
            items.extend(value)
        else:
            raise Problem("setunion() of something that is no set")
        given.budget.members(len(items))
    return set_of(items, given.mark)


def _intersection(given: Arguments) -> Any:
    items = given.items(0)
    for place in range(1, len(given)):
        items = [item for item in items if _within(item, given.items(place), given)]
    return set_of(items, given.mark)


def _subtract(given: Arguments) -> Any:
    return set_of([item for item in given.items(0) if not _within(item, given.items(1), given)], given.mark)


def _within(item: Any, items: list[Any], given: Arguments) -> bool:
    return any(same(item, other, given.budget) for other in items)


def _product(given: Arguments) -> Any:
    lists = [given.items(place) for place in range(len(given))]
    if math.prod(len(items) for items in lists) * len(lists) > MAX_PRODUCT:
        raise Problem(f"setproduct() of more than {MAX_PRODUCT} members", "size")
    rows = [listed(row, given.mark) for row in product(*lists)]
    given.budget.members(len(rows))
    return listed(rows, given.mark)


def _to_set(given: Arguments) -> Any:
    value = given.values[0]
    if value is None:
        return None
    return as_unclear(value) if is_unknown(value) else set_of(given.items(0), given.mark)


FUNCTIONS = {
    "setintersection": Function(_intersection, 1, MANY),
    "setproduct": Function(_product, 1, 50, strict=False),
    "setsubtract": Function(_subtract, 2, 2),
    "setunion": Function(_union, 1, MANY, strict=False),
    "toset": Function(_to_set, strict=False),
}
