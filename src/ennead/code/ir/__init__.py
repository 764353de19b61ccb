"""The common form of code: what the front end of each language makes, and all that later stages know of a program.

Everything is an immutable tuple.  `at` is a place in the module's file, packed by `pack` (line and column,
both from 1).  A front end keeps the order of evaluation, drops nothing that may hold a call, and writes what it has no
form for as `Other` with its parts.  Named tuples, not dataclasses: a thousand files are some hundred thousand of these.
"""

from __future__ import annotations

from typing import NamedTuple

from ennead.code.ir.declarations import Class, Field, Function, Param
from ennead.code.ir.expressions import (
    Attr,
    Await,
    Bind,
    Call,
    Cast,
    ClassValue,
    Clause,
    Const,
    Default,
    Dict,
    Each,
    Either,
    Expr,
    Index,
    Items,
    Lambda,
    Name,
    Operate,
    Other,
    Spread,
    Text,
    Type,
    Yield,
)
from ennead.code.ir.place import Language, column_of, line_of, pack
from ennead.code.ir.statements import (
    Block,
    Case,
    Define,
    DefineClass,
    Delete,
    Do,
    Export,
    Handler,
    If,
    Import,
    Jump,
    Let,
    Loop,
    Outer,
    Raise,
    Return,
    Stmt,
    Switch,
    Try,
    With,
)

__all__ = [
    "Attr",
    "Await",
    "Bind",
    "Block",
    "Call",
    "Case",
    "Cast",
    "Class",
    "ClassValue",
    "Clause",
    "Const",
    "Default",
    "Define",
    "DefineClass",
    "Delete",
    "Dict",
    "Do",
    "Each",
    "Either",
    "Export",
    "Expr",
    "Field",
    "Function",
    "Handler",
    "If",
    "Import",
    "Index",
    "Items",
    "Jump",
    "Lambda",
    "Language",
    "Let",
    "Loop",
    "Module",
    "Name",
    "Operate",
    "Other",
    "Outer",
    "Param",
    "Problem",
    "Raise",
    "Return",
    "Spread",
    "Stmt",
    "Switch",
    "Text",
    "Try",
    "Type",
    "With",
    "Yield",
    "column_of",
    "line_of",
    "pack",
]


class Problem(NamedTuple):
    """A part of a file that could not be read, and why."""

    at: int
    reason: str


class Module(NamedTuple):
    """A file.  `path` relative to the scanned folder; `package` is Java's; `original` says which file a source map
    gave it back from (the bundle's path)."""

    path: str
    language: Language
    body: tuple[Stmt, ...]
    problems: tuple[Problem, ...] = ()
    package: str = ""
    original: str = ""
