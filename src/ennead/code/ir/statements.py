"""Statements of the common form."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from ennead.code.ir.declarations import Class, Function
from ennead.code.ir.expressions import Expr, Type


class Do(NamedTuple):
    """An expression for its effect."""

    at: int
    value: Expr


class Let(NamedTuple):
    """`target = value`.

    `declares`: "" for a plain assignment, else the word: `var`, `let`, `const`, or `local` (Java).  `type` as declared.
    `a += b` is `Let(a, Operate("+", (a, b)))`.  A declaration without value has a value of None.
    """

    at: int
    target: Expr
    value: Expr | None
    declares: str = ""
    type: Type | None = None


class Define(NamedTuple):
    """A function declaration."""

    at: int
    function: Function


class DefineClass(NamedTuple):
    """A class declaration."""

    at: int
    cls: Class


class Return(NamedTuple):
    """`return value`."""

    at: int
    value: Expr | None


class Raise(NamedTuple):
    """`raise value`, `throw value`."""

    at: int
    value: Expr | None


class If(NamedTuple):
    """`if`; `elif` is an `If` alone in `other`."""

    at: int
    test: Expr
    then: tuple[Stmt, ...]
    other: tuple[Stmt, ...] = ()


class Case(NamedTuple):
    """A case; `tests` is empty for the default.  Without a closing jump, control falls into the next (`falls`)."""

    at: int
    tests: tuple[Expr, ...]
    body: tuple[Stmt, ...]
    falls: bool = False


class Switch(NamedTuple):
    """`switch`, `match`.  Patterns that are no constants are `Other`, with the names they bind as `Bind`s inside."""

    at: int
    subject: Expr
    cases: tuple[Case, ...]


class Loop(NamedTuple):
    """`for target in source`, `for (x of y)` (kind each), `while` and `for (;;)` (kind while), `do` (kind do).

    What a `for (;;)` starts with stands before the loop; its step at the end of the body, in `step`.
    """

    at: int
    kind: str
    target: Expr | None
    source: Expr | None
    """What is gone through (each), or the test."""
    body: tuple[Stmt, ...]
    step: tuple[Stmt, ...] = ()
    other: tuple[Stmt, ...] = ()
    declares: str = ""
    type: Type | None = None


class Handler(NamedTuple):
    """`except T as name`, `catch (T name)`; no types: everything."""

    at: int
    types: tuple[Expr, ...]
    target: Expr | None
    body: tuple[Stmt, ...]


class Try(NamedTuple):
    """`try`; Java's resources are `With` around it."""

    at: int
    body: tuple[Stmt, ...]
    handlers: tuple[Handler, ...] = ()
    other: tuple[Stmt, ...] = ()
    final: tuple[Stmt, ...] = ()


class With(NamedTuple):
    """`with value as target`, `try (T target = value)`: in order, then the body."""

    at: int
    items: tuple[tuple[Expr, Expr | None], ...]
    body: tuple[Stmt, ...]
    is_async: bool = False


class Jump(NamedTuple):
    """`break` or `continue`."""

    at: int
    kind: str


class Outer(NamedTuple):
    """`global` or `nonlocal` names."""

    at: int
    names: tuple[str, ...]
    kind: str


class Block(NamedTuple):
    """A block of its own, with its own `let`, `const` and Java locals."""

    at: int
    body: tuple[Stmt, ...]


class Import(NamedTuple):
    """Brings names of a module in.

    `module` as written without leading dots, `level` the number of dots (Python).  `names` are (name there, name here):
    `("*", "")` everything, `("", "np")` the module itself under a name (`import numpy as np`, `import * as np`,
    Python's `import a.b` is `("", "a")` with `module` "a.b" and `whole` true), `("default", "x")` the default export.
    `import "x"` has no names.  Java: `import a.b.C` is module `a.b.C` with `("", "C")`, `import a.b.*` module `a.b`
    with `("*", "")`, `import static a.B.c` module `a.B` with `("c", "c")`.  `types_only`: TypeScript's `import type`.
    """

    at: int
    module: str
    names: tuple[tuple[str, str], ...]
    level: int = 0
    whole: bool = False
    types_only: bool = False


class Export(NamedTuple):
    """Gives names out (ES modules): (name here, name outside).

    With a `module` they come from there (`("*", "*")` all, `("*", "ns")` all as one).  `export default f` is a `Let`,
    `Define` or `DefineClass` under the name `default` if it has none, then an `Export`.
    """

    at: int
    names: tuple[tuple[str, str], ...]
    module: str | None = None


class Delete(NamedTuple):
    """`del target`, `delete target`."""

    at: int
    targets: tuple[Expr, ...]


Stmt: TypeAlias = (
    Do
    | Let
    | Define
    | DefineClass
    | Return
    | Raise
    | If
    | Switch
    | Loop
    | Try
    | With
    | Jump
    | Outer
    | Block
    | Import
    | Export
    | Delete
)
