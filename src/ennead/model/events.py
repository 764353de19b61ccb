"""What carries events: buses, rules, schedules, pipes, brokers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ennead.model.node import Node
from ennead.model.words import Flag, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Bus(Node):
    """An EventBridge bus; `encrypted_with` is a key of the customer's own."""

    KIND: ClassVar[str] = "bus"
    encrypted_with: Text = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Node):
    """An EventBridge rule on a bus; `pattern` is its event pattern as JSON text."""

    KIND: ClassVar[str] = "rule"
    bus: str | None = None
    pattern: Text = None
    enabled: Flag = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule(Node):
    """A rule with a rate or cron expression, or an EventBridge Scheduler schedule."""

    KIND: ClassVar[str] = "schedule"
    expression: Text = None
    enabled: Flag = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pipe(Node):
    KIND: ClassVar[str] = "pipe"
    source: Text = None
    target: Text = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Broker(Node):
    """Amazon MQ, MSK, or Kafka of one's own; `engine` names it."""

    KIND: ClassVar[str] = "broker"
    engine: Text = None
    public: Flag = None
