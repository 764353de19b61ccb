"""What an application hands to others, and what it asks of them: exports, outputs, stored parameters."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from ennead.model.app import Node


class Way(StrEnum):
    """How a value gets from one application to another."""

    EXPORT = "export"
    OUTPUT = "output"
    PARAMETER = "parameter"


@dataclass(frozen=True, slots=True)
class Named:
    """A thing that a value names: its node's id, its type in CloudFormation, and every text that means it."""

    node_id: str
    type: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """A value under a name: an export's, `STACK.OUTPUT`, or a stored parameter's.

    `value` is None where it could not be told: the name is taken all the same.
    """

    way: Way
    name: str
    value: str | None
    things: tuple[Named, ...] = ()


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing of another application: its node (external, with `app`), its type, the texts that mean it."""

    node: Node
    type: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Handed:
    """The one value another application has under a name, and what it names there."""

    value: str
    app: str
    things: tuple[Thing, ...] = ()


@dataclass(frozen=True, slots=True)
class Disputed:
    """Several answer to a name, or one with several values: which one is meant, nobody here can tell."""

    reason: str


class Outside(Protocol):
    """The other applications of the same scan, as one of them sees them."""

    def ask(self, way: Way, name: str) -> Handed | Disputed | None:
        """What stands under a name; None where no other application has it."""
