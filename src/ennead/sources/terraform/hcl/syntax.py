"""The tree of a Terraform file: bodies, attributes, blocks and expressions.

Source: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md.  Every node knows its place.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ennead.sources.cloudformation.marks import Mark


@dataclass(frozen=True, slots=True)
class Expression:
    """What can be evaluated."""

    mark: Mark


@dataclass(frozen=True, slots=True)
class Literal(Expression):
    """A number, a boolean, null or text."""

    value: Any


@dataclass(frozen=True, slots=True)
class Bad(Expression):
    """Text that is no expression; a fault stands for it already."""

    reason: str


@dataclass(frozen=True, slots=True)
class Name(Expression):
    """A name and the attributes that follow it: `var.stage`, `aws_sqs_queue.jobs.arn`, `each.value.name`."""

    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Attr(Expression):
    of: Expression
    name: str


@dataclass(frozen=True, slots=True)
class Index(Expression):
    of: Expression
    key: Expression


@dataclass(frozen=True, slots=True)
class Splat(Expression):
    """`of[*].rest`: `each` is evaluated for every member, which it calls `item`."""

    of: Expression
    each: Expression
    item: str


@dataclass(frozen=True, slots=True)
class Items(Expression):
    """`[a, b]`."""

    items: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Mapping(Expression):
    """`{a = 1, (b) = 2}`."""

    items: tuple[tuple[Expression, Expression], ...]


@dataclass(frozen=True, slots=True)
class FunctionCall(Expression):
    """`name(arguments)`; `expand` where the last argument is followed by `...`."""

    name: str
    arguments: tuple[Expression, ...]
    expand: bool = False


@dataclass(frozen=True, slots=True)
class Conditional(Expression):
    condition: Expression
    then: Expression
    otherwise: Expression


@dataclass(frozen=True, slots=True)
class Unary(Expression):
    sign: str
    of: Expression


@dataclass(frozen=True, slots=True)
class Binary(Expression):
    sign: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Loop(Expression):
    """`[for key, value in of : result if condition]`."""

    key: str | None
    value: str
    of: Expression
    result: Expression
    condition: Expression | None


@dataclass(frozen=True, slots=True)
class MappingLoop(Expression):
    """`{for key, value in of : name => result... if condition}`; `grouped` where three dots stand."""

    key: str | None
    value: str
    of: Expression
    name: Expression
    result: Expression
    condition: Expression | None
    grouped: bool


@dataclass(frozen=True, slots=True)
class Template(Expression):
    """Text with expressions in it.  One that is nothing but a single `${...}` gives that value itself (`bare`)."""

    parts: tuple[Expression, ...]
    bare: bool = False


@dataclass(frozen=True, slots=True)
class TextLoop(Expression):
    """`%{ for key, value in of }...%{ endfor }`."""

    key: str | None
    value: str
    of: Expression
    body: Expression


@dataclass(frozen=True, slots=True)
class Attribute:
    name: str
    value: Expression
    mark: Mark


@dataclass(frozen=True, slots=True)
class Body:
    """What stands between the braces of a block, or in a file."""

    attributes: dict[str, Attribute] = field(default_factory=dict)
    blocks: tuple[Block, ...] = ()

    def of(self, kind: str) -> tuple[Block, ...]:
        """Its blocks of a kind."""
        return tuple(block for block in self.blocks if block.kind == kind)


@dataclass(frozen=True, slots=True)
class Block:
    """`kind "label" "label" { ... }`."""

    kind: str
    labels: tuple[str, ...]
    body: Body
    mark: Mark
    last_line: int = 0
