"""Statements of one line of a tree-sitter tree as nodes of `ast`."""

# ruff: noqa: ARG001 - one signature for all forms

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from ennead.code.python.tolerant import Tree, named
from ennead.code.python.tolerant_expressions import SIGN_OF, annotation, expression, expressions, field

if TYPE_CHECKING:
    from tree_sitter import Node

_Form: TypeAlias = "Callable[[Tree, Node, int], list[ast.stmt]]"


def _simple(kind: type[ast.stmt]) -> _Form:
    return lambda t, node, _: [t.new(kind, node)]


def _expression(t: Tree, node: Node, depth: int) -> list[ast.stmt]:
    parts = named(node)
    if len(parts) == 1 and parts[0].type in _ASSIGNMENTS:
        return _ASSIGNMENTS[parts[0].type](t, parts[0], depth)
    values = expressions(t, parts, depth)
    value = values[0] if len(values) == 1 else t.new(ast.Tuple, node, elts=values)
    return [t.new(ast.Expr, node, value=value)]


# -- assignments ------------------------------------------------------------------------------------------------------


def _assign(t: Tree, node: Node, depth: int) -> list[ast.stmt]:
    targets: list[ast.expr] = []
    link: Node | None = node
    while link is not None and link.type == "assignment":
        targets.append(field(t, link, "left", depth))
        kind, last = link.child_by_field_name("type"), link.child_by_field_name("right")
        if kind is not None:
            value = None if last is None else expression(t, last, depth)
            fields = {"target": targets[-1], "annotation": annotation(t, kind), "value": value, "simple": 1}
            return [t.new(ast.AnnAssign, node, **fields)]
        link = last
    end = t.lost(node, []) if link is None else expression(t, link, depth)
    return [t.new(ast.Assign, node, targets=targets, value=end)]


def _augment(t: Tree, node: Node, depth: int) -> list[ast.stmt]:
    sign = SIGN_OF.get(t.text(node.child_by_field_name("operator")).rstrip("="), ast.Add)
    target, value = field(t, node, "left", depth), field(t, node, "right", depth)
    return [t.new(ast.AugAssign, node, target=target, op=sign(), value=value)]


def _type_alias(t: Tree, node: Node, depth: int) -> list[ast.stmt]:
    name = t.text(node.child_by_field_name("left")).partition("[")[0].strip()
    target = t.new(ast.Name, node, id=name)
    return [t.new(ast.Assign, node, targets=[target], value=field(t, node, "right", depth))]


def _delete(t: Tree, node: Node, depth: int) -> list[ast.stmt]:
    return [t.new(ast.Delete, node, targets=expressions(t, _listed(node), depth))]


def _listed(node: Node) -> list[Node]:
    parts = named(node)
    return named(parts[0]) if len(parts) == 1 and parts[0].type == "expression_list" else parts


def _outer(kind: type[ast.stmt]) -> _Form:
    return lambda t, node, _: [t.new(kind, node, names=[t.text(part) for part in named(node)])]


# -- imports ----------------------------------------------------------------------------------------------------------


def _aliases(t: Tree, node: Node) -> list[ast.alias]:
    made: list[ast.alias] = []
    for part in node.children_by_field_name("name"):
        name = part.child_by_field_name("name") or part
        alias = part.child_by_field_name("alias")
        made.append(t.new(ast.alias, part, name=t.text(name), asname=t.text(alias) or None))
    return made


def _import(t: Tree, node: Node, depth: int) -> list[ast.stmt]:
    return [t.new(ast.Import, node, names=_aliases(t, node))]


def _import_from(t: Tree, node: Node, depth: int) -> list[ast.stmt]:
    written = "".join(t.text(node.child_by_field_name("module_name")).split())
    module = written.lstrip(".") or ("__future__" if node.type == "future_import_statement" else "")
    names = _aliases(t, node)
    if any(part.type == "wildcard_import" for part in named(node)):
        names = [t.new(ast.alias, node, name="*", asname=None)]
    level = len(written) - len(written.lstrip("."))
    return [t.new(ast.ImportFrom, node, module=module or None, names=names, level=level)]


def _return(t: Tree, node: Node, depth: int) -> list[ast.stmt]:
    values = expressions(t, named(node), depth)
    return [t.new(ast.Return, node, value=values[0] if values else None)]


def _raise(t: Tree, node: Node, depth: int) -> list[ast.stmt]:
    """Python 2's `raise E, text` raises the first."""
    cause = node.child_by_field_name("cause")
    values = expressions(t, [part for part in _listed(node) if part != cause], depth)
    shown = None if cause is None else expression(t, cause, depth)
    return [t.new(ast.Raise, node, exc=values[0] if values else None, cause=shown)]


def _assert(t: Tree, node: Node, depth: int) -> list[ast.stmt]:
    values = [*expressions(t, named(node), depth), None]
    return [t.new(ast.Assert, node, test=values[0] or t.lost(node, []), msg=values[1] if len(values) > 2 else None)]


def _spoken(name: str) -> _Form:
    """Python 2's `print` and `exec` are calls."""

    def form(t: Tree, node: Node, depth: int) -> list[ast.stmt]:
        function = t.new(ast.Name, node, id=name)
        call = t.new(ast.Call, node, func=function, args=expressions(t, named(node), depth), keywords=[])
        return [t.new(ast.Expr, node, value=call)]

    return form


_ASSIGNMENTS: dict[str, _Form] = {"assignment": _assign, "augmented_assignment": _augment}
SIMPLE: dict[str, _Form] = {
    **_ASSIGNMENTS,
    "import_statement": _import,
    "import_from_statement": _import_from,
    "future_import_statement": _import_from,
    "return_statement": _return,
    "raise_statement": _raise,
    "assert_statement": _assert,
    "delete_statement": _delete,
    "global_statement": _outer(ast.Global),
    "nonlocal_statement": _outer(ast.Nonlocal),
    "type_alias_statement": _type_alias,
    "print_statement": _spoken("print"),
    "exec_statement": _spoken("exec"),
    "pass_statement": _simple(ast.Pass),
    "break_statement": _simple(ast.Break),
    "continue_statement": _simple(ast.Continue),
    "expression_statement": _expression,
}
