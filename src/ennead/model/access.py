"""Who may do what: keys, roles, policies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ennead.model.node import Node
from ennead.model.policy import Policy, Statement
from ennead.model.words import Flag, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Key(Node):
    """A KMS key."""

    KIND: ClassVar[str] = "key"
    rotation: Flag = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Role(Node):
    """An IAM role: what it grants and who may take it on.

    `generated` roles are SAM's own, one per function.  `function` is the logical id of the function
    a generated role was made for.
    """

    KIND: ClassVar[str] = "role"
    policies: tuple[Policy, ...] = ()
    trust: tuple[Statement, ...] = ()
    boundary: Text = None
    generated: bool = False
    function: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ManagedPolicy(Node):
    """A policy of its own (`AWS::IAM::ManagedPolicy`, `AWS::IAM::Policy`) and the roles it is attached to."""

    KIND: ClassVar[str] = "policy"
    policy: Policy | None = None
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourcePolicy(Node):
    """A policy on a resource: who may act on it.  `targets` are ids of nodes."""

    KIND: ClassVar[str] = "resource_policy"
    targets: tuple[str, ...] = ()
    statements: tuple[Statement, ...] = ()
