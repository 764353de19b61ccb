"""Which client an object is."""

from __future__ import annotations

from typing import NamedTuple

from ennead.code.facts import Argument
from ennead.code.sdk import tables
from ennead.code.sdk.javascript.named import Named, argument, named, peel
from ennead.code.values import Made, Record, Typed, Value

_V2 = "aws-sdk"
_V2_NO_CLIENT = frozenset(
    """config Config Credentials Endpoint Request Response HttpRequest HttpClient Service util AWSError Signers
    SharedIniFileCredentials EnvironmentCredentials CognitoIdentityCredentials TemporaryCredentials SAMLCredentials
    ChainableTemporaryCredentials WebIdentityCredentials TokenFileWebIdentityCredentials EC2MetadataCredentials
    ECSCredentials RemoteCredentials ProcessCredentials CredentialProviderChain MetadataService
    FileSystemCredentials XML JSON ParamValidator ResourceWaiter SequentialExecutor HttpResponse
    EventListeners""".split()
)
_WITH_ENDPOINT = frozenset({"apigatewaymanagementapi"})
"""Services whose requests go where the client's endpoint says."""


class Client(NamedTuple):
    """A client of the SDK.

    `service` is None where the class is one of the SDK's and the table has no service for it.  `document`: it takes
    DynamoDB's items as plain objects, with methods of its own.  `bound` are parameters that every request gets.
    """

    service: str | None
    sdk: str
    shown: str
    document: bool = False
    bound: Record | None = None
    fixed: tuple[Argument, ...] = ()


def client_of(value: Value) -> Client | None:
    """The client that an object is, by what made it or its declared type; None for anything else."""
    value = peel(value)
    if isinstance(value, Typed):
        name, config = named(value.type), None
    elif isinstance(value, Made):
        name, config = named(value.callee), argument(value.args, 0)
    else:
        return None
    if name is None:
        return None
    if name.module.startswith("@aws-sdk/client-"):
        return _v3(name, config)
    if name.module == "@aws-sdk/lib-dynamodb":
        return _v3_document(name)
    inner = v2_path(name)
    return _v2(inner, config) if inner else None


def v2_path(name: Named) -> tuple[str, ...]:
    """The class in the SDK v2, with the class inside it (`DynamoDB`, `DocumentClient`); empty for anything else."""
    module, path = name
    if module in (_V2, "aws-sdk/clients/all"):
        return path
    if not module.startswith("aws-sdk/clients/"):
        return ()
    own = module.removeprefix("aws-sdk/clients/").removesuffix(".js")
    return (own, *(path[1:] if path and path[0].lower() == own else path))


def _v3(name: Named, config: Value | None) -> Client | None:
    if len(name.path) != 1 or not _is_client(name.module, name.path[0]):
        return None
    service = tables.js3_service(name.module)
    return Client(service, "js3", name.path[0], fixed=_fixed(service, config))


def _is_client(module: str, name: str) -> bool:
    """Whether a class of `@aws-sdk/client-s3` is a client: `S3Client`, or `S3` with a method per operation."""
    letters = module.removeprefix("@aws-sdk/client-").replace("-", "")
    return name.endswith("Client") or name.lower() == letters


def _v3_document(name: Named) -> Client | None:
    if not name.path or name.path[0] not in ("DynamoDBDocument", "DynamoDBDocumentClient"):
        return None
    return Client("dynamodb", "js3", name.path[0], document=True)


def _v2(path: tuple[str, ...], config: Value | None) -> Client | None:
    if path[0] in _V2_NO_CLIENT or len(path) > 2 or not path[0][:1].isalpha():
        return None
    document = path[1:] == ("DocumentClient",)
    if len(path) == 2 and not document:
        return None
    service = tables.js2_service(path[0])
    if service is None and not path[0][:1].isupper():
        return None
    return Client(service, "js2", ".".join(path), document, _bound(config), _fixed(service, config))


def _bound(config: Value | None) -> Record | None:
    params = config.get("params") if isinstance(config, Record) else None
    return params if isinstance(params, Record) else None


def _fixed(service: str | None, config: Value | None) -> tuple[Argument, ...]:
    """What of the client's own configuration says where its requests go."""
    if service not in _WITH_ENDPOINT or not isinstance(config, Record):
        return ()
    endpoint = config.get("endpoint")
    return () if endpoint is None else (Argument("Endpoint", endpoint),)
