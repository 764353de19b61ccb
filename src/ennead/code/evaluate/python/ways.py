"""Python: names, imports, types and what a handler is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from ennead.code.evaluate import access
from ennead.code.evaluate.languages import Ways
from ennead.code.evaluate.live import Builtin, Cls, Live, Obj, Scope, join
from ennead.code.evaluate.python import imports
from ennead.code.evaluate.python.functions import FUNCTIONS
from ennead.code.evaluate.python.methods import MEMBERS, METHODS
from ennead.code.ir import Field, Import, Language, Name, Type
from ennead.code.values import Element, Event, Known, Ref, Typed, Unknown

if TYPE_CHECKING:
    from ennead.code.evaluate.frame import Frame
    from ennead.code.evaluate.machine import Hook, Machine
    from ennead.code.values import Place

_ENUMS = frozenset({"enum.Enum", "enum.StrEnum", "enum.IntEnum", "enum.Flag", "aenum.Enum", "strenum.StrEnum"})


class Python(Ways):
    """Python."""

    language = Language.PYTHON
    functions: ClassVar[dict[str, Hook]] = FUNCTIONS
    methods: ClassVar[dict[str, Hook]] = METHODS
    members: ClassVar[dict[str, Hook]] = MEMBERS
    constructor_name = "__init__"
    plain_bases = frozenset(
        {"object", "abc.ABC", "Exception", "ValueError", "RuntimeError", "dict", "str", "typing.Protocol",
         "typing.Generic", "pydantic.BaseModel", "typing.NamedTuple", "typing.TypedDict", "threading.Thread", *_ENUMS}
    )  # fmt: skip

    def name(self, machine: Machine, expr: Name, frame: Frame) -> Live:
        """Names of the language, and what star imports may have brought."""
        if expr.id == "__name__":
            return Known("__handler__")
        if expr.id == "__file__":
            return Known(f"/var/task/{frame.module.module.path}")
        stars = frame.module.stars
        if stars and not _is_builtin(expr.id):
            return join(Ref(star, (expr.id,)) for star in stars)
        return Ref("", (expr.id,))

    def assigned(self, name: str, frame: Frame) -> Scope:
        """A plain assignment writes to the function around, unless a `global` says otherwise."""
        scope = frame.scope.function() if name not in frame.scope.vars else frame.scope
        return frame.scope.outer.get(name) or scope.outer.get(name) or scope

    def is_environment(self, of: Ref) -> bool:
        """`os.environ`."""
        return ".".join((of.module, *of.path)) in ("os.environ", "os.environb")

    def of_module(self, machine: Machine, of: Obj, name: str, frame: Frame, place: Place) -> Live:
        """A name of a module: a submodule, or a function `__getattr__` answers."""
        return imports.member(machine, of, name, place)

    def of_ref(self, machine: Machine, of: Ref, name: str, frame: Frame, place: Place) -> Live:
        """`collections.abc.Mapping`."""
        return Ref(of.module, (*of.path, name))

    def of_plain(self, machine: Machine, of: Live, name: str) -> Live:
        """Members of an enumeration that is text are text."""
        return of if name == "value" else Builtin(of, name)

    def is_enum(self, cls: Cls) -> bool:
        """A class below `Enum`."""
        return any(isinstance(base, Ref) and _dotted(base) in _ENUMS for one in cls.line() for base in one.bases)

    def static(self, machine: Machine, cls: Cls, member: Field, value: Live, frame: Frame) -> Live:
        """A member of an enumeration has a value and a name; one that is text stands for its value."""
        if not self.is_enum(cls) or member.name.startswith("_"):
            return value
        bases = {_dotted(base) for one in cls.line() for base in one.bases if isinstance(base, Ref)}
        if bases & {"str", "enum.StrEnum", "strenum.StrEnum"}:
            return value
        made = Obj("instance", frame.module.place(member.at), cls)
        made.fields.update({"value": value, "name": Known(member.name)})
        return made

    def typed(self, machine: Machine, value: Live, declared: Type | None, frame: Frame) -> Live:
        """Annotations are believed where nothing better is known."""
        if declared is None or not isinstance(value, Unknown | Element):
            return value
        name = declared
        while name.name in ("Optional", "typing.Optional", "Annotated", "typing.Annotated", "Final") and name.args:
            name = name.args[0]
        if name.name == "|":
            name = next((one for one in name.args if one.name != "None"), name)
        first, *rest = name.name.split(".")
        found = access.lookup(machine, first, frame)
        for part in rest:
            found = access.attribute(machine, found, part, frame, frame.module.place(0), called=True) if found else None
        if isinstance(found, Ref) and found.module not in ("typing", "collections.abc", "types"):
            return Typed(found)
        return machine.ways.instance(machine, found) if isinstance(found, Cls) else value

    def instance(self, machine: Machine, cls: Cls) -> Live:
        """Any object of a class."""
        key = id(cls.cls)
        if key not in machine.instances:
            machine.instances[key] = Obj("instance", cls.place, cls)
        return machine.instances[key]

    def entered(self, machine: Machine, value: Live, frame: Frame, at: int) -> Live:
        """What `__enter__` gives: for things from outside the thing itself."""
        from ennead.code.evaluate.calls import Given, call  # noqa: PLC0415  calls and languages know each other

        if isinstance(value, Obj) and value.cls is not None:
            place = frame.module.place(at)
            for name in ("__enter__", "__aenter__"):
                if value.cls.method(name):
                    method = access.attribute(machine, value, name, frame, place, called=True)
                    return call(machine, method, Given(machine, method, [], [], place, frame))
        if isinstance(value, Obj) and value.kind == "series":  # a generator under @contextmanager
            return access.element(value)
        return value

    def bring_in(self, machine: Machine, stmt: Import, frame: Frame) -> None:
        """An import."""
        imports.bring_in(machine, stmt, frame)

    def handler(self, machine: Machine) -> Live | None:
        """The name in the handler's module."""
        loaded = imports.load(machine, machine.entry.file)
        if loaded is None:
            return None
        first, *rest = machine.entry.name.split(".")
        value: Live | None = loaded.scope.vars.get(first)
        for part in rest:
            if isinstance(value, Obj | Cls):
                value = access.attribute(machine, value, part, machine.top(loaded), loaded.place(0), called=True)
        return value

    def first_arguments(self, value: Live) -> list[Live]:
        """The event and the context."""
        return [Event("event"), Event("context")]

    def caught(self, types: Sequence[Live]) -> Live:
        """The exception."""
        return Unknown("an exception")


def _dotted(ref: Ref) -> str:
    return ".".join(filter(None, (ref.module, *ref.path)))


def _is_builtin(name: str) -> bool:
    import builtins  # noqa: PLC0415  only where there are star imports

    return hasattr(builtins, name)
