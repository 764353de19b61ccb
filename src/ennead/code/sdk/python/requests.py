"""Requests to services, as the models of the libraries give them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from ennead.code.facts import Argument, CallFact, ReadFact, SdkCall, Unresolved
from ennead.code.sdk import lent, resources
from ennead.code.sdk.python import models
from ennead.code.sdk.python.objects import named, objects
from ennead.code.sdk.python.things import Client, Maker, Thing
from ennead.code.sdk.python.told import keywords, over, record, split
from ennead.code.sdk.tables import service
from ennead.code.values import Element, Known, Made, Member, Record, Value, Words, text

Answer: TypeAlias = Iterator[SdkCall | Unresolved]
"""What a fact is: requests, or why it could not be told."""

Fact: TypeAlias = CallFact | ReadFact

_NAMED_BY = {
    ("sqs", "QueueUrl"): {"GetQueueUrl": "QueueName", "CreateQueue": "QueueName"},
    ("sns", "TopicArn"): {"CreateTopic": "Name"},
    ("stepfunctions", "executionArn"): {"StartExecution": "stateMachineArn"},
    ("stepfunctions", "stateMachineArn"): {"CreateStateMachine": "name"},
    ("athena", "QueryExecutionId"): {"StartQueryExecution": "WorkGroup"},
}
"""Arguments that another request answers, and the argument of that request which names the same resource."""


def request(fact: Fact, service_id: str, operation: str, told: Record, *, how: str, by: Maker) -> SdkCall:
    """A request with those of the told arguments that name a resource or change what is needed.

    `lent.LENT` is added where others than the function's own are used.
    """
    picked = resources.arguments(service_id, operation, told)
    found: list[Argument] = []
    for name, value in picked:
        found.append(Argument(name, _settled(value)))
        found += _answered(service_id, name, value)
    if by.credentials is not None:
        found.append(lent.argument(by.credentials))
    via = fact.via if isinstance(fact, CallFact) else ()
    return SdkCall(service_id, operation, tuple(dict.fromkeys(found)), fact.at, how, by.sdk, fact.within, via)


def helper(fact: Fact, service_id: str, operation: str, sdk: str, told: dict[str, Value | None]) -> SdkCall:
    """A request that a function of a library makes, with the arguments that are there."""
    known = service(service_id)
    taken = known.parameters(operation) if known is not None else frozenset(told)
    taken |= {path.partition(".")[0] for path in resources.named(service_id, operation)}
    given = {name: value for name, value in told.items() if value is not None and name in taken}
    return request(fact, service_id, operation, record(given), how="helper", by=Maker(sdk))


def unresolved(fact: Fact, reason: str, klass: str = "receiver") -> Unresolved:
    """Why something could not be told."""
    return Unresolved(klass, reason, fact.at)


def _settled(value: Value) -> Value:
    if not isinstance(value, Words):
        return named(value)
    parts: list[Value] = []
    for part in map(named, value.parts):
        before, content = text(parts[-1]) if parts else None, text(part)
        if before is not None and content is not None:
            parts[-1] = Known(before + content)
        else:
            parts.append(part)
    return parts[0] if len(parts) == 1 else Words(tuple(parts))


def _answered(service_id: str, name: str, value: Value) -> Iterator[Argument]:
    """The name that a resource was asked for by: of `QueueUrl`, what `get_queue_url` was called with."""
    known = _NAMED_BY.get((service_id, name))
    value = named(value)
    if not known or not isinstance(value, Element | Made):
        return
    call = _call_behind(value, name)
    apart = split(call.callee) if call is not None else None
    if call is None or apart is None:
        return
    for owner in objects(apart[0]):
        operation = _operation(owner, apart[1])
        wanted = known.get(operation or "")
        told = keywords(call)
        if wanted and isinstance(owner, Thing):
            facts = models.part(owner, "actions", apart[1]) or {}
            told = over(models.request(owner, facts.get("params", [])), told)
        found = told.get(wanted) if wanted else None
        if wanted and found is not None:
            yield Argument(wanted, named(found))


def _operation(owner: object, method: str) -> str | None:
    if isinstance(owner, Client):
        known = service(owner.service)
        return known.operation_of_python(method) if known else None
    if isinstance(owner, Thing):
        return (models.part(owner, "actions", method) or {}).get("operation")
    return None


def _call_behind(value: Element | Made, name: str) -> Made | None:
    """The call whose answer has the value under the name: `answer["QueueUrl"]`, `answer.get("QueueUrl")`."""
    if isinstance(value, Element):
        ok = value.key is not None and (text(value.key) or "").lower() == name.lower()
        return value.of if ok and isinstance(value.of, Made) else None
    callee = value.callee
    if isinstance(callee, Member) and callee.name == "get" and value.args and isinstance(callee.of, Made):
        return callee.of if (text(value.args[0]) or "").lower() == name.lower() else None
    return None
