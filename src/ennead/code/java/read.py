"""A Java file to the common form.

What the common form leaves open is settled so:

- `Call.at` and `Attr.at` are the place of the name after the dot (the line of `.putItem`, not of the client before
  it); `new X()` is where `new` stands.  Functions, classes, fields and declared locals are where their name stands.
- Constructors are named `<init>`.  `this(...)` and `super(...)` are calls of the names `this` and `super`; before an
  enclosing instance (`outer.super()`) that one is evaluated first.
- `Outer.this` is `Attr(Outer, "this")`, `Outer.super.f()` calls `Attr(Attr(Outer, "super"), "f")`, `outer.new In()`
  makes an `Attr(outer, "In")`, `T.class` is `Attr(T, "class")`.
- Initialiser blocks of instances are `Block`s at the start of each constructor that does not begin with `this(...)`,
  after `super(...)`; where there is no constructor, one is made (of an anonymous class with `super(*args)`).
- Record components are fields; the constructor and the accessor methods (`return this.x`) are written out unless they
  are declared.  A compact constructor ends with the assignments of the fields.
- Fields and constants of an interface are static.  An annotation is an interface; the value that an element has by
  default is what its method returns.
- `a && b` and `a || b` are `Either` without a test.  Constant text joined to constant text is one constant.
- `x++` as a value is `Bind(x, x + 1) - 1`.
- A switch that is a value is the call of an arrow function without parameters whose cases return; `yield v` is
  `Return`.  Constants of an enum in a `case` are plain names.
- `x instanceof T t` is `instanceof(Bind(t, (T) x), T)`.
- Resources of `try` are `Cast`s to their declared type, in a `With` around the `Try` (if it catches anything or has a
  `finally`).  `synchronized (x)` is a block that evaluates `x` first.  Labels are left out.
- `Foo::bar` is `Attr(Foo, "bar")`, `Foo::new` an arrow function with rest parameters that makes one.
- The type of a rest parameter is the array.  `var` is no type.  A wildcard is the type `?` with its bound.
- `new T[n]` is an `Other` with the sizes; an array with an initialiser is `Items`.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ennead.code import ir
from ennead.code.java.declarations import class_of
from ennead.code.java.expressions import EXPRESSIONS, LINKS
from ennead.code.java.reader import Reader, Tables, kids
from ennead.code.java.statements import STATEMENTS

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

_TABLES = Tables(EXPRESSIONS, LINKS, STATEMENTS, class_of)


@cache
def _parser() -> Parser:
    # Only programs with Java code pay for the grammar.
    import tree_sitter_java  # noqa: PLC0415
    from tree_sitter import Language, Parser  # noqa: PLC0415

    return Parser(Language(tree_sitter_java.language()))


def read(text: str, path: str) -> ir.Module:
    """A file's module; what is not valid Java is a `Problem`, and all around it is read.  Never raises for its text."""
    reader = Reader(text.encode("utf-8", "replace"), text.isascii(), _TABLES)
    root = _parser().parse(reader.source).root_node
    if root.has_error:
        reader.note_errors(root)
    package = ""
    body: list[ir.Stmt] = []
    waiting = root.named_children[::-1]
    while waiting:
        node = waiting.pop()
        if node.type == "package_declaration":
            package = _dotted(reader, node)
        elif node.type == "import_declaration":
            body.append(_import(reader, node))
        elif node.type == "ERROR":
            waiting.extend(reversed(node.named_children))
        else:
            body.extend(reader.statement(node))
    return ir.Module(path, ir.Language.JAVA, tuple(body), tuple(reader.problems), package)


def _dotted(reader: Reader, node: Node) -> str:
    names = [child for child in kids(node) if child.type in {"scoped_identifier", "identifier"}]
    return "".join(reader.text(names[-1]).split()) if names else ""


def _import(reader: Reader, node: Node) -> ir.Import:
    at, name = reader.at(node), _dotted(reader, node)
    kinds = {child.type for child in node.children}
    if "asterisk" in kinds:
        return ir.Import(at, name, (("*", ""),))
    outer, _, last = name.rpartition(".")
    if "static" in kinds:
        return ir.Import(at, outer, ((last, last),))
    return ir.Import(at, name, (("", last),))
