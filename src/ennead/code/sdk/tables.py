"""Questions to the tables of the SDKs: services, their operations, and the names that each SDK gives them.

A service is loaded when it is asked for, alone: the operations of one are a few kilobytes.
"""

from __future__ import annotations

import json
import zlib
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from ennead.code.sdk.clients import java1, java2, js2, js3

__all__ = [
    "Service",
    "as_of",
    "distinctive",
    "java1_service",
    "java2_service",
    "js2_service",
    "js3_service",
    "resource_models",
    "service",
    "services",
    "signed_as",
    "source",
]


class _Entry(NamedTuple):
    """A line of the index: names of the service, and where its facts stand in `operations.bin`."""

    service_id: str
    endpoint_prefix: str
    signing_name: str
    start: int
    length: int
    model_start: int = 0
    model_length: int = 0


class Service:
    """A service as botocore has it."""

    def __init__(self, identity: str, entry: _Entry, facts: dict[str, Any]) -> None:
        self.id = identity
        """botocore's name of it: `stepfunctions`, `cognito-idp`."""
        self.service_id = entry.service_id
        """Its name in every SDK's own models: `SFN`, `Cognito Identity Provider`."""
        self.endpoint_prefix = entry.endpoint_prefix
        self.signing_name = entry.signing_name
        self._parameters: dict[str, str] = facts["operations"]
        self.operations: frozenset[str] = frozenset(self._parameters)
        """Names in the API: `GetObject`."""
        self.paginators: frozenset[str] = frozenset(facts["paginators"].split())
        """Operations that paginate."""
        self.waiters: dict[str, str] = facts["waiters"]
        """Operations by the waiter's name in the API: `ObjectExists` is `HeadObject`."""

    @cached_property
    def _by_letters(self) -> dict[str, str]:
        return {operation.lower(): operation for operation in self._parameters}

    @cached_property
    def _waiters_by_letters(self) -> dict[str, str]:
        return {name.lower(): operation for name, operation in self.waiters.items()}

    def operation_of_python(self, method: str) -> str | None:
        """The operation behind a method of a Python client: `get_object`."""
        return self._by_letters.get(method.replace("_", "")) if method.islower() else None

    def operation_of_camel(self, method: str) -> str | None:
        """The operation behind a method of JavaScript (v2, and v3's aggregated clients) or Java: `listObjectsV2`."""
        return self._by_letters.get(method.lower()) if method[:1].islower() else None

    def waiter(self, name: str) -> str | None:
        """The operation that a waiter asks: `object_exists`, `ObjectExists`, `objectExists`."""
        return self._waiters_by_letters.get(name.replace("_", "").lower())

    def required(self, operation: str) -> frozenset[str]:
        """Parameters that the operation must have; none where it is not known."""
        names = self._parameters.get(operation, "").split()
        return frozenset(name[:-1] for name in names if name[-1] == "*")

    def parameters(self, operation: str) -> frozenset[str]:
        """All parameters of the operation, by their names in the API."""
        return frozenset(self._parameters.get(operation, "").replace("*", "").split())

    def parameter(self, operation: str, name: str) -> str | None:
        """The parameter's name in the API for one in another spelling: Java's `bucket`, `ssekmsKeyId`."""
        letters = name.replace("_", "").lower()
        return next((known for known in self.parameters(operation) if known.lower() == letters), None)


@lru_cache(maxsize=64)
def service(identity: str) -> Service | None:
    """The service with botocore's name; None where the table has none."""
    entry = _index().get(identity)
    if entry is None:
        return None
    return Service(identity, entry, json.loads(_block(entry.start, entry.length)))


def services() -> tuple[str, ...]:
    """botocore's names of all services, in order."""
    return tuple(_index())


@lru_cache(maxsize=16)
def resource_models(identity: str) -> dict[str, Any]:
    """boto3's resource objects of a service by type, the service's own under ""; empty where it has none.

    Each has `ids` (names of its identifiers, in order), `load` (a request), `attributes` (names that need it),
    `actions`, `batch`, `collections` (requests by name), `has` (other objects by name) and `waiters`.
    A request is {"operation", "params": [[path in the arguments, source, value]], "type", "of": [[identifier, source,
    value]]}; sources are identifier (value is its name), string (a constant), request (a parameter of the call),
    response, input (an argument of the call) and data (a part of what was loaded).  `loaded` objects need no further
    request for their attributes.
    """
    entry = _index().get(identity)
    if entry is None or not entry.model_length:
        return {}
    models: dict[str, Any] = json.loads(_block(entry.model_start, entry.model_length))
    return models


@lru_cache(maxsize=512)
def distinctive(method: str) -> frozenset[str]:
    """Services that have an operation with this method, in Python's spelling or in camel case.

    A name of one word (`query`, `publish`) says nothing: none.
    """
    snake = "_" in method.strip("_")
    if not (method.islower() if snake else method[:1].islower() and not method.islower()):
        return frozenset()
    letters = method.replace("_", "").lower()
    if not letters.isalnum():
        return frozenset()
    text = _methods()
    start = text.find(f"\n{letters} ")
    if start < 0:
        return frozenset()
    start += len(letters) + 2
    names = services()
    return frozenset(names[int(number)] for number in text[start : text.index("\n", start)].split())


def js3_service(package: str) -> str | None:
    """The service of a package of the SDK for JavaScript v3: `@aws-sdk/client-sfn` is `stepfunctions`."""
    return js3(package, _by_service_id())


def js2_service(class_name: str) -> str | None:
    """The service of a class of the SDK for JavaScript v2: `AWS.StepFunctions`, `DynamoDB.DocumentClient`, or a module
    under `aws-sdk/clients/` (`cognitoidentityserviceprovider`)."""
    return js2(class_name, _by_service_id())


def java2_service(class_full_name: str) -> str | None:
    """The service of a client of the SDK for Java 2.x, its asynchronous form or its builder, by the full class name."""
    return java2(class_full_name, _by_service_id())


def java1_service(class_full_name: str) -> str | None:
    """The service of a client of the SDK for Java 1.x, its asynchronous form or its builder, by the full class name."""
    return java1(class_full_name)


@lru_cache(maxsize=64)
def signed_as(signing_name: str) -> tuple[str, ...]:
    """Services whose requests are signed with this name: `lambda`, `es`."""
    return tuple(name for name, entry in _index().items() if entry.signing_name == signing_name)


def as_of() -> str:
    """The day of the release that the tables are from."""
    return str(_head()["as_of"])


def source() -> str:
    """What the tables are made from, with versions."""
    return str(_head()["source"])


@lru_cache(maxsize=1)
def _head() -> dict[str, Any]:
    head: dict[str, Any] = json.loads(zlib.decompress(_bytes("index.json.z")))
    return head


@lru_cache(maxsize=1)
def _index() -> dict[str, _Entry]:
    return {name: _Entry(*entry) for name, entry in _head()["services"].items()}


@lru_cache(maxsize=1)
def _by_service_id() -> dict[str, str]:
    """botocore's names by the letters of the service's id: `cognitoidentityprovider` is `cognito-idp`."""
    return {"".join(filter(str.isalnum, entry.service_id)).lower(): name for name, entry in _index().items()}


@lru_cache(maxsize=1)
def _methods() -> str:
    return zlib.decompress(_bytes("methods.txt.z")).decode()


def _block(start: int, length: int) -> bytes:
    path = files("ennead.code.sdk") / "data" / "operations.bin"
    with path.open("rb") as stream:
        stream.seek(start)
        return zlib.decompress(stream.read(length))


def _bytes(name: str) -> bytes:
    return (files("ennead.code.sdk") / "data" / name).read_bytes()
