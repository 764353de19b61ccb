"""Expressions of the common form."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from ennead.code.ir.declarations import Class, Function


class Const(NamedTuple):
    """A literal; JavaScript's `undefined` and Java's `null` are None.  Regular expressions are text, `how` "regex"."""

    at: int
    value: str | int | float | bool | bytes | None
    how: str = ""


class Name(NamedTuple):
    """A name as written; `this` and `super` too."""

    at: int
    id: str


class Attr(NamedTuple):
    """`of.name`, `of?.name`, `of::name`."""

    at: int
    of: Expr
    name: str


class Index(NamedTuple):
    """`of[key]`; a slice has an `Other` as its key."""

    at: int
    of: Expr
    key: Expr


class Call(NamedTuple):
    """A call.  `f(*a)` has a `Spread` among its arguments, `f(**d)` a keyword with the name "".

    `new`: `new F(...)`.  Tagged templates are calls of the tag.
    """

    at: int
    callee: Expr
    args: tuple[Expr, ...] = ()
    keywords: tuple[tuple[str, Expr], ...] = ()
    new: bool = False


class Text(NamedTuple):
    """Text put together of its parts in order: f-strings, template literals."""

    at: int
    parts: tuple[Expr, ...]


class Dict(NamedTuple):
    """A mapping or an object literal; a key of None spreads the value into it.  As a target: an object pattern."""

    at: int
    entries: tuple[tuple[Expr | None, Expr], ...]


class Items(NamedTuple):
    """A list, tuple, set or array; as a target: a sequence pattern.  `kind` is list, tuple, set or array."""

    at: int
    items: tuple[Expr, ...]
    kind: str = "list"


class Spread(NamedTuple):
    """`*of` or `...of` among arguments, items or targets."""

    at: int
    of: Expr


class Default(NamedTuple):
    """A target with the value it takes where there is none (`{a = 1}` in a pattern)."""

    at: int
    target: Expr
    value: Expr


class Lambda(NamedTuple):
    """A function as a value: lambda, arrow function, function expression, method reference written out."""

    at: int
    function: Function


class ClassValue(NamedTuple):
    """A class as a value; Java's anonymous class is `Call(new, ClassValue)`."""

    at: int
    cls: Class


class Either(NamedTuple):
    """One of the options: `a if t else b`, `t ? a : b` (with the test), `a or b`, `a ?? b`, `a && b` (without)."""

    at: int
    options: tuple[Expr, ...]
    test: Expr | None = None


class Operate(NamedTuple):
    """An operator over operands, as written (`+`, `%`, `==`, `not`, `in`, `instanceof`)."""

    at: int
    operator: str
    operands: tuple[Expr, ...]


class Bind(NamedTuple):
    """An assignment inside an expression; its value is the value."""

    at: int
    target: Expr
    value: Expr


class Await(NamedTuple):
    """`await of`."""

    at: int
    of: Expr


class Yield(NamedTuple):
    """`yield of`, `yield from of`, `yield* of`."""

    at: int
    of: Expr | None


class Each(NamedTuple):
    """A comprehension: for every element of the sources in turn, under the conditions, the element.

    `kind` is list, set, dict or generator; of a dict comprehension `element` is a `Dict` with one entry.
    """

    at: int
    element: Expr
    clauses: tuple[Clause, ...]
    kind: str


class Clause(NamedTuple):
    """`for target in source if conditions`."""

    target: Expr
    source: Expr
    conditions: tuple[Expr, ...]


class Cast(NamedTuple):
    """`(T) of`, `of as T`, `<T>of`."""

    at: int
    of: Expr
    type: Type


class Other(NamedTuple):
    """What has no form of its own: `what` names it in the language's grammar; the parts are evaluated in order."""

    at: int
    what: str
    parts: tuple[Expr, ...] = ()


class Type(NamedTuple):
    """A type as written: dotted name and arguments.  Arrays are `[]` with one argument, unions `|`, literals `""`."""

    name: str
    args: tuple[Type, ...] = ()


Expr: TypeAlias = (
    Const
    | Name
    | Attr
    | Index
    | Call
    | Text
    | Dict
    | Items
    | Spread
    | Default
    | Lambda
    | ClassValue
    | Either
    | Operate
    | Bind
    | Await
    | Yield
    | Each
    | Cast
    | Other
)
