"""What each kind of statement does; each says how it ends."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from ennead.code.evaluate import access, classes, declare, writing
from ennead.code.evaluate.frame import Frame, Signal
from ennead.code.evaluate.live import NOTHING, Live, Scope, truth
from ennead.code.ir import (
    Attr,
    Block,
    Case,
    Define,
    DefineClass,
    Delete,
    Do,
    Export,
    If,
    Import,
    Index,
    Jump,
    Lambda,
    Let,
    Loop,
    Name,
    Outer,
    Raise,
    Return,
    Stmt,
    Switch,
    Try,
    With,
)
from ennead.code.values import Known

if TYPE_CHECKING:
    from ennead.code.evaluate.machine import Machine


def hoist(machine: Machine, body: Sequence[Stmt], frame: Frame) -> None:
    """Function declarations stand for the whole block."""
    for stmt in body:
        if isinstance(stmt, Define) and stmt.function.name and stmt.function.body is not None:
            machine.trail.put(frame.scope.vars, stmt.function.name, declare.function(machine, stmt.function, frame))


def _do(machine: Machine, stmt: Do, frame: Frame) -> Signal:
    machine.value(stmt.value, frame)
    return None


def _let(machine: Machine, stmt: Let, frame: Frame) -> Signal:
    if stmt.value is None:
        if stmt.declares or stmt.type is None:
            typed = machine.ways.typed(machine, NOTHING, None, frame)
            writing.assign(machine, stmt.target, typed, frame, stmt.declares)
        return None
    value = machine.value(stmt.value, frame)
    if isinstance(stmt.target, Name | Attr) and isinstance(stmt.value, Lambda):
        value = classes.named(value, stmt.target.id if isinstance(stmt.target, Name) else stmt.target.name)
    value = machine.ways.typed(machine, value, stmt.type, frame)
    writing.assign(machine, stmt.target, value, frame, stmt.declares)
    return None


def _define(machine: Machine, stmt: Define, frame: Frame) -> Signal:
    node = stmt.function
    if node.body is None:
        return None
    held = frame.scope.vars.get(node.name) if machine.ways.hoists else None
    made: Live = held if held is not None else declare.function(machine, node, frame)
    if node.decorators:
        made = declare.decorated(machine, made, node.decorators, frame)
    machine.trail.put(frame.scope.vars, node.name, made)
    return None


def _define_class(machine: Machine, stmt: DefineClass, frame: Frame) -> Signal:
    made: Live = declare.cls(machine, stmt.cls, frame)
    if stmt.cls.decorators:
        made = declare.decorated(machine, made, stmt.cls.decorators, frame)
    machine.trail.put(frame.scope.vars, stmt.cls.name, made)
    return None


def _return(machine: Machine, stmt: Return, frame: Frame) -> Signal:
    frame.returns.append(machine.value(stmt.value, frame))
    return "return"


def _raise(machine: Machine, stmt: Raise, frame: Frame) -> Signal:
    machine.value(stmt.value, frame)
    return "raise"


def _if(machine: Machine, stmt: If, frame: Frame) -> Signal:
    told = truth(machine.value(stmt.test, frame))
    if told is not None:
        return machine.run(stmt.then if told else stmt.other, frame)
    return machine.branches(
        [lambda: machine.run(stmt.then, frame), lambda: machine.run(stmt.other, frame)], frame
    )  # fmt: skip


def _switch(machine: Machine, stmt: Switch, frame: Frame) -> Signal:
    subject = machine.ways.switched(machine.value(stmt.subject, frame))
    chosen = _cases(machine, stmt, subject, frame)
    mark = machine.trail.mark()
    with frame.left_by(mark) as left, frame.within(Scope("block", frame.scope)):
        ways: list[Callable[[], Signal]] = [_falling(machine, stmt.cases, number, frame) for number in chosen]
        if not any(not stmt.cases[number].tests for number in chosen):
            ways.append(lambda: None)
        signal = machine.branches(ways, frame)
    if not left.ways:
        return signal
    behind = machine.trail.undo(mark)
    machine.trail.merge([*left.ways, behind] if signal is None else left.ways)
    return None


def _cases(machine: Machine, stmt: Switch, subject: Live, frame: Frame) -> list[int]:
    """The cases that may be the one: all of them, unless the subject is told."""
    found: list[int] = []
    for number, case in enumerate(stmt.cases):
        values = [machine.ways.case(machine, test, subject, frame) for test in case.tests]
        if isinstance(subject, Known) and values and all(isinstance(one, Known) for one in values):
            if subject in values:
                return [number]
            continue
        found.append(number)
    return found


def _falling(machine: Machine, cases: Sequence[Case], start: int, frame: Frame) -> Callable[[], Signal]:
    def run() -> Signal:
        for case in cases[start:]:
            signal = machine.run(case.body, frame)
            if signal is not None:
                return signal
            if not case.falls:
                return None
        return None

    return run


def _loop(machine: Machine, stmt: Loop, frame: Frame) -> Signal:
    """Followed twice: the second time with what the first came to."""
    mark = machine.trail.mark()
    signal: Signal = None
    with frame.left_by(mark) as left, frame.within(Scope("block", frame.scope)):
        for _ in range(2):
            goes_on = _begins(machine, stmt, frame)
            if goes_on is False:
                break
            before = machine.trail.mark()
            ways: list[Callable[[], Signal]] = [lambda: _turn(machine, stmt, frame)]
            signal = machine.branches(ways if goes_on else [*ways, lambda: None], frame)
            if signal is not None or machine.trail.mark() == before:
                break
    if left.ways:  # behind an endless loop only what broke off arrives
        behind = machine.trail.undo(mark)
        machine.trail.merge(left.ways if goes_on else [*left.ways, behind])
    elif goes_on and signal in ("return", "raise"):
        return signal
    return machine.run(stmt.other, frame)


def _begins(machine: Machine, stmt: Loop, frame: Frame) -> bool | None:
    """Whether there is another turn: None where that is not told.  An element is given to the target."""
    if stmt.kind == "each":
        item = machine.ways.gone_through(stmt, access.element(machine.value(stmt.source, frame)))
        if stmt.target is not None:
            item = machine.ways.typed(machine, item, stmt.type, frame)
            writing.assign(machine, stmt.target, item, frame, stmt.declares)
        return None
    if stmt.source is None:
        return True
    told = truth(machine.value(stmt.source, frame))
    return None if stmt.kind == "do" else told


def _turn(machine: Machine, stmt: Loop, frame: Frame) -> Signal:
    signal = machine.run(stmt.body, frame)
    if signal in (None, "continue"):
        return machine.run(stmt.step, frame)
    return signal


def _try(machine: Machine, stmt: Try, frame: Frame) -> Signal:
    mark = machine.trail.mark()
    signal = machine.run(stmt.body, frame)
    if signal is None:
        signal = machine.run(stmt.other, frame)
    if stmt.handlers:
        signal = _handlers(machine, stmt, signal, mark, frame)
    final = machine.run(stmt.final, frame)
    return final if final is not None else signal


def _handlers(machine: Machine, stmt: Try, signal: Signal, mark: int, frame: Frame) -> Signal:
    """The body went through, or broke off anywhere in it and one of the handlers ran."""
    done = machine.trail.undo(mark)
    machine.trail.merge([done, {}])
    ways: list[Callable[[], Signal]] = []

    def went_through() -> Signal:
        machine.trail.replay(done)
        return signal

    if signal != "raise":
        ways.append(went_through)
    for handler in stmt.handlers:

        def handled(handler: Any = handler) -> Signal:
            with frame.within(Scope("block", frame.scope) if machine.ways.hoists else frame.scope):
                types = [machine.value(one, frame) for one in handler.types]
                if handler.target is not None:
                    writing.assign(machine, handler.target, machine.ways.caught(types), frame, "param")
                return machine.run(handler.body, frame)

        ways.append(handled)
    return machine.branches(ways, frame)


def _with(machine: Machine, stmt: With, frame: Frame) -> Signal:
    for value, target in stmt.items:
        held = machine.value(value, frame)
        if target is not None:
            writing.assign(
                machine,
                target,
                machine.ways.entered(machine, held, frame, stmt.at),
                frame,
                "local" if machine.ways.hoists is None else "",
            )
    return machine.run(stmt.body, frame)


def _jump(machine: Machine, stmt: Jump, frame: Frame) -> Signal:
    return "break" if stmt.kind == "break" else "continue"


def _outer(machine: Machine, stmt: Outer, frame: Frame) -> Signal:
    for name in stmt.names:
        scope: Scope | None = frame.module.scope
        if stmt.kind == "nonlocal" and frame.scope.parent is not None:
            scope = frame.scope.parent.holder(name)
        if scope is not None:
            frame.scope.outer[name] = scope
    return None


def _block(machine: Machine, stmt: Block, frame: Frame) -> Signal:
    with frame.within(Scope("block", frame.scope)):
        return machine.run(stmt.body, frame)


def _import(machine: Machine, stmt: Import, frame: Frame) -> Signal:
    if not stmt.types_only or machine.ways.imports_types:
        machine.ways.bring_in(machine, stmt, frame)
    return None


def _export(machine: Machine, stmt: Export, frame: Frame) -> Signal:
    machine.ways.give_out(machine, stmt, frame)
    return None


def _delete(machine: Machine, stmt: Delete, frame: Frame) -> Signal:
    for target in stmt.targets:
        if isinstance(target, Index | Attr):
            machine.value(target.of, frame)
    return None


TABLE: dict[type, Callable[[Machine, Any, Frame], Signal]] = {
    Do: _do,
    Let: _let,
    Define: _define,
    DefineClass: _define_class,
    Return: _return,
    Raise: _raise,
    If: _if,
    Switch: _switch,
    Loop: _loop,
    Try: _try,
    With: _with,
    Jump: _jump,
    Outer: _outer,
    Block: _block,
    Import: _import,
    Export: _export,
    Delete: _delete,
}
