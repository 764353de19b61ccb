"""Cognito: user pools, their clients, identity pools."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ennead.model.location import Location
from ennead.model.node import Node
from ennead.model.store import Store
from ennead.model.unknown import Unknown
from ennead.model.words import Flag, Number, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordPolicy:
    minimum_length: Number = None
    lowercase: Flag = None
    uppercase: Flag = None
    numbers: Flag = None
    symbols: Flag = None
    at: Location | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """An attribute of a user pool's schema; `custom` ones carry `custom:` in tokens."""

    name: str
    mutable: Flag = None
    custom: bool = False
    developer_only: Flag = None
    at: Location | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UserPool(Store):
    """`self_sign_up` is false where only administrators create users."""

    KIND: ClassVar[str] = "user_pool"
    self_sign_up: Flag = None
    password: PasswordPolicy | None = None
    attributes: tuple[Attribute, ...] = ()
    mfa: Text = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UserPoolClient(Node):
    """`write_attributes` is None where the client may write every mutable attribute (Cognito's default)."""

    KIND: ClassVar[str] = "user_pool_client"
    pool: str | None = None
    write_attributes: tuple[str, ...] | Unknown | None = None
    auth_flows: tuple[str, ...] = ()
    secret: Flag = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityPool(Node):
    KIND: ClassVar[str] = "identity_pool"
    unauthenticated: Flag = None
