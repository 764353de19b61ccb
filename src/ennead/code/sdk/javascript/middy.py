"""Middy's middlewares that ask services before (or after) the handler runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ennead.code.facts import Argument, CallFact
from ennead.code.sdk.javascript.libraries import CLUSTER, DATABASE, token
from ennead.code.sdk.javascript.named import argument
from ennead.code.sdk.javascript.request import Answer, request, unresolved
from ennead.code.values import Known, Record, Series, Value, Words, options, text


def _ask(
    fact: CallFact,
    service: str,
    operation: str,
    given: Value | None = None,
    more: tuple[Argument, ...] = (),
    how: str = "helper",
) -> Answer:
    yield from request(fact, service, operation, given, how=how, sdk="middy", more=more)


def _settings(fact: CallFact) -> Value | None:
    return argument(fact.args, 0)


def _fetched(fact: CallFact) -> Iterator[Value]:
    """The values of `fetchData`; nothing where it is not told."""
    settings = _settings(fact)
    data = settings.get("fetchData") if isinstance(settings, Record) else None
    for option in options(data) if data is not None else ():
        if isinstance(option, Record):
            for _, value in option.entries:
                yield from options(value)


def _untold(fact: CallFact, service: str) -> Answer:
    settings = _settings(fact)
    data = settings.get("fetchData") if isinstance(settings, Record) else None
    if settings is not None and not isinstance(data, Record):
        yield from unresolved(fact, f"what the middleware fetches from {service} is not told")


def _ssm(fact: CallFact) -> Answer:
    """Names are asked for together, paths (they end with a slash) alone."""
    names: list[Value] = []
    for value in _fetched(fact):
        last = value.parts[-1] if isinstance(value, Words) else value
        if (text(last) or "").endswith("/"):
            yield from _ask(fact, "ssm", "GetParametersByPath", _record(Path=value, WithDecryption=Known(True)))
        else:
            names.append(value)
    if names:
        given = _record(Names=Series(tuple(names)), WithDecryption=Known(True))
        yield from _ask(fact, "ssm", "GetParameters", given)
    yield from _untold(fact, "ssm")


def _secrets(fact: CallFact) -> Answer:
    settings = _settings(fact)
    rotation = isinstance(settings, Record) and settings.get("fetchRotationDate") not in (None, Known(False))
    for value in _fetched(fact):
        yield from _ask(fact, "secretsmanager", "GetSecretValue", _record(SecretId=value))
        if rotation:
            yield from _ask(fact, "secretsmanager", "DescribeSecret", _record(SecretId=value))
    yield from _untold(fact, "secretsmanager")


def _each(service: str, operation: str) -> Callable[[CallFact], Answer]:
    """A middleware whose `fetchData` has a request's parameters under each key."""

    def function(fact: CallFact) -> Answer:
        for value in _fetched(fact):
            yield from _ask(fact, service, operation, value)
        yield from _untold(fact, service)

    return function


_CONFIGURATION = {
    "Application": "ApplicationIdentifier",
    "Environment": "EnvironmentIdentifier",
    "Configuration": "ConfigurationProfileIdentifier",
}


def _appconfig(fact: CallFact) -> Answer:
    """Old names of the parameters are read as the new ones."""
    for value in _fetched(fact):
        given = value
        if isinstance(value, Record):
            given = Record(
                tuple((Known(_CONFIGURATION.get(text(key) or "", text(key))), v) for key, v in value.entries)
            )
        yield from _ask(fact, "appconfigdata", "StartConfigurationSession", given)
        yield from _ask(fact, "appconfigdata", "GetLatestConfiguration")
    yield from _untold(fact, "appconfigdata")


def _token(service: str, operation: str, names: dict[str, str]) -> Callable[[CallFact], Answer]:
    """A middleware whose `fetchData` has a database's host and user under each key."""

    def function(fact: CallFact) -> Answer:
        for value in _fetched(fact):
            yield from _ask(fact, service, operation, None, token((value,), names), "signed")
        yield from _untold(fact, service)

    return function


def _response(fact: CallFact) -> Answer:
    """`@middy/ws-response` answers through the connection that the event came from."""
    settings = _settings(fact)
    client = settings.get("awsClientOptions") if isinstance(settings, Record) else None
    endpoint = client.get("endpoint") if isinstance(client, Record) else None
    more = () if endpoint is None else (Argument("Endpoint", endpoint),)
    yield from _ask(fact, "apigatewaymanagementapi", "PostToConnection", None, more)


def _object_response(fact: CallFact) -> Answer:
    yield from _ask(fact, "s3", "WriteGetObjectResponse")


def _record(**entries: Value) -> Record:
    return Record(tuple((Known(key), value) for key, value in entries.items()))


FUNCTIONS: dict[str, Callable[[CallFact], Answer]] = {
    "@middy/appconfig": _appconfig,
    "@middy/dsql-signer": _token("dsql", "DbConnect", CLUSTER),
    "@middy/dynamodb": _each("dynamodb", "GetItem"),
    "@middy/rds-signer": _token("rds", "GenerateDbAuthToken", DATABASE),
    "@middy/s3": _each("s3", "GetObject"),
    "@middy/s3-object-response": _object_response,
    "@middy/secrets-manager": _secrets,
    "@middy/service-discovery": _each("servicediscovery", "DiscoverInstances"),
    "@middy/ssm": _ssm,
    "@middy/sts": _each("sts", "AssumeRole"),
    "@middy/ws-response": _response,
}
