"""How callers come in: APIs, stages, routes, authorizers, distributions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ennead.model.location import Location
from ennead.model.node import Node
from ennead.model.unknown import Unknown
from ennead.model.words import Auth, Flag, Number, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Throttle:
    """Requests a second and burst; None where nothing is set."""

    rate: Number = None
    burst: Number = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Api(Node):
    """An API: `protocol` is REST, HTTP, WEBSOCKET or APPSYNC; `endpoint` EDGE, REGIONAL or PRIVATE.

    `body_unknown`: why its definition, and so some of its routes, could not be told.
    """

    KIND: ClassVar[str] = "api"
    protocol: str = "REST"
    endpoint: Text = None
    cors_origins: tuple[str, ...] = ()
    cors_methods: tuple[str, ...] = ()
    cors_credentials: Flag = None
    cors_at: Location | None = None
    key_required: Flag = None
    default_endpoint_disabled: Flag = None
    body_unknown: Unknown | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage(Node):
    """A stage; `throttle` is the limit of all its routes, `route_throttles` names those of single routes."""

    KIND: ClassVar[str] = "stage"
    api: str | None = None
    throttle: Throttle | None = None
    route_throttles: tuple[str, ...] = ()
    usage_plan: bool = False
    access_log: Flag = None
    web_acl: bool = False
    tracing: Flag = None
    cache: Flag = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Route(Node):
    """A method and path of an API.

    `integration` is `function`, `state_machine`, `service`, `http`, `mock` or `unknown`;
    `target` is the id of the node it leads to.  `preflight`: answered by the gateway itself.
    """

    KIND: ClassVar[str] = "route"
    api: str | None = None
    method: str = "ANY"
    path: str = "/"
    auth: Auth = Auth.UNKNOWN
    auth_unknown: Unknown | None = None
    authorizer: str | None = None
    scopes: tuple[str, ...] = ()
    api_key: Flag = None
    integration: str = "unknown"
    target: str | None = None
    validator: Flag = None
    preflight: bool = False
    integration_timeout: Number = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorizer(Node):
    """`auth` is the sort of proof it asks for; `function` the id of the function behind a custom one."""

    KIND: ClassVar[str] = "authorizer"
    api: str | None = None
    auth: Auth = Auth.UNKNOWN
    function: str | None = None
    ttl: Number = None
    issuer: Text = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution(Node):
    KIND: ClassVar[str] = "distribution"
    origins: tuple[str, ...] = ()
    web_acl: Text = None
    viewer_protocols: tuple[str, ...] = ()
