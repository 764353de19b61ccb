"""Requests of Powertools for AWS Lambda: parameters, idempotency, feature flags, streaming, data masking."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ennead.code.facts import CallFact, SdkCall
from ennead.code.sdk.python.requests import helper
from ennead.code.sdk.python.told import argument
from ennead.code.values import Env, Made, Record, Series, Value, full_name, options

PREFIX = "aws_lambda_powertools."
_SDK = "powertools"
_SERVICE_NAME = Env("POWERTOOLS_SERVICE_NAME")


def of_function(name: str, fact: CallFact) -> Iterator[SdkCall]:
    """A function or a class of Powertools that is called, by its full name."""
    if ".utilities." not in name:
        return
    area, last = name.split(".utilities.", 1)[1].partition(".")[0], name.rpartition(".")[2]
    found = _FUNCTIONS.get((area, last))
    if found is not None:
        yield from found(fact)


def of_method(owner: Value, method: str, fact: CallFact) -> Iterator[SdkCall]:
    """A method of something that Powertools made: a provider of parameters, feature flags."""
    if not isinstance(owner, Made):
        return
    last = (full_name(owner.callee) or "").rpartition(".")[2]
    found = _METHODS.get((last, method))
    if found is not None:
        yield from found(owner, fact)


def _call(fact: CallFact, service: str, operation: str, **told: Value | None) -> SdkCall:
    return helper(fact, service, operation, _SDK, told)


def _parameter(fact: CallFact) -> Iterator[SdkCall]:
    yield _call(
        fact, "ssm", "GetParameter", Name=argument(fact, 0, "name"), WithDecryption=argument(fact, None, "decrypt")
    )


def _parameters(fact: CallFact) -> Iterator[SdkCall]:
    decrypt = argument(fact, None, "decrypt")
    yield _call(fact, "ssm", "GetParametersByPath", Path=argument(fact, 0, "path"), WithDecryption=decrypt)


def _parameters_by_name(fact: CallFact) -> Iterator[SdkCall]:
    given = argument(fact, 0, "parameters")
    for option in options(given) if given is not None else (None,):
        names = Series(tuple(key for key, _ in option.entries), option.open) if isinstance(option, Record) else option
        yield _call(fact, "ssm", "GetParameters", Names=names)


def _set_parameter(fact: CallFact) -> Iterator[SdkCall]:
    yield _call(fact, "ssm", "PutParameter", Name=argument(fact, 0, "name"))


def _secret(fact: CallFact) -> Iterator[SdkCall]:
    yield _call(fact, "secretsmanager", "GetSecretValue", SecretId=argument(fact, 0, "name"))


def _set_secret(fact: CallFact) -> Iterator[SdkCall]:
    """The value is put; where there is no such secret, it is created."""
    name = argument(fact, 0, "name")
    yield _call(fact, "secretsmanager", "PutSecretValue", SecretId=name)
    yield _call(fact, "secretsmanager", "CreateSecret", Name=name)


def _app_config(fact: CallFact) -> Iterator[SdkCall]:
    application = argument(fact, 2, "application")
    yield from _configuration(fact, application, argument(fact, 1, "environment"), argument(fact, 0, "name"))


def _configuration(
    fact: CallFact, application: Value | None, environment: Value | None, name: Value | None
) -> Iterator[SdkCall]:
    for operation in ("StartConfigurationSession", "GetLatestConfiguration"):
        yield _call(
            fact,
            "appconfigdata",
            operation,
            ApplicationIdentifier=application or _SERVICE_NAME,
            EnvironmentIdentifier=environment,
            ConfigurationProfileIdentifier=name,
        )


def _idempotent(fact: CallFact) -> Iterator[SdkCall]:
    """A function that is kept from running twice: the layer reads and writes its table around it."""
    store = argument(fact, None, "persistence_store")
    for option in options(store) if store is not None else ():
        if isinstance(option, Made) and (full_name(option.callee) or "").endswith("DynamoDBPersistenceLayer"):
            table = argument(option, 0, "table_name")
            for operation in ("GetItem", "PutItem", "UpdateItem", "DeleteItem"):
                yield _call(fact, "dynamodb", operation, TableName=table)


def _streamed(fact: CallFact) -> Iterator[SdkCall]:
    told = {name: argument(fact, number, name.lower()) for number, name in enumerate(("Bucket", "Key"))}
    version = argument(fact, 2, "version_id")
    for operation in ("HeadObject", "GetObject"):
        yield _call(fact, "s3", operation, **told, VersionId=version)


def _app_config_get(owner: Made, fact: CallFact) -> Iterator[SdkCall]:
    application, environment = argument(owner, 1, "application"), argument(owner, 0, "environment")
    yield from _configuration(fact, application, environment, argument(fact, 0, "name"))


def _table(operation: str) -> Callable[[Made, CallFact], Iterator[SdkCall]]:
    def found(owner: Made, fact: CallFact) -> Iterator[SdkCall]:
        yield _call(fact, "dynamodb", operation, TableName=argument(owner, 0, "table_name"))

    return found


def _flags(owner: Made, fact: CallFact) -> Iterator[SdkCall]:
    store = argument(owner, 0, "store")
    for option in options(store) if store is not None else ():
        if isinstance(option, Made) and (full_name(option.callee) or "").endswith("AppConfigStore"):
            told = [
                argument(option, number, name) for number, name in enumerate(("environment", "application", "name"))
            ]
            yield from _configuration(fact, told[1], told[0], told[2])


def _masked(operation: str) -> Callable[[Made, CallFact], Iterator[SdkCall]]:
    def found(owner: Made, fact: CallFact) -> Iterator[SdkCall]:
        provider = argument(owner, 0, "provider")
        for option in options(provider) if provider is not None else ():
            keys = argument(option, 0, "keys") if isinstance(option, Made) else None
            for key in keys.items if isinstance(keys, Series) else (keys,) if keys is not None else ():
                yield _call(fact, "kms", operation, KeyId=key)

    return found


def _plain(function: Callable[[CallFact], Iterator[SdkCall]]) -> Callable[[Made, CallFact], Iterator[SdkCall]]:
    return lambda _, fact: function(fact)


_FUNCTIONS: dict[tuple[str, str], Callable[[CallFact], Iterator[SdkCall]]] = {
    ("parameters", "get_parameter"): _parameter,
    ("parameters", "get_parameters"): _parameters,
    ("parameters", "get_parameters_by_name"): _parameters_by_name,
    ("parameters", "set_parameter"): _set_parameter,
    ("parameters", "get_secret"): _secret,
    ("parameters", "set_secret"): _set_secret,
    ("parameters", "get_app_config"): _app_config,
    ("idempotency", "idempotent"): _idempotent,
    ("idempotency", "idempotent_function"): _idempotent,
    ("streaming", "S3Object"): _streamed,
}
_METHODS: dict[tuple[str, str], Callable[[Made, CallFact], Iterator[SdkCall]]] = {
    ("SSMProvider", "get"): _plain(_parameter),
    ("SSMProvider", "get_multiple"): _plain(_parameters),
    ("SSMProvider", "get_parameters_by_name"): _plain(_parameters_by_name),
    ("SSMProvider", "set"): _plain(_set_parameter),
    ("SecretsProvider", "get"): _plain(_secret),
    ("SecretsProvider", "set"): _plain(_set_secret),
    ("AppConfigProvider", "get"): _app_config_get,
    ("DynamoDBProvider", "get"): _table("GetItem"),
    ("DynamoDBProvider", "get_multiple"): _table("Query"),
    ("FeatureFlags", "evaluate"): _flags,
    ("FeatureFlags", "get_enabled_features"): _flags,
    ("FeatureFlags", "get_configuration"): _flags,
    ("DataMasking", "encrypt"): _masked("GenerateDataKey"),
    ("DataMasking", "decrypt"): _masked("Decrypt"),
}
