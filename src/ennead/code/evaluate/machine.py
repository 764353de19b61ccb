"""Follows a program: what calls what, with which values.  Nothing is executed.

The machine holds what lasts for one handler: the files that are loaded, what was noted, what may still be spent.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeAlias

from ennead.code.evaluate import expressions, statements
from ennead.code.evaluate.live import NOTHING, Cls, Fn, Live, Obj, frozen, join, options_of
from ennead.code.evaluate.log import Log
from ennead.code.evaluate.trail import Changes, Trail
from ennead.code.facts import CallFact, Unresolved
from ennead.code.ir import Expr, Language, Stmt
from ennead.code.values import Element, Known, Made, Member, Own, Place, Ref, Typed, Unknown, Value

if TYPE_CHECKING:
    from ennead.code.entry import Entry
    from ennead.code.evaluate.calls import Given
    from ennead.code.evaluate.frame import Frame, Signal
    from ennead.code.evaluate.languages import Ways
    from ennead.code.evaluate.modules import Loaded, Sources

MOST_STEPS = 300_000
"""Expressions and statements that are followed from one handler."""
_STEPS_OF_A_FACT = 30
"""What noting a call of something outside costs, in steps."""
_MOST_HANDED = 3
"""Objects inside each other in which functions that are handed over are looked for."""
_MOST_NESTED = 220
"""Expressions inside each other, each of which takes some frames."""

Hook: TypeAlias = "Callable[[Given], Live | None]"


class Machine:
    """Everything that lasts while one handler is followed."""

    def __init__(self, sources: Sources, entry: Entry, ways: Ways) -> None:
        self.sources = sources
        self.entry = entry
        self.ways = ways
        self.language: Language = entry.language
        self.trail = Trail()
        self.log = Log()
        self.loaded: dict[str, Loaded] = {}
        self.memo: dict[tuple[object, ...], tuple[int, Live, Changes]] = {}
        self.contexts: dict[int, tuple[int, int]] = {}
        """By function how often it was followed, and how many steps that took."""
        self.active: list[int] = []
        self.functions: dict[Own, Fn] = {}
        self.properties: dict[int, Obj] = {}
        """What is attached to functions (`f.prototype`, `f.cache = {}`)."""
        self.exports: dict[str, list[tuple[str, str]]] = {}
        """Names that modules will give out when they are done."""
        self.classes: dict[str, Cls | None] = {}
        self.instances: dict[int, Live] = {}
        self.steps = 0
        self.nested = 0

    # -- following ---------------------------------------------------------------------------------

    def value(self, expr: Expr | None, frame: Frame) -> Live:
        """What an expression comes to."""
        if expr is None:
            return NOTHING
        self.steps += 1
        if self.steps + self.trail.work > MOST_STEPS or self.nested > _MOST_NESTED:
            return self.exhausted(frame.module.place(expr.at))
        self.nested += 1
        try:
            return expressions.TABLE[type(expr)](self, expr, frame)
        finally:
            self.nested -= 1

    def run(self, body: Sequence[Stmt], frame: Frame) -> Signal:
        """Follow statements; says how they end."""
        self.hoist(body, frame)
        for stmt in body:
            self.steps += 1
            if self.steps + self.trail.work > MOST_STEPS:
                self.exhausted(frame.module.place(stmt.at))
                return None
            signal = statements.TABLE[type(stmt)](self, stmt, frame)
            if signal is not None:
                return signal
        return None

    def hoist(self, body: Sequence[Stmt], frame: Frame) -> None:
        """Functions that are known before the statements run (JavaScript)."""
        if self.language is Language.JAVASCRIPT:
            statements.hoist(self, body, frame)

    def branches(self, runs: Sequence[Callable[[], Signal]], frame: Frame) -> Signal:
        """One of several ways is taken: what holds behind them is what one of those that go on came to."""
        going: list[Changes] = []
        ends: list[Signal] = []
        mark = self.trail.mark()
        for run in runs:
            signal = run()
            if signal is None:
                going.append(self.trail.undo(mark))
                continue
            ends.append(signal)
            if signal in ("break", "continue") and frame.jumps:
                frame.jumps[-1].ways.append(self.trail.since(frame.jumps[-1].mark))
            elif signal in ("return", "raise"):
                frame.leave(self.trail.since(frame.start, shared=True))
            self.trail.undo(mark)
        if going:
            self.trail.merge(going)
            return None
        return next((end for end in ends if end in ("break", "continue")), ends[0] if ends else None)

    def exhausted(self, at: Place) -> Live:
        """More than is followed."""
        if not any(one.klass == "bound" for one in self.log.unresolved):
            self.unresolved("bound", "more code hangs on this handler than is followed", at)
        return Unknown("not followed")

    def unresolved(self, klass: str, reason: str, at: Place) -> Unknown:
        """Note what could not be followed."""
        self.log.unresolved.setdefault(Unresolved(klass, reason, at))
        return Unknown(reason)

    # -- calling -----------------------------------------------------------------------------------

    def outside(self, given: Given) -> Live:
        """A call of something that is not the application's own."""
        self.steps += _STEPS_OF_A_FACT
        args = tuple(frozen(arg) for arg in given.args)
        keywords = tuple((name, frozen(value)) for name, value in given.keywords)
        callee = frozen(given.callee)
        place = given.place
        frame = given.frame
        self.log.call(CallFact(callee, args, keywords, place, given.new, frame.name, frame.via))
        for number, arg in enumerate((*given.args, *(value for _, value in given.keywords))):
            self.hand_over(arg, callee, number, given)
        return Made(callee, args, keywords, place, given.new)

    def hand_over(self, arg: Live, callee: Value, number: int, given: Given, depth: int = 0) -> None:
        """What is handed to something outside may be called there."""
        for one in options_of(arg):
            if isinstance(one, Fn):
                part = Element(callee, Known(number))
                self.ways.call(self, one, given.again(one, [part] * len(one.function.params)))
            elif isinstance(one, Member) and _is_of_an_object(one.of):
                frame = given.frame
                self.log.call(CallFact(one, (), (), given.place, within=frame.name, via=frame.via, handed=True))
            elif isinstance(one, Obj) and one.kind in ("record", "series") and depth < _MOST_HANDED:
                for item in one.items():
                    if isinstance(item, Fn | Obj):
                        self.hand_over(item, callee, number, given, depth + 1)
            elif isinstance(one, Obj) and any(isinstance(item, Fn) for item in one.items()) and one.cls is None:
                self.unresolved("bound", "functions handed over deeper inside objects than is followed", given.place)
            else:
                self.ways.handed(self, one, callee, number, given)

    def thaw(self, value: Value) -> list[Fn]:
        """The application's functions inside a value from outside (`middy(handler)`)."""
        if isinstance(value, Own):
            found = self.functions.get(value)
            return [found] if found else []
        if isinstance(value, Made):
            parts = (value.callee, *value.args, *(one for _, one in value.keywords))
            return [fn for part in parts for fn in self.thaw(part)]
        return self.thaw(value.of) if isinstance(value, Member) else []

    def joined(self, values: Sequence[Live]) -> Live:
        """One of the values; nothing where there is none."""
        return join(values) if values else NOTHING

    def top(self, loaded: Loaded) -> Frame:
        """A frame at the level of a module."""
        from ennead.code.evaluate.frame import Frame  # noqa: PLC0415

        return Frame(loaded, loaded.scope)


def _is_of_an_object(value: Value) -> bool:
    """Whether it is something outside that is an object, rather than a part of an event."""
    while isinstance(value, Member):
        value = value.of
    return isinstance(value, Made | Typed) or (isinstance(value, Ref) and value.module != "")
