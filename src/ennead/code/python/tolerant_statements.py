"""Statements of a tree-sitter tree as nodes of `ast`."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from ennead.code.python.context import MOST_DEPTH
from ennead.code.python.tolerant import Tree, named
from ennead.code.python.tolerant_expressions import (
    annotation,
    arguments,
    expression,
    expressions,
    field,
    parameters,
)
from ennead.code.python.tolerant_simple import SIMPLE

if TYPE_CHECKING:
    from tree_sitter import Node

_Form: TypeAlias = "Callable[[Tree, Node, int], list[ast.stmt]]"


def statements(t: Tree, nodes: list[Node], depth: int) -> list[ast.stmt]:
    """Statements in order; of what is broken, the parts that are whole."""
    if depth > MOST_DEPTH:
        if nodes:
            t.too_deep(nodes[0])
        return []
    made: list[ast.stmt] = []
    for node in nodes:
        form = _FORMS.get(node.type)
        if form is not None:
            made += form(t, node, depth + 1)
        elif node.is_named and node.type not in _NO_STATEMENT:
            made.append(t.new(ast.Expr, node, value=expression(t, node, depth + 1)))
    return made


def _body(t: Tree, node: Node | None, depth: int) -> list[ast.stmt]:
    """The statements of a block, or of a clause that holds one."""
    if node is None:
        return []
    if node.type in ("else_clause", "finally_clause"):
        node = node.child_by_field_name("body") or next((part for part in named(node) if part.type == "block"), node)
    return statements(t, node.children, depth)


def _parts(t: Tree, node: Node, depth: int) -> list[ast.stmt]:
    return statements(t, node.children, depth)


# -- declarations -----------------------------------------------------------------------------------------------------


def _function(t: Tree, node: Node, depth: int, decorators: list[ast.expr] | None = None) -> list[ast.stmt]:
    is_async = any(child.type == "async" for child in node.children)
    made = t.new(
        ast.AsyncFunctionDef if is_async else ast.FunctionDef,
        node,
        name=t.text(node.child_by_field_name("name")),
        args=parameters(t, node.child_by_field_name("parameters"), depth),
        body=_body(t, node.child_by_field_name("body"), depth),
        decorator_list=decorators or [],
        returns=annotation(t, node.child_by_field_name("return_type")),
    )
    return [made]


def _class(t: Tree, node: Node, depth: int, decorators: list[ast.expr] | None = None) -> list[ast.stmt]:
    bases, keywords = arguments(t, node.child_by_field_name("superclasses"), depth)
    made = t.new(
        ast.ClassDef,
        node,
        name=t.text(node.child_by_field_name("name")),
        bases=bases,
        keywords=keywords,
        body=_body(t, node.child_by_field_name("body"), depth),
        decorator_list=decorators or [],
    )
    return [made]


def _decorated(t: Tree, node: Node, depth: int) -> list[ast.stmt]:
    marks = [named(part)[0] for part in named(node) if part.type == "decorator" and named(part)]
    inner = node.child_by_field_name("definition")
    if inner is None:
        return []
    form = _class if inner.type == "class_definition" else _function
    return form(t, inner, depth, expressions(t, marks, depth))


# -- control flow -----------------------------------------------------------------------------------------------------


def _if(t: Tree, node: Node, depth: int) -> list[ast.stmt]:
    """Built from its end: an `elif` is an `if` in the `else`."""
    rest: list[ast.stmt] = []
    arms = [node, *node.children_by_field_name("alternative")]
    if depth + len(arms) > MOST_DEPTH:
        t.too_deep(arms[MOST_DEPTH - depth])
        del arms[MOST_DEPTH - depth :]
    for place, arm in reversed(list(enumerate(arms))):
        if arm.type == "else_clause":
            rest = _body(t, arm, depth)
            continue
        down = depth + place
        test, body = field(t, arm, "condition", down), _body(t, arm.child_by_field_name("consequence"), down)
        rest = [t.new(ast.If, arm, test=test, body=body, orelse=rest)]
    return rest


def _for(t: Tree, node: Node, depth: int) -> list[ast.stmt]:
    target, source = field(t, node, "left", depth), field(t, node, "right", depth)
    body = _body(t, node.child_by_field_name("body"), depth)
    other = _body(t, node.child_by_field_name("alternative"), depth)
    return [t.new(ast.For, node, target=target, iter=source, body=body, orelse=other)]


def _while(t: Tree, node: Node, depth: int) -> list[ast.stmt]:
    test, body = field(t, node, "condition", depth), _body(t, node.child_by_field_name("body"), depth)
    other = _body(t, node.child_by_field_name("alternative"), depth)
    return [t.new(ast.While, node, test=test, body=body, orelse=other)]


def _try(t: Tree, node: Node, depth: int) -> list[ast.stmt]:
    parts: dict[str, list[ast.stmt]] = {"else_clause": [], "finally_clause": []}
    handlers: list[ast.ExceptHandler] = []
    for child in named(node):
        if child.type in parts:
            parts[child.type] = _body(t, child, depth)
        elif child.type.startswith("except"):
            handlers.append(_handler(t, child, depth))
    body = _body(t, node.child_by_field_name("body"), depth)
    fields = {"orelse": parts["else_clause"], "finalbody": parts["finally_clause"]}
    return [t.new(ast.Try, node, body=body, handlers=handlers, **fields)]


def _handler(t: Tree, node: Node, depth: int) -> ast.ExceptHandler:
    """`except A as e`, `except (A, B)`, Python 2's `except A, e`, Python 3.14's `except A, B`."""
    values = [part for part in named(node) if part.type != "block"]
    body = _body(t, next((part for part in named(node) if part.type == "block"), None), depth)
    name = None
    if len(values) == 1 and values[0].type == "as_pattern":
        name = t.text(values[0].child_by_field_name("alias"))
        values = named(values[0])[:1]
    elif len(values) == 2 and values[1].type == "identifier" and t.text(values[1])[:1].islower():
        name = t.text(values.pop())
    types = expressions(t, values, depth)
    kind = None if not types else types[0] if len(types) == 1 else t.new(ast.Tuple, node, elts=types)
    return t.new(ast.ExceptHandler, node, type=kind, name=name, body=body)


def _with(t: Tree, node: Node, depth: int) -> list[ast.stmt]:
    items: list[ast.withitem] = []
    clause = next((part for part in named(node) if part.type == "with_clause"), None)
    for item in named(clause) if clause is not None else ():
        value = item.child_by_field_name("value") or item
        target = value.child_by_field_name("alias")
        first = named(value)[0] if value.type == "as_pattern" else value
        shown = None if target is None else expression(t, target, depth)
        items.append(ast.withitem(context_expr=expression(t, first, depth), optional_vars=shown))
    is_async = any(child.type == "async" for child in node.children)
    body = _body(t, node.child_by_field_name("body"), depth)
    return [t.new(ast.AsyncWith if is_async else ast.With, node, items=items, body=body)]


def _match(t: Tree, node: Node, depth: int) -> list[ast.stmt]:
    body = node.child_by_field_name("body")
    subjects = expressions(t, node.children_by_field_name("subject"), depth)
    subject = subjects[0] if len(subjects) == 1 else t.new(ast.Tuple, node, elts=subjects)
    found = named(body) if body is not None else []
    cases = [_case(t, case, depth + 1) for case in found if case.type == "case_clause"]
    return [t.new(ast.Match, node, subject=subject, cases=cases)]


def _case(t: Tree, node: Node, depth: int) -> ast.match_case:
    """Patterns are the same for `ast`: each is given to it alone."""
    clause = next((part for part in named(node) if part.type == "if_clause"), None)
    guard = None if clause is None else expression(t, named(clause)[0], depth) if named(clause) else t.lost(clause, [])
    written = [part for part in node.children if part.type in ("case_pattern", ",")]
    patterns = "".join(t.text(part) for part in written)
    try:
        (match,) = ast.parse(f"match _:\n case ({patterns}): pass").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # any text may stand there
        t.problem(node, "a pattern that cannot be read")
        pattern: ast.pattern = t.new(ast.MatchAs, node)
        guard = guard or t.lost(node, [])
    else:
        assert isinstance(match, ast.Match)
        pattern = match.cases[0].pattern
    for part in ast.walk(pattern):
        part.__dict__.update(t.span(node))
    return ast.match_case(pattern=pattern, guard=guard, body=_body(t, node.child_by_field_name("consequence"), depth))


_NO_STATEMENT = frozenset({"comment", "line_continuation", "string_start", "string_end", "keyword_separator"})
_FORMS: dict[str, _Form] = {
    **SIMPLE,
    "ERROR": _parts,
    "block": _parts,
    "function_definition": _function,
    "class_definition": _class,
    "decorated_definition": _decorated,
    "if_statement": _if,
    "for_statement": _for,
    "while_statement": _while,
    "try_statement": _try,
    "with_statement": _with,
    "match_statement": _match,
}
