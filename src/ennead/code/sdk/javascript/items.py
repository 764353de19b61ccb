"""Parameters of DynamoDB's requests, as libraries on top of its client put them together."""

from __future__ import annotations

from collections.abc import Iterable

from ennead.code.values import Known, Record, Series, Value


def record(**entries: Value | None) -> Record:
    """A record of those that are given."""
    return Record(tuple((Known(name), value) for name, value in entries.items() if value is not None))


def one_table(table: Value, index: Value | None = None) -> Record:
    """A request to one table, perhaps over an index."""
    return record(TableName=table, IndexName=index)


def batched(parts: Iterable[tuple[Value, str | None]], *, open_: bool) -> Record:
    """Requests in a batch, by table, with what is done (`PutRequest`, `DeleteRequest`; None where not told)."""
    tables: dict[Value, list[str | None]] = {}
    for table, kind in parts:
        tables.setdefault(table, []).append(kind)
    items = tuple((table, _requests(kinds)) for table, kinds in tables.items())
    return record(RequestItems=Record(items, open_)) if items else Record((), open=True)


def transacted(parts: Iterable[tuple[Value, str | None]], *, open_: bool) -> Record:
    """A transaction of parts: the table, and what is done (`Put`, `Update`, `Delete`, `ConditionCheck`, `Get`)."""
    items = tuple(
        Record(((Known(kind), record(TableName=table)),)) for table, kind in dict.fromkeys(parts) if kind is not None
    )
    return record(TransactItems=Series(items, open_)) if items else Record((), open=True)


def _requests(kinds: list[str | None]) -> Series:
    told = tuple(Record(((Known(kind), Record(())),)) for kind in dict.fromkeys(kinds) if kind is not None)
    return Series(told, open=None in kinds)
