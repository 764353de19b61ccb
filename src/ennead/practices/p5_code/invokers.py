"""Code that may invoke a function, without saying which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ennead.check import Context
from ennead.graph.graph import AppGraph
from ennead.graph.triggers import called
from ennead.iam.match import actions_overlap
from ennead.model.app import EdgeKind, Function, Grant
from ennead.practices.p5_code.told import answered, refused

if TYPE_CHECKING:
    from ennead.code.question import Answer
    from ennead.code.values import Value
    from ennead.graph.used.targets import Targets

_OWN_NAME = frozenset({"functionName", "function_name", "invokedFunctionArn", "invoked_function_arn"})
_HIDING = frozenset({"receiver", "dynamic", "bound", "import", "handler"})
"""Classes of what was not followed in code that may hold a request."""


def caller_of_some(graph: AppGraph, ctx: Context) -> str | None:
    """Who invokes a function that could not be told: it may be any."""
    from ennead.graph.used.targets import Targets  # noqa: PLC0415  loaded only where code was read

    targets = Targets(graph)
    for fn, answer in answered(ctx):
        if _invokes_untold(fn, answer, targets):
            return f"{called(fn)} invokes a function whose name could not be told"
    return None


def _invokes_untold(fn: Function, answer: Answer, targets: Targets) -> bool:
    from ennead.code.values import options  # noqa: PLC0415

    for call in answer.calls:
        if call.service == "lambda" and call.operation.startswith("Invoke"):
            named = [argument.value for argument in call.arguments if argument.name == "FunctionName"]
            values = [one for value in named for one in options(value)]
            if not values or not all(_is_told(one, fn, targets) for one in values):
                return True
    return False


def _is_told(value: Value, fn: Function, targets: Targets) -> bool:
    """Whether it is told which function a value names: itself, one of the application, or another by its name."""
    from ennead.code.values import Env, Member  # noqa: PLC0415
    from ennead.graph.used.targets import text_of  # noqa: PLC0415

    if isinstance(value, Env) and value.name == "AWS_LAMBDA_FUNCTION_NAME":
        return True
    if isinstance(value, Member) and value.name in _OWN_NAME:
        return True
    text = text_of(value, fn)
    if text is not None and "${?" not in text:
        return True
    return any(True for _ in targets.of(value, "lambda", "FunctionName", fn))


def may_invoke(graph: AppGraph, fn: Function, ctx: Context) -> str | None:
    """Another function that may invoke this one by its role, and whose code is not known to the end."""
    for other, refusal in refused(ctx):
        if other.id != fn.id and _granted(graph, other, fn):
            return f"{called(other)} may invoke it, and its code is not read: {refusal.reason}"
    for other, answer in answered(ctx):
        hidden = next((one for one in answer.unresolved if one.klass in _HIDING), None)
        if hidden is not None and other.id != fn.id and _granted(graph, other, fn):
            return f"{called(other)} may invoke it, and not all of its code was followed: {hidden.reason}"
    return None


def _granted(graph: AppGraph, other: Function, fn: Function) -> bool:
    """Whether a role of the other function lets it invoke this one."""
    roles = {edge.target for edge in graph.out_of(other, None, EdgeKind.ASSUMES)}
    return any(
        grant.source in roles and any(actions_overlap(one, "lambda:InvokeFunction") for one in grant.actions)
        for grant in graph.into(fn, Grant)
    )
