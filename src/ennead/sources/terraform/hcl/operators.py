"""What `+`, `==`, `&&` and the others come to, also where a side is not known."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Any

from ennead.sources.terraform.hcl.budget import Budget
from ennead.sources.terraform.hcl.encoding import text_of
from ennead.sources.terraform.hcl.problem import Problem
from ennead.sources.terraform.hcl.values import as_flag, as_number, as_unclear, bounded, hole_in, is_unknown, same
from ennead.sources.terraform.instance import Encoded, Joined, Pointer, Unclear

NEVER_NULL = frozenset("arn id name url invoke_arn bucket function_name execution_arn api_endpoint".split())
"""Attributes that every deployed thing has which has them at all."""

_ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}


def unary(sign: str, value: Any) -> Any:
    """`!value` and `-value`.  Raises Problem."""
    if is_unknown(value):
        return as_unclear(value)
    return (not as_flag(value)) if sign == "!" else bounded(-as_number(value))


def binary(sign: str, left: Any, right: Any, budget: Budget) -> Any:
    """Both sides are evaluated; `&&` and `||` are asked for elsewhere.  Raises Problem."""
    if sign in ("==", "!="):
        equal = equals(left, right, budget)
        return equal if isinstance(equal, Unclear) else equal == (sign == "==")
    for side in (left, right):
        if is_unknown(side):
            return as_unclear(side)
    one, other = as_number(left), as_number(right)
    if sign in _ORDER:
        return _ORDER[sign](one, other)
    return arithmetic(sign, one, other)


def arithmetic(sign: str, left: float, right: float) -> int | float:
    """Raises Problem where the result is none or too large."""
    try:
        if sign == "+":
            return bounded(left + right)
        if sign == "-":
            return bounded(left - right)
        if sign == "*":
            return bounded(left * right)
        if right == 0:
            raise Problem("a division by zero")
        if sign == "%":
            return bounded(_remainder(left, right))
        exact = isinstance(left, int) and isinstance(right, int) and left % right == 0
        return bounded(left // right if exact else left / right)
    except OverflowError as error:
        raise Problem("a number that is too large") from error


def _remainder(left: float, right: float) -> int | float:
    if isinstance(left, int) and isinstance(right, int):
        rest = abs(left) % abs(right)
        return -rest if left < 0 else rest
    return math.fmod(left, right)


def equals(left: Any, right: Any, budget: Budget) -> bool | Unclear:
    """Whether two values are the same; an ARN or id that is not known yet is at least not null or empty."""
    left, right = plain(left, budget), plain(right, budget)
    for one, other in ((left, right), (right, left)):
        if other in (None, "") and _is_something(one, empty=other is None):
            return False
    for side in (left, right):
        hole = hole_in(side, budget)
        if hole is not None:
            if left == right and not isinstance(hole, Unclear):
                return True
            return as_unclear(hole)
    return same(left, right, budget)


def _is_something(value: object, *, empty: bool) -> bool:
    """Whether a value that is not known is sure not to be null (`empty`: but perhaps an empty text)."""
    if isinstance(value, Joined):
        return empty or any(isinstance(part, str) for part in value.parts)
    return isinstance(value, Pointer) and (not value.path or value.path[-1] in NEVER_NULL)


def plain(value: Any, budget: Budget) -> Any:
    """An encoded value as text; others as they are."""
    return text_of(value, budget) if isinstance(value, Encoded) else value
