"""What differs between the languages: how names, members, types and imports work.  Each language has a subclass."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar

from ennead.code.evaluate import access
from ennead.code.evaluate.live import (
    Builtin,
    Cls,
    Fn,
    Live,
    Obj,
    Scope,
    Super,
    frozen,
    join,
    options_of,
    truth,
)
from ennead.code.ir import Class, Either, Export, Expr, Field, Function, Import, Language, Loop, Name, Type
from ennead.code.values import Env, Event, Known, Made, Member, Ref, Result, Typed, Unknown, Value

if TYPE_CHECKING:
    from ennead.code.evaluate.calls import Given
    from ennead.code.evaluate.frame import Frame
    from ennead.code.evaluate.machine import Hook, Machine
    from ennead.code.values import Place


class Ways:
    """How one language does things; the defaults are what most do."""

    language: ClassVar[Language]
    functions: ClassVar[dict[str, Hook]] = {}
    """Functions of the language and its library that are understood, by full name."""
    methods: ClassVar[dict[str, Hook]] = {}
    """Methods of text, containers and functions, by name; the receiver is the callee's."""
    members: ClassVar[dict[str, Hook]] = {}
    """Methods that mean the same on anything from outside (`.then`, `.map`), by name."""
    constructor_name = "constructor"
    plain_bases: ClassVar[frozenset[str | None]] = frozenset()
    """Bases from outside whose constructor is of no interest."""
    hoists: bool | None = False
    members_by_item = False
    imports_types = False
    decorates = True
    """Whether what stands above a declaration may put another in its place."""

    # -- names -------------------------------------------------------------------------------------

    def name(self, machine: Machine, expr: Name, frame: Frame) -> Live:
        """A name that is not defined in the code around: the language's own."""
        return Ref("", (expr.id,))

    def lookup(self, machine: Machine, name: str, frame: Frame) -> Live | None:
        """What a name stands for in the code around; None where it is not defined there."""
        return access.lookup(machine, name, frame)

    def called_name(self, machine: Machine, expr: Name, frame: Frame) -> Live:
        """A name that is called."""
        return machine.value(expr, frame)

    def assigned(self, name: str, frame: Frame) -> Scope | None:
        """The scope that a plain assignment writes to."""
        return frame.scope.holder(name)

    # -- members -----------------------------------------------------------------------------------

    def of_own(
        self, machine: Machine, of: Obj | Cls | Super, name: str, frame: Frame, place: Place, *, called: bool
    ) -> Live | None:
        """A member of something of the application; None where the language has no way of its own."""
        return None

    def of_ref(self, machine: Machine, of: Ref, name: str, frame: Frame, place: Place) -> Live:
        """A member of something outside."""
        return Ref(of.module, (*of.path, name))

    def of_plain(self, machine: Machine, of: Live, name: str) -> Live:
        """A member of text, a number, an environment variable."""
        return Builtin(of, name)

    def of_module(self, machine: Machine, of: Obj, name: str, frame: Frame, place: Place) -> Live:
        """A name that a module of the application does not have."""
        return Unknown(f"{of.place.path} has no {name}")

    def is_environment(self, of: Ref) -> bool:
        """Whether it holds the environment variables."""
        return False

    # -- calls -------------------------------------------------------------------------------------

    def fitting(self, callee: Live, args: Sequence[Live]) -> Live:
        """Of several functions with one name, those that take such arguments."""
        return callee

    def rest(self, args: Sequence[Live]) -> Sequence[Live]:
        """What a parameter holds that takes all arguments that are left."""
        return args

    def remembers(self, fn: Fn) -> bool:
        """Whether a function gives the same for the same arguments."""
        return True

    def new(self, machine: Machine, cls: Cls, given: Given) -> Live:
        """A new object of one of the application's classes."""
        from ennead.code.evaluate.classes import instantiate  # noqa: PLC0415  classes and languages know each other

        return instantiate(machine, cls, given)

    def construct(self, machine: Machine, fn: Fn, given: Given) -> Live:
        """`new f()` of a function."""
        from ennead.code.evaluate.classes import constructed  # noqa: PLC0415

        return constructed(machine, fn, given)

    def construct_above(self, machine: Machine, callee: Super, given: Given) -> Live:
        """`super(...)`."""
        from ennead.code.evaluate.classes import super_constructor  # noqa: PLC0415

        return super_constructor(machine, callee, given)

    def handed(self, machine: Machine, arg: Live, callee: Value, number: int, given: Given) -> None:
        """Something that is no function is handed to something outside, which may call its methods."""

    def call(self, machine: Machine, fn: Fn, given: Given) -> Live:
        """A call from outside."""
        from ennead.code.evaluate.calls import function  # noqa: PLC0415  calls and languages know each other

        return function(machine, fn, given)

    def method(self, machine: Machine, callee: Builtin, given: Given) -> Live:
        """A method of the language on a value of its own."""
        hook = self.methods.get(callee.name)
        result = hook(given) if hook is not None else None
        if result is not None:
            return result
        for arg in given.args:  # what it does is not known, what it is handed may be called
            for one in options_of(arg):
                if isinstance(one, Fn):
                    self.call(machine, one, given.again(one, [access.element(callee.receiver)]))
        return Result(f".{callee.name}", (frozen(callee.receiver), *(frozen(arg) for arg in given.args)))

    def member(self, machine: Machine, callee: Member, given: Given) -> Live | None:
        """A method of something outside that means the same on anything; None where it does not."""
        hook = self.members.get(callee.name)
        return hook(given) if hook is not None else None

    def decorate(self, machine: Machine, decorator: Live, made: Live, given: Given) -> None:
        """A decorator from outside: it is noted; what it registers may be called from outside."""
        args = tuple(frozen(arg) for arg in given.args)
        from ennead.code.facts import CallFact  # noqa: PLC0415  only where there are decorators

        frame = given.frame
        machine.log.call(CallFact(frozen(decorator), args, (), given.place, within=frame.name, via=frame.via))
        if isinstance(made, Fn) and _registers(decorator):
            machine.hand_over(made, frozen(decorator), 0, given)

    # -- classes -----------------------------------------------------------------------------------

    def class_name(self, node: Class, frame: Frame) -> str:
        """The qualified name of a class that is declared."""
        prefix = frame.cls.name if frame.cls is not None and self.language is not Language.PYTHON else frame.name
        name = node.name or "<anonymous>"
        return f"{prefix}.{name}" if prefix else name

    def prepare(self, machine: Machine, cls: Cls) -> None:
        """Make sure that the static members are there."""

    def constructor(self, cls: Cls, given: Given) -> tuple[Function, Cls] | None:
        """The constructor that is called, and the class it stands in."""
        for one in cls.line():
            for member in one.cls.members:
                if isinstance(member, Function) and member.kind == "constructor":
                    return member, one
        return None

    def is_enum(self, cls: Cls) -> bool:
        """Whether it is an enumeration."""
        return cls.cls.kind == "enum"

    def static(self, machine: Machine, cls: Cls, member: Field, value: Live, frame: Frame) -> Live:
        """The value of a static member."""
        return value

    def below(self, machine: Machine, cls: Cls) -> Iterable[Cls]:
        """The classes that are made of an abstract one."""
        return ()

    def bound(self, fn: Fn, to: Live | None) -> Fn:
        """The function, called on something."""
        return Fn(fn.function, fn.scope, fn.module, fn.name, fn.owner, to)

    # -- values ------------------------------------------------------------------------------------

    def typed(self, machine: Machine, value: Live, declared: Type | None, frame: Frame) -> Live:
        """A value with its declared type: where the value is not told, the type is what is known of it."""
        return value

    def instance(self, machine: Machine, cls: Cls) -> Live:
        """Any object of a class of the application."""
        return Unknown(f"some {cls.name}")

    def first_of(self, machine: Machine, expr: Either, frame: Frame) -> Live:
        """`a or b`, `a ?? b`, `a && b`."""
        found: list[Live] = []
        for number, option in enumerate(expr.options):
            value = machine.value(option, frame)
            told = truth(value)
            if told is False and number < len(expr.options) - 1:
                continue
            found.append(value)
            if told is True:
                break
        if len(found) == 2 and isinstance(found[0], Env) and isinstance(found[1], Known):
            return Env(found[0].name, found[1])
        return join(found)

    def caught(self, types: Sequence[Live]) -> Live:
        """What a handler gets."""
        return Typed(types[0]) if len(types) == 1 and isinstance(types[0], Ref) else Unknown("an exception")

    def entered(self, machine: Machine, value: Live, frame: Frame, at: int) -> Live:
        """What `with value as x` gives."""
        return value

    def switched(self, subject: Live) -> Live:
        """What the cases of a switch are compared to."""
        return subject

    def case(self, machine: Machine, test: Expr, subject: Live, frame: Frame) -> Live:
        """What a case is for."""
        return machine.value(test, frame)

    def gone_through(self, loop: Loop, item: Live) -> Live:
        """What a loop gives each turn."""
        return item

    # -- modules -----------------------------------------------------------------------------------

    def bring_in(self, machine: Machine, stmt: Import, frame: Frame) -> None:
        """An import."""
        raise NotImplementedError

    def give_out(self, machine: Machine, stmt: Export, frame: Frame) -> None:
        """An export."""

    def handler(self, machine: Machine) -> Live | None:
        """The value of the handler; None where it is not defined."""
        raise NotImplementedError

    def first_arguments(self, value: Live) -> list[Live]:
        """What a handler is called with."""
        return [Event("event"), Event("context")]


_REGISTERING = frozenset(
    "route get post put delete patch head options any resolver on_event exception_handler not_found middleware"
    " websocket schedule on_s3_event on_sns_message on_sqs_message on_dynamodb_record on_kinesis_record on_cw_event"
    " lambda_function authorizer errorhandler before_request after_request startup task listens_for handler tool"
    " command resolve on_connect on_disconnect on_message on_ws_connect on_ws_message on_ws_disconnect batch_resolver"
    " on_publish on_subscribe subscribe listener event view create update poll_create poll_update poll_delete".split()
)


def _registers(decorator: Live) -> bool:
    """Whether a decorator hands the function to a framework that calls it (`@app.get("/x")`)."""
    callee = decorator.callee if isinstance(decorator, Made) else decorator
    if isinstance(callee, Member):
        return callee.name.lower() in _REGISTERING
    return isinstance(callee, Ref) and len(callee.path) > 1 and callee.path[-1].lower() in _REGISTERING
