"""What each kind of expression comes to."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ennead.code.evaluate import access, calls, classes, declare, operators, writing
from ennead.code.evaluate.live import Fn, Live, Obj, Scope, frozen, join, truth, words
from ennead.code.evaluate.operators import same_text
from ennead.code.ir import (
    Attr,
    Await,
    Bind,
    Call,
    Cast,
    ClassValue,
    Const,
    Default,
    Dict,
    Each,
    Either,
    Expr,
    Index,
    Items,
    Lambda,
    Name,
    Operate,
    Other,
    Spread,
    Text,
    Yield,
)
from ennead.code.values import Known, Unknown

if TYPE_CHECKING:
    from ennead.code.evaluate.frame import Frame
    from ennead.code.evaluate.machine import Machine


def _const(machine: Machine, expr: Const, frame: Frame) -> Live:
    return Known(expr.value)


def _name(machine: Machine, expr: Name, frame: Frame) -> Live:
    found = machine.ways.lookup(machine, expr.id, frame)
    return found if found is not None else machine.ways.name(machine, expr, frame)


def _attr(machine: Machine, expr: Attr, frame: Frame) -> Live:
    of = machine.value(expr.of, frame)
    return access.attribute(machine, of, expr.name, frame, frame.module.place(expr.at))


def _index(machine: Machine, expr: Index, frame: Frame) -> Live:
    of, key = machine.value(expr.of, frame), machine.value(expr.key, frame)
    if isinstance(expr.key, Other):  # a slice
        return of
    return access.item(machine, of, key, frame, frame.module.place(expr.at))


def _text(machine: Machine, expr: Text, frame: Frame) -> Live:
    return words([same_text(machine.value(part, frame)) for part in expr.parts])


def _dict(machine: Machine, expr: Dict, frame: Frame) -> Live:
    made = Obj("record", frame.module.place(expr.at))
    for key, value in expr.entries:
        if key is None:
            access.pour(machine.value(value.of if isinstance(value, Spread) else value, frame), made)
            continue
        name = machine.value(key, frame)
        text = access.key_of(name)
        held = machine.value(value, frame)
        if text is not None:
            made.fields[text] = classes.named(held, text) if isinstance(value, Lambda) else held
        else:
            made.keys[f"[{len(made.fields)}]"] = frozen(name)
            made.fields[f"[{len(made.fields)}]"] = held
            made.open = True
    for held in made.fields.values():
        _bind_this(held, made)
    return made


def _bind_this(value: Live, made: Obj) -> None:
    """A function in an object literal is a method of it."""
    if isinstance(value, Fn) and value.function.kind != "arrow" and value.bound is None:
        value.bound = made


def _items(machine: Machine, expr: Items, frame: Frame) -> Live:
    items: list[Live] = []
    is_open = False
    for part in expr.items:
        if isinstance(part, Spread):
            value = machine.value(part.of, frame)
            known = isinstance(value, Obj) and value.kind == "series"
            is_open = is_open or not known or (isinstance(value, Obj) and value.open)
            items += access.spread(value)
        else:
            items.append(machine.value(part, frame))
    return access.series(items, frame.module.place(expr.at), is_open=is_open)


def _inner(machine: Machine, expr: Spread | Await, frame: Frame) -> Live:
    return machine.value(expr.of, frame)


def _default(machine: Machine, expr: Default, frame: Frame) -> Live:
    return machine.value(expr.value, frame)


def _lambda(machine: Machine, expr: Lambda, frame: Frame) -> Live:
    return declare.function(machine, expr.function, frame)


def _class(machine: Machine, expr: ClassValue, frame: Frame) -> Live:
    return declare.cls(machine, expr.cls, frame)


def _either(machine: Machine, expr: Either, frame: Frame) -> Live:
    if expr.test is not None:
        told = truth(machine.value(expr.test, frame))
        if told is not None and len(expr.options) == 2:
            return machine.value(expr.options[0 if told else 1], frame)
        return _each_way(machine, expr.options, frame)
    return machine.ways.first_of(machine, expr, frame)


def _each_way(machine: Machine, options: tuple[Expr, ...], frame: Frame) -> Live:
    """One of the options is evaluated: what each does is kept beside what the others do."""
    results: list[Live] = []

    def way(option: Expr) -> Callable[[], None]:
        def run() -> None:
            results.append(machine.value(option, frame))

        return run

    machine.branches([way(option) for option in options], frame)
    return join(results)


def _bind(machine: Machine, expr: Bind, frame: Frame) -> Live:
    value = machine.value(expr.value, frame)
    if isinstance(expr.target, Name | Attr) and isinstance(expr.value, Lambda):
        value = classes.named(value, expr.target.id if isinstance(expr.target, Name) else expr.target.name)
    writing.assign(machine, expr.target, value, frame)
    return value


def _yield(machine: Machine, expr: Yield, frame: Frame) -> Live:
    if expr.of is not None:
        frame.yields.append(machine.value(expr.of, frame))
    return Unknown("what is sent to a generator")


def _each(machine: Machine, expr: Each, frame: Frame) -> Live:
    place = frame.module.place(expr.at)
    with frame.within(Scope("block", frame.scope)):
        for clause in expr.clauses:
            writing.assign(machine, clause.target, access.element(machine.value(clause.source, frame)), frame, "let")
            for condition in clause.conditions:
                machine.value(condition, frame)
        if expr.kind == "dict" and isinstance(expr.element, Dict):
            made = Obj("record", place, open=True)
            for key, value in expr.element.entries:
                machine.value(key, frame)
                made.fields["[0]"] = machine.value(value, frame)
            return made
        return access.series([machine.value(expr.element, frame)], place, is_open=True)


def _cast(machine: Machine, expr: Cast, frame: Frame) -> Live:
    return machine.ways.typed(machine, machine.value(expr.of, frame), expr.type, frame)


def _other(machine: Machine, expr: Other, frame: Frame) -> Live:
    values = [machine.value(part, frame) for part in expr.parts]
    if expr.what == "sequence" and values:
        return values[-1]
    if expr.what == "jsx":  # a component is called when it is shown
        _shown(machine, values, expr, frame)
    return Unknown(expr.what)


def _shown(machine: Machine, values: list[Live], expr: Other, frame: Frame) -> None:
    place = frame.module.place(expr.at)
    for value in values:
        if isinstance(value, Fn):
            calls.function(machine, value, calls.Given(machine, value, [Unknown("properties")], [], place, frame))


def _call(machine: Machine, expr: Call, frame: Frame) -> Live:
    return calls.at_call(machine, expr, frame)


def _operate(machine: Machine, expr: Operate, frame: Frame) -> Live:
    return operators.operate(machine, expr, frame)


TABLE: dict[type, Callable[[Machine, Any, Frame], Live]] = {
    Const: _const,
    Name: _name,
    Attr: _attr,
    Index: _index,
    Call: _call,
    Text: _text,
    Dict: _dict,
    Items: _items,
    Spread: _inner,
    Await: _inner,
    Default: _default,
    Lambda: _lambda,
    ClassValue: _class,
    Either: _either,
    Operate: _operate,
    Bind: _bind,
    Yield: _yield,
    Each: _each,
    Cast: _cast,
    Other: _other,
}
