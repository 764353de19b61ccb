"""Which model reads a call, by the class of the object whose method it is."""

from __future__ import annotations

from ennead.code.facts import CallFact
from ennead.code.hosts.java_chains import Chain, simple, static_call
from ennead.code.sdk.java import bucket, client, durable, libraries, signed, table, untold
from ennead.code.sdk.java.fields import Fields
from ennead.code.sdk.java.request import Answer, Asked, Model, unresolved
from ennead.code.sdk.java.subject import DOCUMENT, ENHANCED, subject
from ennead.code.sdk.java.subject import client as client_of
from ennead.code.values import Member, Ref, full_name

_POWERTOOLS = "software.amazon.lambda.powertools"
_MAPPER = "com.amazonaws.services.dynamodbv2.datamodeling"
_TRANSFER = "software.amazon.awssdk.transfer.s3"

_MODELS: dict[str, Model] = {
    f"{ENHANCED}DynamoDbEnhancedClient": table.enhanced_client,
    f"{ENHANCED}DynamoDbEnhancedAsyncClient": table.enhanced_client,
    f"{ENHANCED}DynamoDbTable": table.enhanced,
    f"{ENHANCED}DynamoDbAsyncTable": table.enhanced,
    f"{ENHANCED}DynamoDbIndex": table.enhanced,
    f"{ENHANCED}DynamoDbAsyncIndex": table.enhanced,
    f"{DOCUMENT}DynamoDB": table.document_client,
    f"{DOCUMENT}Table": table.document,
    f"{DOCUMENT}Index": table.document,
    f"{_MAPPER}.DynamoDBMapper": table.mapper,
    f"{_MAPPER}.IDynamoDBMapper": table.mapper,
    f"{_MAPPER}.AbstractDynamoDBMapper": table.mapper,
    f"{_TRANSFER}.S3TransferManager": bucket.transfer,
    "com.amazonaws.services.s3.transfer.TransferManager": bucket.manager,
    "com.amazonaws.services.s3.transfer.TransferManagerBuilder": bucket.manager,
    "software.amazon.awssdk.services.rds.RdsUtilities": client.utilities,
    "software.amazon.awssdk.services.dsql.DsqlUtilities": client.utilities,
    "com.amazonaws.services.rds.auth.RdsIamAuthTokenGenerator": client.utilities,
    "com.amazonaws.secretsmanager.caching.SecretCache": libraries.secret_cache,
    "com.amazonaws.services.lambda.invoke.LambdaInvokerFactory": libraries.invoker,
    "com.amazonaws.services.kinesis.producer.KinesisProducer": libraries.producer,
    "software.amazon.kinesis.producer.KinesisProducer": libraries.producer,
    "software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider": libraries.role,
    "software.amazon.awssdk.auth.signer.Aws4Signer": signed.model,
    "software.amazon.awssdk.auth.signer.AwsS3V4Signer": signed.model,
    "software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner": signed.model,
    "com.amazonaws.auth.AWS4Signer": signed.model1,
    "com.amazonaws.auth.AWS4UnsignedPayloadSigner": signed.model1,
    f"{_POWERTOOLS}.sqs.SqsUtils": libraries.batches,
}
_PROVIDERS: dict[str, Model] = {
    "SSMProvider": libraries.parameters,
    "SecretsProvider": libraries.secrets,
    "DynamoDbProvider": libraries.table_provider,
    "AppConfigProvider": libraries.configuration,
    "DynamoDBPersistenceStore": libraries.store,
}
"""Classes of Powertools, whose packages differ between its versions."""

_MADE: dict[str, Model] = {"org.opensearch.client.transport.aws.AwsSdk2Transport": signed.transport}
"""Constructors that mean a request."""


def answer(fact: CallFact, fields: Fields, program_has_sdk: bool) -> Answer:
    """The requests that a call makes, and what of it could not be told."""
    callee = fact.callee
    if isinstance(callee, Member):
        yield from _method(fact, callee, fields, program_has_sdk)
    elif isinstance(callee, Ref) and fact.new:
        name = full_name(callee) or ""
        model = _MADE.get(name)
        if model is not None:
            yield from model(Asked(fact, "new", name, Chain(callee, ()), fields))
    else:
        yield from _static(fact, fields)


def _method(fact: CallFact, callee: Member, fields: Fields, program_has_sdk: bool) -> Answer:
    if durable.invokes(callee.name, callee.of):
        yield from durable.invoke(fact)
        return
    of = subject(callee.of)
    if of is None:
        yield from untold.method(fact, callee.of, callee.name, fields, program_has_sdk)
        return
    model = _model(of.cls)
    if model is not None:
        yield from model(Asked(fact, callee.name, of.cls, of.chain, fields))
    elif of.cls.startswith("software.amazon.awssdk.services.") and of.cls.endswith("Client"):
        yield from unresolved(fact, f"{simple(of.cls)} is the client of a service that is not known")
    else:
        yield from untold.method(fact, callee.of, callee.name, fields, program_has_sdk)


def _static(fact: CallFact, fields: Fields) -> Answer:
    """A static method that asks a service by itself."""
    called = static_call(fact.callee)
    if called is None:
        return
    cls, method = called
    if cls == "com.amazonaws.services.dynamodbv2.util.TableUtils":
        yield from client.table_utilities(fact, method, fields)
    elif cls == f"{_POWERTOOLS}.largemessages.LargeMessages":
        yield from libraries.large_messages(fact, method)
    elif cls == f"{_POWERTOOLS}.sqs.SqsUtils":
        yield from libraries.batches(Asked(fact, method, cls, Chain(fact.callee, ()), fields))


def _model(cls: str) -> Model | None:
    found = _MODELS.get(cls)
    if found is not None:
        return found
    if client_of(cls) is not None:
        return client.model
    name = simple(cls)
    if cls.startswith(f"{_POWERTOOLS}.") and name in _PROVIDERS:
        return _PROVIDERS[name]
    if cls.startswith("software.amazon.awssdk.services."):
        return client.presigner if name.endswith("Presigner") else client.waiter if name.endswith("Waiter") else None
    return None
