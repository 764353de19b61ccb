"""Which function reads which resource type."""

from __future__ import annotations

from collections.abc import Callable

from ennead.sources.cloudformation.desk import Desk
from ennead.sources.cloudformation.stack import Resource

Reader = Callable[[Resource, Desk], None]

READERS: dict[str, Reader] = {}


def reads(*types: str) -> Callable[[Reader], Reader]:
    """Register the function as the reader of those types."""

    def mark(reader: Reader) -> Reader:
        READERS.update(dict.fromkeys(types, reader))
        return reader

    return mark
