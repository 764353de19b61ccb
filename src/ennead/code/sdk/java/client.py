"""The clients of services, in versions 1.x and 2.x of the SDK: operations, pages, waiters, presigned requests."""

from __future__ import annotations

from ennead.code.facts import Argument, CallFact
from ennead.code.hosts.java_address import address
from ennead.code.hosts.java_chains import chain, simple, start
from ennead.code.sdk import tables
from ennead.code.sdk.java import bucket, positional
from ennead.code.sdk.java.fields import Fields
from ennead.code.sdk.java.request import Answer, Asked, first, record, request, unresolved
from ennead.code.sdk.java.subject import Client, client, of_model
from ennead.code.values import Record, Unknown, Value, options

_WITH_ENDPOINT = frozenset({"apigatewaymanagementapi", "iot-data"})
_ENDPOINTS = (
    "endpointOverride",
    "withEndpointConfiguration",
    "setEndpointConfiguration",
    "withEndpoint",
    "setEndpoint",
)
_QUIET = frozenset(
    """builder create build defaultClient standard close serviceName serviceClientConfiguration waiter waiters utilities
    shutdown setEndpoint setRegion withRegion setTimeOffset setSignerRegionOverride getCachedResponseMetadata getRegion
    getRegionName getUrl addRequestHandler setS3ClientOptions toString hashCode equals getClass configureRegion
    getServiceName getEndpointPrefix thenReturn wait notify notifyAll presigner endpointOverride""".split()
)
"""Methods of a client that ask the service for nothing."""


def model(asked: Asked) -> Answer:
    """What a method of a client asks for."""
    of = client(asked.cls)
    if of is None:
        return
    if asked.cls.endswith("#waiter"):
        yield from _waiter(asked, of)
    elif asked.cls.endswith("#utilities"):
        yield from utilities(asked)
    elif of.service == "s3" and of.sdk == "java1" and asked.method == "generatePresignedUrl":
        yield from bucket.presigned(asked)
    else:
        yield from _operation(asked, of)


def _operation(asked: Asked, of: Client) -> Answer:
    service = tables.service(of.service)
    name, how = _plain(asked.method)
    operation = bucket.operation(name, of.sdk) if of.service == "s3" else None
    operation = operation or (service.operation_of_camel(name) if service is not None else None)
    if service is None or operation not in service.operations:
        if _is_ready(asked) and asked.method not in _QUIET:
            yield from unresolved(asked.fact, f"{simple(asked.cls)} has no operation that is called {asked.method}")
        return
    yield from _asks(asked, of, operation, how)


def _plain(method: str) -> tuple[str, str]:
    """The operation's method and how it is asked: `listObjectsV2Paginator`, `sendMessageAsync`."""
    if method.endswith("Paginator"):
        return method.removesuffix("Paginator"), "paginator"
    return (method.removesuffix("Async") if method != "invokeAsync" else method), "client"


def _is_ready(asked: Asked) -> bool:
    """Whether the receiver is surely a client, and not the builder of one."""
    begun = start(asked.chain.root)
    if begun is None or asked.cls.endswith("Builder"):
        return False
    links = asked.chain.links
    if links:
        return links[-1].name == "build"
    return begun.static in ("create", "defaultClient") or (not begun.static and not begun.cls.endswith("Builder"))


def _asks(asked: Asked, of: Client, operation: str, how: str) -> Answer:
    given = first(asked.fact)
    more = _endpoint(asked, of)
    for option in options(given) if given is not None else (None,):
        if option is not None and of.sdk == "java1" and _is_positional(option, len(asked.fact.args)):
            told = by_position(asked.fact, of.service, operation, asked.fields)
        elif option is None:
            told = Record((), open=asked.fact.handed)
        else:
            told = asked.fields.record(option, of.service, operation, asked.method)
        yield from request(asked.fact, of.service, operation, told, how=how, sdk=of.sdk, more=more)


def _endpoint(asked: Asked, of: Client) -> tuple[Argument, ...]:
    """What of the client's own settings says where its requests go."""
    if of.service not in _WITH_ENDPOINT:
        return ()
    set_here = asked.fields.told.settings(asked.chain.root)
    for link in asked.chain.links:
        set_here[link.name] = link.args
    for name in _ENDPOINTS:
        if set_here.get(name):
            value = address(set_here[name][0])
            begun = start(chain(value).root)
            if begun is not None and begun.cls.endswith("EndpointConfiguration") and begun.args:
                value = begun.args[0]
            return (Argument("Endpoint", value),)
    return ()


def _is_positional(value: Value, count: int) -> bool:
    """Whether the first argument is no request but, say, the name of a bucket; one that is untold and alone may be."""
    if isinstance(value, Unknown):
        return count > 1
    links = chain(value).links
    begun = start(chain(value).root)
    is_request = begun is not None and begun.cls.startswith("com.amazonaws.") and begun.cls.endswith("Request")
    return not is_request or (bool(links) and links[-1].name.startswith("get"))


def by_position(fact: CallFact, service: str, operation: str, fields: Fields) -> Record:
    """Arguments without names, by the names that they have in the API."""
    names = positional.method(service, operation)
    raw = {name: (value,) for name, value in zip(names, fact.args, strict=False)}
    told = fields.named(raw, service, operation)
    return Record(told.entries, open=not names)


def _waiter(asked: Asked, of: Client) -> Answer:
    """`client.waiter().waitUntilX(request)`; 1.x: `client.waiters().x().run(new WaiterParameters(request))`."""
    service = tables.service(of.service)
    if service is None:
        return
    if asked.method == "run" and asked.chain.links:
        name, given = asked.chain.links[-1].name, _inner(first(asked.fact))
    elif asked.method.startswith("waitUntil"):
        name, given = asked.method.removeprefix("waitUntil"), first(asked.fact)
    else:
        return
    operation = service.waiter(name)
    if operation is None:
        yield from unresolved(asked.fact, f"{of.service} has no waiter that is called {name}")
        return
    for option in options(given) if given is not None else (None,):
        told = asked.fields.record(option, of.service, operation, asked.method)
        yield from request(asked.fact, of.service, operation, told, how="waiter", sdk=of.sdk)


def _inner(value: Value | None) -> Value | None:
    begun = start(chain(value).root) if value is not None else None
    return begun.args[0] if begun is not None and begun.args else value


def waiter(asked: Asked) -> Answer:
    """A waiter of a class of its own: `S3Waiter.create()`."""
    of = of_model(asked.cls)
    if of is not None:
        yield from _waiter(asked, of)


def presigner(asked: Asked) -> Answer:
    """`presigner.presignGetObject(r -> r.getObjectRequest(...))`."""
    of = of_model(asked.cls)
    service = tables.service(of.service) if of is not None else None
    if of is None or service is None or not asked.method.startswith("presign"):
        return
    name = asked.method.removeprefix("presign")
    operation = service.operation_of_camel(name[:1].lower() + name[1:])
    if operation is None:
        yield from unresolved(asked.fact, f"{of.service} has no operation that is called {name}")
        return
    given = first(asked.fact)
    for option in options(given) if given is not None else (None,):
        told = nested(asked, option, f"{name[:1].lower()}{name[1:]}Request", of.service, operation)
        yield from request(asked.fact, of.service, operation, told, how="presigned", sdk="java2")


def nested(asked: Asked, value: Value | None, field: str, service: str, operation: str) -> Record:
    """The arguments of a request that stands in a field of another."""
    raw = asked.fields.raw(value, asked.method) if value is not None else None
    inner = (raw or {}).get(field)
    if not inner:
        return Record((), open=True)
    return asked.fields.record(inner[0], service, operation, field)


_TOKENS = {
    "generateAuthenticationToken": ("rds", "GenerateDbAuthToken"),
    "generateDbConnectAuthToken": ("dsql", "DbConnect"),
    "generateDbConnectAdminAuthToken": ("dsql", "DbConnectAdmin"),
    "getAuthToken": ("rds", "GenerateDbAuthToken"),
}
_TOKEN_FIELDS = {
    "rds": {"hostname": "DBHostname", "username": "DBUsername", "userName": "DBUsername", "port": "Port"},
    "dsql": {"hostname": "Hostname"},
}


def utilities(asked: Asked) -> Answer:
    """`client.utilities()`: tokens of databases; what S3 has there asks for nothing."""
    found = _TOKENS.get(asked.method)
    if found is None:
        return
    service, operation = found
    given = first(asked.fact)
    raw = asked.fields.raw(given, asked.method) if given is not None else None
    names = _TOKEN_FIELDS[service]
    more = tuple(Argument(names[name], args[0]) for name, args in (raw or {}).items() if name in names)
    sdk = "java1" if asked.method == "getAuthToken" else "java2"
    yield from request(asked.fact, service, operation, how="signed", sdk=sdk, more=more)


def table_utilities(fact: CallFact, method: str, fields: Fields) -> Answer:
    """1.x: `TableUtils.createTableIfNotExists(client, request)`."""
    operation = {
        "createTableIfNotExists": "CreateTable",
        "deleteTableIfExists": "DeleteTable",
        "waitUntilExists": "DescribeTable",
        "waitUntilActive": "DescribeTable",
    }.get(method)
    given = first(fact, 1)
    if operation is None or given is None:
        return
    plain = operation == "DescribeTable"
    told = record(TableName=given) if plain else fields.record(given, "dynamodb", operation)
    yield from request(fact, "dynamodb", operation, told, how="waiter" if plain else "helper", sdk="java1")
