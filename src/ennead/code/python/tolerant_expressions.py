"""Expressions of a tree-sitter tree as nodes of `ast`."""

# ruff: noqa: ARG001 - one signature for all forms

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from ennead.code.python.context import MOST_DEPTH
from ennead.code.python.operators import SIGNS
from ennead.code.python.tolerant import Tree, named
from ennead.code.python.tolerant_text import number, string, strings

if TYPE_CHECKING:
    from tree_sitter import Node

_Form: TypeAlias = "Callable[[Tree, Node, int], ast.expr]"
_UNARY = (ast.Not, ast.Invert, ast.UAdd, ast.USub)
SIGN_OF = {sign: kind for kind, sign in SIGNS.items() if kind not in _UNARY}
UNARY_OF = {SIGNS[kind]: kind for kind in _UNARY}
_OF_TEXT = 2
"""Text takes more calls a level than others do."""
_WORDS = {"true": True, "false": False, "none": None, "ellipsis": ...}


def expression(t: Tree, node: Node | None, depth: int) -> ast.expr:
    """An expression or a target."""
    assert node is not None
    if depth > MOST_DEPTH:
        t.too_deep(node)
        return t.lost(node, [])
    return _FORMS.get(node.type, _other)(t, node, depth + 1)


def expressions(t: Tree, nodes: list[Node], depth: int) -> list[ast.expr]:
    """Expressions in order."""
    return [expression(t, node, depth) for node in nodes]


def field(t: Tree, node: Node, name: str, depth: int) -> ast.expr:
    """The part of a node with that name; where it is broken off, nothing told."""
    part = node.child_by_field_name(name)
    return t.lost(node, []) if part is None else expression(t, part, depth)


def annotation(t: Tree, node: Node | None) -> ast.expr | None:
    """A type: its text, as a quoted annotation."""
    return None if node is None else t.new(ast.Constant, node, value=t.text(node), kind=None)


def identifier(t: Tree, node: Node, depth: int) -> ast.expr:
    """A name."""
    return t.new(ast.Name, node, id=t.text(node))


def _other(t: Tree, node: Node, depth: int) -> ast.expr:
    return t.lost(node, expressions(t, named(node), depth))


def _word(t: Tree, node: Node, depth: int) -> ast.expr:
    return t.new(ast.Constant, node, value=_WORDS[node.type], kind=None)


def _number(t: Tree, node: Node, depth: int) -> ast.expr:
    return number(t, node)


def _string(t: Tree, node: Node, depth: int) -> ast.expr:
    return string(t, node, lambda inner: expression(t, inner, depth + _OF_TEXT))


def _strings(t: Tree, node: Node, depth: int) -> ast.expr:
    return strings(t, node, lambda inner: expression(t, inner, depth + _OF_TEXT))


def _attribute(t: Tree, node: Node, depth: int) -> ast.expr:
    name = t.text(node.child_by_field_name("attribute"))
    return t.new(ast.Attribute, node, value=field(t, node, "object", depth), attr=name)


def _subscript(t: Tree, node: Node, depth: int) -> ast.expr:
    keys = expressions(t, node.children_by_field_name("subscript"), depth)
    key = keys[0] if len(keys) == 1 else t.new(ast.Tuple, node, elts=keys)
    return t.new(ast.Subscript, node, value=field(t, node, "value", depth), slice=key)


def _slice(t: Tree, node: Node, depth: int) -> ast.expr:
    bounds: list[ast.expr | None] = [None, None, None]
    place = 0
    for child in node.children:
        if child.type == ":":
            place += 1
        elif child.is_named and place < 3:
            bounds[place] = expression(t, child, depth)
    return t.new(ast.Slice, node, lower=bounds[0], upper=bounds[1], step=bounds[2])


def arguments(t: Tree, node: Node | None, depth: int) -> tuple[list[ast.expr], list[ast.keyword]]:
    """Arguments by place and by name."""
    args: list[ast.expr] = []
    keywords: list[ast.keyword] = []
    if node is None:
        return args, keywords
    for child in [node] if node.type == "generator_expression" else named(node):
        if child.type == "keyword_argument":
            word = t.text(child.child_by_field_name("name"))
            keywords.append(t.new(ast.keyword, child, arg=word, value=field(t, child, "value", depth)))
        elif child.type == "dictionary_splat":
            keywords.append(t.new(ast.keyword, child, arg=None, value=_inner(t, child, depth)))
        else:
            args.append(expression(t, child, depth))
    return args, keywords


def _inner(t: Tree, node: Node, depth: int) -> ast.expr:
    """The one thing inside."""
    parts = named(node)
    return expression(t, parts[0], depth) if len(parts) == 1 else t.lost(node, expressions(t, parts, depth))


def _call(t: Tree, node: Node, depth: int) -> ast.expr:
    function = field(t, node, "function", depth)
    args, keywords = arguments(t, node.child_by_field_name("arguments"), depth)
    return t.new(ast.Call, node, func=function, args=args, keywords=keywords)


def _starred(t: Tree, node: Node, depth: int) -> ast.expr:
    return t.new(ast.Starred, node, value=_inner(t, node, depth))


def _items(kind: type[ast.expr]) -> _Form:
    return lambda t, node, depth: t.new(kind, node, elts=expressions(t, named(node), depth))


def _dictionary(t: Tree, node: Node, depth: int) -> ast.expr:
    keys: list[ast.expr | None] = []
    values: list[ast.expr] = []
    for child in named(node):
        if child.type == "pair":
            keys.append(field(t, child, "key", depth))
            values.append(field(t, child, "value", depth))
        else:
            keys.append(None)
            values.append(_inner(t, child, depth))
    return t.new(ast.Dict, node, keys=keys, values=values)


def _generators(t: Tree, node: Node, depth: int) -> list[ast.comprehension]:
    made: list[ast.comprehension] = []
    for child in named(node):
        if child.type == "for_in_clause":
            target, source = field(t, child, "left", depth), field(t, child, "right", depth)
            made.append(ast.comprehension(target=target, iter=source, ifs=[], is_async=0))
        elif child.type == "if_clause" and made:
            made[-1].ifs.append(_inner(t, child, depth))
    return made


def _each(kind: type[ast.expr]) -> _Form:
    return lambda t, node, depth: t.new(
        kind, node, elt=field(t, node, "body", depth), generators=_generators(t, node, depth)
    )  # fmt: skip


def _each_pair(t: Tree, node: Node, depth: int) -> ast.expr:
    pair = node.child_by_field_name("body")
    if pair is None or pair.type != "pair":
        return _other(t, node, depth)
    key, value = field(t, pair, "key", depth), field(t, pair, "value", depth)
    return t.new(ast.DictComp, node, key=key, value=value, generators=_generators(t, node, depth))


def _binary(t: Tree, node: Node, depth: int) -> ast.expr:
    """A chain leans left and may be very long: it is gone through, not into."""
    chain = []
    first: Node | None = node
    while first is not None and first.type == "binary_operator":
        chain.append(first)
        first = first.child_by_field_name("left")
    chain.reverse()
    start = t.lost(node, []) if first is None else expression(t, first, min(depth + len(chain), MOST_DEPTH))
    operands = [field(t, link, "right", depth) for link in chain]
    if depth + len(chain) > MOST_DEPTH:
        t.too_deep(node)
        return t.lost(node, [start, *operands])
    for link, operand in zip(chain, operands, strict=True):
        sign = SIGN_OF.get(t.text(link.child_by_field_name("operator")), ast.Add)
        start = t.new(ast.BinOp, link, left=start, op=sign(), right=operand)
    return start


def _boolean(t: Tree, node: Node, depth: int) -> ast.expr:
    sides = [field(t, node, "left", depth), field(t, node, "right", depth)]
    sign = ast.And if t.text(node.child_by_field_name("operator")) == "and" else ast.Or
    return t.new(ast.BoolOp, node, op=sign(), values=sides)


def _unary(t: Tree, node: Node, depth: int) -> ast.expr:
    sign = UNARY_OF.get(t.text(node.child_by_field_name("operator")), ast.Not)
    return t.new(ast.UnaryOp, node, op=sign(), operand=field(t, node, "argument", depth))


def _compare(t: Tree, node: Node, depth: int) -> ast.expr:
    operands = expressions(t, [part for part in named(node) if part.type not in ("not in", "is not")], depth)
    signs = [SIGN_OF.get(t.text(sign), ast.NotEq)() for sign in node.children_by_field_name("operators")]
    if len(operands) != len(signs) + 1:
        return t.lost(node, operands)
    return t.new(ast.Compare, node, left=operands[0], ops=signs, comparators=operands[1:])


def _choice(t: Tree, node: Node, depth: int) -> ast.expr:
    parts = expressions(t, named(node), depth)
    if len(parts) != 3:
        return t.lost(node, parts)
    return t.new(ast.IfExp, node, body=parts[0], test=parts[1], orelse=parts[2])


def _lambda(t: Tree, node: Node, depth: int) -> ast.expr:
    args = parameters(t, node.child_by_field_name("parameters"), depth)
    return t.new(ast.Lambda, node, args=args, body=field(t, node, "body", depth))


def _await(t: Tree, node: Node, depth: int) -> ast.expr:
    return t.new(ast.Await, node, value=_inner(t, node, depth))


def _yield(t: Tree, node: Node, depth: int) -> ast.expr:
    return t.new(ast.Yield, node, value=_inner(t, node, depth) if named(node) else None)


def _walrus(t: Tree, node: Node, depth: int) -> ast.expr:
    return t.new(ast.NamedExpr, node, target=field(t, node, "name", depth), value=field(t, node, "value", depth))


# -- parameters -------------------------------------------------------------------------------------------------------


def parameters(t: Tree, node: Node | None, depth: int) -> ast.arguments:
    """The parameters of a function or a lambda."""
    made = ast.arguments(
        posonlyargs=[], args=[], vararg=None, kwonlyargs=[], kw_defaults=[], kwarg=None, defaults=[]
    )  # fmt: skip
    by_name = False
    for child in named(node) if node is not None else ():
        head = child.child_by_field_name("name") or (named(child)[0] if child.type == "typed_parameter" else child)
        kind = annotation(t, child.child_by_field_name("type"))
        value = child.child_by_field_name("value")
        name = head if head.type == "identifier" else next(iter(named(head)), head)
        arg = t.new(ast.arg, child, arg=t.text(name), annotation=kind)
        if head.type == "list_splat_pattern":
            made.vararg, by_name = arg, True
        elif head.type == "dictionary_splat_pattern":
            made.kwarg = arg
        elif head.type == "keyword_separator":
            by_name = True
        elif head.type == "positional_separator":
            continue
        elif by_name:
            made.kwonlyargs.append(arg)
            made.kw_defaults.append(None if value is None else expression(t, value, depth))
        else:
            made.args.append(arg)
            if value is not None:
                made.defaults.append(expression(t, value, depth))
    return made


_FORMS: dict[str, _Form] = {
    "identifier": identifier,
    "keyword_identifier": identifier,
    "true": _word,
    "false": _word,
    "none": _word,
    "ellipsis": _word,
    "integer": _number,
    "float": _number,
    "string": _string,
    "concatenated_string": _strings,
    "attribute": _attribute,
    "subscript": _subscript,
    "slice": _slice,
    "call": _call,
    "list_splat": _starred,
    "list_splat_pattern": _starred,
    "list": _items(ast.List),
    "list_pattern": _items(ast.List),
    "tuple": _items(ast.Tuple),
    "tuple_pattern": _items(ast.Tuple),
    "pattern_list": _items(ast.Tuple),
    "expression_list": _items(ast.Tuple),
    "set": _items(ast.Set),
    "dictionary": _dictionary,
    "list_comprehension": _each(ast.ListComp),
    "set_comprehension": _each(ast.SetComp),
    "generator_expression": _each(ast.GeneratorExp),
    "dictionary_comprehension": _each_pair,
    "binary_operator": _binary,
    "boolean_operator": _boolean,
    "unary_operator": _unary,
    "not_operator": _unary,
    "comparison_operator": _compare,
    "conditional_expression": _choice,
    "lambda": _lambda,
    "await": _await,
    "yield": _yield,
    "named_expression": _walrus,
    "parenthesized_expression": _inner,
    "as_pattern_target": _inner,
    "type": _inner,
}
