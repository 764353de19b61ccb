"""Calls that may be requests and cannot be told: on untold receivers, and of libraries with a way of their own."""

from __future__ import annotations

from ennead.code.facts import CallFact
from ennead.code.sdk import tables
from ennead.code.sdk.javascript.commands import is_untold
from ennead.code.sdk.javascript.named import argument
from ennead.code.sdk.javascript.request import Answer, unresolved
from ennead.code.values import Known, Record, Ref, Value, options

_TELLING = frozenset(
    """Bucket TableName RequestItems TransactItems QueueUrl TopicArn TargetArn FunctionName SecretId StreamName
    stateMachineArn executionArn KeyId UserPoolId DeliveryStreamName EventBusName LogGroupName logGroupName
    ConnectionId IdentityId resourceArn secretArn modelId StateMachineName PlatformApplicationArn ClusterName""".split()
)
"""Parameters that only requests of the SDK have."""
_WORDS = frozenset(
    """get put update delete query scan upload publish invoke subscribe decrypt encrypt sign verify converse""".split()
)
"""Methods of one word that are requests where a telling parameter is given."""

LIBRARIES = {
    "@aws-crypto/client-node": "KMS",
    "@aws/dynamodb-data-mapper": "DynamoDB",
    "@shiftcoders/dynamo-easy": "DynamoDB",
    "@typedorm/core": "DynamoDB",
    "amazon-dax-client": "DynamoDB Accelerator",
    "amazon-qldb-driver-nodejs": "QLDB",
    "aws-amplify": "Amplify's services",
    "aws-sdk-plus": "AWS",
    "dynamodb-onetable": "DynamoDB",
    "dynogels": "DynamoDB",
    "sqs-consumer": "SQS",
    "sqs-producer": "SQS",
    "typeorm": "a database",
}
"""Libraries that make requests in a way of their own, and to what."""


def method(fact: CallFact, receiver: Value, name: str, program_has_sdk: bool) -> Answer:
    """A call on a receiver that is no known client."""
    if isinstance(receiver, Ref) and not receiver.module:
        return
    given = argument(fact.args, 0)
    for option in options(given) if given is not None else ():
        looks = isinstance(option, Record) and _is_request(option, name)
        hidden = program_has_sdk and is_untold(receiver) and is_untold(option) and bool(tables.distinctive(name))
        if looks or hidden:
            yield from unresolved(fact, f"{name} is called on something untold that may be a client of the SDK")
            return


def _is_request(given: Record, name: str) -> bool:
    """Whether the argument is one that a request takes."""
    services = tables.distinctive(name)
    keys = {key.value for key, _ in given.entries if isinstance(key, Known)}
    if (name in _WORDS or services) and keys & _TELLING:
        return True
    for identity in services:
        service = tables.service(identity)
        operation = service.operation_of_camel(name) if service is not None else None
        required = service.required(operation) if service is not None and operation is not None else frozenset()
        if required and required <= keys:
            return True
    return False
