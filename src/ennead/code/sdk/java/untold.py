"""Calls on receivers that are not told: the request says what they ask for, or they may be requests."""

from __future__ import annotations

from ennead.code.facts import CallFact, Facts
from ennead.code.hosts.java_chains import chain, simple, start
from ennead.code.sdk import tables
from ennead.code.sdk.java import bucket
from ennead.code.sdk.java.fields import Fields
from ennead.code.sdk.java.request import Answer, request, unresolved
from ennead.code.sdk.java.subject import of_model
from ennead.code.values import Element, Event, Made, Member, Own, Ref, Typed, Unknown, Value, options

_SDKS = ("software.amazon.awssdk.services.", "com.amazonaws.services.")
_RUNTIME = "com.amazonaws.services.lambda.runtime"
_OURS = ("software.amazon.", "com.amazonaws.")
_OTHERS = ("java.", "javax.", "jakarta.", "org.", "kotlin.", "com.google.", "com.fasterxml.", *_OURS)

LIBRARIES = {
    "com.amazon.dax.client": "DynamoDB Accelerator",
    "com.amazon.sqs.javamessaging": "SQS",
    "com.amazonaws.encryptionsdk": "KMS",
    "com.amazonaws.services.dynamodbv2.AmazonDynamoDBLockClient": "DynamoDB",
    "com.amazonaws.services.kinesis.clientlibrary": "Kinesis and DynamoDB",
    "io.awspring.cloud": "AWS",
    "io.micronaut.aws": "AWS",
    "io.micronaut.jms.sqs": "SQS",
    "io.quarkiverse.amazon": "AWS",
    "io.quarkus.amazon": "AWS",
    "io.vertx.ext.awssdk": "AWS",
    "org.apache.camel.component.aws": "AWS",
    "org.socialsignin.spring.data.dynamodb": "DynamoDB",
    "org.springframework.cloud.aws": "AWS",
    "org.springframework.integration.aws": "AWS",
    "software.amazon.cryptography": "KMS",
    "software.amazon.dax": "DynamoDB Accelerator",
    "software.amazon.kinesis.common": "Kinesis and DynamoDB",
    "software.amazon.kinesis.coordinator": "Kinesis and DynamoDB",
}
"""Libraries that make requests in a way of their own, and to what."""


def library(cls: str) -> str | None:
    """The library of the class, if it is one that makes requests in a way of its own."""
    return next((package for package in LIBRARIES if cls.startswith(f"{package}.") or cls == package), None)


def has_sdk(facts: Facts) -> bool:
    """Whether a client of the SDK is brought in anywhere."""
    return any(name.startswith(_SDKS) and not name.startswith(_RUNTIME) for name in facts.packages)


def method(fact: CallFact, receiver: Value, name: str, fields: Fields, program_has_sdk: bool) -> Answer:
    """A call on a receiver that is of no known class of the SDK."""
    if not _may_be_client(receiver):
        return
    found = False
    for option in options(fact.args[0]) if fact.args else ():
        for one in _by_request(fact, option, name, fields):
            found = True
            yield one
    if found or not program_has_sdk or not tables.distinctive(name):
        return
    if all(_is_untold(option) for argument in fact.args[:1] for option in options(argument)):
        yield from unresolved(fact, f"{name} is called on something untold that may be a client of the SDK")


def _by_request(fact: CallFact, value: Value, name: str, fields: Fields) -> Answer:
    """`untold.getItem(GetItemRequest...)`."""
    begun = start(chain(value).root)
    cls = "" if begun is None else begun.cls.removesuffix(".Builder")
    of = of_model(cls) if cls.endswith("Request") else None
    service = tables.service(of.service) if of is not None else None
    if of is None or service is None:
        return
    word = simple(cls).removesuffix("Request")
    camel = word[:1].lower() + word[1:]
    plain = name.removesuffix("Async").removesuffix("Paginator").removesuffix("AsBytes")
    if plain.lower() != camel.lower():
        return
    special = bucket.operation(camel, of.sdk) if of.service == "s3" else None
    operation = special or service.operation_of_camel(camel)
    if operation is not None:
        how = "paginator" if name.endswith("Paginator") else "client"
        told = fields.record(value, of.service, operation)
        yield from request(fact, of.service, operation, told, how=how, sdk=of.sdk)


def _may_be_client(receiver: Value) -> bool:
    """Whether nothing tells that the receiver is something else."""
    root = chain(receiver).root
    if isinstance(root, Unknown | Element | Member):
        return not isinstance(root, Member | Element) or not _is_event(root)
    if isinstance(root, Typed):
        return root.type.module in ("", "java.lang.Object")
    if isinstance(root, Made) and isinstance(root.callee, Ref):
        return not root.new and not root.callee.module.startswith(_OTHERS)
    return False


def _is_event(value: Value) -> bool:
    for _ in range(50):
        if isinstance(value, Made) and isinstance(value.callee, Member):
            value = value.callee
        if not isinstance(value, Member | Element):
            break
        value = value.of
    return isinstance(value, Event | Own)


def _is_untold(value: Value) -> bool:
    root = chain(value).root
    if isinstance(root, Made) and isinstance(root.callee, Ref):
        return root.callee.module.startswith(_OURS)
    return isinstance(root, Unknown | Typed | Member | Element)
