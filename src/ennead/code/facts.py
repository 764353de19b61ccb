"""What evaluating a program from its handler gives: everything it reaches, and what could not be told."""

from __future__ import annotations

from typing import NamedTuple

from ennead.code.values import Place, Value


class Reached(NamedTuple):
    """A function of the application that the handler reaches; `name` is qualified (`Class.method`, `outer.inner`)."""

    name: str
    at: Place


class CallFact(NamedTuple):
    """A call of something that is not the application's own, on a path from the handler.

    `callee`, `args` and `keywords` are the values at the time of the call.  Where the callee may be several, each is
    a fact.  `within` is the qualified name of the function it stands in ("" at module level), `via` the calls of the
    application's own functions that lead there, outermost first.  `handed`: it is not called here but handed over
    to be called (`executor.submit(client.get_item, ...)`, `promisify(s3.getObject)`); arguments may then be unknown.
    """

    callee: Value
    args: tuple[Value, ...]
    keywords: tuple[tuple[str, Value], ...]
    at: Place
    new: bool = False
    within: str = ""
    via: tuple[Place, ...] = ()
    handed: bool = False


class ReadFact(NamedTuple):
    """A read of a member of something outside that is no call (`table.item_count`); `value` is the member."""

    value: Value
    at: Place
    within: str = ""


class EnvRead(NamedTuple):
    """An environment variable that is read.  `required`: without a default, in a way that fails where it is not set."""

    name: str
    at: Place
    required: bool


class Unresolved(NamedTuple):
    """Something that could not be followed: its class, the reason in words, and where.

    `klass` is dynamic (eval, reflection), receiver (a call on something untold that may be an SDK's), module (a file
    that is missing), syntax, bound (more code than is followed), handler, native, import (a module named at run time).
    """

    klass: str
    reason: str
    at: Place


class Facts(NamedTuple):
    """Everything a handler reaches."""

    reached: tuple[Reached, ...]
    calls: tuple[CallFact, ...]
    reads: tuple[ReadFact, ...]
    environment: tuple[EnvRead, ...]
    modules: tuple[str, ...]
    """Paths of the application's own files that are loaded, in order."""
    packages: tuple[str, ...]
    """Names of modules outside that are imported, in order."""
    unresolved: tuple[Unresolved, ...]


class Argument(NamedTuple):
    """An argument of an SDK call that names a resource, or may change what is needed: its name in the service's API."""

    name: str
    value: Value


class SdkCall(NamedTuple):
    """A request to a service.

    `service` is the id that botocore has for it (`s3`, `dynamodb`, `cognito-idp`), `operation` as in the service's API
    (`GetItem`).  `arguments` are those that are told, by their names in the API (a client's fixed ones included:
    the table of a resource object).  `how` is client, resource, collection, paginator, waiter, transfer, presigned,
    batch, helper, signed.  `sdk` is boto3, aioboto3, js2, js3, java1, java2, powertools, awswrangler, middy, http.
    """

    service: str
    operation: str
    arguments: tuple[Argument, ...]
    at: Place
    how: str
    sdk: str
    within: str = ""
    via: tuple[Place, ...] = ()


class HostCall(NamedTuple):
    """A connection to a host: `target` is what is told of the URL or the host; `client` names the library.

    `method` is the verb in capitals where it is told.
    """

    target: Value
    at: Place
    client: str
    method: str | None = None
    within: str = ""
    via: tuple[Place, ...] = ()
