"""Calls: of the application's own functions and classes, and of everything else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ennead.code.evaluate import access, writing
from ennead.code.evaluate.frame import Frame
from ennead.code.evaluate.live import (
    NOTHING,
    Builtin,
    Cls,
    Fn,
    Live,
    Obj,
    Scope,
    Super,
    Vars,
    frozen,
    join,
    options_of,
)
from ennead.code.facts import Reached
from ennead.code.ir import Language, Name, Param
from ennead.code.values import Choice, Made, Member, Own, Place, Ref, Typed, Unknown, full_name

if TYPE_CHECKING:
    from ennead.code.evaluate.machine import Machine
    from ennead.code.ir import Call
    from ennead.code.values import Value

MOST_DEPTH = 48
"""Calls of the application's own functions inside each other."""
_STEPS_OF_A_CALL = 20
"""What remembering a call costs, in steps."""
_MOST_CONTEXTS = 24
"""Times that one function is followed with arguments of their own; then with all others at once,"""
_MOST_COST = 6_000
"""if it has taken more steps than these."""
_MOST_OPTIONS = 24


@dataclass(frozen=True, slots=True)
class Given:
    """A call as it is made: what is called, with what, where."""

    machine: Machine
    callee: Live
    args: list[Live]
    keywords: list[tuple[str, Live]]
    place: Place
    frame: Frame
    new: bool = False

    def again(self, callee: Live, args: Sequence[Live], keywords: Sequence[tuple[str, Live]] = ()) -> Given:
        """Another call at the same place."""
        return replace(self, callee=callee, args=list(args), keywords=list(keywords), new=False)

    def call(self, callee: Live, args: Sequence[Live]) -> Live:
        """Make another call at the same place."""
        return call(self.machine, callee, self.again(callee, args))

    def arg(self, number: int, name: str = "") -> Live | None:
        """An argument by its position or name."""
        if name:
            for key, value in self.keywords:
                if key == name:
                    return value
        return self.args[number] if number < len(self.args) else None


def at_call(machine: Machine, expr: Call, frame: Frame) -> Live:
    """A call as it stands in the code."""
    named_class = expr.new and isinstance(expr.callee, Name)
    callee = machine.value(expr.callee, frame) if named_class else access.callee(machine, expr.callee, frame)
    args, keywords = access.arguments(machine, expr, frame)
    callee = machine.ways.fitting(callee, args)
    given = Given(machine, callee, args, keywords, frame.module.place(expr.at), frame, expr.new)
    return call(machine, callee, given)


def call(machine: Machine, callee: Live, given: Given) -> Live:
    """What calling it gives; each thing it may be is called."""
    choices = options_of(callee)
    if len(choices) == 1:
        return _call_one(machine, callee, given)
    results: list[Live] = []
    mark = machine.trail.mark()
    ways = []
    for one in choices[:_MOST_OPTIONS]:
        results.append(_call_one(machine, one, replace(given, callee=one)))
        ways.append(machine.trail.undo(mark))
    machine.trail.merge(ways)
    if len(choices) > _MOST_OPTIONS:
        results.append(machine.unresolved("bound", "more functions may be called here than are followed", given.place))
    return join(results)


def _call_one(machine: Machine, callee: Live, given: Given) -> Live:
    if isinstance(callee, Fn):
        return machine.ways.construct(machine, callee, given) if given.new else function(machine, callee, given)
    if isinstance(callee, Cls):
        return machine.ways.new(machine, callee, given)
    if isinstance(callee, Super):
        return machine.ways.construct_above(machine, callee, given)
    if isinstance(callee, Builtin):
        return machine.ways.method(machine, callee, given)
    if isinstance(callee, Obj):
        return _call_object(machine, callee, given)
    return _call_outside(machine, callee, given)


def _call_outside(machine: Machine, callee: Value, given: Given) -> Live:
    """Something outside: what it does to values is known, or the call is noted."""
    name = full_name(callee)
    hook = machine.ways.functions.get(name) if name is not None else None
    result = hook(given) if hook is not None else None
    if result is None and isinstance(callee, Member):
        result = machine.ways.member(machine, callee, given)
    if result is not None:
        return result
    if isinstance(callee, Member) and isinstance(callee.of, Own) and callee.of.kind == "module":
        reason = f"{callee.of.name} gives out no {callee.name} that could be told"
        return machine.unresolved("module", reason, given.place)
    own = machine.thaw(callee) if isinstance(callee, Made | Own) else []
    result = machine.outside(replace(given, callee=callee))
    return join([result, *(function(machine, fn, given.again(fn, given.args)) for fn in own)]) if own else result


def _call_object(machine: Machine, callee: Obj, given: Given) -> Live:
    inside = access.attribute(machine, callee, "__call__", given.frame, given.place) if callee.cls else None
    if isinstance(inside, Fn):
        return function(machine, inside, given.again(inside, given.args, given.keywords))
    for name in ("default", "__proto__"):  # a module that is called is its default export
        if callee.kind in ("module", "record") and name in callee.fields:
            return call(machine, callee.fields[name], replace(given, callee=callee.fields[name]))
    return Unknown("a call of something that is no function")


# -- functions -------------------------------------------------------------------------------------


def function(machine: Machine, fn: Fn, given: Given) -> Live:
    """A call of one of the application's functions."""
    machine.steps += _STEPS_OF_A_CALL
    identity = id(fn.function)
    if fn.function.body is None:
        return _abstract(machine, fn, given)
    if machine.active.count(identity) > 1:
        return Unknown("a call that comes back to itself")
    if len(machine.active) >= MOST_DEPTH:
        return machine.unresolved("bound", "calls inside each other deeper than is followed", given.place)
    args, keywords = given.args, given.keywords
    key = _key(fn, args, keywords)
    known = machine.memo.get(key) if machine.ways.remembers(fn) else None
    if known is not None and known[0] == machine.trail.version:
        machine.trail.replay(known[2])
        return known[1]
    count, cost = machine.contexts.get(identity, (0, 0))
    if count >= _MOST_CONTEXTS and cost > _MOST_COST:
        args, keywords = _widened(args), [(name, value) for (name, _), value in _wide_pairs(keywords)]
        key = _wide_key(fn, args, keywords)
        known = machine.memo.get(key)
        if known is not None:
            machine.trail.replay(known[2])
            return known[1]
    serial = Vars().serial
    mark, steps = machine.trail.mark(), machine.steps
    machine.active.append(identity)
    try:
        result = _followed(machine, fn, given.again(fn, args, keywords))
    finally:
        machine.active.pop()
        count, cost = machine.contexts.get(identity, (0, 0))
        machine.contexts[identity] = count + 1, cost + machine.steps - steps
    changes = {place: value for place, value in machine.trail.since(mark).items() if place[0].serial < serial}
    machine.memo[key] = (machine.trail.version, result, changes)
    return result


def _key(fn: Fn, args: Sequence[Live], keywords: Sequence[tuple[str, Live]]) -> tuple[object, ...]:
    bound = _identity(fn.bound) if fn.bound is not None else None
    named = tuple((name, _identity(value)) for name, value in keywords)
    return (id(fn.function), fn.scope.vars.serial, bound, tuple(_identity(arg) for arg in args), named)


def _wide_key(fn: Fn, args: Sequence[Live], keywords: Sequence[tuple[str, Live]]) -> tuple[object, ...]:
    """The same for all objects with equal fields."""
    bound = frozen(fn.bound) if fn.bound is not None else None
    named = tuple((name, frozen(value)) for name, value in keywords)
    return (id(fn.function), "wide", bound, tuple(frozen(arg) for arg in args), named)


def _identity(value: Live) -> object:
    """Objects that may be changed are the same only if they are the very same."""
    if isinstance(value, Obj):
        return value.fields.serial
    if isinstance(value, Fn):
        bound = _identity(value.bound) if value.bound is not None else None
        return id(value.function), value.scope.vars.serial, bound
    if isinstance(value, Choice):
        return tuple(_identity(option) for option in options_of(value))
    return frozen(value)


def _widened(args: Sequence[Live]) -> list[Live]:
    return [_wide(arg) for arg in args]


def _wide_pairs(keywords: Sequence[tuple[str, Live]]) -> list[tuple[tuple[str, Live], Live]]:
    return [(pair, _wide(pair[1])) for pair in keywords]


def _wide(value: Live) -> Live:
    keep = isinstance(value, Fn | Cls | Made | Typed | Ref) or (isinstance(value, Obj) and value.kind == "instance")
    return value if keep else Unknown("called with many values")


def _followed(machine: Machine, fn: Fn, given: Given) -> Live:
    node = fn.function
    if node.end != node.at:  # what a front end has added stands at one place
        machine.log.reached.setdefault(Reached(fn.name, fn.place))
    scope = Scope("function", fn.scope)
    frame = Frame(fn.module, scope, fn.name, (*given.frame.via, given.place), fn.owner, start=machine.trail.mark())
    args = list(given.args)
    if fn.bound is not None:
        if machine.language is Language.PYTHON:
            args.insert(0, fn.bound)
        elif node.kind != "arrow":
            scope.vars["this"] = fn.bound
    bind(machine, node.params, args, given.keywords, frame)
    signal = machine.run(node.body or (), frame)
    if frame.exits:
        machine.trail.merge([machine.trail.undo(frame.start), *frame.exits])
    if node.generator:
        return _series(frame, given.place)
    if signal is None and (frame.returns or node.kind != "constructor"):
        frame.returns.append(NOTHING)
    found = [one for one in frame.returns if one != NOTHING] or frame.returns
    return join(found) if found else NOTHING


def _series(frame: Frame, place: Place) -> Obj:
    made = Obj("series", place, open=True)
    for number, value in enumerate(dict.fromkeys(frame.yields)):
        made.fields[str(number)] = value
    return made


def _abstract(machine: Machine, fn: Fn, given: Given) -> Live:
    """A method without a body: those of the classes below."""
    if fn.owner is None:
        return Unknown("a function without a body")
    found = [
        machine.ways.bound(Fn(method, cls.scope, cls.module, f"{cls.name}.{method.name}", cls), fn.bound)
        for below in machine.ways.below(machine, fn.owner)
        for method, cls in [below.method(fn.function.name) or (None, None)]
        if method is not None and cls is not None
    ]
    results = [function(machine, one, given.again(one, given.args, given.keywords)) for one in found]
    if results:
        return join(results)
    return machine.unresolved("dynamic", f"{fn.name} has no body here: what makes it is not in the folder", given.place)


def bind(
    machine: Machine,
    params: Sequence[Param],
    args: Sequence[Live],
    keywords: Sequence[tuple[str, Live]],
    frame: Frame,
) -> None:
    """Give the parameters what is handed in."""
    waiting = list(args)
    named = {name: value for name, value in keywords if name}
    spread = [value for name, value in keywords if not name]
    place = given_place(frame)
    for param in params:
        name = param.target.id if isinstance(param.target, Name) else ""
        if param.kind == "rest":
            writing.assign(machine, param.target, access.series(machine.ways.rest(waiting), place), frame, "param")
            waiting = []
        elif param.kind == "keywords":
            writing.assign(machine, param.target, access.record(named, place, spread), frame, "param")
        else:
            value = _handed(waiting, named, spread, name) if param.kind != "keyword" else named.pop(name, None)
            if value is None and param.kind == "keyword":
                value = _spread(spread, name)
            if value is None or (
                value == NOTHING and param.default is not None and machine.language is not Language.PYTHON
            ):
                value = machine.value(param.default, frame) if param.default is not None else _missing(param)
            writing.assign(machine, param.target, machine.ways.typed(machine, value, param.type, frame), frame, "param")


def given_place(frame: Frame) -> Place:
    """Where the call that is being followed was made."""
    return frame.via[-1] if frame.via else Place(frame.module.module.path, 1)


def _handed(waiting: list[Live], named: dict[str, Live], spread: list[Live], name: str) -> Live | None:
    if waiting:
        return waiting.pop(0)
    return named.pop(name) if name in named else _spread(spread, name)


def _spread(spread: list[Live], name: str) -> Live | None:
    found = [one.fields[name] for one in spread if isinstance(one, Obj) and name in one.fields]
    return join(found) if found else None


def _missing(param: Param) -> Live:
    return Unknown("a parameter that is not given") if param.kind == "plain" else NOTHING
