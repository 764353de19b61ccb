"""`match`: constants are tests as they are, other patterns `Other` with what they bind."""

# ruff: noqa: ARG001 - one signature for all forms

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any, TypeAlias

from ennead.code.ir import Attr, Bind, Case, Const, Expr, Index, Name, Other, Stmt, Switch
from ennead.code.python.context import MOST_DEPTH, Context, block, expression, place

_Form: TypeAlias = Callable[[Context, Any, Expr, int], Expr]


def match(c: Context, node: ast.Match, depth: int, made: list[Stmt]) -> None:
    """A `match` statement."""
    subject = expression(c, node.subject, depth)
    shown = subject if _plain(subject) else Other(place(node.subject), "matched")
    made.append(Switch(place(node), subject, tuple([_case(c, case, shown, depth) for case in node.cases])))


def _case(c: Context, node: ast.match_case, subject: Expr, depth: int) -> Case:
    at = place(node.pattern)
    options = node.pattern.patterns if isinstance(node.pattern, ast.MatchOr) else [node.pattern]
    tests = tuple([_pattern(c, option, subject, depth) for option in options])
    if node.guard is not None:
        tests = (Other(at, "guard", (*tests, expression(c, node.guard, depth))),)
    elif any(_is_wildcard(option) for option in options):
        tests = ()
    return Case(at, tests, block(c, node.body, depth))


def _is_wildcard(node: ast.pattern) -> bool:
    return isinstance(node, ast.MatchAs) and node.pattern is None and node.name is None


def _plain(subject: Expr) -> bool:
    """Whether it may be written twice without being evaluated twice."""
    while isinstance(subject, Attr | Index):
        if isinstance(subject, Index) and not isinstance(subject.key, Const | Name):
            return False
        subject = subject.of
    return isinstance(subject, Name)


def _pattern(c: Context, node: ast.pattern, subject: Expr, depth: int) -> Expr:
    if depth > MOST_DEPTH:
        return c.too_deep(node)
    return _PATTERNS[type(node)](c, node, subject, depth + 1)


def _value(c: Context, node: ast.MatchValue, subject: Expr, depth: int) -> Expr:
    return expression(c, node.value, depth)


def _singleton(c: Context, node: ast.MatchSingleton, subject: Expr, depth: int) -> Expr:
    return Const(place(node), node.value)


def _bound(node: ast.pattern, name: str | None, value: Expr) -> tuple[Expr, ...]:
    at = place(node)
    return () if name is None else (Bind(at, Name(at, name), value),)


def _capture(c: Context, node: ast.MatchAs, subject: Expr, depth: int) -> Expr:
    inner = () if node.pattern is None else (_pattern(c, node.pattern, subject, depth),)
    return Other(place(node), "as", (*inner, *_bound(node, node.name, subject)))


def _or(c: Context, node: ast.MatchOr, subject: Expr, depth: int) -> Expr:
    return Other(place(node), "or", tuple([_pattern(c, option, subject, depth) for option in node.patterns]))


def _star(c: Context, node: ast.MatchStar, subject: Expr, depth: int) -> Expr:
    at = place(node)
    return Other(at, "star", _bound(node, node.name, Other(at, "matched")))


def _sequence(c: Context, node: ast.MatchSequence, subject: Expr, depth: int) -> Expr:
    parts: list[Expr] = []
    after = 0
    for number, inner in enumerate(node.patterns):
        if isinstance(inner, ast.MatchStar):
            after = len(node.patterns)
        at = place(inner)
        parts.append(_pattern(c, inner, Index(at, subject, Const(at, number - after)), depth))
    return Other(place(node), "sequence", tuple(parts))


def _mapping(c: Context, node: ast.MatchMapping, subject: Expr, depth: int) -> Expr:
    parts: list[Expr] = []
    for key, inner in zip(node.keys, node.patterns, strict=True):
        word = expression(c, key, depth)
        parts += [word, _pattern(c, inner, Index(place(inner), subject, word), depth)]
    return Other(place(node), "mapping", (*parts, *_bound(node, node.rest, subject)))


def _class(c: Context, node: ast.MatchClass, subject: Expr, depth: int) -> Expr:
    parts = [expression(c, node.cls, depth)]
    parts += [_pattern(c, inner, Other(place(inner), "matched"), depth) for inner in node.patterns]
    for word, inner in zip(node.kwd_attrs, node.kwd_patterns, strict=True):
        parts.append(_pattern(c, inner, Attr(place(inner), subject, word), depth))
    return Other(place(node), "class", tuple(parts))


_PATTERNS: dict[type[ast.AST], _Form] = {
    ast.MatchValue: _value,
    ast.MatchSingleton: _singleton,
    ast.MatchAs: _capture,
    ast.MatchOr: _or,
    ast.MatchStar: _star,
    ast.MatchSequence: _sequence,
    ast.MatchMapping: _mapping,
    ast.MatchClass: _class,
}
