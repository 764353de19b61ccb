"""Calls that may be requests and cannot be told: on untold receivers, of untold services, of untold methods."""

from __future__ import annotations

from ennead.code.facts import CallFact
from ennead.code.sdk import tables
from ennead.code.sdk.python.objects import objects
from ennead.code.sdk.python.requests import Answer, request, unresolved
from ennead.code.sdk.python.things import Client
from ennead.code.sdk.python.told import keywords, package_of
from ennead.code.values import Element, Event, Known, Made, Member, Ref, Result, Typed, Unknown, Value

_MOST_NAMES = 3


_OWN_WAYS = {
    "langchain_aws": "Bedrock",
    "s3fs": "S3",
    "dynamodb_encryption_sdk": "DynamoDB and KMS",
    "aws_encryption_sdk": "KMS",
    "pyathena": "Athena",
    "redshift_connector": "Redshift",
    "amazon_kclpy": "Kinesis",
}
"""Packages by their top module, and what they talk to without a client of the SDK in sight."""
PACKAGES = frozenset(_OWN_WAYS)


def own_way(fact: CallFact) -> Answer:
    """A call of a library that talks to a service by itself."""
    top = package_of(fact.callee)
    service = _OWN_WAYS.get(top or "")
    if service is not None:
        yield unresolved(fact, f"{top} talks to {service} in its own way")


def client(owner: Client, method: str, fact: CallFact) -> Answer:
    """A call on a client of an untold service: the only service whose operation takes these arguments, if there is."""
    found = _takers(method, fact)
    if len(found) == 1 and fact.keywords:
        service = found[0]
        operation = _operation(service, method)
        if operation is not None:
            yield request(fact, service.id, operation, keywords(fact), how="client", by=owner.by)
            return
    yield unresolved(fact, f"{method} is called on a client of a service that is chosen at run time")


def receiver(of: Value, method: str, fact: CallFact) -> Answer:
    """A call on something untold, with the method and the arguments of an operation."""
    if not _is_untold(of):
        return
    found = _takers(method, fact)
    if found and _has_capitals(fact):
        names = ", ".join(service.id for service in found[:_MOST_NAMES])
        yield unresolved(fact, f"{method} is called on something untold that may be a client of {names}")


def method_of(of: Value, fact: CallFact) -> Answer:
    """`getattr(client, name)()`: the operation is chosen at run time."""
    for owner in objects(of):
        if isinstance(owner, Client):
            yield unresolved(fact, f"an operation of {owner.service or 'a service'} is chosen at run time", "dynamic")
            return


def _takers(method: str, fact: CallFact) -> list[tables.Service]:
    """Services with an operation of this method that takes all of the told arguments."""
    told = {key.value for key, _ in keywords(fact).entries if isinstance(key, Known)}
    found = []
    for identity in sorted(tables.distinctive(method)):
        service = tables.service(identity)
        operation = _operation(service, method)
        if service is not None and operation is not None and told <= service.parameters(operation):
            found.append(service)
    return found


def _operation(service: tables.Service | None, method: str) -> str | None:
    return service.operation_of_python(method) if service is not None else None


def _has_capitals(fact: CallFact) -> bool:
    return any(isinstance(key, Known) and str(key.value)[:1].isupper() for key, _ in keywords(fact).entries)


def _is_untold(value: Value) -> bool:
    """Whether nothing is known of what a value is; things of known libraries and of the language are told."""
    while isinstance(value, Member | Element | Result | Made):
        if isinstance(value, Result):
            if not value.of:
                return True
            value = value.of[0]
        else:
            value = value.callee if isinstance(value, Made) else value.of
    if isinstance(value, Ref):
        return value.module.partition(".")[0] not in _TOLD
    return isinstance(value, Event | Typed | Unknown)


_TOLD = frozenset({"", "boto3", "botocore", "aioboto3", "aiobotocore", "awswrangler", "aws_lambda_powertools"})
"""Modules whose own objects are known to be no clients of a service, where they are not recognised as such."""
