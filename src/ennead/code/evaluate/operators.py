"""What operators make of values: text is put together, what can be told of conditions is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ennead.code.evaluate.live import NOTHING, Live, Obj, frozen, is_text, join, options_of, truth, words
from ennead.code.ir import Language
from ennead.code.values import Choice, Known, Member, Result, Unknown

if TYPE_CHECKING:
    from ennead.code.evaluate.frame import Frame
    from ennead.code.evaluate.machine import Machine
    from ennead.code.ir import Operate

_EQUAL: dict[str, bool] = {"==": True, "===": True, "is": True, "!=": False, "!==": False, "is not": False}
_COMPARED: dict[str, Callable[[float, float], bool]] = {
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
}


def operate(machine: Machine, expr: Operate, frame: Frame) -> Live:
    """An operator over its operands, all of which are evaluated."""
    values = [machine.value(operand, frame) for operand in expr.operands]
    return apply(machine, expr.operator, values, frame, expr.at)


def apply(machine: Machine, operator: str, values: list[Live], frame: Frame, at: int) -> Live:
    """The same over values."""
    if operator == "+" and len(values) >= 2:
        return _plus(values)
    if operator in _EQUAL and len(values) == 2:
        return _equal(values[0], values[1], _EQUAL[operator])
    if operator in ("not", "!") and len(values) == 1:
        told = truth(values[0])
        return Known(not told) if told is not None else Unknown()
    if operator == "%" and machine.language is Language.PYTHON and is_text(values[0]):
        return _percent(values[0], values[1])
    if operator == "|" and len(values) == 2 and all(isinstance(one, Obj) for one in values):
        return _merged(machine, values, frame, at)
    if operator in _COMPARED and len(values) == 2:
        return _compared(operator, *values)
    if operator == "typeof" and is_text(values[0]):
        return Known("string")
    return Result(operator, tuple(frozen(value) for value in values))


def _plus(values: list[Live]) -> Live:
    if all(isinstance(one, Known) and isinstance(one.value, int | float) for one in values):
        return _sum(values)
    if all(isinstance(one, Obj) and one.kind == "series" for one in values):
        return _chained(values)
    if any(is_text(option) for one in values for option in options_of(one)):
        return words([same_text(one) for one in values])
    return Result("+", tuple(frozen(value) for value in values))


def _sum(values: list[Live]) -> Live:
    total: float = 0
    for one in values:
        if isinstance(one, Known) and isinstance(one.value, int | float):
            total += one.value
    return Known(total)


def _chained(values: list[Live]) -> Live:
    from ennead.code.evaluate.access import series  # noqa: PLC0415  members and operators know each other

    lists = [one for one in values if isinstance(one, Obj)]
    return series(
        [item for one in lists for item in one.items()], lists[0].place, is_open=any(one.open for one in lists)
    )


def _merged(machine: Machine, values: list[Live], frame: Frame, at: int) -> Live:
    from ennead.code.evaluate.access import record  # noqa: PLC0415

    return record({}, frame.module.place(at), values)


def same_text(value: Live) -> Live:
    """A value as it stands in text."""
    if isinstance(value, Obj) and value.cls is not None and "value" in value.fields:
        return value.fields["value"]
    return Unknown("nothing as text") if value == NOTHING else value


def _equal(left: Live, right: Live, equal: bool) -> Live:
    answers: list[Live] = []
    for one in options_of(left):
        for other in options_of(right):
            if isinstance(one, Known) and isinstance(other, Known):
                answers.append(Known((one.value == other.value) is equal))
            elif NOTHING in (one, other) and truth(one if other == NOTHING else other):
                answers.append(Known(not equal))
            elif isinstance(one, Member) and one == other and one.name == "module":
                answers.append(Known(equal))
            else:
                return Unknown()
    return join(answers)


def _compared(operator: str, left: Live, right: Live) -> Live:
    if isinstance(left, Known) and isinstance(right, Known):
        one, other = left.value, right.value
        if isinstance(one, int | float) and isinstance(other, int | float):
            return Known(_COMPARED[operator](one, other))
    return Unknown()


def _percent(pattern: Live, value: Live) -> Live:
    """`"a-%s-%d" % (b, c)`: each mark takes the next value."""
    if isinstance(pattern, Choice):
        return join([_percent(one, value) for one in options_of(pattern)])
    if not (isinstance(pattern, Known) and isinstance(pattern.value, str)):
        return Result("%", (frozen(pattern), frozen(value)))
    waiting = value.items() if isinstance(value, Obj) and value.kind == "series" else [value]
    return words(filled(pattern.value, waiting, value if isinstance(value, Obj) and value.kind == "record" else None))


def filled(pattern: str, waiting: list[Live], by_name: Obj | None = None) -> list[Live]:
    """The parts of text with `%` marks filled."""
    parts: list[Live] = []
    rest, queue = pattern, list(waiting)
    while "%" in rest:
        before, _, rest = rest.partition("%")
        parts.append(Known(before))
        name = ""
        if rest.startswith("("):
            name, _, rest = rest[1:].partition(")")
        if rest.startswith(("%", "n")):
            parts.append(Known("%" if rest[0] == "%" else "\n"))
            rest = rest[1:]
            continue
        letters = rest.lstrip("-+ #0123456789.$,")
        rest = letters[1:]
        if name and by_name is not None:
            parts.append(by_name.fields.get(name, Unknown("not given")))
        else:
            parts.append(queue.pop(0) if queue else Unknown("not given"))
    return [*parts, Known(rest)]
