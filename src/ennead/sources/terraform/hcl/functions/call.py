"""A call of a function: its arguments, what is unknown among them, and its result."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from ennead.model.app import GapKind
from ennead.sources.terraform.hcl.functions.arguments import Arguments, Function
from ennead.sources.terraform.hcl.problem import Problem
from ennead.sources.terraform.hcl.scope import Scope
from ennead.sources.terraform.hcl.syntax import Expression, FunctionCall
from ennead.sources.terraform.hcl.values import as_unclear, hole_in, is_rest, is_unknown
from ennead.sources.terraform.instance import Unclear

Evaluate = Callable[[Expression, Scope], Any]
IMPURE = {
    "timestamp": "the time of deployment",
    "plantimestamp": "the time of deployment",
    "uuid": "made anew each time",
    "bcrypt": "made anew each time",
    "rsadecrypt": "needs a private key",
}


def call(expression: FunctionCall, scope: Scope, evaluate: Evaluate) -> Any:
    """The value of a call.  Raises Problem for arguments that Terraform would refuse."""
    name = expression.name.removeprefix("core::")
    if name in ("try", "can"):
        return _tried(name, expression, scope, evaluate)
    if name in IMPURE:
        scope.desk.gap("function", f"{name}(): {IMPURE[name]}", expression.mark)
        return Unclear(f"{name}()", IMPURE[name])
    function = _table().get(name)
    if function is None:
        reason = f"{name[:100]}() is no function that is known here"
        scope.desk.gap("function", reason, expression.mark, kind=GapKind.UNSUPPORTED)
        return Unclear(f"{name[:100]}()", reason)
    values = _values(expression, scope, evaluate)
    if isinstance(values, Unclear):
        return values
    if not function.least <= len(values) <= function.most:
        raise Problem(f"{name}() with {len(values)} arguments")
    return applied(function, Arguments(name, values, expression.mark, scope))


def applied(function: Function, arguments: Arguments) -> Any:
    """The function's result; of something unknown, where it cannot do with that."""
    if function.strict:
        for value in arguments.values:
            hole = hole_in(value, arguments.budget)
            if hole is not None:
                unknown = as_unclear(hole)
                return Unclear(unknown.name.removeprefix("..."), f"{arguments.name}() of it: {unknown.reason}"[:300])
    return function.run(arguments)


def _values(expression: FunctionCall, scope: Scope, evaluate: Evaluate) -> list[Any] | Unclear:
    values = [evaluate(argument, scope) for argument in expression.arguments]
    if not expression.expand or not values:
        return values
    last = values.pop()
    if is_unknown(last):
        return as_unclear(last)
    if not isinstance(last, list):
        raise Problem("... after something that is no list")
    for item in last:
        if is_rest(item) and expression.name not in ("merge", "concat", "setunion", "coalesce", "coalescelist"):
            return as_unclear(item)
    scope.desk.budget.members(len(values) + len(last))
    return [*values, *last]


def _tried(name: str, expression: FunctionCall, scope: Scope, evaluate: Evaluate) -> Any:
    reason = f"{name}() without a value"
    for argument in expression.arguments:
        try:
            value = evaluate(argument, scope)
        except Problem as problem:
            if problem.klass == "size":
                raise
            reason = problem.reason
            continue
        return True if name == "can" and not isinstance(value, Unclear) else value
    if name == "can":
        return False
    raise Problem(reason)


@cache
def _table() -> dict[str, Function]:
    from ennead.sources.terraform.hcl.functions import (  # noqa: PLC0415 - most configurations call two or three
        collections,
        conversions,
        encodings,
        files,
        network,
        numbers,
        sets,
        text,
        times,
    )

    modules = (collections, conversions, encodings, files, network, numbers, sets, text, times)
    return {name: function for module in modules for name, function in module.FUNCTIONS.items()}
