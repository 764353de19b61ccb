"""Functions over numbers."""

from __future__ import annotations

import math
from typing import Any

from ennead.sources.terraform.hcl.functions.arguments import MANY, Arguments, Function
from ennead.sources.terraform.hcl.problem import Problem
from ennead.sources.terraform.hcl.values import as_number, bounded


def _numbers(given: Arguments) -> list[int | float]:
    values = given.values[0] if len(given) == 1 and isinstance(given.values[0], list) else given.values
    numbers = [as_number(value) for value in values]
    if not numbers:
        raise Problem(f"{given.name}() of nothing")
    return numbers


def _floor(given: Arguments) -> Any:
    return bounded(math.floor(given.number(0)))


def _ceil(given: Arguments) -> Any:
    return bounded(math.ceil(given.number(0)))


def _log(given: Arguments) -> Any:
    number, base = given.number(0), given.number(1)
    try:
        return bounded(math.log(number, base))
    except (ValueError, ZeroDivisionError, OverflowError) as error:
        raise Problem("log() of a number that has none") from error


def _pow(given: Arguments) -> Any:
    base, power = given.number(0), given.number(1)
    if abs(power) > 1100:
        raise Problem("a number that is too large")
    try:
        result = base**power
    except (ValueError, ZeroDivisionError, OverflowError) as error:
        raise Problem("pow() of numbers that have none") from error
    if isinstance(result, complex):
        raise Problem("pow() of numbers that have none")
    return bounded(result)


def _signum(given: Arguments) -> Any:
    number = given.number(0)
    return (number > 0) - (number < 0)


def _parseint(given: Arguments) -> Any:
    text, base = given.text(0), given.whole(1)
    if len(text) > 300 or not 2 <= base <= 36:
        raise Problem("parseint() of something that is no number")
    try:
        return bounded(int(text, base))
    except ValueError as error:
        raise Problem("parseint() of something that is no number") from error


FUNCTIONS = {
    "abs": Function(lambda given: abs(given.number(0))),
    "ceil": Function(_ceil),
    "floor": Function(_floor),
    "log": Function(_log, 2, 2),
    "max": Function(lambda given: max(_numbers(given)), 1, MANY),
    "min": Function(lambda given: min(_numbers(given)), 1, MANY),
    "parseint": Function(_parseint, 2, 2),
    "pow": Function(_pow, 2, 2),
    "signum": Function(_signum),
    "sum": Function(lambda given: bounded(sum(_numbers(given)))),
}
