"""Objects of boto3 and its kin, as far as a value tells them: sessions, clients, resource objects."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from ennead.code.values import Record, Value


class Maker(NamedTuple):
    """What makes the requests: the library, and other credentials than the function's own, where they are given."""

    sdk: str
    credentials: Value | None = None


class Session(NamedTuple):
    """Makes clients and resource objects; the module `boto3` itself too."""

    by: Maker


class Client(NamedTuple):
    """A client of a service; `service` is "" where it is not told."""

    service: str
    by: Maker


class Thing(NamedTuple):
    """A resource object: `kind` is its type in boto3's models, "" for the service's own.

    `many`: a list of such.  `loaded`: its attributes need no further request.
    """

    service: str
    kind: str
    ids: tuple[tuple[str, Value], ...]
    by: Maker
    many: bool = False
    loaded: bool = False

    def identifier(self, name: str) -> Value | None:
        """What identifies it under a name, in the models' spelling or Python's."""
        letters = name.replace("_", "").lower()
        return next((value for known, value in self.ids if known.lower() == letters), None)


class Collection(NamedTuple):
    """The collection `name` of a resource object; `told` are the arguments that limit it."""

    parent: Thing
    name: str
    told: Record = Record(())


class Asker(NamedTuple):
    """A paginator or a waiter (`how`)."""

    service: str
    operation: str
    how: str
    by: Maker


class Batch(NamedTuple):
    """A writer of batches to a table."""

    table: Thing


Object: TypeAlias = Session | Client | Thing | Collection | Asker | Batch
