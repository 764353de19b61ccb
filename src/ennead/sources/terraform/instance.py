"""What a Terraform configuration comes to, whether it was read from a plan or from its files.

A value is text, a number, a boolean, None, a list (MarkedList), a mapping (MarkedDict), or one of the
words below.  Nested blocks are lists of mappings, as a plan has them.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ennead.model.app import Gap
from ennead.model.location import Location
from ennead.sources.cloudformation.marks import Mark, MarkedDict


@dataclass(frozen=True, slots=True)
class Pointer:
    """An attribute of another instance that is known only once it is deployed.

    `address` is the instance's (`aws_sqs_queue.jobs`, `module.api.aws_lambda_function.this[0]`,
    `data.aws_caller_identity.current`), or a call's of a module that is not at hand (`module.orders`);
    `path` what follows it (`("arn",)`), empty for the whole.
    """

    address: str
    path: tuple[str | int, ...] = ()


@dataclass(frozen=True, slots=True)
class Unclear:
    """A value that could not be told; `name` is what a hole in text is called after."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Joined:
    """Text with pointers and unclear parts in it, in order."""

    parts: tuple[str | Pointer | Unclear, ...]


@dataclass(frozen=True, slots=True)
class Encoded:
    """JSON text of a value that holds pointers or unclear parts: the value itself (`jsonencode`, a policy document)."""

    value: object


@dataclass(frozen=True, slots=True)
class Instance:
    """A resource or data source, one per key of its `for_each` or `count`.

    `attributes` are those that are written (arguments and blocks); from a plan also what the provider fills
    in.  `depends_on` is left out.  `conditional` says why it could not be told whether it exists.
    """

    address: str
    mode: str
    type: str
    name: str
    attributes: MarkedDict
    mark: Mark
    last_line: int = 0
    module: str = ""
    conditional: str | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a module that is not at hand: its address, its source and version, and its inputs."""

    address: str
    source: str
    version: str | None
    inputs: MarkedDict
    mark: Mark
    module: str = ""
    conditional: str | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """A file or block that could not be read, and why."""

    address: str | None
    reason: str
    at: Location


@dataclass(frozen=True, slots=True)
class Configuration:
    """A root module in one environment.

    `environment` is "" or the tfvars file's name without its ending.  `outputs` are those of the root module.
    `sources` are the files that were read, `region` that of the default provider where it is known.
    """

    environment: str
    instances: tuple[Instance, ...] = ()
    calls: tuple[Call, ...] = ()
    outputs: MarkedDict = field(default_factory=MarkedDict)
    gaps: tuple[Gap, ...] = ()
    faults: tuple[Fault, ...] = ()
    sources: tuple[str, ...] = ()
    region: str | None = None
