"""What JavaScript and Java programs ask of the extensions that AWS lays beside a function, by the address they call.

Addresses are those of `extensions`; here text is freed of what the two languages put around it to escape it,
and an address becomes the requests that the extension makes with the rights of the function.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ennead.code.facts import CallFact
from ennead.code.hosts.address import concat
from ennead.code.hosts.extensions import extension
from ennead.code.hosts.record import first, records
from ennead.code.values import Known, Made, Member, Record, Result, Value, Words, full_name, text

_ESCAPES = frozenset({"java.net.URLEncoder.encode", "encodeURIComponent", "querystring.escape"})
_ENCODES = frozenset({"URLSearchParams", "querystring.stringify", "qs.stringify", "url.URLSearchParams"})
_QUERIES = ("params", "searchParams", "qs", "query")
"""Options of HTTP clients under which the query of the address stands."""
_REQUESTS = {
    "secret": (
        ("secretsmanager", "GetSecretValue", {"secretId": "SecretId", "versionStage": "VersionStage"}),
    ),
    "parameter": (("ssm", "GetParameter", {"name": "Name", "withDecryption": "WithDecryption"}),),
    "configuration": (
        (
            "appconfigdata",
            "StartConfigurationSession",
            {
                "application": "ApplicationIdentifier",
                "environment": "EnvironmentIdentifier",
                "name": "ConfigurationProfileIdentifier",
            },
        ),
        ("appconfigdata", "GetLatestConfiguration", {}),
    ),
}  # fmt: skip
_FLAGS = {"true": True, "false": False}


class Asked(NamedTuple):
    """A request that an extension makes; parameters that the address does not tell are open."""

    service: str
    operation: str
    given: Record


def is_extension(target: Value) -> bool:
    """Whether an address is one of an extension."""
    return extension(target) is not None


def asked(target: Value, fact: CallFact) -> Iterator[Asked]:
    """What a call to an address asks for; nothing where it is no extension's."""
    found = extension(concat(*_unescaped(target), *_query(target, fact)))
    if found is None:
        return
    for service, operation, names in _REQUESTS[found.kind]:
        entries = tuple((Known(api), _flag(found.told[name])) for name, api in names.items() if name in found.told)
        yield Asked(service, operation, Record(entries, open=bool(names)))


def _flag(value: Value) -> Value:
    """`true` as an address has it."""
    word = text(value)
    return Known(_FLAGS[word]) if word in _FLAGS else value


def _query(target: Value, fact: CallFact) -> Iterator[Value]:
    """The query that stands in the client's options."""
    for given in fact.args[:3]:
        for record in records(given):
            query = first(record, *_QUERIES)
            if query is not None:
                begun = "?" in "".join(text(part) or "" for part in _parts(target))
                yield Known("&" if begun else "?")
                yield from _pairs(query) if isinstance(query, Record) else _unescaped(query)
                return


def _unescaped(value: Value) -> Iterator[Value]:
    """The parts of a text without what is put around them to escape them."""
    for part in _parts(value):
        inner = part.callee.of if isinstance(part, Made) and isinstance(part.callee, Member) else part
        name, args = _called(inner)
        if name in _ESCAPES and args:
            yield from _unescaped(args[0])
        elif name in _ENCODES and args and isinstance(args[0], Record):
            yield from _pairs(args[0])
        else:
            yield part


def _pairs(query: Record) -> Iterator[Value]:
    for key, value in query.entries:
        yield from (key, Known("="), *_unescaped(_shown(value)), Known("&"))


def _shown(value: Value) -> Value:
    """A constant as an address has it."""
    return Known(str(value.value).lower()) if isinstance(value, Known) and isinstance(value.value, bool) else value


def _called(value: Value) -> tuple[str | None, tuple[Value, ...]]:
    if isinstance(value, Result):
        return value.how, value.of
    return (full_name(value.callee), value.args) if isinstance(value, Made) else (None, ())


def _parts(value: Value) -> tuple[Value, ...]:
    return value.parts if isinstance(value, Words) else (value,)
