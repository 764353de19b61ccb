"""A role of Terraform that several functions share, taken apart: each function gets a role of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ennead.graph.authority import functions_of
from ennead.graph.graph import AppGraph
from ennead.model.app import Dialect
from ennead.model.policy import Policy, PolicySource
from ennead.model.rules import NO_ROLE_RULES, RoleRules
from ennead.remedy.edit import Edit, Hcl, Insert, Set
from ennead.remedy.errors import RemedyError
from ennead.remedy.roles import quotas, tf_apart, tf_required, tf_text
from ennead.remedy.roles.choose import Choice, refuse_lost
from ennead.remedy.roles.conditions import Where, by_condition
from ennead.remedy.roles.tf_grants import grouped
from ennead.remedy.roles.tf_items import IAM
from ennead.remedy.roles.tf_module import Modules, Top
from ennead.remedy.roles.tf_read import written
from ennead.remedy.roles.tf_role import ATTACHMENTS, Written, removed, single, top_of
from ennead.remedy.roles.tf_spelling import Spelling
from ennead.remedy.roles.tf_text import Grant
from ennead.remedy.roles.units import units_of

_COPIED = ("assume_role_policy", "path", "permissions_boundary", "max_session_duration", "tags", "provider")


def edits(
    choices: list[Choice], graph: AppGraph, modules: Modules, rules: RoleRules = NO_ROLE_RULES
) -> tuple[tuple[Edit, ...], tuple[str, ...]]:
    """The edits that give each function of a shared role its own; the shared one goes where nothing else names it.

    Raises:
        RemedyError: the role, or a function, is not written in a way that can be edited.
    """
    if choices[0].role.dialect is Dialect.TERRAFORM_MODULE:
        raise RemedyError("its role is made by a module that other functions use: give each its own by hand")
    refuse_lost(choices)
    role = written(choices[0].role, graph, modules)
    single(role.top)
    made: list[Edit] = []
    tops: list[Top] = []
    behind: list[Edit] = []
    for choice in choices:
        own = _function(choice, role)
        tops.append(own)
        behind += _own_role(choice, own, role, rules)
        name = f"{_role_label(own, role)}.arn"
        made.append(Set(own.file, (*own.route, "role"), Hcl(f"aws_iam_role.{name}")))
    if {one.id for one in functions_of(graph, role.role)} == {one.function.function.id for one in choices}:
        made += _shared_removed(role, tops)
    return (*reversed(behind), *made), ()


def _function(choice: Choice, role: Written) -> Top:
    function = choice.function.function
    own = top_of(function, role.module, role.prefix)
    if own is None or not own.address.startswith("aws_lambda_function."):
        raise RemedyError("it shares a role that is written in another module: give it a role by hand")
    text = single(own).attribute("role") or ""
    if role.module.named(text) != role.address:
        raise RemedyError("it names the role it shares by an expression: give it a role by hand")
    return own


def _role_label(own: Top, role: Written) -> str:
    """The label of a function's new role."""
    for label in (f"{own.label}_role", f"{own.label}_own_role"):
        if f"aws_iam_role.{label}" not in role.module.by_address:
            return label
    raise RemedyError(f"aws_iam_role.{own.label}_role is there already: give {own.label} a role by hand")


def _own_role(choice: Choice, own: Top, role: Written, rules: RoleRules) -> Iterator[Edit]:
    """The role, what is attached to it, and its policy, behind the shared one."""
    label = _role_label(own, role)
    spelling = role.spelling(choice.function.function)
    asked = tf_required.attributes(rules, choice.function, own.label, role.module)
    members = {"name": name} if (name := asked.get("name") or _name(own, role)) is not None else {}
    copied = ((key, role.top.attribute(key)) for key in _COPIED)
    members |= {key: _outdented(text) for key, text in copied if text is not None} | asked
    yield _inserted("aws_iam_role", label, list(members.items()), role)
    staying = list(dict.fromkeys(_staying(choice, role)))
    for policy in staying:
        held = [("role", f"aws_iam_role.{label}.name"), ("policy_arn", _arn(policy, role))]
        yield _inserted("aws_iam_role_policy_attachment", f"{own.label}_{_snake(policy.name)}", held, role)
    if choice.written:
        yield from _policy(choice, own, label, spelling, role, len(staying))


def _outdented(text: str) -> str:
    """An expression on several lines as it stands at the left edge."""
    first, *more = text.split("\n")
    blanks = min((len(line) - len(line.lstrip()) for line in more if line.strip()), default=0)
    return text if "<<" in first else "\n".join([first, *(line[blanks:] for line in more)])


def _policy(choice: Choice, own: Top, label: str, spelling: Spelling, role: Written, kept: int) -> list[Edit]:
    """The function's needs as a policy of its role; as managed ones where they are too long for that."""
    address = f"aws_iam_role_policy.{own.label}_needs"
    if address in role.module.by_address:
        raise RemedyError(f"{address} is there already: give {own.label} a role by hand")
    top = Top(role.top.file, ("resource", *address.split(".")), address, role.top.block, "")
    grants = [
        grant
        for condition, needs in by_condition(choice.written, choice.gone, lambda where: _condition(where, role))
        for grant in _limited(grouped(units_of(needs), spelling, top), condition)
    ]
    members = [
        ("name", f'"{own.label.replace("_", "-")}-needs"'),
        ("role", f"aws_iam_role.{label}.id"),
        ("policy", tf_text.document(grants)),
    ]
    if tf_apart.document(grants) > quotas.INLINE:
        return tf_apart.policies(grants, own.label, f"aws_iam_role.{label}", role, kept)
    return [_inserted("aws_iam_role_policy", f"{own.label}_needs", members, role)]


def _limited(grants: list[Grant], condition: str | None) -> list[Grant]:
    return [Grant(one.actions, one.resources, one.passed, condition) for one in grants]


def _condition(where: Where, role: Written) -> str:
    """A statement's condition as it is written.  Raises RemedyError where that is no object that could be copied."""
    policy, number = where
    document = role.document(policy)
    condition = document.items[number].condition
    if document.text is not None or document.keys is not IAM or condition is None:
        raise RemedyError(f"{policy.name} allows something under a condition: give it a role by hand")
    return condition


def _inserted(kind: str, label: str, members: list[tuple[str, str]], role: Written) -> Edit:
    if f"{kind}.{label}" in role.module.by_address:
        raise RemedyError(f"{kind}.{label} is there already: give the function a role by hand")
    text = Hcl(tf_text.resource(kind, label, members))
    return Insert(role.top.file, (), "resource", text, after=role.top.route)


def _name(own: Top, role: Written) -> str | None:
    """A name like that of the shared role, where there is room for it."""
    text = role.top.attribute("name")
    ending = f"-{own.label.replace('_', '-')}"
    if text is None or len(re.sub(r"\$\{[^}]*\}", "", role.role.name)) + len(ending) > quotas.NAME:
        return None
    return tf_text.joined(tf_text.inner(text), ending)


def _staying(choice: Choice, role: Written) -> Iterator[Policy]:
    """The managed policies that the function's role keeps."""
    for policy in (*role.role.policies, *role.documents):
        if policy.source is PolicySource.MANAGED and policy not in choice.gone:
            yield policy


def _arn(policy: Policy, role: Written) -> str:
    """How the policy is named now."""
    top = role.blocks[policy][0] if policy in role.blocks else None
    if top is not None and top.address.startswith(ATTACHMENTS):
        text = single(top).attribute("policy_arn")
        if text is not None:
            return text
    if policy.arn is None or "${" in policy.arn:
        raise RemedyError(f"{policy.name} is attached by an expression: give the function a role by hand")
    return f'"{policy.arn}"'


def _snake(name: str) -> str:
    return re.sub(r"\W+", "_", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)).lower().strip("_")


def _shared_removed(role: Written, functions: list[Top]) -> list[Edit]:
    """The shared role with what is written for it alone; none where something else names it."""
    users = [top for top in role.module.users(role.address) if top not in functions]
    parts = [top for top in users if top.address.startswith((*ATTACHMENTS, "aws_iam_role_policy."))]
    if len(parts) < len(users) or any(top.repeated for top in parts):
        return []
    if any(len({role.module.named(one) for one in top.names if one.startswith("aws_iam_role.")}) > 1 for top in parts):
        return []
    try:
        return list(removed([role.top, *parts], role.module, functions))
    except RemedyError:
        return []
