"""The words of an application: nodes, edges, gaps, and the fragment a source makes of them.

Everything is frozen; names are the provider's own.  Fields hold `Unknown` where the template says
something that could not be told, and None where it says nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, TypeAlias

from ennead.model.location import Location
from ennead.model.policy import Policy, Statement
from ennead.model.unknown import Unknown

Text: TypeAlias = str | Unknown | None
Number: TypeAlias = int | float | Unknown | None
Flag: TypeAlias = bool | Unknown | None


class Lens(StrEnum):
    """What a node or an edge was read from."""

    DECLARED = "declared"
    DERIVED = "derived"
    DEPLOYED = "deployed"
    OBSERVED = "observed"


class EdgeKind(StrEnum):
    EXPOSES = "exposes"
    TRIGGERS = "triggers"
    MAY_INVOKE = "may_invoke"
    INVOKES = "invokes"
    ASSUMES = "assumes"
    GRANTS = "grants"
    READS = "reads"
    WRITES = "writes"
    DELETES = "deletes"
    PUBLISHES = "publishes"
    CALLS = "calls"
    REFERENCES = "references"
    FAILS_TO = "fails_to"
    DEPLOYED_AS = "deployed_as"
    DEPENDS_ON = "depends_on"
    STORES = "stores"


class Auth(StrEnum):
    """What a caller has to show."""

    NONE = "none"
    API_KEY = "api_key"
    IAM = "iam"
    JWT = "jwt"
    COGNITO = "cognito"
    CUSTOM = "custom"
    POLICY = "policy"
    UNKNOWN = "unknown"


class Mode(StrEnum):
    """How a trigger starts a function."""

    SYNC = "sync"
    ASYNC = "async"
    POLL = "poll"


class GapKind(StrEnum):
    INPUT = "input"
    UNSUPPORTED = "unsupported"


DECLARED = frozenset({Lens.DECLARED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A thing of the application.

    `id` is `kind/LogicalId` (`kind/Stack.LogicalId` in a nested stack, `route/METHOD /path`);
    `external` things are named by the application and declared elsewhere.  `conditional` names the
    condition that decides whether it exists, where that could not be told.  `arn` may hold tokens.
    """

    KIND: ClassVar[str] = "resource"

    id: str
    name: str
    at: Location | None = None
    logical_id: str | None = None
    type: str | None = None
    lenses: frozenset[Lens] = DECLARED
    environments: tuple[str, ...] = ()
    external: bool = False
    conditional: str | None = None
    arn: str | None = None

    @property
    def kind(self) -> str:
        """The word before the slash of the id."""
        return self.id.partition("/")[0]


@dataclass(frozen=True, slots=True)
class Variable:
    """An environment variable of a function."""

    name: str
    value: Text
    at: Location | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Function(Node):
    """A Lambda function.

    `code` is the folder or file of its handler's code, relative to the scanned folder.  `timeout` in
    seconds, `memory` and `ephemeral_storage` in MB.  `async_*` is its event invoke configuration.
    """

    KIND: ClassVar[str] = "function"

    runtime: Text = None
    handler: Text = None
    code: Text = None
    image: Text = None
    timeout: Number = None
    memory: Number = None
    ephemeral_storage: Number = None
    architectures: tuple[str, ...] = ()
    environment: tuple[Variable, ...] = ()
    reserved_concurrency: Number = None
    layers: tuple[str, ...] = ()
    vpc: Flag = None
    tracing: Text = None
    code_signing: Text = None
    recursive_loop: Text = None
    snap_start: Text = None
    kms_key: Text = None
    log_format: Text = None
    log_group: Text = None
    async_max_age: Number = None
    async_retries: Number = None
    runtime_at: Location | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Version(Node):
    KIND: ClassVar[str] = "version"
    function: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias(Node):
    KIND: ClassVar[str] = "alias"
    function: str | None = None
    provisioned_concurrency: Number = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer(Node):
    """A layer version; `account` is the owner where the ARN says it."""

    KIND: ClassVar[str] = "layer"
    account: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionUrl(Node):
    KIND: ClassVar[str] = "function_url"
    auth: Auth = Auth.UNKNOWN
    function: str | None = None
    cors_origins: tuple[str, ...] = ()
    cors_credentials: Flag = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Throttle:
    """Requests a second and burst; None where nothing is set."""

    rate: Number = None
    burst: Number = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Api(Node):
    """An API: `protocol` is REST, HTTP, WEBSOCKET or APPSYNC; `endpoint` EDGE, REGIONAL or PRIVATE."""

    KIND: ClassVar[str] = "api"
    protocol: str = "REST"
    endpoint: Text = None
    cors_origins: tuple[str, ...] = ()
    cors_methods: tuple[str, ...] = ()
    cors_credentials: Flag = None
    cors_at: Location | None = None
    key_required: Flag = None
    default_endpoint_disabled: Flag = None


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
class Bus(Node):
    KIND: ClassVar[str] = "bus"


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
class Stream(Store):
    """A Kinesis data stream or Firehose delivery stream."""

    KIND: ClassVar[str] = "stream"
    retention_hours: Number = None
    shards: Number = None
    encrypted: Flag = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Broker(Node):
    """Amazon MQ, MSK, or Kafka of one's own; `engine` names it."""

    KIND: ClassVar[str] = "broker"
    engine: Text = None
    public: Flag = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StateMachine(Node):
    """`calls` are the resources its definition names, as (service integration, target) pairs."""

    KIND: ClassVar[str] = "state_machine"
    machine_type: Text = None
    calls: tuple[tuple[str, str], ...] = ()
    logging: Text = None


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Secret(Store):
    KIND: ClassVar[str] = "secret"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter(Store):
    """A parameter of Systems Manager's store (not of the template)."""

    KIND: ClassVar[str] = "parameter"
    value: Text = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Key(Node):
    """A KMS key."""

    KIND: ClassVar[str] = "key"
    rotation: Flag = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LogGroup(Store):
    KIND: ClassVar[str] = "log_group"
    retention_days: Number = None


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Source(Node):
    """A trigger that is neither store nor message channel (`kind` says which): IoT rule, mail rule,
    pipeline, Config rule, custom resource, log subscription, principal, account, external host, anything else."""

    KIND: ClassVar[str] = "resource"
    properties: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Internet(Node):
    """Everybody, not signed in."""

    KIND: ClassVar[str] = "internet"


INTERNET = Internet(id="internet/internet", name="everybody")


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """A relation.  Two edges of one kind between the same nodes differ by `label` (an event's name, a statement)."""

    kind: EdgeKind
    source: str
    target: str
    locations: tuple[Location, ...] = ()
    lenses: frozenset[Lens] = DECLARED
    environments: tuple[str, ...] = ()
    label: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger(Edge):
    """What starts a function and how.

    `batch` records a batch, `window` seconds, `retries` None for the service's default (-1: until
    the record expires), `max_age` seconds, `on_failure` the id of the node that failed events go to.
    """

    kind: EdgeKind = EdgeKind.TRIGGERS
    mode: Mode = Mode.SYNC
    auth: Auth | None = None
    event: str | None = None
    batch: Number = None
    window: Number = None
    filter: Text = None
    concurrency: Number = None
    retries: Number = None
    max_age: Number = None
    bisect: Flag = None
    partial_batch: Flag = None
    on_failure: str | None = None
    enabled: Flag = None
    schedule: Text = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure(Edge):
    """Who outside reaches a thing: `source` is the internet, a principal, an account or a service."""

    kind: EdgeKind = EdgeKind.EXPOSES
    auth: Auth = Auth.UNKNOWN
    actions: tuple[str, ...] = ()
    condition: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant(Edge):
    """What a role may do to a resource: action patterns, and whether a wildcard hit it rather than its name."""

    kind: EdgeKind = EdgeKind.GRANTS
    actions: tuple[str, ...] = ()
    wildcard: bool = False
    maybe: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference(Edge):
    """An environment variable (its name in `via`) or property that names another node."""

    kind: EdgeKind = EdgeKind.REFERENCES
    via: str | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """Something a source saw and could not resolve.

    `about` names the node or construct, `klass` the class it is counted under.
    """

    kind: GapKind
    reason: str
    at: Location | None = None
    klass: str = "other"
    about: str | None = None


@dataclass(frozen=True, slots=True)
class Fragment:
    """What one source, in one environment, has read."""

    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()
    gaps: tuple[Gap, ...] = ()
    sources: tuple[str, ...] = ()
