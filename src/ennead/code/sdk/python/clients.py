"""Calls on clients, paginators and waiters."""

from __future__ import annotations

from dataclasses import replace

from ennead.code.facts import CallFact
from ennead.code.sdk import tables
from ennead.code.sdk.python import transfers, untold
from ennead.code.sdk.python.requests import Answer, request, unresolved
from ennead.code.sdk.python.things import Asker, Client
from ennead.code.sdk.python.told import argument, keywords, over
from ennead.code.values import Known, Record, Value, options, text

_SILENT = frozenset(
    "can_paginate close get_paginator get_waiter __enter__ __exit__ __aenter__ __aexit__ "
    "exceptions meta waiter_names".split()
)
"""Members of a client that ask nothing of a service."""

_TOKENS = {
    ("rds", "generate_db_auth_token"): ("rds", "GenerateDbAuthToken", ("DBHostname", "Port", "DBUsername")),
    ("dsql", "generate_db_connect_auth_token"): ("dsql", "DbConnect", ("Hostname", "Region")),
    ("dsql", "generate_db_connect_admin_auth_token"): ("dsql", "DbConnectAdmin", ("Hostname", "Region")),
}
"""Methods that sign a token to connect to a database with: service, operation and positional parameters."""


def of_client(client: Client, method: str, fact: CallFact) -> Answer:
    """A call of a client's method."""
    if method in _SILENT:
        yield from _unlike(client, method, fact)
        return
    if not client.service:
        yield from untold.client(client, method, fact)
        return
    service = tables.service(client.service)
    if service is None:
        yield unresolved(fact, f"{client.service} is no service that is known as of {tables.as_of()}")
    elif method in {"generate_presigned_url", "generate_presigned_post"}:
        yield from _presigned(client, service, method, fact)
    elif (token := _TOKENS.get((client.service, method))) is not None:
        given = {name: argument(fact, number, name) for number, name in enumerate(token[2])}
        told = Record(tuple((Known(name), value) for name, value in given.items() if value is not None))
        yield request(fact, token[0], token[1], told, how="signed", by=client.by)
    elif client.service == "s3" and transfers.is_transfer(method):
        yield from transfers.of_client(client.by, method, fact)
    elif (operation := service.operation_of_python(method)) is not None:
        told = replace(keywords(fact), open=True) if fact.handed else keywords(fact)
        yield request(fact, client.service, operation, told, how="client", by=client.by)
    elif not fact.handed:
        yield unresolved(fact, f"{method} is no operation of {client.service} that is known as of {tables.as_of()}")


def of_asker(asker: Asker, method: str, fact: CallFact) -> Answer:
    """`paginate` and `wait`."""
    if method == {"paginator": "paginate", "waiter": "wait"}[asker.how]:
        yield request(fact, asker.service, asker.operation, keywords(fact), how=asker.how, by=asker.by)


def _unlike(client: Client, method: str, fact: CallFact) -> Answer:
    """A paginator or waiter whose name is not told, or told wrong, hides what is asked."""
    if method not in {"get_paginator", "get_waiter"} or fact.handed:
        return
    service = tables.service(client.service)
    given = argument(fact, 0, "operation_name", "waiter_name")
    for option in options(given) if given is not None else ():
        name = text(option)
        if service is None or name is None:
            what = "a paginator" if method == "get_paginator" else "a waiter"
            yield unresolved(fact, f"{what} of {client.service or 'an untold service'} is chosen at run time")


def _presigned(client: Client, service: tables.Service, method: str, fact: CallFact) -> Answer:
    """A link or a form is a request that somebody else will make with the function's rights."""
    if method == "generate_presigned_post":
        given = {name: argument(fact, number, name) for number, name in enumerate(("Bucket", "Key"))}
        told = Record(tuple((Known(name), value) for name, value in given.items() if value is not None))
        fields = argument(fact, 2, "Fields")
        told = over(_capitals(fields), told)
        yield request(fact, client.service, "PutObject", told, how="presigned", by=client.by)
        return
    chosen = argument(fact, 0, "ClientMethod")
    params = argument(fact, 1, "Params")
    for option in options(chosen) if chosen is not None else ():
        name = text(option)
        operation = service.operation_of_python(name) if name is not None else None
        if operation is None:
            yield unresolved(fact, f"a link to an operation of {client.service} that is not told")
            continue
        for told_params in options(params) if params is not None else (Record(()),):
            told = told_params if isinstance(told_params, Record) else Record((), open=True)
            yield request(fact, client.service, operation, told, how="presigned", by=client.by)


def _capitals(fields: Value | None) -> Record:
    """Fields of a form that change what is needed, by their names in the API."""
    names = {"acl": "ACL", "tagging": "Tagging", "x-amz-server-side-encryption-aws-kms-key-id": "SSEKMSKeyId"}
    if not isinstance(fields, Record):
        return Record(())
    entries = ((names.get((text(key) or "").lower()), value) for key, value in fields.entries)
    return Record(tuple((Known(name), value) for name, value in entries if name))
