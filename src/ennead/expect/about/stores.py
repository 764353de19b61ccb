"""Words about how stores are set up."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.expect.expectation import Said, Subject
from ennead.expect.scene import Scene
from ennead.expect.values import Bound, bound, flag, some_of
from ennead.expect.words import fails, told, untold, word
from ennead.graph.data.uses import STORES
from ennead.graph.data.value import KEPT
from ennead.graph.reach import ANYONE, open_edges
from ennead.graph.triggers import called
from ennead.model.app import (
    Bucket,
    Database,
    Flag,
    LogGroup,
    Queue,
    ResourcePolicy,
    Secret,
    Store,
    Stream,
    Table,
    Topic,
    UserPool,
)
from ennead.model.data import DataClass
from ennead.model.finding import Hop
from ennead.model.policy import Effect
from ennead.model.unknown import Unknown

WITH_KEY = (Bucket, Database, LogGroup, Queue, Secret, Stream, Table, Topic)
PRIVATE = (Bucket, Database, Queue, Secret, Stream, Table, Topic)


@word(Subject.STORES, takes=flag, on=WITH_KEY)
def own_key(store: Store, wanted: bool, _scene: Scene) -> Iterator[Said]:
    """Whether it is encrypted with a key of yours; parameters, buses and user pools are passed over."""
    said = ("is encrypted with a key of yours", "is encrypted with no key of yours")
    yield from _flag(store, "which key encrypts it", has_own_key(store), wanted, said)


def has_own_key(store: Store) -> bool | Unknown:
    """Whether a key is named that is not the service's own."""
    found = told(store.encrypted_with)
    return found if isinstance(found, Unknown) else found is not None and "alias/aws/" not in found


@word(Subject.STORES, takes=flag, on=PRIVATE)
def public(store: Store, wanted: bool, scene: Scene) -> Iterator[Said]:
    """Whether its own policy lets anyone in, from any account, without proof."""
    if isinstance(store, Database):
        said = ("is reachable from the internet", "is not reachable from the internet")
        yield from _flag(store, "whether it is public", store.public, wanted, said)
        return
    edges = list(open_edges(scene.graph, store))
    if edges and not wanted:
        actions = sorted({action for edge in edges for action in edge.actions or ("*",)})
        at = next((edge.locations[0] for edge in edges if edge.locations), store.at)
        path = (ANYONE, Hop(store.id, called(store), store.at))
        yield fails(f"{called(store)} lets anyone {', '.join(actions[:4])}", store, at, path)
    elif not edges:
        unread = _unread(store, scene)
        if unread is not None:
            yield untold(f"who may use {called(store)} could not be told: {unread.reason}", store)
        elif wanted:
            yield fails(f"{called(store)} is not public", store)


def _unread(store: Store, scene: Scene) -> Unknown | None:
    for policy in scene.graph.nodes_of(ResourcePolicy):
        if store.id in policy.targets:
            for statement in policy.statements:
                if statement.unknown is not None and statement.effect is Effect.ALLOW and not statement.principals:
                    return statement.unknown
    block = store.public_access_block if isinstance(store, Bucket) else None
    return block if isinstance(block, Unknown) else None


@word(Subject.STORES, takes=flag, on=Bucket)
def versioned(bucket: Bucket, wanted: bool, _scene: Scene) -> Iterator[Said]:
    """Whether a bucket keeps old versions of its objects."""
    said = ("keeps old versions", "keeps no old versions")
    yield from _flag(bucket, "whether it is versioned", bucket.versioned, wanted, said)


@word(Subject.STORES, takes=flag, on=Table)
def point_in_time_recovery(table: Table, wanted: bool, _scene: Scene) -> Iterator[Said]:
    """Whether a table can be brought back to any second of the last days."""
    said = ("has point-in-time recovery", "has no point-in-time recovery")
    yield from _flag(table, "whether it can be recovered", table.point_in_time_recovery, wanted, said)


@word(Subject.STORES, takes=flag, on=Table)
def deletion_protection(table: Table, wanted: bool, _scene: Scene) -> Iterator[Said]:
    """Whether a table is protected from being deleted."""
    said = ("is protected from deletion", "is not protected from deletion")
    yield from _flag(table, "whether it is protected", table.deletion_protection, wanted, said)


@word(Subject.STORES, takes=flag, on=(Bucket, Database, Table, UserPool, Secret, LogGroup))
def outlives_the_stack(store: Store, wanted: bool, _scene: Scene) -> Iterator[Said]:
    """Whether it stays when its stack is deleted (a deletion policy of Retain or Snapshot)."""
    kept = store.deletion_policy in KEPT
    if kept is not wanted:
        yield fails(f"{called(store)} {'outlives' if kept else 'is deleted with'} its stack", store)


@word(Subject.STORES, takes=bound, on=LogGroup)
def keeps_days(group: LogGroup, wanted: Bound, _scene: Scene) -> Iterator[Said]:
    """Days a log group keeps what it holds; one without a period keeps for ever (`not set`)."""
    days = group.retention_days
    if isinstance(days, Unknown):
        yield untold(f"how long {called(group)} keeps logs could not be told: {days.reason}", group)
    elif not wanted.takes(days):
        yield fails(f"{called(group)} keeps logs {'for ever' if days is None else f'for {days:g} days'}", group)


@word(Subject.STORES, takes=some_of(*(one.value.replace("_", "-") for one in DataClass)), on=STORES)
def holds_only(store: Store, wanted: tuple[str, ...], _scene: Scene) -> Iterator[Said]:
    """Classes of data it holds at most (`business`, `internal`, `public` …); `unknown` is a class of its own."""
    for one in store.data_classes:
        if one.data_class is DataClass.UNKNOWN and "unknown" not in wanted:
            yield untold(f"what {called(store)} holds could not be told: {one.reason}", store)
        elif one.data_class.value.replace("_", "-") not in wanted:
            yield fails(f"{called(store)} holds {one.data_class.value} data: {one.reason}", store, one.at)
            return


def _flag(store: Store, what: str, found: Flag, wanted: bool, said: tuple[str, str]) -> Iterator[Said]:
    if isinstance(found, Unknown):
        yield untold(f"{called(store)}: {what} could not be told: {found.reason}", store)
    elif (found is True) is not wanted:
        yield fails(f"{called(store)} {said[0] if found else said[1]}", store)
