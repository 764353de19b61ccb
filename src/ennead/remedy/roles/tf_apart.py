"""Managed policies of Terraform for what is too long for a role's own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from ennead.model.policy import Policy, PolicySource
from ennead.remedy.edit import Edit, Hcl, Insert
from ennead.remedy.errors import RemedyError
from ennead.remedy.roles import quotas, tf_text
from ennead.remedy.roles.choose import Choice
from ennead.remedy.roles.tf_items import IAM
from ennead.remedy.roles.tf_role import Written
from ennead.remedy.roles.tf_text import Grant

Grants = dict[Policy, dict[int, list[Grant]]]


def size(grant: Grant) -> int:
    """Characters of a grant's statement."""
    actions, resources = list(grant.actions), [tf_text.inner(text) for text in grant.resources]
    passed = {"StringEquals": {"iam:PassedToService": grant.passed}} if grant.passed else grant.condition
    members = {"Effect": "Allow", "Action": actions, "Resource": resources, "Condition": passed}
    return quotas.size({key: value for key, value in members.items() if value})


def document(grants: Iterable[Grant]) -> int:
    """Characters of a policy of grants."""
    return quotas.document(size(one) for one in grants)


def too_long(choice: Choice, policies: list[Policy], grants: Grants, rest: list[Grant], holder: Policy | None) -> bool:
    """Whether what is written would be longer than policies may be; `holder` gets the rest, a new one where None."""
    inline = document(rest) if holder is None else 0
    for policy in policies:
        new = [size(one) for each in grants.get(policy, {}).values() for one in each]
        new += [size(one) for one in rest if policy == holder]
        length = quotas.document([*quotas.staying(policy, choice.gone), *new])
        if policy.source is PolicySource.CUSTOMER and new and length > quotas.MANAGED:
            return True
        inline += length if policy.source is PolicySource.INLINE else 0
    return inline > quotas.INLINE and bool(rest or any(each for one in grants.values() for each in one.values()))


def freed(grants: Grants, role: Written) -> Iterator[Grant]:
    """The grants that stood in statements' places, each with the condition that stands there.

    Raises:
        RemedyError: such a condition is not written in a way that can be copied.
    """
    for policy, numbers in grants.items():
        held = role.document(policy)
        for number, each in numbers.items():
            condition = held.items[number].condition
            if each and condition is not None and (held.text is not None or held.keys is not IAM):
                raise RemedyError(f"{policy.name} would be too long, and has a condition: divide it by hand")
            yield from (replace(one, condition=condition or one.condition) for one in each)
            numbers[number] = []


def policies(grants: list[Grant], subject: str, named: str, role: Written, kept: int) -> list[Edit]:
    """Managed policies behind the role, and what attaches them to the role that is `named`.

    Raises:
        RemedyError: there would be more than a role may have.
    """
    packed = quotas.packed(grants, size, _halves)
    quotas.attached(subject, kept, len(packed))
    made: list[Edit] = []
    free = (one for one in _numbered(f"{subject}_needs") if _is_free(one, role))
    for label, held in zip(free, packed, strict=False):
        members = [("name_prefix", f'"{label.replace("_", "-")}-"'), ("policy", tf_text.document(held))]
        made.append(_inserted("aws_iam_policy", label, members, role))
        attached = [("role", f"{named}.name"), ("policy_arn", f"aws_iam_policy.{label}.arn")]
        made.append(_inserted("aws_iam_role_policy_attachment", label, attached, role))
    return made


def _numbered(stem: str) -> Iterator[str]:
    return (f"{stem}_{number}" for number in range(1, 1000))


def _is_free(label: str, role: Written) -> bool:
    kinds = ("aws_iam_policy", "aws_iam_role_policy_attachment")
    return not any(f"{kind}.{label}" in role.module.by_address for kind in kinds)


def _halves(grant: Grant) -> list[Grant]:
    """A grant as two that allow the same together."""
    for name, values in (("resources", grant.resources), ("actions", grant.actions)):
        if len(values) > 1:
            middle = len(values) // 2
            parts = (values[:middle], values[middle:])
            return [replace(grant, resources=part) if name == "resources" else replace(grant, actions=part)
                    for part in parts]  # fmt: skip
    return [grant]


def _inserted(kind: str, label: str, members: list[tuple[str, str]], role: Written) -> Edit:
    text = Hcl(tf_text.resource(kind, label, members))
    return Insert(role.top.file, (), "resource", text, after=role.top.route)
