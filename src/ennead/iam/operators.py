"""The operators of conditions: what each asks about one value of a policy and one of a request.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, TypeAlias

from ennead.iam.match import fits, text_equals
from ennead.iam.tri import Tri, all_of, of

Test: TypeAlias = Callable[[str, str], Tri | None]
"""Asks about the policy's value and the request's; None where one of them is no value of the operator's sort."""


@dataclass(frozen=True, slots=True)
class Operator:
    """`variables`: whether AWS puts values in the place of policy variables."""

    test: Test
    negated: bool
    variables: bool = False


def _caseless(wanted: str, actual: str) -> Tri:
    if "${" in wanted or "${" in actual:
        answer = text_equals(wanted, actual)
        return Tri.UNKNOWN if answer is Tri.NO else answer
    return of(wanted.lower() == actual.lower())


def _like(wanted: str, actual: str) -> Tri:
    return fits(wanted, actual, wild=False)


def _arn(wanted: str, actual: str) -> Tri | None:
    """Each of the six parts of an ARN on its own: `*` stays within its part.

    What IAM makes of a text with fewer parts is not documented, so fitting as a whole is no sure answer.
    """
    left, right = _fields(wanted), _fields(actual)
    if len(left) == 6 and len(right) == 6:
        return all_of(fits(part, other, wild=False) for part, other in zip(left, right, strict=True))
    if wanted == actual:
        return Tri.YES
    return None if fits(wanted, actual, wild=False) is Tri.NO else Tri.UNKNOWN


def _fields(arn: str) -> list[str]:
    return re.split(r":(?![^{}]*\})", arn, maxsplit=5)


def _compared(compare: Callable[[Any, Any], bool], read: Callable[[str], Decimal | float]) -> Test:
    def test(wanted: str, actual: str) -> Tri | None:
        if "${" in wanted or "${" in actual:
            return Tri.UNKNOWN
        try:
            return of(compare(read(actual), read(wanted)))
        except (ValueError, OverflowError):
            return None

    return test


def _number(text: str) -> Decimal:
    if re.fullmatch(r"[+-]?\d+(\.\d+)?", text, re.ASCII) is None:
        raise ValueError(text)
    return Decimal(text)


_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?", re.ASCII)


def _moment(text: str) -> float:
    """Seconds of a date (https://www.w3.org/TR/NOTE-datetime: a year will do) or of a count of seconds."""
    if re.fullmatch(r"\d{4}(-\d\d)?", text, re.ASCII):
        text += "-01-01"[len(text) - 4 :]
    elif re.fullmatch(r"\d+(\.\d+)?", text, re.ASCII):
        return float(text)
    if _MOMENT.fullmatch(text) is None:
        raise ValueError(text)
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _address(wanted: str, actual: str) -> Tri | None:
    import ipaddress  # noqa: PLC0415  (rarely needed)

    if "${" in wanted or "${" in actual:
        return Tri.UNKNOWN
    if not all(re.fullmatch(r"[0-9A-Fa-f.:]+(/\d{1,3})?", text, re.ASCII) for text in (wanted, actual)):
        return None
    try:
        network, inner = ipaddress.ip_network(wanted, strict=False), ipaddress.ip_network(actual, strict=False)
    except ValueError:
        return None
    if isinstance(network, ipaddress.IPv4Network) and isinstance(inner, ipaddress.IPv4Network):
        return of(inner.subnet_of(network))
    if isinstance(network, ipaddress.IPv6Network) and isinstance(inner, ipaddress.IPv6Network):
        return of(inner.subnet_of(network))
    return Tri.NO


def _truth(wanted: str, actual: str) -> Tri | None:
    if "${" in wanted or "${" in actual:
        return Tri.UNKNOWN
    told = {wanted.lower(), actual.lower()}
    return of(len(told) == 1) if told <= {"true", "false"} else None


def _operators() -> dict[str, Operator]:
    texts: dict[str, Test] = {
        "stringequals": text_equals,
        "stringequalsignorecase": _caseless,
        "stringlike": _like,
        "arnequals": _arn,
        "arnlike": _arn,
    }
    table = {name: Operator(test, negated=False, variables=True) for name, test in texts.items()}
    for name, test in texts.items():
        negated = re.sub(r"^(string|arn)", r"\1not", name)
        table[negated] = Operator(test, negated=True, variables=True)
    table["bool"] = Operator(_truth, negated=False, variables=True)
    table["binaryequals"] = Operator(text_equals, negated=False)
    table["ipaddress"] = Operator(_address, negated=False)
    table["notipaddress"] = Operator(_address, negated=True)
    return table | _comparisons()


def _comparisons() -> dict[str, Operator]:
    orders = {
        "lessthan": operator.lt,
        "lessthanequals": operator.le,
        "greaterthan": operator.gt,
        "greaterthanequals": operator.ge,
        "equals": operator.eq,
    }
    readers: dict[str, Callable[[str], Decimal | float]] = {"numeric": _number, "date": _moment}
    table: dict[str, Operator] = {}
    for kind, read in readers.items():
        table |= {f"{kind}{name}": Operator(_compared(order, read), negated=False) for name, order in orders.items()}
        table[f"{kind}notequals"] = Operator(_compared(operator.eq, read), negated=True)
    return table


OPERATORS = _operators()
"""By name, in small letters."""
