"""What the loss of a store would hurt, as FIPS 199 levels (`docs/data-classes.md` has the rules as a table)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ennead.graph.data.tags import confidential, level_said
from ennead.graph.data.uses import Uses
from ennead.model.app import Bucket, Database, LogGroup, Mode, Node, Parameter, Queue, Secret, Table, UserPool
from ennead.model.data import DataClass, Declared, Level, Value

GRAVE = frozenset({DataClass.PERSONAL, DataClass.FINANCIAL, DataClass.CREDENTIALS, DataClass.HEALTH})
"""Classes whose loss to others is high."""

CACHES = ("redis", "memcached", "valkey")
"""Engines that keep copies."""

KEPT = ("Retain", "RetainExceptOnCreate", "Snapshot")
"""Deletion policies of what outlives its stack."""


def value_of(node: Node, classes: Iterable[DataClass], uses: Uses, declared: Declared | None = None) -> Value:
    """The three levels of a store; a declared level wins, then one that a tag sets."""
    derived = Value(
        confidentiality=Level.HIGH if confidential(node) else confidentiality(frozenset(classes)),
        integrity=_integrity(node, uses),
        availability=_availability(node, uses),
    )
    said = {
        aim: level
        for aim in ("confidentiality", "integrity", "availability")
        if (level := (getattr(declared, aim) if declared else None) or level_said(node, aim))
    }
    return replace(derived, **said) if said else derived


def confidentiality(classes: frozenset[DataClass]) -> Level:
    """High for a grave class, low where everything is public, unknown where nothing is known, else moderate."""
    if classes & GRAVE:
        return Level.HIGH
    known = classes - {DataClass.UNKNOWN, DataClass.PUBLIC}
    if known:
        return Level.MODERATE
    return Level.LOW if classes == {DataClass.PUBLIC} else Level.UNKNOWN


def _integrity(node: Node, uses: Uses) -> Level:
    return Level.HIGH if is_record(node) or is_served(node, uses) else Level.MODERATE


def _availability(node: Node, uses: Uses) -> Level:
    if isinstance(node, LogGroup):
        return Level.LOW  # nobody waits for a line to be written
    if node.id in uses.waited_for or is_served(node, uses):
        return Level.MODERATE
    users = {user for user, _ in uses.users.get(node.id, ())}
    users |= {reference.source for reference in uses.variables.get(node.id, ())}
    if users & uses.waited_for:
        return Level.MODERATE
    return Level.MODERATE if isinstance(node, Queue) and _between(node, uses) else Level.LOW


def is_record(node: Node) -> bool:
    """Whether it is where a thing is kept for good, not a copy or a way: a system of record."""
    if isinstance(node, Bucket):
        return node.versioned is True or node.deletion_policy in KEPT
    if isinstance(node, Database):
        cache = node.engine if isinstance(node.engine, str) else ""
        return not cache.lower().startswith(CACHES) and "elasticache" not in (node.type or "").lower()
    return isinstance(node, Parameter | Secret | Table | UserPool)


def is_served(node: Node, uses: Uses) -> bool:
    """Whether everybody is served from it: a website, or the origin of a distribution."""
    return isinstance(node, Bucket) and (node.website is True or node.id in uses.served)


def _between(queue: Queue, uses: Uses) -> bool:
    """Whether one function may send to it and another takes from it."""
    polled = any(trigger.mode is Mode.POLL for trigger in uses.consumers.get(queue.id, ()))
    return polled and queue.id in uses.senders
