"""One role as Terraform's files have it: its block, its policies with their documents, what is attached to it."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from ennead.graph.graph import AppGraph
from ennead.model.app import Function, ManagedPolicy, Node, Role
from ennead.model.policy import Policy, PolicySource
from ennead.remedy.edit import Edit, Remove, Route
from ennead.remedy.errors import RemedyError
from ennead.remedy.roles.tf_document import Document, listed_at
from ennead.remedy.roles.tf_module import Module, Modules, Top
from ennead.remedy.roles.tf_spelling import Origin, Spelling

ATTACHMENTS = ("aws_iam_role_policy_attachment.", "aws_iam_policy_attachment.")
_TIDIED = ("data.aws_iam_policy_document.", "data.aws_iam_policy.", "aws_iam_policy.", "local.")
"""What goes when nothing names it any more."""


def prefix_of(node: Node, kind: str) -> str:
    """The address of the module that a resource stands in, with its dot; "" for the root."""
    address = node.logical_id or ""
    place = address.rfind(f"{kind}.")
    return address[:place] if place > 0 else ""


@dataclass
class Written:
    """A role's block in its module, and where each of its policies is written.

    `refused` says why a policy's document is not edited.
    """

    role: Role
    graph: AppGraph
    module: Module
    modules: Modules
    top: Top
    prefix: str
    documents: dict[Policy, Document] = field(default_factory=dict)
    blocks: dict[Policy, tuple[Top, Route]] = field(default_factory=dict)
    refused: dict[Policy, str] = field(default_factory=dict)
    call: bool = False
    """Whether a well-known module makes it, of which the block is the call."""

    @property
    def address(self) -> str:
        """The role's name in its module."""
        return self.top.address

    def origins(self) -> list[Origin]:
        """How the statements of the role name their resources now."""
        found: list[Origin] = []
        for policy, document in self.documents.items():
            for statement, item in zip(policy.statements, document.items, strict=True):
                texts = item.resources.texts if item.resources else ()
                if len(texts) == len(statement.resources):
                    found += [Origin(arn, text) for arn, text in zip(statement.resources, texts, strict=True)]
        return found

    def spelling(self, function: Function) -> Spelling:
        """Writes places for a function into the role's module."""
        top = self.top if self.call else top_of(function, self.module, self.prefix)
        return Spelling(self.module, self.prefix, self.graph, function, top, self.origins())

    def document(self, policy: Policy) -> Document:
        """Where its statements are written.  Raises RemedyError."""
        if policy not in self.documents:
            reason = self.refused.get(policy, "where it is written is not known: edit it by hand")
            raise RemedyError(f"{policy.name}: {reason}")
        return self.documents[policy]

    def attachments(self, policy: Policy) -> list[Top]:
        """The blocks that attach a policy to the role.  Raises RemedyError where several are made of one block."""
        named = self.blocks[policy][0].address if policy in self.blocks else ""
        found = [
            top
            for top in self.module.tops
            if top.address.startswith(ATTACHMENTS)
            and any(one is top for one in self.module.users(self.address))
            and any(one is top for one in self.module.users(named))
        ]
        return [single(one) for one in found]


def single(top: Top) -> Top:
    """The block.  Raises RemedyError where it stands for several things."""
    if top.repeated is not None:
        raise RemedyError(f"{top.address} stands for several things (for_each, count): edit it by hand")
    return top


def top_of(function: Function, module: Module, prefix: str) -> Top | None:
    """A function's block where it stands in the same module."""
    same = function.at is not None and posixpath.dirname(function.at.path) == module.folder
    if not same or prefix_of(function, "aws_lambda_function") != prefix:
        return None
    return module.at(function.at)


def also_of(policy: Policy, made: Written) -> set[str]:
    """The ids of other roles that hold what is written in the policy's block."""
    top = made.blocks[policy][0]
    found: set[str] = set()
    for node in made.graph.nodes_of(ManagedPolicy):
        if made.module.at(node.at) is top:
            found |= set(node.roles)
    for role in made.graph.nodes_of(Role):
        if made.module.at(role.at) is top:
            found.add(role.id)
    return found - {made.role.id}


def managed_removed(policy: Policy, gone: set[Policy], made: Written) -> tuple[list[Top], list[Edit]]:
    """What takes a managed policy away: a block that goes, or edits of the role's list."""
    if policy not in made.blocks:
        raise RemedyError(f"where {policy.name} is attached is not known: edit it by hand")
    top, _ = made.blocks[policy]
    if top.address.startswith(ATTACHMENTS):
        others = {name for name in top.names if name.startswith("aws_iam_role.")}
        if len({made.module.named(name) for name in others}) > 1:
            raise RemedyError(f"{top.address} attaches {policy.name} to several roles: edit it by hand")
        return [single(top)], []
    items = listed_at(made.top, ("managed_policy_arns",))
    own = [one for one in made.role.policies if made.blocks.get(one, (None,))[0] is made.top and one.arn]
    own = [one for one in own if one.source is not PolicySource.INLINE]
    if top is not made.top or len(items) != len(own):
        raise RemedyError(f"{policy.name} is attached by an expression: edit it by hand")
    route: Route = (*made.top.route, "managed_policy_arns")
    if all(one in gone for one in own):
        return [], [Remove(made.top.file, route)]
    return [], [Remove(made.top.file, (*route, own.index(policy)))]


def removed(tops: list[Top], module: Module, freed: Collection[Top] = ()) -> Iterator[Edit]:
    """Edits that take blocks away, with what only they used and where others wait for them.

    `freed` are blocks that name one of them until now only, since another edit changes that.

    Raises:
        RemedyError: something else names one of them.
    """
    gone = list(dict.fromkeys(tops))
    while orphans := [top for top in _orphans(gone, module) if top not in gone]:
        gone += dict.fromkeys(orphans)
    addresses = {top.address for top in gone}
    users = dict.fromkeys(user for top in gone for user in module.users(top.address) if user not in gone)
    for user in users:
        yield from _waiting(user, addresses, freed=user in freed)
    for top in gone:
        yield Remove(top.file, top.route)


def _orphans(gone: list[Top], module: Module) -> Iterator[Top]:
    for top in gone:
        for name in top.names:
            found = module.by_address.get(module.named(name) or "")
            tidied = found is not None and found.address.startswith(_TIDIED)
            if found and tidied and all(user in gone for user in module.users(found.address)):
                yield found


def _waiting(user: Top, gone: set[str], *, freed: bool) -> Iterator[Edit]:
    """Takes blocks out of another's `depends_on`."""
    items = listed_at(user, ("depends_on",))
    places = [place for place, text in enumerate(items) if text in gone]
    apart = any(name not in gone and name.startswith(tuple(f"{one}." for one in gone)) for name in user.names)
    if not freed and (apart or not places):
        raise RemedyError(f"{user.address or user.file} names {', '.join(sorted(gone))}: edit it by hand")
    if places and len(items) == len(places):
        yield Remove(user.file, (*user.route, "depends_on"))
    elif places:
        yield from (Remove(user.file, (*user.route, "depends_on", place)) for place in places)
