"""Requests that an extension beside the function makes for it, with the function's rights: it is asked by HTTP."""

from __future__ import annotations

from ennead.code.facts import CallFact
from ennead.code.hosts.extensions import extension
from ennead.code.hosts.python import connected
from ennead.code.sdk.python.requests import Answer, helper
from ennead.code.sdk.python.told import argument
from ennead.code.values import Known, Record, Value, text


def of_call(fact: CallFact) -> Answer:
    """A call of an HTTP client that asks an extension for a secret, a parameter or a configuration."""
    for connection in connected(fact):
        asked = extension(connection.target)
        if asked is None:
            continue
        told = {**_beside(fact), **asked.told}
        if asked.kind == "secret":
            yield helper(fact, "secretsmanager", "GetSecretValue", "http", {"SecretId": told.get("secretId")})
        elif asked.kind == "parameter":
            given = {"Name": told.get("name"), "WithDecryption": _flag(told.get("withDecryption"))}
            yield helper(fact, "ssm", "GetParameter", "http", given)
        else:
            for operation in ("StartConfigurationSession", "GetLatestConfiguration"):
                given = {
                    "ApplicationIdentifier": told.get("application"),
                    "EnvironmentIdentifier": told.get("environment"),
                    "ConfigurationProfileIdentifier": told.get("name"),
                }
                yield helper(fact, "appconfigdata", operation, "http", given)


def _beside(fact: CallFact) -> dict[str, Value]:
    """The query that stands beside the address (`get(url, params={...})`, `request("GET", url, fields={...})`)."""
    given = argument(fact, None, "params", "fields")
    entries = given.entries if isinstance(given, Record) else ()
    return {name: value for key, value in entries if (name := text(key)) is not None}


def _flag(value: Value | None) -> Value | None:
    """`withDecryption=true` as it is in the API."""
    word = text(value)
    return Known(word.lower() == "true") if word is not None else value
