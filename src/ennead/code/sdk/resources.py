"""Which arguments of which operations name a resource, or change what is needed; and how they are picked out of a call.

A path into the arguments is written with dots, `[]` for every item of a list and `*` for the keys of a mapping:
`RequestItems.*`, `TransactItems[].Put.TableName`.  Picked arguments have their path as their name.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from ennead.code.facts import Argument
from ennead.code.sdk.addresses import bucket_and_key, parts_after
from ennead.code.sdk.naming import ALWAYS, CHANGING, OPERATIONS, STATEMENTS
from ennead.code.sdk.tables import service
from ennead.code.values import Known, Record, Series, Unknown, Value, Words, options, text

__all__ = ["arguments", "changes", "named"]

_CHANGING = frozenset(
    "VersionId Tagging ACL GrantFullControl GrantRead GrantReadACP GrantWrite GrantWriteACP IndexName "
    "ServerSideEncryption SSECustomerAlgorithm BypassGovernanceRetention ObjectLockMode "
    "ObjectLockRetainUntilDate ObjectLockLegalHoldStatus TaggingDirective MetadataDirective VersionStage "
    "WithDecryption SourceLanguageCode InvocationType Qualifier Tags tags Role role PhoneNumber RequestPayer "
    "guardrailIdentifier JobExecutionSettings VpcConfig PermissionsBoundary UserPoolTags".split()
)
_ALL = _CHANGING | CHANGING
_ENDINGS = ("rolearn", "kmskeyid", "kmskeyarn", "kmsmasterkeyid", "kmskey", "kmsencryptioncontext", "encryptionkeyid")
_CONTENT = frozenset(
    "Item Items Key Keys ExpressionAttributeValues ExpressionAttributeNames Body body Payload payload Message "
    "MessageBody MessageAttributes Detail Data Records input messages Variables Environment UserAttributes "
    "RequestItems TransactItems Metadata Fields Conditions".split()
)
"""Arguments that hold what is stored or sent: names in them are the application's own."""
_DEPTH = 5
_MOST = 400


@lru_cache(maxsize=4096)
def named(service_id: str, operation: str) -> tuple[str, ...]:
    """Paths into the arguments of an operation that name a resource; none where the table has none."""
    own = OPERATIONS.get(service_id, {}).get(operation, "").split()
    found = service(service_id)
    has = found.parameters(operation) if found else frozenset()
    general = [name for name in ALWAYS.get(service_id, "").split() if name in has]
    return tuple(dict.fromkeys((*general, *own)))


@lru_cache(maxsize=4096)
def changes(name: str) -> bool:
    """Whether an argument of this name may change which permissions are needed: a version, a key, a role."""
    return name.rpartition(".")[2] in _ALL or name in STATEMENTS or name.lower().endswith(_ENDINGS)


def arguments(service_id: str, operation: str, record: Record) -> tuple[Argument, ...]:
    """The arguments that name a resource or change what is needed, out of all that are told.

    Where one is told to be there and its value is not, the argument has what is told instead.
    """
    found = [
        Argument(path, value)
        for path in named(service_id, operation)
        for value in _under(path, record, _required(service_id, operation))
    ]
    if (service_id, operation) in _SPECIAL:
        found = _SPECIAL[service_id, operation](record, found)
    taken = {argument.name for argument in found}
    found += [Argument(name, value) for name, value in _told(record) if name not in taken and changes(name)]
    return tuple(dict.fromkeys(found))


def _required(service_id: str, operation: str) -> frozenset[str]:
    found = service(service_id)
    return found.required(operation) if found else frozenset()


def _under(path: str, record: Record, required: frozenset[str]) -> Iterator[Value]:
    first = path.split(".", 1)[0].removesuffix("[]")
    if record.open and first in required and record.get(first) is None:
        yield Unknown(f"{first} is among arguments that are not told")
        return
    steps = path.replace("[]", ".[]").split(".")
    yield from _follow(record, steps)


def _follow(value: Value, steps: list[str]) -> Iterator[Value]:
    """What stands at the end of the steps; what cannot be looked into stands for all that may be in it."""
    for option in options(value):
        if not steps:
            yield option
        elif isinstance(option, Series):
            yield from _items(option, steps)
        elif isinstance(option, Record):
            yield from _entries(option, steps)
        elif not isinstance(option, Known | Words):
            yield option


def _items(series: Series, steps: list[str]) -> Iterator[Value]:
    if steps[0] != "[]":
        return
    for item in series.items:
        yield from _follow(item, steps[1:])
    if series.open and not series.items:
        yield Unknown("items that are not told")


def _entries(record: Record, steps: list[str]) -> Iterator[Value]:
    if steps[0] != "*":
        inner = record.get(steps[0])
        yield from () if inner is None else _follow(inner, steps[1:])
        return
    for key, value in record.entries:
        yield from _follow(key if len(steps) == 1 else value, steps[1:])


def _told(record: Record) -> Iterator[tuple[str, Value]]:
    """Every argument by its path, those inside others too, as far as is sensible."""
    left: list[tuple[str, Value, int]] = [("", record, 0)]
    count = 0
    while left:
        prefix, value, depth = left.pop()
        for name, inner in _parts(value):
            count += 1
            if count > _MOST:
                return
            path = f"{prefix}{name}" if name == "[]" or not prefix else f"{prefix}.{name}"
            if name != "[]":
                yield path, inner
            if depth < _DEPTH and name not in _CONTENT:
                left += [(path, option, depth + 1) for option in options(inner) if isinstance(option, Record | Series)]


def _parts(value: Value) -> Iterator[tuple[str, Value]]:
    if isinstance(value, Series):
        for item in value.items:
            yield "[]", item
    elif isinstance(value, Record):
        for key, inner in value.entries:
            name = text(key)
            if name is not None:
                yield name, inner


# -- operations whose arguments need a closer look --------------------------------------------------------------------


def _copy(record: Record, found: list[Argument]) -> list[Argument]:
    """What is copied, given as a mapping or as text, is told by bucket and key."""
    others = [argument for argument in found if not argument.name.startswith("CopySource")]
    sources: list[Argument] = []
    for source in options(record.get("CopySource") or Unknown()):
        if isinstance(source, Record):
            sources += [
                Argument(f"CopySource.{name}", value)
                for name in ("Bucket", "Key", "VersionId")
                if (value := source.get(name)) is not None
            ]
        elif record.get("CopySource") is not None:
            sources += _source_text(source)
    return others + sources


def _source_text(source: Value) -> list[Argument]:
    """`bucket/key` apart; as it is where the slash cannot be found."""
    halves = bucket_and_key(parts_after(source, "/"))
    if halves is None:
        return [Argument("CopySource", source)]
    return [Argument(f"CopySource.{name}", value) for name, value in halves.items()]


def _batch_write(record: Record, found: list[Argument]) -> list[Argument]:
    """A table is told with what is done to it: `RequestItems.*.PutRequest`, `RequestItems.*.DeleteRequest`."""
    told: list[Argument] = []
    for items in options(record.get("RequestItems") or Unknown()):
        if not isinstance(items, Record):
            return found
        for table, requests in items.entries:
            kinds = {
                name
                for request in _follow(requests, ["[]"])
                for name, _ in _parts(request)
                if name in {"PutRequest", "DeleteRequest"}
            }
            sure = isinstance(requests, Series) and not requests.open and kinds
            names = [f"RequestItems.*.{kind}" for kind in sorted(kinds)] if sure else ["RequestItems.*"]
            told += [Argument(name, option) for name in names for option in options(table)]
    return told


def _put_events(record: Record, found: list[Argument]) -> list[Argument]:
    """An event that names no bus goes to the bus called default."""
    entries = list(_follow(record, ["Entries", "[]"]))
    plain = any(isinstance(entry, Record) and not entry.open and entry.get("EventBusName") is None for entry in entries)
    return [*found, Argument("Entries[].EventBusName", Known("default"))] if plain else found


_SPECIAL = {
    ("dynamodb", "BatchWriteItem"): _batch_write,
    ("events", "PutEvents"): _put_events,
    ("s3", "CopyObject"): _copy,
    ("s3", "UploadPartCopy"): _copy,
}
