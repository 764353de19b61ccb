"""The SDK for JavaScript v3: commands that are sent, clients with a method per operation, paginators and waiters."""

from __future__ import annotations

from typing import NamedTuple

from ennead.code.facts import CallFact
from ennead.code.sdk import tables
from ennead.code.sdk.javascript import documents
from ennead.code.sdk.javascript.client import Client, client_of
from ennead.code.sdk.javascript.named import Named, argument, named, peel
from ennead.code.sdk.javascript.request import Answer, operation_named, request, unresolved
from ennead.code.values import Element, Made, Member, Typed, Unknown, Value, options

_DOCUMENTS = "@aws-sdk/lib-dynamodb"
_CLIENT = "@aws-sdk/client-"
_OWN = frozenset({"send", "destroy", "config", "middlewareStack", "initConfig"})
_WORDS = frozenset({"bind", "then", "catch", "finally", "toString", "call", "apply"})
_MOST_LAYERS = 60


class Command(NamedTuple):
    """A command: its service, operation and input."""

    service: str
    operation: str
    given: Value | None


def command_of(value: Value) -> Command | None:
    """The command that an object is; None for anything else."""
    value = peel(value)
    if isinstance(value, Typed):
        name, given = named(value.type), None
    elif isinstance(value, Made):
        name, given = named(value.callee), argument(value.args, 0)
    else:
        return None
    if name is None or not name.path or not name.path[-1].endswith("Command"):
        return None
    return _told(name, given)


def sent(fact: CallFact, receiver: Value, program_has_sdk: bool, *, how: str = "client", position: int = 0) -> Answer:
    """`client.send(command)`, and other functions that are given a command."""
    given = argument(fact.args, position)
    client = client_of(receiver)
    for option in options(peel(given)) if given is not None else ():
        command = command_of(option)
        if command is not None:
            fixed = client.fixed if client is not None else ()
            yield from request(fact, command.service, command.operation, command.given, how=how, more=fixed)
        elif client is not None or how != "client":
            shown = client.shown if client is not None else "a client"
            yield from unresolved(fact, f"the command that {shown} sends is not told")
        elif program_has_sdk and is_untold(receiver) and is_untold(option):
            yield from unresolved(fact, "what is sent, and through what, is not told; it may be a command of the SDK")
    if given is None and client is not None:
        yield from unresolved(fact, f"the command that {client.shown} sends is not told")


def method(fact: CallFact, client: Client, name: str) -> Answer:
    """A method of a v3 client other than `send`: `new S3({}).getObject(input)`."""
    given = argument(fact.args, 0)
    if client.service is None:
        if name not in _OWN and name not in _WORDS:
            yield from unresolved(fact, f"the operations of {client.shown} are not known")
        return
    operation = documents.of_method(name) if client.document else operation_named(client.service, name)
    if operation is not None and name[:1].islower():
        yield from request(fact, client.service, operation, given, more=client.fixed)
    elif name.startswith("paginate"):
        yield from _paginated(fact, client.service, name.removeprefix("paginate"), given)
    elif name.startswith("waitUntil"):
        yield from _waited(fact, client.service, name.removeprefix("waitUntil"), given)


def function(fact: CallFact, name: Named) -> Answer:
    """A function of a client's package: `paginateScan({client}, input)`, `waitUntilObjectExists({client}, input)`."""
    service = "dynamodb" if name.module == _DOCUMENTS else tables.js3_service(name.module)
    given = argument(fact.args, 1)
    verb = name.path[-1]
    if not verb.startswith(("paginate", "waitUntil", "waitFor")):
        return
    if service is None:
        yield from unresolved(fact, f"the operations of {name.module} are not known")
    elif verb.startswith("paginate"):
        yield from _paginated(fact, service, verb.removeprefix("paginate"), given)
    else:
        yield from _waited(fact, service, verb.removeprefix("waitUntil").removeprefix("waitFor"), given)


def is_package(name: Named) -> bool:
    """Whether `function` knows the package."""
    return name.module.startswith(_CLIENT) or name.module == _DOCUMENTS


def is_untold(value: Value) -> bool:
    """Whether nothing is known of a value."""
    for _ in range(_MOST_LAYERS):
        if not isinstance(value, Member | Element):
            return isinstance(value, Unknown)
        value = value.of
    return True


def _told(name: Named, given: Value | None) -> Command | None:
    word = name.path[-1]
    if name.module == _DOCUMENTS:
        operation = documents.of_command(word)
        return None if operation is None else Command("dynamodb", operation, given)
    service = tables.js3_service(name.module)
    if service is None:
        return None
    word = word.removesuffix("Command")
    # The SDK for JavaScript may be newer than the table: the name of a command is the operation's.
    return Command(service, operation_named(service, word) or word, given)


def _paginated(fact: CallFact, service: str, word: str, given: Value | None) -> Answer:
    operation = operation_named(service, word)
    if operation is None:
        yield from unresolved(fact, f"{service} has no operation {word} to paginate")
    else:
        yield from request(fact, service, operation, given, how="paginator")


def _waited(fact: CallFact, service: str, word: str, given: Value | None) -> Answer:
    known = tables.service(service)
    operation = known.waiter(word) if known is not None else None
    if operation is None:
        yield from unresolved(fact, f"{service} has no waiter {word}")
    else:
        yield from request(fact, service, operation, given, how="waiter")
