"""What keeps data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ennead.model.location import Location
from ennead.model.node import Node
from ennead.model.unknown import Unknown
from ennead.model.words import Flag, Number, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Store(Node):
    """Something that keeps data; `encrypted_with` is a key of the customer's own."""

    encrypted_with: Text = None
    deletion_policy: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CorsRule:
    origins: tuple[str, ...]
    methods: tuple[str, ...]
    at: Location | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket(Store):
    """`public_access_block` holds the switches that are on; None where no block is declared (S3's default: all on)."""

    KIND: ClassVar[str] = "bucket"
    public_access_block: frozenset[str] | Unknown | None = None
    block_at: Location | None = None
    acl: Text = None
    ownership: Text = None
    ownership_at: Location | None = None
    website: Flag = None
    website_at: Location | None = None
    cors: tuple[CorsRule, ...] = ()
    versioned: Flag = None
    event_bridge: Flag = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Store):
    """`attributes` are the names of its key attributes; `stream` is the view type of its stream."""

    KIND: ClassVar[str] = "table"
    attributes: tuple[str, ...] = ()
    billing: Text = None
    read_capacity: Number = None
    write_capacity: Number = None
    stream: Text = None
    point_in_time_recovery: Flag = None
    deletion_protection: Flag = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Database(Store):
    """DocumentDB, RDS, Redshift, OpenSearch and the like."""

    KIND: ClassVar[str] = "database"
    engine: Text = None
    public: Flag = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue(Store):
    """Seconds throughout; `max_receive` is the redrive policy's receive limit, None without one."""

    KIND: ClassVar[str] = "queue"
    fifo: Flag = None
    visibility: Number = None
    visibility_at: Location | None = None
    retention: Number = None
    max_receive: Number = None
    dead_letter: Text = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic(Store):
    KIND: ClassVar[str] = "topic"
    fifo: Flag = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream(Store):
    """A Kinesis data stream or Firehose delivery stream."""

    KIND: ClassVar[str] = "stream"
    retention_hours: Number = None
    shards: Number = None
    encrypted: Flag = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Secret(Store):
    KIND: ClassVar[str] = "secret"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter(Store):
    """A parameter of Systems Manager's store (not of the template)."""

    KIND: ClassVar[str] = "parameter"
    value: Text = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LogGroup(Store):
    KIND: ClassVar[str] = "log_group"
    retention_days: Number = None
