"""Edits by route, whatever the format of the file.

Routes refer to the file as it was read: several edits of one file do not shift each other's places.  Values are
plain data (mappings with text keys, lists, text, numbers, booleans, None); CloudFormation's functions are mappings
of one member (`{"Fn::GetAtt": ["Jobs", "Arn"]}`, `{"Ref": "Jobs"}`).  In Terraform an expression is `Hcl`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

Route = tuple[str | int, ...]
"""Keys and indexes from the root: `("Resources", "Fn", "Properties", "Policies", 0)`.

In Terraform a block is its kind and its labels, then an index where several are alike:
`("data", "aws_iam_policy_document", "d", "statement", 1, "actions")`.
"""

APPEND: Final = -1
"""The index of `Insert` that means: after the last item."""


@dataclass(frozen=True, slots=True)
class Hcl:
    """Terraform's own text: an expression (`aws_sqs_queue.jobs.arn`), or a whole block where a block is inserted."""

    text: str


@dataclass(frozen=True, slots=True)
class Set:
    """The place holds this value: what differs is changed, and a key that is not there yet is added at the end."""

    file: str
    route: Route
    value: Any


@dataclass(frozen=True, slots=True)
class Remove:
    """The member is gone; an empty collection stays where it was the last one."""

    file: str
    route: Route


@dataclass(frozen=True, slots=True)
class Insert:
    """A new member of the collection at `route`.

    `key` is its key in a mapping, in a list the index of the item it stands before (APPEND: none).  In a mapping it
    stands behind `after`, else at the end; a member that stands there already is not inserted a second time.  In
    Terraform `key` is the kind of the block or the name of the attribute, `after` a name or a block's route.
    """

    file: str
    route: Route
    key: str | int
    value: Any
    after: str | Route | None = None


Edit = Set | Remove | Insert


@dataclass(frozen=True, slots=True)
class Plan:
    """Edits that belong together: all are made or none.

    `review` is set where a person should look first; `notes` say why, or what was left alone.  `seen` holds for each
    file the fingerprint it had when the plan was made (`apply.fingerprint`); a file that differs is refused.
    """

    title: str
    edits: tuple[Edit, ...]
    review: bool = False
    notes: tuple[str, ...] = ()
    seen: Mapping[str, str] | None = None


def target(edit: Edit) -> Route:
    """The place that an edit makes, changes or removes."""
    return (*edit.route, edit.key) if isinstance(edit, Insert) else edit.route


def shown(route: Route) -> str:
    """A route as text."""
    return ".".join(str(step) for step in route) or "the document"
