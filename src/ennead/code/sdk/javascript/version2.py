"""The SDK for JavaScript v2: a method per operation, and what its clients do besides."""

from __future__ import annotations

from collections.abc import Callable

from ennead.code.facts import CallFact
from ennead.code.sdk import tables
from ennead.code.sdk.javascript import documents
from ennead.code.sdk.javascript.client import Client
from ennead.code.sdk.javascript.named import argument
from ennead.code.sdk.javascript.request import MULTIPART, Answer, operation_named, request, unresolved, with_bound
from ennead.code.values import Known, Made, Record, Value, text

_NO_REQUEST = frozenset(
    """on off once promise send abort eachPage eachItem httpHandler setupRequestListeners defineService createSet
    endpoint config api bind call apply then catch finally setEndpoint validateService customizeRequests isPresigned
    isGlobalEndpoint addNamedListeners""".split()
)


def method(fact: CallFact, client: Client, name: str) -> Answer:
    """A method of a v2 client.  Promise versions of methods (`getObjectAsync`) are the methods."""
    special = _SPECIAL.get(name)
    if special is not None:
        yield from special(fact, client)
        return
    if client.service is None:
        if name not in _NO_REQUEST:
            yield from unresolved(fact, f"the operations of {client.shown} are not known")
        return
    operation = _operation(client, name)
    if operation is not None:
        yield from _ask(fact, client, operation, argument(fact.args, 0))
    elif name not in _NO_REQUEST:
        yield from unresolved(fact, f"{client.shown} has no operation for {name}")


def managed_upload(fact: CallFact, made: Made) -> Answer:
    """`new AWS.S3.ManagedUpload({params}).promise()`."""
    options = argument(made.args, 0)
    params = options.get("params") if isinstance(options, Record) else None
    for operation in MULTIPART:
        yield from request(fact, "s3", operation, params, how="transfer", sdk="js2")


def _operation(client: Client, name: str) -> str | None:
    if client.service is None:
        return None
    for word in (name, name.removesuffix("Async")):
        if client.document:
            found = documents.of_method(word)
        else:
            found = operation_named(client.service, word) if word[:1].islower() else None
        if found is not None:
            return found
    return None


def _ask(fact: CallFact, client: Client, operation: str, given: Value | None, how: str = "client") -> Answer:
    # A callback in the place of the parameters is none.
    params = with_bound(given if given is None or not _is_function(given) else None, client.bound)
    yield from request(fact, client.service or "", operation, params, how=how, sdk="js2", more=client.fixed)


def _is_function(value: Value) -> bool:
    return getattr(value, "kind", "") == "function"


def _presigned(fact: CallFact, client: Client) -> Answer:
    """`getSignedUrl("getObject", params)`."""
    yield from _by_name(fact, client, "presigned")


def _made(fact: CallFact, client: Client) -> Answer:
    """`makeRequest("getObject", params)`."""
    yield from _by_name(fact, client, "client")


def _by_name(fact: CallFact, client: Client, how: str) -> Answer:
    name = argument(fact.args, 0)
    word = text(name)
    operation = _operation(client, word) if word is not None else None
    if operation is None:
        yield from unresolved(fact, f"the operation of {client.shown} is named at run time", "dynamic")
    else:
        yield from _ask(fact, client, operation, argument(fact.args, 1), how)


def _post(fact: CallFact, client: Client) -> Answer:
    """`createPresignedPost({Bucket, Fields: {key}})`."""
    given = argument(fact.args, 0)
    if isinstance(given, Record):
        fields = given.get("Fields")
        key = fields.get("key") if isinstance(fields, Record) else None
        if key is not None:
            given = Record((*given.entries, (Known("Key"), key)), given.open)
    yield from _ask(fact, client, "PutObject", given, "presigned")


def _upload(fact: CallFact, client: Client) -> Answer:
    """`s3.upload(params)`."""
    for operation in MULTIPART:
        yield from _ask(fact, client, operation, argument(fact.args, 0), "transfer")


def _wait(fact: CallFact, client: Client) -> Answer:
    """`waitFor("objectExists", params)`."""
    word = text(argument(fact.args, 0))
    known = tables.service(client.service) if client.service else None
    operation = known.waiter(word) if known is not None and word is not None else None
    if operation is None:
        yield from unresolved(fact, f"what {client.shown} waits for is not told")
    else:
        yield from _ask(fact, client, operation, argument(fact.args, 1), "waiter")


_SPECIAL: dict[str, Callable[[CallFact, Client], Answer]] = {
    "createPresignedPost": _post,
    "createPresignedPostAsync": _post,
    "getSignedUrl": _presigned,
    "getSignedUrlAsync": _presigned,
    "getSignedUrlPromise": _presigned,
    "makeRequest": _made,
    "makeUnauthenticatedRequest": _made,
    "upload": _upload,
    "uploadAsync": _upload,
    "waitFor": _wait,
}
