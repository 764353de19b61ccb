"""A role of Terraform read from its files: where each of its policies is written."""

from __future__ import annotations

import posixpath

from ennead.graph.authority import policies_of
from ennead.graph.graph import AppGraph
from ennead.model.app import Dialect, Role
from ennead.model.policy import Policy, PolicySource
from ennead.remedy.edit import Route
from ennead.remedy.errors import RemedyError
from ennead.remedy.hcl_tree import Block
from ennead.remedy.roles import tf_call
from ennead.remedy.roles.tf_document import opened
from ennead.remedy.roles.tf_module import Modules
from ennead.remedy.roles.tf_role import Written, prefix_of

_ATTACHED = ("aws_iam_role_policy.", "aws_iam_policy.")


def written(role: Role, graph: AppGraph, modules: Modules) -> Written:
    """The role as it is written.

    Raises:
        RemedyError: it is not written in Terraform's own syntax, or nobody knows where.
    """
    if role.at is None or not role.at.path.endswith((".tf", ".tofu")):
        raise RemedyError("its role is not written in a .tf file: edit what makes it")
    module = modules.of(posixpath.dirname(role.at.path))
    top = module.at(role.at)
    call = role.dialect is Dialect.TERRAFORM_MODULE
    if top is None or not top.address.startswith("module." if call else "aws_iam_role."):
        raise RemedyError("where its role is written is not known: edit it by hand")
    made = Written(role, graph, module, modules, top, prefix_of(role, "module" if call else "aws_iam_role"), call=call)
    for policy in policies_of(graph, role):
        if call:
            tf_call.place(policy, made)
        else:
            _place(policy, made)
    return made


def _place(policy: Policy, made: Written) -> None:
    top = made.module.at(policy.at)
    if top is None or (policy.at and policy.at.path != top.file):
        return
    if policy.source is PolicySource.MANAGED:
        made.blocks[policy] = (top, ())
        return
    route: Route | None = ("policy",) if top.address.startswith(_ATTACHED) else None
    if top is made.top:
        route = _inline(policy, made)
    if route is None:
        return
    made.blocks[policy] = (top, route)
    try:
        document = opened(top, route, made.module, made.modules)
    except RemedyError as error:
        made.refused[policy] = str(error)
        return
    if len(document.items) != len(policy.statements):
        made.refused[policy] = "its statements are not written one by one: edit it by hand"
    else:
        made.documents[policy] = document


def _inline(policy: Policy, made: Written) -> Route | None:
    """The block `inline_policy` of a role that is a policy."""
    blocks = [one for one in made.top.block.body.entries if isinstance(one, Block) and one.kind == "inline_policy"]
    own = [one for one in made.role.policies if one.source is PolicySource.INLINE]
    if len(own) != len(blocks) or policy not in own:
        return None
    return ("inline_policy", own.index(policy), "policy")
