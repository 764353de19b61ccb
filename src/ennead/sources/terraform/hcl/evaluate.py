"""Expressions to values.

What is known only once it is deployed is a Pointer, what nobody knows here is Unclear; what Terraform would
refuse raises Problem, which `try` and `can` catch, and else the block the expression stands in.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ennead.sources.cloudformation.marks import Mark, MarkedDict, MarkedList
from ennead.sources.terraform.hcl import operators, syntax
from ennead.sources.terraform.hcl.access import attribute_of, index_of
from ennead.sources.terraform.hcl.encoding import Part, joined, json_parts
from ennead.sources.terraform.hcl.problem import Problem
from ennead.sources.terraform.hcl.scope import Scope
from ennead.sources.terraform.hcl.syntax import Expression
from ennead.sources.terraform.hcl.values import (
    REST,
    as_flag,
    as_unclear,
    is_rest,
    is_unknown,
    pairs_of,
    rest_of,
    scalar_text,
)
from ennead.sources.terraform.instance import Encoded, Joined, Pointer, Unclear


def evaluate(expression: Expression, scope: Scope) -> Any:
    """The value of an expression.  Raises Problem with its place."""
    budget = scope.desk.budget
    budget.enter()
    try:
        return _HANDLERS[type(expression)](expression, scope)
    except Problem as problem:
        problem.at = problem.at or expression.mark
        raise
    finally:
        budget.leave()


def _literal(expression: syntax.Literal, _: Scope) -> Any:
    return expression.value


def _bad(expression: syntax.Bad, _: Scope) -> Any:
    return Unclear("expression", expression.reason)


def _name(expression: syntax.Name, scope: Scope) -> Any:
    parts = expression.parts
    if parts[0] in scope.names:
        value, taken = scope.names[parts[0]], 1
    else:
        value, taken = scope.module.head(parts)
    for part in parts[taken:]:
        value = attribute_of(value, part, scope.desk)
    return value


def _attr(expression: syntax.Attr, scope: Scope) -> Any:
    return attribute_of(evaluate(expression.of, scope), expression.name, scope.desk)


def _index(expression: syntax.Index, scope: Scope) -> Any:
    of = evaluate(expression.of, scope)
    return index_of(of, evaluate(expression.key, scope), scope.desk)


def _splat(expression: syntax.Splat, scope: Scope) -> Any:
    of = evaluate(expression.of, scope)
    mark = expression.mark
    if of is None:
        return MarkedList(mark=mark)
    if isinstance(of, Pointer) and of.path:
        of = MarkedList([rest_of(of)], mark)
    elif isinstance(of, Unclear):
        return of
    items = list(of) if isinstance(of, list) else [of]
    result = MarkedList(mark=mark)
    for item in items:
        value = evaluate(expression.each, scope.bound(None, expression.item, (None, item)))
        if is_rest(item) and isinstance(value, Unclear | Pointer) and not is_rest(value):
            value = value if isinstance(value, Pointer) else rest_of(value)
        _append(result, value, mark)
    return result


def _append(result: MarkedList, value: Any, mark: Mark) -> None:
    result.append(value)
    result.items_at.append(mark)


def _items(expression: syntax.Items, scope: Scope) -> Any:
    scope.desk.budget.members(len(expression.items))
    result = MarkedList(mark=expression.mark)
    for item in expression.items:
        _append(result, evaluate(item, scope), item.mark)
    return result


def _mapping(expression: syntax.Mapping, scope: Scope) -> Any:
    scope.desk.budget.members(len(expression.items))
    result = MarkedDict(mark=expression.mark)
    for name, item in expression.items:
        _put(result, evaluate(name, scope), evaluate(item, scope), name.mark)
    return result


def _put(result: MarkedDict, key: Any, value: Any, mark: Mark) -> None:
    """A member; one whose key is not known stands for more members."""
    if isinstance(key, Encoded):
        raise Problem("a key that is encoded")
    if isinstance(key, Joined | Pointer | Unclear):
        unknown = as_unclear(key)
        text, value = REST, Unclear(unknown.name, f"a key that is not known: {unknown.reason}"[:300])
    else:
        text = scalar_text(key)
    result[text] = value
    result.keys_at[text] = mark


def _conditional(expression: syntax.Conditional, scope: Scope) -> Any:
    condition = evaluate(expression.condition, scope)
    if not is_unknown(condition):
        return evaluate(expression.then if as_flag(condition) else expression.otherwise, scope)
    then = _either(expression.then, scope)
    if then is not None and then == _either(expression.otherwise, scope):
        return then
    unknown = as_unclear(condition)
    return Unclear(unknown.name, f"hangs on a condition that is not known: {unknown.reason}"[:300])


def _either(expression: Expression, scope: Scope) -> Any:
    """One side of a condition that is not known; None where it comes to nothing."""
    try:
        return evaluate(expression, scope)
    except Problem:
        return None


def _unary(expression: syntax.Unary, scope: Scope) -> Any:
    return operators.unary(expression.sign, evaluate(expression.of, scope))


def _binary(expression: syntax.Binary, scope: Scope) -> Any:
    left = evaluate(expression.left, scope)
    if expression.sign not in ("&&", "||"):
        right = evaluate(expression.right, scope)
        return operators.binary(expression.sign, left, right, scope.desk.budget)
    decides = expression.sign == "||"
    if not is_unknown(left) and as_flag(left) == decides:
        return decides
    right = evaluate(expression.right, scope)
    if not is_unknown(right) and as_flag(right) == decides:
        return decides
    unknown = left if is_unknown(left) else right
    return as_unclear(unknown) if is_unknown(unknown) else as_flag(right)


def _turns(of: Any, scope: Scope) -> list[tuple[Any, Any]] | Unclear | Pointer:
    """Keys and values to loop over; what is not known in the place of those where there are none."""
    if isinstance(of, Unclear):
        return of
    if isinstance(of, Pointer):
        return of if of.path or not scope.desk.is_uncounted(of) else [(Unclear("key", "not known"), of)]
    pairs = list(pairs_of(of))
    scope.desk.budget.members(len(pairs))
    return pairs


def _loop(expression: syntax.Loop, scope: Scope) -> Any:
    turns = _turns(evaluate(expression.of, scope), scope)
    if not isinstance(turns, list):
        return as_unclear(turns)
    result = MarkedList(mark=expression.mark)
    for pair in turns:
        inside = scope.bound(expression.key, expression.value, pair)
        kept = _keeps(expression.condition, inside)
        if kept is False:
            continue
        value = evaluate(expression.result, inside)
        open_ended = kept is not True or is_rest(pair[1]) or pair[0] == REST
        _append(result, _as_rest(value) if open_ended else value, expression.result.mark)
    return result


def _as_rest(value: Any) -> Any:
    if isinstance(value, Unclear | Pointer):
        return rest_of(value)
    return Unclear(f"{REST}item", "a member that is there under a condition that is not known")


def _keeps(condition: Expression | None, scope: Scope) -> bool | Unclear:
    if condition is None:
        return True
    value = evaluate(condition, scope)
    return as_unclear(value) if is_unknown(value) else as_flag(value)


def _mapping_loop(expression: syntax.MappingLoop, scope: Scope) -> Any:
    turns = _turns(evaluate(expression.of, scope), scope)
    if not isinstance(turns, list):
        return as_unclear(turns)
    result = MarkedDict(mark=expression.mark)
    for pair in turns:
        inside = scope.bound(expression.key, expression.value, pair)
        kept = _keeps(expression.condition, inside)
        if kept is False:
            continue
        name = evaluate(expression.name, inside) if kept is True and not is_rest(pair[1]) else None
        if name is None or pair[0] == REST:
            name = kept if isinstance(kept, Unclear) else Unclear("key", "a member that is not known")
        value = evaluate(expression.result, inside)
        if expression.grouped and isinstance(name, str):
            group = result.setdefault(name, MarkedList(mark=expression.mark))
            _append(group, value, expression.result.mark)
            result.keys_at[name] = expression.mark
        else:
            _put(result, name, value, expression.result.mark)
    return result


def _template(expression: syntax.Template, scope: Scope) -> Any:
    if expression.bare:
        return evaluate(expression.parts[0], scope)
    parts: list[Part] = []
    for part in expression.parts:
        parts.extend(text_parts(evaluate(part, scope), scope))
    return joined(parts, scope.desk.budget)


def text_parts(value: Any, scope: Scope) -> list[Part]:
    """What a value is as part of a text.  Raises Problem for what has no text."""
    if isinstance(value, Joined):
        return list(value.parts)
    if isinstance(value, Encoded):
        return json_parts(value.value, scope.desk.budget)
    if isinstance(value, Pointer | Unclear):
        return [value]
    return [scalar_text(value)]


def _text_loop(expression: syntax.TextLoop, scope: Scope) -> Any:
    turns = _turns(evaluate(expression.of, scope), scope)
    if not isinstance(turns, list):
        return as_unclear(turns)
    parts: list[Part] = []
    for pair in turns:
        inside = scope.bound(expression.key, expression.value, pair)
        parts.extend(text_parts(evaluate(expression.body, inside), scope))
        scope.desk.budget.members(len(parts))
    return joined(parts, scope.desk.budget)


def _call(expression: syntax.FunctionCall, scope: Scope) -> Any:
    from ennead.sources.terraform.hcl.functions import call  # noqa: PLC0415 - a circle else: try() evaluates

    return call(expression, scope, evaluate)


_HANDLERS: dict[type, Callable[[Any, Scope], Any]] = {
    syntax.Literal: _literal,
    syntax.Bad: _bad,
    syntax.Name: _name,
    syntax.Attr: _attr,
    syntax.Index: _index,
    syntax.Splat: _splat,
    syntax.Items: _items,
    syntax.Mapping: _mapping,
    syntax.FunctionCall: _call,
    syntax.Conditional: _conditional,
    syntax.Unary: _unary,
    syntax.Binary: _binary,
    syntax.Loop: _loop,
    syntax.MappingLoop: _mapping_loop,
    syntax.Template: _template,
    syntax.TextLoop: _text_loop,
}
