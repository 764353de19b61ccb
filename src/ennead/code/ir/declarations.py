"""Functions and classes of the common form."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ennead.code.ir.expressions import Expr, Type
    from ennead.code.ir.statements import Stmt


class Param(NamedTuple):
    """A parameter.  `target` is a `Name` or a pattern; `kind` is plain, rest (`*a`, `...a`), keyword (only by name) or
    keywords (`**k`)."""

    target: Expr
    default: Expr | None = None
    kind: str = "plain"
    type: Type | None = None


class Function(NamedTuple):
    """A function or method.  `name` is "" for anonymous ones.

    `kind` is function, arrow, method, static, class (Python's classmethod), getter, setter or constructor (Python's
    `__init__` too).  An arrow or lambda with an expression for a body has one `Return`.  `body` is None where there
    is none (abstract, interface, overload).
    """

    at: int
    name: str
    params: tuple[Param, ...]
    body: tuple[Stmt, ...] | None
    kind: str = "function"
    decorators: tuple[Expr, ...] = ()
    is_async: bool = False
    generator: bool = False
    returns: Type | None = None
    end: int = 0


class Field(NamedTuple):
    """A field of a class, with its first value; Java's enum constants are static fields made by `Call(new)`."""

    at: int
    name: str
    value: Expr | None
    type: Type | None = None
    static: bool = False
    decorators: tuple[Expr, ...] = ()


class Class(NamedTuple):
    """A class.  `kind` is class, interface, enum or record.

    `members` are fields, functions and inner classes in order.  Other statements in a class body (Python), static
    blocks (Java, JavaScript) are in `setup`, in order.  TypeScript's parameter properties are fields too.
    """

    at: int
    name: str
    bases: tuple[Expr, ...]
    members: tuple[Field | Function | Class, ...]
    kind: str = "class"
    decorators: tuple[Expr, ...] = ()
    setup: tuple[Stmt, ...] = ()
    end: int = 0
