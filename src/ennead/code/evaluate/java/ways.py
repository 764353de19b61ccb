"""Java: names, classes, overloads, types and what a handler is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar

from ennead.code.evaluate.java import classes, invoke, members, methods, names, objects, overloads, own, started, types
from ennead.code.evaluate.java.functions import FUNCTIONS
from ennead.code.evaluate.java.members import INIT
from ennead.code.evaluate.java.state import State
from ennead.code.evaluate.languages import Ways
from ennead.code.evaluate.live import Builtin, Cls, Fn, Live, Obj, Scope, Super, join, options_of
from ennead.code.ir import Class, Either, Expr, Import, Language, Name, Type
from ennead.code.values import Event, Known, Ref, Typed, Unknown, Value

if TYPE_CHECKING:
    from ennead.code.evaluate.calls import Given
    from ennead.code.evaluate.frame import Frame
    from ennead.code.evaluate.machine import Hook, Machine
    from ennead.code.values import Place

_OUTPUT = Typed(Ref("java.io.OutputStream"))


class Java(Ways):
    """Java."""

    language = Language.JAVA
    functions: ClassVar[dict[str, Hook]] = {**FUNCTIONS, **started.FUNCTIONS}
    members: ClassVar[dict[str, Hook]] = methods.MEMBERS
    constructor_name = INIT
    hoists = None
    decorates = False

    def __init__(self) -> None:
        self.state = State()

    # -- names

    def lookup(self, machine: Machine, name: str, frame: Frame) -> Live | None:
        """A local, a field, a class."""
        return names.lookup(machine, name, frame)

    def name(self, machine: Machine, expr: Name, frame: Frame) -> Live:
        """The start of a full name, or what is missing."""
        return names.elsewhere(machine, expr.id, frame, frame.module.place(expr.at))

    def called_name(self, machine: Machine, expr: Name, frame: Frame) -> Live:
        """A method of the classes around, or one that is imported."""
        return names.called(machine, expr.id, frame)

    def assigned(self, name: str, frame: Frame) -> Scope:
        """A local, or a field."""
        return names.assigned(self.state, name, frame)

    def class_name(self, node: Class, frame: Frame) -> str:
        """The package and the classes around; those inside of a method stand below it."""
        in_method = any(cls is None and scope.parent is not None for scope, cls, _ in _before_class(self.state, frame))
        around = frame.name if in_method else frame.cls.name if frame.cls is not None else frame.module.module.package
        name = node.name or "<anonymous>"
        return f"{around}.{name}" if around else name

    # -- members

    def of_own(
        self, machine: Machine, of: Obj | Cls | Super, name: str, frame: Frame, place: Place, *, called: bool
    ) -> Live:
        """Fields and methods have names of their own; methods have overloads."""
        return own.member(machine, of, name, frame, called=called)

    def of_ref(self, machine: Machine, of: Ref, name: str, frame: Frame, place: Place) -> Live:
        """A class of a package, a member of a class."""
        last = of.path[-1] if of.path else of.module.rpartition(".")[2]
        if of.path or last[:1].isupper():
            return Ref(of.module, (*of.path, name))
        full = f"{of.module}.{name}"
        return (classes.find(machine, full) if name[:1].isupper() else None) or Ref(full)

    # -- calls

    def fitting(self, callee: Live, args: Sequence[Live]) -> Live:
        """The overloads that take such arguments."""
        return overloads.fitting(callee, args)

    def rest(self, args: Sequence[Live]) -> Sequence[Live]:
        """An array that is handed over in place of many arguments is these."""
        only = args[0] if len(args) == 1 else None
        return only.items() if isinstance(only, Obj) and only.kind == "series" and only.fields else args

    def remembers(self, fn: Fn) -> bool:
        """Lambdas see what changes around them."""
        return fn.function.kind != "arrow"

    def new(self, machine: Machine, cls: Cls, given: Given) -> Live:
        """`new C(...)`."""
        return objects.new(machine, cls, given)

    def handed(self, machine: Machine, arg: Live, callee: Value, number: int, given: Given) -> None:
        """What a type outside declares may be called on the application's objects."""
        started.handed(machine, arg, callee, given)
        invoke.handed(machine, arg, callee, number, given)

    def method(self, machine: Machine, callee: Builtin, given: Given) -> Live:
        """A method of the language, by what it is called on."""
        if callee.name == started.BEGUN:
            return started.run(given)
        found = methods.method(given, callee.name)
        return found if found is not None else super().method(machine, callee, given)

    # -- classes

    def prepare(self, machine: Machine, cls: Cls) -> None:
        """Static fields and blocks."""
        members.prepare(machine, cls)

    def below(self, machine: Machine, cls: Cls) -> Iterable[Cls]:
        """The classes that extend or implement it."""
        return classes.below(machine, cls)

    # -- values

    def typed(self, machine: Machine, value: Live, declared: Type | None, frame: Frame) -> Live:
        """Declared types are believed where nothing better is known."""
        return types.typed(machine, value, declared, frame)

    def instance(self, machine: Machine, cls: Cls) -> Live:
        """Any object of a class."""
        return objects.instance(machine, cls)

    def first_of(self, machine: Machine, expr: Either, frame: Frame) -> Live:
        """`a && b`, `a || b`: all of them may be evaluated, and the result is told where they agree."""
        found = [machine.value(option, frame) for option in expr.options]
        same = all(one == found[0] for one in found) and isinstance(found[0], Known)
        return found[0] if same else Unknown()

    def switched(self, subject: Live) -> Live:
        """Constants of an enumeration are compared by name."""
        found = [_constant(one) for one in options_of(subject)]
        return join(found)

    def case(self, machine: Machine, test: Expr, subject: Live, frame: Frame) -> Live:
        """A plain name is that of a constant, unless the subject is text or a number."""
        told = [one for one in options_of(subject) if isinstance(one, Known)]
        if isinstance(test, Name) and not any(not _is_constant(one) for one in told):
            return Known(f"<{test.id}>")
        return machine.value(test, frame)

    # -- modules

    def bring_in(self, machine: Machine, stmt: Import, frame: Frame) -> None:
        """Imports are kept with their file."""

    def handler(self, machine: Machine) -> Live | None:
        """The method, on an object of its class that is made as Lambda does; or all that a framework calls."""
        file = classes.load(machine, machine.entry.file)
        first, *inner = machine.entry.name.split(".")
        cls = classes.top(machine, file, first) if file is not None else None
        name = inner.pop() if inner else "handleRequest"
        for part in inner:
            cls = classes.nested(machine, cls, part) if cls is not None else None
        if machine.entry.framework:
            return started.entry(machine, cls) if file is not None else None
        if cls is None:
            return None
        started.prepared(machine, cls)
        made = Obj("instance", cls.place, cls)
        self.state.instances[cls] = made
        objects.inject(machine, cls, made)
        found = members.methods(machine, cls, name, made) or started.inherited(machine, cls, made)
        return overloads.handling(found) if found is not None else None

    def first_arguments(self, value: Live) -> list[Live]:
        """The event and the context; streams where the method takes them."""
        params = value.function.params if isinstance(value, Fn) else ()
        types_ = [members.simple(param.type.name) if param.type else "" for param in params]
        if "OutputStream" not in types_:
            return [Event("context")] if types_ == ["Context"] else [Event("event"), Event("context")]
        kinds: dict[str, Live] = {"OutputStream": _OUTPUT, "Context": Event("context")}
        return [kinds.get(name, Event("event")) for name in types_]


def _before_class(held: State, frame: Frame) -> Iterable[tuple[Scope, Cls | None, Live | None]]:
    for found in names.around(held, frame):
        if found[1] is not None:
            return
        yield found


def _constant(value: Live) -> Live:
    if isinstance(value, Obj) and "<name>" in value.fields:
        name = value.fields["<name>"]
        return Known(f"<{name.value}>") if isinstance(name, Known) and isinstance(name.value, str) else value
    return value


def _is_constant(value: Known) -> bool:
    return isinstance(value.value, str) and value.value.startswith("<")
