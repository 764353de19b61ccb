"""Whether the conditions of a statement hold in a request.

Sources: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html,
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ennead.iam.operators import OPERATORS, Operator
from ennead.iam.tri import Tri, all_of, any_of, of
from ennead.iam.variables import Context, Filled, filled, told
from ennead.model.policy import Condition

__all__ = ["Context", "hold", "holds"]

_OPERATOR = re.compile(r"(?:(forallvalues|foranyvalue):)?(.+?)(ifexists)?")


def hold(conditions: Iterable[Condition], context: Context) -> Tri:
    """Whether all of them hold; YES of none."""
    return all_of(holds(condition, context) for condition in conditions)


def holds(condition: Condition, context: Context) -> Tri:
    """Whether one holds; UNKNOWN where the request's value is not told or the operator is none we know.

    A key that may have several values needs ForAllValues or ForAnyValue: what a bare operator says of it is not
    documented.
    """
    found = _OPERATOR.fullmatch(condition.operator.lower())
    if found is None:
        return Tri.UNKNOWN
    over, base, if_exists = found.groups()
    given = told(condition.key, context)
    if given is None:
        return Tri.UNKNOWN
    actual = (given,) if isinstance(given, str) else tuple(given)
    if base == "null":
        return Tri.UNKNOWN if over or if_exists or actual == ("",) else _null(condition.values, actual)
    known = OPERATORS.get(base)
    if known is None:
        return Tri.UNKNOWN
    if not actual:
        return _absent(known, over, if_exists=if_exists is not None)
    wanted = [filled(value, context) if known.variables else Filled(value) for value in condition.values]
    answers = [_one(known, wanted, value) for value in actual]
    if over is None and not isinstance(given, str):
        return Tri.NO if any_of(answers) is Tri.NO else Tri.UNKNOWN
    return _joined(answers, actual, over)


def _null(wanted: tuple[str, ...], actual: tuple[str, ...]) -> Tri:
    return any_of(_bool(value, of(not actual)) for value in wanted)


def _absent(known: Operator, over: str | None, *, if_exists: bool) -> Tri:
    """Of a key that the request has not: a negation holds, and so does every one of no values."""
    return of(if_exists or over == "forallvalues" or (known.negated and over is None))


def _joined(answers: Sequence[Tri], actual: tuple[str, ...], over: str | None) -> Tri:
    """Over the values of the request; AWS documents that an empty text counts as no value at all."""
    if over is None:
        return answers[0]
    said = all_of(answers) if over == "forallvalues" else any_of(answers)
    if not any(actual) and said is not of(over == "forallvalues"):
        return Tri.UNKNOWN
    return said


def _one(known: Operator, wanted: Sequence[Filled], actual: str) -> Tri:
    answer = any_of(_tested(known, value, actual) for value in wanted)
    return answer.not_() if known.negated else answer


def _tested(known: Operator, wanted: Filled, actual: str) -> Tri:
    """Whether a value matches; what is no value of its sort, or has a variable without one, matches nothing.

    That it does not match is no reason for a negation to hold.
    """
    unsure = Tri.UNKNOWN if known.negated else Tri.NO
    if wanted.absent:
        return unsure
    answer = known.test(wanted.text, actual)
    if answer is None:
        return unsure
    return unsure if answer is Tri.NO and wanted.open else answer


def _bool(text: str, truth: Tri) -> Tri:
    """Whether the text `true` or `false` says the same as the truth."""
    if text.lower() in {"true", "false"}:
        return truth if text.lower() == "true" else truth.not_()
    return Tri.UNKNOWN if "${" in text else Tri.NO
