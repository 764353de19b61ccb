"""JavaScript and TypeScript: names, modules, types and what a handler is."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ennead.code.evaluate import access
from ennead.code.evaluate.javascript import imports
from ennead.code.evaluate.javascript.functions import FUNCTIONS
from ennead.code.evaluate.javascript.members import MEMBERS
from ennead.code.evaluate.javascript.methods import METHODS
from ennead.code.evaluate.languages import Ways
from ennead.code.evaluate.live import Builtin, Cls, Live, Obj, Scope, Super
from ennead.code.ir import Export, Import, Language, Loop, Name, Type
from ennead.code.values import Element, Event, Known, Member, Own, Ref, Typed, Unknown

if TYPE_CHECKING:
    from ennead.code.evaluate.frame import Frame
    from ennead.code.evaluate.machine import Hook, Machine
    from ennead.code.values import Place

_GLOBALS = frozenset({"globalThis", "global", "window", "self"})
_CONSTANTS = {"undefined": None, "NaN": None, "Infinity": None}


class JavaScript(Ways):
    """JavaScript and TypeScript."""

    language = Language.JAVASCRIPT
    functions: ClassVar[dict[str, Hook]] = FUNCTIONS
    methods: ClassVar[dict[str, Hook]] = METHODS
    members: ClassVar[dict[str, Hook]] = MEMBERS
    plain_bases = frozenset({"Error", "Array", "Map", "Set", "Object", "Promise", "TypeError", "events.EventEmitter"})
    hoists = True
    members_by_item = True

    def name(self, machine: Machine, expr: Name, frame: Frame) -> Live:
        """Names of the language."""
        if expr.id in _CONSTANTS:
            return Known(_CONSTANTS[expr.id])
        if expr.id == "__dirname":
            return Known(f"/var/task/{frame.module.module.path.rpartition('/')[0]}".rstrip("/"))
        if expr.id == "super" and frame.cls is not None:
            this = access.lookup(machine, "this", frame)
            return Super(this if this is not None else Unknown("super outside a class"), frame.cls)
        if expr.id == "this":
            return Unknown("this of a function that is called from outside")
        return Ref("", (expr.id,))

    def of_ref(self, machine: Machine, of: Ref, name: str, frame: Frame, place: Place) -> Live:
        """A member of something outside; `process.env.NAME` is an environment variable."""
        if self.is_environment(of):
            return access.environment(machine, Known(name), place, required=False)
        if of.module == "" and len(of.path) == 1 and of.path[0] in _GLOBALS:
            return Ref("", (name,))
        if name == "default" and of.module and not of.path:
            return of
        return Ref(of.module, (*of.path, name))

    def assigned(self, name: str, frame: Frame) -> Scope:
        """A name that nobody declares is a global one, in code that is not strict."""
        return frame.scope.holder(name) or frame.module.scope

    def is_environment(self, of: Ref) -> bool:
        """`process.env`, `import.meta.env`, `env` of node:process."""
        return of.path[-2:] == ("process", "env") or (of.module in ("process", "node:process") and of.path == ("env",))

    def of_plain(self, machine: Machine, of: Live, name: str) -> Live:
        """A member of text."""
        return Unknown("a length") if name == "length" else Builtin(of, name)

    def of_module(self, machine: Machine, of: Obj, name: str, frame: Frame, place: Place) -> Live:
        """A name that a module does not give out."""
        default = of.fields.get("default")
        if isinstance(default, Obj) and name in default.fields:
            return default.fields[name]
        loaded = machine.loaded.get(of.place.path)
        if loaded is not None and loaded.stars:
            return Ref(loaded.stars[0], (name,))
        return Member(Own("module", of.place.path, of.place), name)

    def typed(self, machine: Machine, value: Live, declared: Type | None, frame: Frame) -> Live:
        """Annotations are believed where nothing better is known."""
        if declared is None or not (isinstance(value, Unknown) or (isinstance(value, Element) and _is_handed(value))):
            return value
        first, *rest = declared.name.split(".")
        found = access.lookup(machine, first, frame)
        for part in rest:
            found = access.attribute(machine, found, part, frame, frame.module.place(0), called=True) if found else None
        if isinstance(found, Ref) and found.path:
            return Typed(found)
        return self.instance(machine, found) if isinstance(found, Cls) and found.cls.kind == "class" else value

    def instance(self, machine: Machine, cls: Cls) -> Live:
        """Any object of a class."""
        key = id(cls.cls)
        if key not in machine.instances:
            machine.instances[key] = Obj("instance", cls.place, cls)
        return machine.instances[key]

    def gone_through(self, loop: Loop, item: Live) -> Live:
        """What a loop gives each turn."""
        return item

    def bring_in(self, machine: Machine, stmt: Import, frame: Frame) -> None:
        """An import."""
        imports.bring_in(machine, stmt, frame)

    def give_out(self, machine: Machine, stmt: Export, frame: Frame) -> None:
        """An export; names are looked up when the module is done."""
        imports.give_out(machine, stmt, frame)

    def handler(self, machine: Machine) -> Live | None:
        """The name among what the handler's module gives out."""
        loaded = imports.load(machine, machine.entry.file)
        if loaded is None or loaded.exports is None:
            return None
        value: Live = loaded.exports
        for part in machine.entry.name.split("."):
            if isinstance(value, Obj) and part not in value.fields and "default" in value.fields:
                value = value.fields["default"]
            if isinstance(value, Obj) and part not in value.fields and value.kind != "instance":
                return None
            value = access.attribute(machine, value, part, machine.top(loaded), loaded.place(0), called=True)
        return value

    def first_arguments(self, value: Live) -> list[Live]:
        """The event, the context and the callback."""
        return [Event("event"), Event("context"), Event("callback")]


def _is_handed(value: Element) -> bool:
    """Whether it is what something outside calls a function with."""
    return isinstance(value.key, Known) and not isinstance(value.of, Event)
