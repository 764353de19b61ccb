"""What the user asks of an application: rules that a check holds it to, and that no check holds without them."""

from __future__ import annotations

from dataclasses import dataclass

from ennead.model.data import DataClass


@dataclass(frozen=True, slots=True)
class OwnKey:
    """Which stores must be encrypted with a key of the customer's own.

    Those that hold one of the `classes` and are of one of the `kinds` (none given: any), and those in `stores` (ids of
    nodes or of the template).
    """

    classes: tuple[DataClass, ...] = ()
    kinds: tuple[str, ...] = ()
    stores: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RoleRules:
    """What the roles of functions must have; None: nothing is asked.

    `boundary` is the ARN of a policy, or the name of a parameter that holds it.  `path` and `name` are of roles that
    are made anew; a name holds `{function}`, and may hold `{stack}` and `{region}`.
    """

    boundary: str | None = None
    path: str | None = None
    name: str | None = None


NO_ROLE_RULES = RoleRules()


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of the configuration file; None: it has none of that sort."""

    own_key: OwnKey | None = None
    roles: RoleRules = NO_ROLE_RULES


NO_RULES = Rules()

KEYED = ("bucket", "bus", "database", "log_group", "parameter", "queue", "secret", "stream", "table", "topic")
"""Kinds of stores that can have a key of the customer's own, as far as templates are read."""
