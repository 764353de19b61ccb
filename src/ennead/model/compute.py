"""What runs: functions with their versions, aliases, layers and URLs; state machines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ennead.model.location import Location
from ennead.model.node import Node
from ennead.model.unknown import Unknown
from ennead.model.words import Auth, Flag, Number, Text


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
    `inline` is code that stands in the template itself, `inline_at` where.  `packaging` is what is said of how the code
    is built, as pairs, of which one name may have several; paths are relative to the scanned folder unless said
    otherwise.  `build`: makefile, esbuild, webpack, typescript, bundled, or as the template has it.  `entry`: a file
    that a bundle starts from (below the code).  `context`, `dockerfile` (below the context), `target`: what an image is
    built of.  `entrypoint`, `command` (a pair for each word), `workdir`: what is set over the image's own.  `base`: the
    folder the handler's path starts at, where that is not the code's.  `makefile`, `artifact`, `asset`: paths (an
    asset's inside the assembly); `pattern`, `individually`: what goes into a package; `wsgi`: the application that a
    server in front of it calls; `file`: what code that is inline is called (`index` where nothing is said), `beside`:
    other files that are.  `environment_open` is why it may have other variables than `environment` holds.
    `file_systems` are the ARNs of the access points that it mounts.
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
    environment_open: Unknown | None = None
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
    durable: Flag = None
    file_systems: tuple[str, ...] = ()
    async_max_age: Number = None
    async_retries: Number = None
    runtime_at: Location | None = None
    inline: Text = None
    inline_at: Location | None = None
    packaging: tuple[tuple[str, str], ...] = ()


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
    """A layer version; `account` is the owner where the ARN says it.

    `code` is the folder or file it is made of, relative to the scanned folder.
    """

    KIND: ClassVar[str] = "layer"
    account: str | None = None
    code: Text = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionUrl(Node):
    KIND: ClassVar[str] = "function_url"
    auth: Auth = Auth.UNKNOWN
    function: str | None = None
    cors_origins: tuple[str, ...] = ()
    cors_credentials: Flag = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StateMachine(Node):
    """`calls` are the resources its definition names, as (service integration, target) pairs."""

    KIND: ClassVar[str] = "state_machine"
    machine_type: Text = None
    calls: tuple[tuple[str, str], ...] = ()
    logging: Text = None
