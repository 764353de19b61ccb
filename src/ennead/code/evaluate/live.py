"""Values while a program is followed: the words of `code.values`, and what only exists until the end.

An `Obj` is a thing on the heap and changes; `frozen` makes a value of it, as it is at that moment.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING, TypeAlias, cast

from ennead.code.ir import Class, Function
from ennead.code.values import Choice, Env, Known, Own, Place, Record, Ref, Result, Series, Unknown, Value, Words

if TYPE_CHECKING:
    from ennead.code.evaluate.modules import Loaded

MOST_OPTIONS = 64
"""A value that may be more things than this is unknown."""
MOST_PRODUCTS = 16
_MOST_ENTRIES = 64
_DEEPEST = 5
_MOST_PARTS = 600
"""Parts of one value that are told."""


class Vars(dict[str, "Live"]):
    """The variables of a scope, the fields of an object: a dict with an identity, and a number of its age.

    `shared`: calls with equal arguments may find something else in it.
    """

    __slots__ = ("serial", "shared")
    count = 0

    def __init__(self, *, shared: bool = False) -> None:
        super().__init__()
        Vars.count += 1
        self.serial = Vars.count
        self.shared = shared

    def __hash__(self) -> int:  # type: ignore[override]
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other


@dataclass(slots=True, eq=False)
class Scope:
    """Names and what they stand for.  `kind` is module, function, block or class."""

    kind: str
    parent: Scope | None = None
    vars: Vars = field(default_factory=Vars)
    outer: dict[str, Scope] = field(default_factory=dict)
    """Names that belong to a scope further out (`global`, `nonlocal`)."""

    def holder(self, name: str) -> Scope | None:
        """The scope that has the name."""
        scope: Scope | None = self
        first = True
        while scope is not None:
            if name in scope.outer:
                return scope.outer[name]
            if name in scope.vars and (first or scope.kind != "class"):
                return scope
            first = first and scope.kind == "block"
            scope = scope.parent
        return None

    def function(self) -> Scope:
        """The scope of the function (or module, or class body) around."""
        scope = self
        while scope.kind == "block" and scope.parent is not None:
            scope = scope.parent
        return scope


@dataclass(slots=True, eq=False)
class Obj:
    """A thing on the heap.  `kind` is record, series, instance or module.

    The fields of a record or module are its entries by key (text keys as they are), of a series its items by number.
    `open`: there may be others.
    """

    kind: str
    place: Place
    cls: Cls | None = None
    fields: Vars = field(default_factory=lambda: Vars(shared=True))
    open: bool = False
    keys: dict[str, Value] = field(default_factory=dict)
    """Of entries whose key is no constant text, what it is."""

    def items(self) -> list[Live]:
        """The items of a series, or the values of a record, in order."""
        return list(self.fields.values())


@dataclass(slots=True, eq=False)
class Fn:
    """A function of the application, closed over its scope.

    `owner` is the class it was found in, `bound` what it is called on.
    """

    function: Function
    scope: Scope
    module: Loaded
    name: str
    owner: Cls | None = None
    bound: Live | None = None

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.module.place(self.function.at)


@dataclass(slots=True, eq=False)
class Cls:
    """A class of the application: its bases as they came out, its static members in `statics`."""

    cls: Class
    scope: Scope
    module: Loaded
    name: str
    bases: tuple[Live, ...] = ()
    statics: Vars = field(default_factory=lambda: Vars(shared=True))
    ready: bool = False

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.module.place(self.cls.at)

    def line(self) -> Iterator[Cls]:
        """The class and its own ancestors, nearest first."""
        seen: list[Cls] = []
        waiting: list[Cls] = [self]
        while waiting:
            one = waiting.pop(0)
            if one in seen:
                continue
            seen.append(one)
            yield one
            waiting += [base for base in one.bases if isinstance(base, Cls)]

    def method(self, name: str, after: Cls | None = None) -> tuple[Function, Cls] | None:
        """The nearest method with that name and a body; `after`: of the ancestors behind that class."""
        passed = after is None
        for one in self.line():
            if passed:
                for member in one.cls.members:
                    if isinstance(member, Function) and member.name == name and member.body is not None:
                        return member, one
            passed = passed or one is after
        return None

    def outside(self) -> Ref | None:
        """The nearest ancestor that is not the application's own."""
        return next((base for one in self.line() for base in one.bases if isinstance(base, Ref)), None)


@dataclass(slots=True, frozen=True, eq=False)
class Builtin:
    """A method of the language itself on a value: text, containers, functions."""

    receiver: Live
    name: str


@dataclass(slots=True, frozen=True, eq=False)
class Super:
    """`super`: what it is called on, and the class behind whose place the search begins."""

    receiver: Live
    cls: Cls


Live: TypeAlias = Value | Obj | Fn | Cls | Builtin | Super
NOTHING = Known(None)


def options_of(value: Live) -> tuple[Live, ...]:
    """What it may be."""
    return cast("tuple[Live, ...]", value.options) if isinstance(value, Choice) else (value,)


def join(values: Iterable[Live]) -> Live:
    """One of these; what is the same stands once."""
    every = {id(option): option for value in values for option in options_of(value)}
    if len(every) == 1:
        return next(iter(every.values()))
    found = list(dict.fromkeys(every.values()))
    if len(found) > 1:
        found = [one for one in found if not (isinstance(one, Unknown) and not one.reason)] or found[:1]
    if not found:
        return Unknown("nothing")
    if len(found) == 1:
        return found[0]
    if len(found) > MOST_OPTIONS:
        return Unknown(f"more than {MOST_OPTIONS} possibilities")
    return Choice(cast("tuple[Value, ...]", tuple(found)))


def words(parts: Iterable[Live]) -> Live:
    """Text of the parts in order; choices among them are multiplied out where they are few."""
    lists = [options_of(part) for part in parts]
    count = 1
    for one in lists:
        count *= len(one)
    if count > MOST_PRODUCTS:
        return _joined([one[0] if len(one) == 1 else Unknown("one of many") for one in lists])
    return join(_joined(list(combination)) for combination in product(*lists))


def _joined(parts: list[Live]) -> Live:
    flat: list[Value] = []
    for part in parts:
        for one in part.parts if isinstance(part, Words) else (frozen(part),):
            shown = _shown(one)
            before = _shown(flat[-1]) if flat else None
            if shown is not None and before is not None:
                flat[-1] = Known(before + shown)
            elif shown is not None:
                flat.append(Known(shown))
            else:
                flat.append(one)
    flat = [part for part in flat if part != Known("")]
    if not flat:
        return Known("")
    return flat[0] if len(flat) == 1 else Words(tuple(flat))


def _shown(value: Value) -> str | None:
    if not isinstance(value, Known) or isinstance(value.value, bytes):
        return None
    return value.value if isinstance(value.value, str) else str(value.value)


def is_text(value: Live) -> bool:
    """Whether it is known to be text."""
    return isinstance(value, Words | Env) or (isinstance(value, Known) and isinstance(value.value, str))


def truth(value: Live) -> bool | None:
    """Whether it counts as true, None where that cannot be told."""
    if isinstance(value, Known):
        return bool(value.value)
    if isinstance(value, Fn | Cls | Builtin) or (isinstance(value, Obj) and value.kind in ("instance", "module")):
        return True
    if isinstance(value, Choice):
        answers = {truth(cast("Live", option)) for option in value.options}
        return answers.pop() if len(answers) == 1 else None
    return None


def frozen(value: Live) -> Value:
    """The value as it is now, without anything that can change; what is too large or too deep is unknown."""
    if isinstance(value, (*_MOVING, Choice)):
        return _freeze(value, 0, (), [_MOST_PARTS])
    return value


def _freeze(value: Live, depth: int, seen: tuple[int, ...], left: list[int]) -> Value:
    left[0] -= 1
    if isinstance(value, Obj):
        if depth >= _DEEPEST or id(value) in seen or left[0] < 0:
            return Unknown("larger than is told")
        return _freeze_obj(value, depth + 1, (*seen, id(value)), left)
    if isinstance(value, Fn):
        return Own("function", value.name, value.place)
    if isinstance(value, Cls):
        return Own("class", value.name, value.place)
    if isinstance(value, Builtin):
        return Result(f".{value.name}", (_freeze(value.receiver, depth + 1, seen, left),))
    if isinstance(value, Super):
        return _freeze(value.receiver, depth, seen, left)
    if isinstance(value, Choice) and any(isinstance(one, _MOVING) for one in value.options):
        made = join(_freeze(cast("Live", one), depth, seen, left) for one in value.options)
        return cast("Value", made)
    return value


def _freeze_obj(value: Obj, depth: int, seen: tuple[int, ...], left: list[int]) -> Value:
    if value.kind == "module":
        return Own("module", value.place.path, value.place)
    members = [(key, _freeze(one, depth, seen, left)) for key, one in list(value.fields.items())[:_MOST_ENTRIES]]
    more = value.open or len(value.fields) > _MOST_ENTRIES
    if value.kind == "series":
        return Series(tuple(one for _, one in members), more)
    if value.kind == "instance" and value.cls is not None:
        return Own("instance", value.cls.name, value.cls.place, tuple(members))
    return Record(tuple((value.keys.get(key) or Known(key), one) for key, one in members), more)


_MOVING = (Obj, Fn, Cls, Builtin, Super)
