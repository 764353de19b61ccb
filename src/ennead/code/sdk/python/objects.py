"""Which object of boto3 a value is."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ennead.code.sdk import lent, tables
from ennead.code.sdk.python import models
from ennead.code.sdk.python.things import Asker, Batch, Client, Collection, Maker, Object, Session, Thing
from ennead.code.sdk.python.told import argument, keywords, over, split
from ennead.code.values import Choice, Element, Made, Member, Ref, Result, Typed, Value, full_name, options, text

_SESSIONS = {
    "boto3": "boto3",
    "boto3.DEFAULT_SESSION": "boto3",
    "aioboto3": "aioboto3",
}
_SESSION_MAKERS = {
    "boto3.Session": "boto3",
    "boto3.session.Session": "boto3",
    "boto3._get_default_session": "boto3",
    "botocore.session.Session": "boto3",
    "botocore.session.get_session": "boto3",
    "aioboto3.Session": "aioboto3",
    "aioboto3.session.Session": "aioboto3",
    "aiobotocore.get_session": "aioboto3",
    "aiobotocore.session.AioSession": "aioboto3",
    "aiobotocore.session.get_session": "aioboto3",
}
SDKS = frozenset(name.partition(".")[0] for name in (*_SESSIONS, *_SESSION_MAKERS))
"""The packages of the SDK, by their top module."""
_UNTOLD_CLIENTS = frozenset({"botocore.client.BaseClient", "aiobotocore.client.AioBaseClient"})
_SAME = frozenset({"__enter__", "__aenter__"})
_ENTERING = frozenset({"enter_context", "enter_async_context"})
_THROUGH = frozenset("await enumerate iter list next reversed set sorted tuple".split())
_STUBS = (("mypy_boto3_", "boto3"), ("types_boto3_", "boto3"), ("types_aiobotocore_", "aioboto3"))
_LIMITING = frozenset({"all", "filter", "limit", "page_size", "pages"})
_DEPTH = 60
_MOST = 24


def objects(value: Value, depth: int = 0) -> tuple[Object, ...]:
    """The objects of boto3 that a value may be; none where it is none that can be told."""
    if isinstance(value, Ref):
        return _ref(value)
    if isinstance(value, Typed):
        return tuple(_typed(value))
    reader = _READERS.get(type(value))
    if reader is None or depth > _DEPTH:
        return ()
    return tuple(dict.fromkeys(reader(value, depth + 1)))[:_MOST]


def limits(name: str) -> bool:
    """Whether a method of a collection gives (a part of) its members."""
    return name in _LIMITING


def _choice(value: Choice, depth: int) -> Iterator[Object]:
    for option in value.options:
        yield from objects(option, depth)


def _ref(value: Value) -> tuple[Object, ...]:
    name = full_name(value)
    return (Session(Maker(_SESSIONS[name])),) if name in _SESSIONS else ()


def _result(value: Result, depth: int) -> Iterator[Object]:
    if value.how in _THROUGH and value.of:
        yield from objects(value.of[0], depth)


def _element(value: Element, depth: int) -> Iterator[Object]:
    for owner in objects(value.of, depth):
        if isinstance(owner, Collection):
            found = models.member(owner)
            if found is not None:
                yield found
        elif isinstance(owner, Thing) and owner.many:
            yield owner._replace(many=False)


def _member(value: Member, depth: int) -> Iterator[Object]:
    if value.name == "client" and isinstance(value.of, Member) and value.of.name == "meta":
        for owner in objects(value.of.of, depth):
            if isinstance(owner, Thing):
                yield Client(owner.service, owner.by)
        return
    if full_name(value) in _SESSIONS:
        yield from _ref(value)
        return
    for owner in objects(value.of, depth):
        if isinstance(owner, Thing) and not owner.many:
            yield from _of_thing(owner, value.name)


def _of_thing(owner: Thing, name: str) -> Iterator[Object]:
    if models.part(owner, "collections", name) is not None:
        yield Collection(owner, name)
        return
    found = models.inner(owner, name, None)
    if found is not None:
        yield found


def _made(value: Made, depth: int) -> Iterator[Object]:
    name = full_name(value.callee)
    if name in _SESSION_MAKERS:
        yield Session(Maker(_SESSION_MAKERS[name], lent.key(argument(value, 0, "aws_access_key_id"))))
        return
    apart = split(value.callee)
    if apart is None:
        return
    of, method = apart
    if method in _SAME:
        yield from objects(of, depth)
    elif method in _ENTERING or (method in _THROUGH and of == Ref("")):
        yield from (found for given in value.args[:1] for found in objects(given, depth))
    else:
        for owner in objects(of, depth):
            giver = _GIVING.get(type(owner))
            yield from giver(owner, method, value) if giver else ()


def _of_session(owner: Session, method: str, call: Made) -> Iterator[Object]:
    if method not in {"client", "create_client", "resource"}:
        return
    told = argument(call, 0, "service_name")
    credentials = lent.key(keywords(call).get("aws_access_key_id"))
    by = owner.by if credentials is None else Maker(owner.by.sdk, credentials)
    for option in options(told) if told is not None else (None,):
        service = text(option) or ""
        if method == "resource":
            yield Thing(service, "", (), by)
        else:
            yield Client(service, by)


def _of_client(owner: Client, method: str, call: Made) -> Iterator[Object]:
    service = tables.service(owner.service)
    if service is None or method not in {"get_paginator", "get_waiter"}:
        return
    name = text(argument(call, 0, "operation_name", "waiter_name"))
    if name is None:
        return
    if method == "get_paginator":
        operation, how = service.operation_of_python(name), "paginator"
    else:
        operation, how = service.waiter(name), "waiter"
    if operation is not None:
        yield Asker(owner.service, operation, how, owner.by)


def _by_thing(owner: Thing, method: str, call: Made) -> Iterator[Object]:
    if owner.many:
        if method == "pop":
            yield owner._replace(many=False)
        return
    if method == "batch_writer" and owner.kind == "Table":
        yield Batch(owner)
        return
    found = models.inner(owner, method, call) or models.outcome(owner, method, call)
    if found is not None:
        yield found


def _of_collection(owner: Collection, method: str, call: Made) -> Iterator[Object]:
    if method in _LIMITING:
        yield owner._replace(told=over(owner.told, keywords(call))) if method == "filter" else owner


def _typed(value: Typed) -> Iterator[Object]:
    name = full_name(value.type) or ""
    if name in _SESSION_MAKERS:
        yield Session(Maker(_SESSION_MAKERS[name]))
    elif name in _UNTOLD_CLIENTS:
        yield Client("", Maker("boto3"))
    for prefix, sdk in _STUBS:
        if name.startswith(prefix):
            module, _, kind = name.removeprefix(prefix).partition(".")
            yield from _stub(module.replace("_", "-"), kind.rpartition(".")[2], Maker(sdk))


def _stub(service: str, kind: str, by: Maker) -> Iterator[Object]:
    known = tables.service(service)
    if known is None:
        return
    if kind.endswith("Client"):
        yield Client(service, by)
    elif kind.endswith("ServiceResource"):
        yield Thing(service, "", (), by)
    elif kind.endswith("Paginator") and kind.removesuffix("Paginator") in known.operations:
        yield Asker(service, kind.removesuffix("Paginator"), "paginator", by)
    elif kind.endswith("Waiter") and (operation := known.waiter(kind.removesuffix("Waiter"))):
        yield Asker(service, operation, "waiter", by)
    elif found := models.made_of(service, kind, by):
        yield found


_READERS: dict[type, Callable[..., Iterator[Object]]] = {
    Choice: _choice,
    Element: _element,
    Made: _made,
    Member: _member,
    Result: _result,
}
_GIVING: dict[type, Callable[..., Iterator[Object]]] = {
    Session: _of_session,
    Client: _of_client,
    Thing: _by_thing,
    Collection: _of_collection,
}


def named(value: Value) -> Value:
    """What an attribute that identifies a resource object holds (`bucket.name`, `queue.url`); else the value itself."""
    if isinstance(value, Member):
        for owner in objects(value.of):
            found = owner.identifier(value.name) if isinstance(owner, Thing) and not owner.many else None
            if found is not None:
                return found
    return value
