"""A change in the words of every dialect, and the fix that shows it in those of the nodes it is about.

A new change says for each dialect what is shown there; None shows the title alone, never another dialect's snippet.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ennead.graph.triggers import called
from ennead.model.app import TERRAFORM, Dialect, Node
from ennead.model.finding import Disposition, Fix
from ennead.practices.fixes.notation import Members, json_members, yaml
from ennead.practices.p8_denial.grouping import listed

MAX_SNIPPETS = 3
"""Snippets of one fix; what is left is counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change to one node.

    `sam` stands where SAM's own resources write it otherwise than CloudFormation.  `terraform` is HCL for the block
    itself, `terraform_module` for the call of the well-known module that makes it.  `cdk` is a clause, for no language
    is known there: "set timeout to Duration.seconds(28) in %s", %s being the construct.
    """

    cloudformation: Members | None
    serverless: Members | None
    terraform: str | None
    terraform_module: str | None
    cdk: str | None
    sam: Members | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What follows a title in each dialect, where a change is told and not shown; empty where nothing has to."""

    cloudformation: str
    sam: str
    serverless: str
    terraform: str
    terraform_module: str
    cdk: str

    def of(self, dialect: Dialect) -> str:
        """The words of a dialect."""
        return {
            Dialect.CLOUDFORMATION: self.cloudformation,
            Dialect.SAM: self.sam,
            Dialect.SERVERLESS: self.serverless,
            Dialect.TERRAFORM: self.terraform,
            Dialect.TERRAFORM_MODULE: self.terraform_module,
            Dialect.CDK: self.cdk,
        }[dialect]


Part = tuple[Change, Node]


def told(title: str, words: Words, nodes: Iterable[Node]) -> Fix:
    """The title with the words of the nodes' dialect; without any where they have several."""
    found = {words.of(node.dialect) for node in nodes}
    return Fix(title + (found.pop() if len(found) == 1 else ""))


def written(title: str, *parts: Part, disposition: Disposition = Disposition.REVIEW) -> Fix:
    """The fix of a change to one or several nodes, each in its own dialect."""
    constructs = [part for part in parts if part[1].dialect is Dialect.CDK]
    if constructs:
        title = f"{title}{_clauses(constructs)}"
    return Fix(title, disposition, _edit(parts))


# -- constructs ---------------------------------------------------------------------------------


def _clauses(parts: list[Part]) -> str:
    """What belongs into which construct."""
    groups: dict[str | None, list[Node]] = {}
    for change, node in parts:
        known = change.cdk if (node.construct or "").endswith("/Resource") else None
        groups.setdefault(known, []).append(node)
    if None in groups:  # a construct that takes CloudFormation's own names, or one whose words are not known
        return f", in {_place([node for _, node in parts])}"
    return f": {'; '.join(clause.replace('%s', _place(nodes)) for clause, nodes in groups.items() if clause)}"


def _place(nodes: list[Node]) -> str:
    names = list(dict.fromkeys(node.construct.removesuffix("/Resource") for node in nodes if node.construct))
    if not names:
        return "its construct" if len(nodes) == 1 else "their constructs"
    return f"the construct{'s' if len(names) > 1 else ''} {listed(names)}"


# -- snippets -----------------------------------------------------------------------------------


def _edit(parts: Iterable[Part]) -> str | None:
    """The snippets, each once; with the names of the nodes each is for, where it is not for all."""
    groups: dict[str, list[Node]] = {}
    missing = False
    for change, node in parts:
        text = snippet(change, node)
        if text is None:
            missing = True
        else:
            groups.setdefault(text, []).append(node)
    if len(groups) == 1 and not missing:
        return next(iter(groups))
    if any(_is_json(node) for nodes in groups.values() for node in nodes):
        return None  # JSON has no comments to tell them apart
    shown = list(groups.items())[:MAX_SNIPPETS]
    texts = [f"# {listed([called(node) for node in nodes])}\n{text}" for text, nodes in shown]
    more = len(groups) - len(shown)
    return "\n\n".join([*texts, *([f"# {more} more likewise"] if more else [])]) or None


def snippet(change: Change, node: Node) -> str | None:
    """The change as the node's source would write it; None where nothing can be shown in that dialect."""
    match node.dialect:
        case Dialect.CDK:
            return None
        case Dialect.TERRAFORM | Dialect.TERRAFORM_MODULE:
            if node.at and node.at.path.endswith(".tf.json"):
                return None
            return change.terraform if node.dialect is Dialect.TERRAFORM else change.terraform_module
        case Dialect.SERVERLESS:
            members = change.serverless
        case Dialect.SAM:
            members = change.sam or change.cloudformation
        case Dialect.CLOUDFORMATION:
            members = change.cloudformation
    if members is None:
        return None
    return json_members(members) if _is_json(node) else yaml(members)


def _is_json(node: Node) -> bool:
    """Whether its source is JSON; a Terraform plan is, and what it was made of is not."""
    terraform = node.dialect in TERRAFORM
    return not terraform and node.at is not None and node.at.path.endswith(".json")
