"""Whether the conditions of a statement hold in a request.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import TypeAlias

from ennead.iam.match import fits, text_equals
from ennead.iam.tri import Tri, all_of, any_of, of
from ennead.model.policy import Condition

Context: TypeAlias = Mapping[str, str | tuple[str, ...]]
"""Condition keys of a request: a value, several, or `()` for a key that is known to be absent.

A key that is not there at all is one nobody told us about.
"""

_Test: TypeAlias = Callable[[str, str], Tri]
"""Asks about one value of the policy and one of the request."""

_OPERATOR = re.compile(r"(?:(forallvalues|foranyvalue):)?(.+?)(ifexists)?")


def hold(conditions: Iterable[Condition], context: Context) -> Tri:
    """Whether all of them hold; YES of none."""
    return all_of(holds(condition, context) for condition in conditions)


def holds(condition: Condition, context: Context) -> Tri:
    """Whether one holds; UNKNOWN where the request's value is not told or the operator is none we know."""
    found = _OPERATOR.fullmatch(condition.operator.lower())
    if found is None:
        return Tri.UNKNOWN
    over, base, if_exists = found.groups()
    actual = _actual(condition.key, context)
    if base == "null":
        return Tri.UNKNOWN if actual is None else any_of(_bool(value, of(not actual)) for value in condition.values)
    known = _OPERATORS.get(base)
    if actual is None or known is None:
        return Tri.UNKNOWN
    test, negated = known
    if not actual:
        return of(negated or if_exists is not None or over == "forallvalues") if over != "foranyvalue" else Tri.NO
    answers = (_one(test, negated, condition.values, value) for value in actual)
    return all_of(answers) if over == "forallvalues" else _joined(answers, negated, over)


def _joined(answers: Iterable[Tri], negated: bool, over: str | None) -> Tri:
    """Over several values and no ForAll or ForAny, a negated operator must hold for each (its opposite for none)."""
    return all_of(answers) if negated and over is None else any_of(answers)


def _one(test: _Test, negated: bool, wanted: tuple[str, ...], actual: str) -> Tri:
    answer = any_of(test(value, actual) for value in wanted)
    return answer.not_() if negated else answer


def _actual(key: str, context: Context) -> tuple[str, ...] | None:
    for name, value in context.items():
        if name.lower() == key.lower():
            return (value,) if isinstance(value, str) else tuple(value)
    return None


def _bool(text: str, truth: Tri) -> Tri:
    """Whether the text `true` or `false` says the same as the truth."""
    if text.lower() in {"true", "false"}:
        return truth if text.lower() == "true" else truth.not_()
    return Tri.UNKNOWN if "${" in text else Tri.NO


def _caseless(wanted: str, actual: str) -> Tri:
    if "${" in wanted or "${" in actual:
        answer = text_equals(wanted, actual)
        return Tri.UNKNOWN if answer is Tri.NO else answer
    return of(wanted.lower() == actual.lower())


def _like(wanted: str, actual: str) -> Tri:
    return fits(wanted, actual, wild=False)


def _arn(wanted: str, actual: str) -> Tri:
    """Each of the six parts of an ARN on its own: `*` stays within its part.

    What IAM makes of a text with fewer parts is not documented, so fitting as a whole is no sure answer.
    """
    left, right = _fields(wanted), _fields(actual)
    if len(left) != 6 or len(right) != 6:
        whole = fits(wanted, actual, wild=False)
        return whole if wanted in {"*", actual} else whole.and_(Tri.UNKNOWN)
    return all_of(fits(part, other, wild=False) for part, other in zip(left, right, strict=True))


def _fields(arn: str) -> list[str]:
    return re.split(r":(?![^{}]*\})", arn, maxsplit=5)


def _compared(compare: Callable[[float, float], bool], read: Callable[[str], float]) -> _Test:
    def test(wanted: str, actual: str) -> Tri:
        if "${" in wanted or "${" in actual:
            return Tri.UNKNOWN
        try:
            return of(compare(read(actual), read(wanted)))
        except ValueError:  # IAM: a value that is none matches nothing
            return Tri.NO

    return test


def _moment(text: str) -> float:
    if re.fullmatch(r"\d+(\.\d+)?", text):
        return float(text)
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _address(wanted: str, actual: str) -> Tri:
    import ipaddress  # noqa: PLC0415  (rarely needed)

    if "${" in wanted or "${" in actual:
        return Tri.UNKNOWN
    try:
        network, inner = ipaddress.ip_network(wanted, strict=False), ipaddress.ip_network(actual, strict=False)
    except ValueError:
        return Tri.NO
    if isinstance(network, ipaddress.IPv4Network) and isinstance(inner, ipaddress.IPv4Network):
        return of(inner.subnet_of(network))
    if isinstance(network, ipaddress.IPv6Network) and isinstance(inner, ipaddress.IPv6Network):
        return of(inner.subnet_of(network))
    return Tri.NO


def _truth(wanted: str, actual: str) -> Tri:
    if "${" in wanted or "${" in actual:
        return Tri.UNKNOWN
    return of(wanted.lower() == actual.lower())


def _operators() -> dict[str, tuple[_Test, bool]]:
    table: dict[str, tuple[_Test, bool]] = {
        "stringequals": (text_equals, False),
        "stringnotequals": (text_equals, True),
        "stringequalsignorecase": (_caseless, False),
        "stringnotequalsignorecase": (_caseless, True),
        "stringlike": (_like, False),
        "stringnotlike": (_like, True),
        "arnequals": (_arn, False),
        "arnlike": (_arn, False),
        "arnnotequals": (_arn, True),
        "arnnotlike": (_arn, True),
        "bool": (_truth, False),
        "binaryequals": (text_equals, False),
        "ipaddress": (_address, False),
        "notipaddress": (_address, True),
    }
    comparisons = {
        "lessthan": operator.lt,
        "lessthanequals": operator.le,
        "greaterthan": operator.gt,
        "greaterthanequals": operator.ge,
        "equals": operator.eq,
    }
    readers: dict[str, Callable[[str], float]] = {"numeric": float, "date": _moment}
    for kind, read in readers.items():
        table |= {f"{kind}{name}": (_compared(compare, read), False) for name, compare in comparisons.items()}
        table[f"{kind}notequals"] = (_compared(operator.eq, read), True)
    return table


_OPERATORS = _operators()
