"""IAM policies as words: statements, who they speak of, where they stand.

Names are IAM's own (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ennead.model.location import Location
from ennead.model.unknown import Unknown


class Effect(StrEnum):
    ALLOW = "Allow"
    DENY = "Deny"


class PolicySource(StrEnum):
    """How a policy came to a role."""

    INLINE = "inline"
    MANAGED = "aws-managed"
    CUSTOMER = "customer-managed"
    TEMPLATE = "sam-template"
    CONNECTOR = "connector"
    GENERATED = "generated"


@dataclass(frozen=True, slots=True, order=True)
class Principal:
    """Who a statement speaks of: `kind` is `AWS`, `Service`, `Federated`, `CanonicalUser` or `*`."""

    kind: str
    value: str

    @property
    def anyone(self) -> bool:
        """Everybody, signed in or not: `"*"` or `{"AWS": "*"}`."""
        return self.value == "*"


@dataclass(frozen=True, slots=True)
class Condition:
    """One operator over one key: `StringEquals`, `aws:SourceArn`, the values."""

    operator: str
    key: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement.

    `actions` and `resources` are patterns as written; `not_actions`, `not_resources` and
    `not_principals` hold what the `Not…` elements say.  A statement of which a part could not be
    told carries the reason in `unknown`.
    """

    effect: Effect
    actions: tuple[str, ...] = ()
    not_actions: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    not_resources: tuple[str, ...] = ()
    principals: tuple[Principal, ...] = ()
    not_principals: tuple[Principal, ...] = ()
    conditions: tuple[Condition, ...] = ()
    sid: str | None = None
    at: Location | None = None
    unknown: Unknown | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy of a role: its name, where it comes from, what it says.

    `arn` is set for managed policies.  `statements` of a managed policy that we have no document of
    are empty and `unknown` says so.  `starred`: the application gave `*` to a SAM policy template.
    """

    name: str
    source: PolicySource
    statements: tuple[Statement, ...] = ()
    arn: str | None = None
    at: Location | None = None
    unknown: Unknown | None = None
    starred: bool = False
