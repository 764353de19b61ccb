"""The SDK for durable execution: what a workflow's context asks for.

The target of `context.invoke` is invoked by the service with the rights of the caller.
"""

from __future__ import annotations

from ennead.code.facts import CallFact
from ennead.code.hosts.java_chains import chain
from ennead.code.sdk.java.request import Answer, first, record, request
from ennead.code.values import Element, Event, Member, Typed, Value, full_name

_CONTEXT = "software.amazon.lambda.durable.DurableContext"
_CHILDREN = frozenset({"map", "mapAsync", "parallel", "runInChildContext", "runInChildContextAsync", "branch"})
"""Operations whose functions are given a context of their own."""
_MOST_LAYERS = 30


def is_context(value: Value) -> bool:
    """Whether a value is the context of a durable execution: the handler's, an operation's, or by its type."""
    for _ in range(_MOST_LAYERS):
        if isinstance(value, Typed):
            return full_name(value.type) == _CONTEXT
        if value == Event("context"):
            return True
        if not isinstance(value, Element) or not isinstance(value.of, Member) or value.of.name not in _CHILDREN:
            return False
        value = chain(value.of.of).root
    return False


def invokes(method: str, receiver: Value) -> bool:
    """Whether a method invokes a function; Lambda's own context has none of that name."""
    return method in ("invoke", "invokeAsync") and is_context(receiver)


def invoke(fact: CallFact) -> Answer:
    """`context.invoke(name, function, payload, type)`."""
    yield from request(fact, "lambda", "Invoke", record(FunctionName=first(fact, 1)), how="helper")
