"""What a value in a program may be, as far as it is told: the words of the evaluator's answers.

All are immutable and compare by content.  "Could not be told" is a value of its own with its
reason.  Dataclasses, not tuples: those of different kinds are never equal.  Those that hold others hash by what is
flat in them: values are deep, and most differ in their place or name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, TypeAlias


class Place(NamedTuple):
    """Where something stands: path relative to the scanned folder, line and column from 1."""

    path: str
    line: int
    column: int = 1


@dataclass(frozen=True, slots=True)
class Known:
    """A constant."""

    value: str | int | float | bool | bytes | None


@dataclass(frozen=True, slots=True)
class Words:
    """Text of parts in order; `Known` parts are fixed (never two in a row), others are holes.  At least one hole."""

    parts: tuple[Value, ...]

    def __hash__(self) -> int:
        return hash(len(self.parts))


@dataclass(frozen=True, slots=True)
class Env:
    """An environment variable, and what stands in where it is not set."""

    name: str
    default: Value | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """What a handler is called with: `name` is event, context or callback.  Parts of it are `Member` and `Element`."""

    name: str


@dataclass(frozen=True, slots=True)
class Ref:
    """Something of a module that is not the application's own.

    Python: `Ref("boto3", ("client",))`; the module itself has no path; `import a.b` is `Ref("a.b")` and names of a
    package are `Ref("a", ("b",))` where it is not known to be a module.  JavaScript: the specifier as written; ES
    default exports and `require` of the module alike `Ref("axios")`, names `Ref("@aws-sdk/client-s3", ("S3Client",))`.
    Java: the full name of the class, `Ref("java.net.URI", ("create",))` a static member.
    Names of the language itself are `Ref("", ("fetch",))` (`Ref("", ("process", "env"))`, `Ref("", ("open",))`); Java's
    `java.lang` is written out.
    """

    module: str
    path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Member:
    """`of.name`, where `of` is nothing of the application's own."""

    of: Value
    name: str

    def __hash__(self) -> int:
        return hash(self.name)


@dataclass(frozen=True, slots=True)
class Element:
    """`of[key]`, an element gone through (`key` None)."""

    of: Value
    key: Value | None

    def __hash__(self) -> int:
        return hash(self.key) if isinstance(self.key, Known) else 0


@dataclass(frozen=True, slots=True)
class Made:
    """What calling something outside gave: the call as a value, with its place; `new` where an object was made."""

    callee: Value
    args: tuple[Value, ...]
    keywords: tuple[tuple[str, Value], ...]
    at: Place
    new: bool = False

    def __hash__(self) -> int:
        return hash(self.at)


@dataclass(frozen=True, slots=True)
class Typed:
    """A value of which only the declared type is known (a parameter, an injected field); the type is a `Ref`."""

    type: Ref


@dataclass(frozen=True, slots=True)
class Record:
    """A mapping or an object with known entries; `open` where there may be others."""

    entries: tuple[tuple[Value, Value], ...]
    open: bool = False

    def __hash__(self) -> int:
        return hash(len(self.entries))

    def get(self, key: str) -> Value | None:
        """What stands under a constant key; None where nothing does."""
        for name, value in self.entries:
            if isinstance(name, Known) and name.value == key:
                return value
        return None


@dataclass(frozen=True, slots=True)
class Series:
    """A list, tuple, set or array; `open` where there may be other items."""

    items: tuple[Value, ...]
    open: bool = False

    def __hash__(self) -> int:
        return hash(len(self.items))


@dataclass(frozen=True, slots=True)
class Own:
    """Something of the application itself, by what it is: kind is function, class, instance or module."""

    kind: str
    name: str
    at: Place
    fields: tuple[tuple[str, Value], ...] = ()
    """Of an instance: what its fields hold."""

    def __hash__(self) -> int:
        return hash((self.name, self.at))


@dataclass(frozen=True, slots=True)
class Choice:
    """One of these; never nested, never with fewer than two."""

    options: tuple[Value, ...]

    def __hash__(self) -> int:
        return hash(len(self.options))


@dataclass(frozen=True, slots=True)
class Result:
    """What an operator, or a function of the language itself, makes of values: `how` names it."""

    how: str
    of: tuple[Value, ...]

    def __hash__(self) -> int:
        return hash(self.how)


@dataclass(frozen=True, slots=True)
class Unknown:
    """Could not be told."""

    reason: str = ""


Value: TypeAlias = (
    Known
    | Words
    | Env
    | Event
    | Ref
    | Member
    | Element
    | Made
    | Typed
    | Record
    | Series
    | Own
    | Choice
    | Result
    | Unknown
)


def options(value: Value) -> tuple[Value, ...]:
    """The values it may be: those of a choice, else itself."""
    return value.options if isinstance(value, Choice) else (value,)


def text(value: Value | None) -> str | None:
    """The text, if it is constant text."""
    return value.value if isinstance(value, Known) and isinstance(value.value, str) else None


def full_name(value: Value) -> str | None:
    """The dotted name of something outside, however it was brought in: `boto3.client`, `@aws-sdk/client-s3.S3Client`,
    `fetch`.  None for what is no plain name."""
    if isinstance(value, Member):
        inner = full_name(value.of)
        return None if inner is None else f"{inner}.{value.name}"
    if not isinstance(value, Ref):
        return None
    return ".".join(filter(None, (value.module, *value.path)))
