"""The SDK for durable execution: what a workflow's context asks for.

`withDurableExecution(handler)` and the operations that take functions call them as any library does that is handed
some; what is told here is `context.invoke`, whose target the service invokes with the rights of the caller.
"""

from __future__ import annotations

from ennead.code.facts import CallFact
from ennead.code.sdk.javascript.items import record
from ennead.code.sdk.javascript.named import argument, named
from ennead.code.sdk.javascript.request import Answer, request
from ennead.code.values import Choice, Element, Env, Known, Member, Result, Typed, Value, Words, options

_PACKAGE = "@aws/durable-execution-sdk-js"
_CHILDREN = frozenset({"map", "parallel", "runInChildContext"})
"""Operations whose functions are given a context of their own."""
_MOST_LAYERS = 30


def is_context(value: Value) -> bool:
    """Whether a value is the context of a durable execution: given by the wrapper, by an operation, or by its type."""
    for _ in range(_MOST_LAYERS):
        if isinstance(value, Typed):
            name = named(value.type)
            return name is not None and name.module == _PACKAGE and name.path[-1:] == ("DurableContext",)
        if not isinstance(value, Element):
            return False
        by = value.of
        name = named(by)
        if name is not None:
            return name.module == _PACKAGE and name.path == ("withDurableExecution",)
        if not isinstance(by, Member) or by.name not in _CHILDREN:
            return False
        value = by.of
    return False


def invoke(fact: CallFact) -> Answer:
    """`context.invoke(name, function, payload)`, `context.invoke(function, payload)`."""
    first, second = argument(fact.args, 0), argument(fact.args, 1)
    target = first
    if first is not None and second is not None:
        if _is_text(second):
            target = second
        elif len(fact.args) > 2 and not _is_text(first):
            target = Choice((first, second))
    yield from request(fact, "lambda", "Invoke", record(FunctionName=target), how="helper")


def checkpoints(fact: CallFact) -> Answer:
    """`withDurableExecution(handler)` keeps the state of the execution, and reads it where it goes on."""
    for operation in ("CheckpointDurableExecution", "GetDurableExecutionState"):
        yield from request(fact, "lambda", operation, how="helper")


def _is_text(value: Value) -> bool:
    """Whether a value is told to be text: the library takes a name for one where two texts are given."""
    return any(
        isinstance(option, Words | Env)
        or (isinstance(option, Known) and isinstance(option.value, str))
        or (isinstance(option, Result) and option.how != "JSON.parse")
        for option in options(value)
    )
