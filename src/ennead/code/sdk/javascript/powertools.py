"""Powertools for AWS Lambda (TypeScript): parameters and idempotency.  Its other parts ask for nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from ennead.code.facts import CallFact
from ennead.code.sdk.javascript.named import argument, maker
from ennead.code.sdk.javascript.request import Answer, request, unresolved
from ennead.code.values import Known, Made, Own, Record, Series, Value, options

_P = "@aws-lambda-powertools/parameters"
_I = "@aws-lambda-powertools/idempotency"
_LAYERS = frozenset({f"{_I}/dynamodb.DynamoDBPersistenceLayer", f"{_I}.DynamoDBPersistenceLayer"})
_LAYER_REQUESTS = ("GetItem", "PutItem", "UpdateItem", "DeleteItem")

Method: TypeAlias = Callable[[CallFact, Made], Answer]
"""A method of an object that a library made."""


def _ask(fact: CallFact, service: str, operation: str, given: Value | None = None) -> Answer:
    yield from request(fact, service, operation, given, how="helper", sdk="powertools")


def _record(**entries: Value | None) -> Record:
    return Record(tuple((Known(key), value) for key, value in entries.items() if value is not None))


def _of(value: Value | None, key: str) -> Value | None:
    return value.get(key) if isinstance(value, Record) else None


def _parameter(fact: CallFact) -> Answer:
    """`getParameter(name, {decrypt})`."""
    decrypt = _of(argument(fact.args, 1), "decrypt")
    yield from _ask(fact, "ssm", "GetParameter", _record(Name=argument(fact.args, 0), WithDecryption=decrypt))


def _parameters(fact: CallFact) -> Answer:
    """`getParameters(path, {decrypt})`."""
    decrypt = _of(argument(fact.args, 1), "decrypt")
    yield from _ask(fact, "ssm", "GetParametersByPath", _record(Path=argument(fact.args, 0), WithDecryption=decrypt))


def _parameters_by_name(fact: CallFact) -> Answer:
    """`getParametersByName({name: options}, options)`; those with a `decrypt` of their own are asked for alone."""
    for named in options(argument(fact.args, 0) or Record((), open=True)):
        if not isinstance(named, Record):
            yield from _ask(fact, "ssm", "GetParameters")
            continue
        alone = tuple(entry for entry in named.entries if _of(entry[1], "decrypt") is not None)
        for name, settings in alone:
            yield from _ask(fact, "ssm", "GetParameter", _record(Name=name, WithDecryption=_of(settings, "decrypt")))
        rest = tuple(name for name, settings in named.entries if (name, settings) not in alone)
        if rest or named.open:
            decrypt = _of(argument(fact.args, 1), "decrypt")
            names = Series(rest, named.open)
            yield from _ask(fact, "ssm", "GetParameters", _record(Names=names, WithDecryption=decrypt))


def _set_parameter(fact: CallFact) -> Answer:
    yield from _ask(fact, "ssm", "PutParameter", _record(Name=argument(fact.args, 0)))


def _secret(fact: CallFact) -> Answer:
    yield from _ask(fact, "secretsmanager", "GetSecretValue", _record(SecretId=argument(fact.args, 0)))


def _configuration(fact: CallFact, settings: Value | None) -> Answer:
    """`getAppConfig(name, {application, environment})`."""
    given = _record(
        ApplicationIdentifier=_of(settings, "application"),
        EnvironmentIdentifier=_of(settings, "environment"),
        ConfigurationProfileIdentifier=argument(fact.args, 0),
    )
    yield from _ask(fact, "appconfigdata", "StartConfigurationSession", given)
    yield from _ask(fact, "appconfigdata", "GetLatestConfiguration")


def _item(operation: str) -> Method:
    def method(fact: CallFact, made: Made) -> Answer:
        table = _of(argument(made.args, 0), "tableName")
        yield from _ask(fact, "dynamodb", operation, _record(TableName=table))

    return method


def _plain(function: Callable[[CallFact], Answer]) -> Method:
    return lambda fact, _made: function(fact)


def _idempotent(fact: CallFact) -> Answer:
    """`makeIdempotent(fn, {persistenceStore})`, `@idempotent({persistenceStore})`, the middleware."""
    stores = [store for given in fact.args if (store := _of(given, "persistenceStore")) is not None]
    if not stores:
        yield from unresolved(fact, "the store of idempotency records is not told")
    for store in stores:
        for option in options(store):
            yield from _store(fact, option)


def _store(fact: CallFact, store: Value) -> Answer:
    made = maker(store)
    if made is None:
        if not isinstance(store, Own):
            yield from unresolved(fact, "the store of idempotency records is not told")
        return
    name, call = made
    if f"{name.module}.{name.dotted}" not in _LAYERS:
        return
    table = _of(argument(call.args, 0), "tableName")
    for operation in _LAYER_REQUESTS:
        yield from _ask(fact, "dynamodb", operation, _record(TableName=table))


FUNCTIONS: dict[str, Callable[[CallFact], Answer]] = {
    f"{_P}/ssm.getParameter": _parameter,
    f"{_P}/ssm.getParameters": _parameters,
    f"{_P}/ssm.getParametersByName": _parameters_by_name,
    f"{_P}/ssm.setParameter": _set_parameter,
    f"{_P}/secrets.getSecret": _secret,
    f"{_P}/appconfig.getAppConfig": lambda fact: _configuration(fact, argument(fact.args, 1)),
    f"{_I}.makeIdempotent": _idempotent,
    f"{_I}.idempotent": _idempotent,
    f"{_I}/middleware.makeHandlerIdempotent": _idempotent,
}
METHODS: dict[str, dict[str, Method]] = {
    f"{_P}/ssm.SSMProvider": {
        "get": _plain(_parameter),
        "getMultiple": _plain(_parameters),
        "getParametersByName": _plain(_parameters_by_name),
        "set": _plain(_set_parameter),
    },
    f"{_P}/secrets.SecretsProvider": {"get": _plain(_secret)},
    f"{_P}/appconfig.AppConfigProvider": {"get": lambda fact, made: _configuration(fact, argument(made.args, 0))},
    f"{_P}/dynamodb.DynamoDBProvider": {"get": _item("GetItem"), "getMultiple": _item("Query")},
}
