"""A configuration in one environment to a CloudFormation template whose members know their line in the .tf files."""

from __future__ import annotations

from typing import Any

from ennead.sources.cloudformation.inputs import Gaps
from ennead.sources.cloudformation.load import Document
from ennead.sources.cloudformation.marks import MarkedDict
from ennead.sources.cloudformation.template import Template, template_of
from ennead.sources.terraform.arguments import Table, fill
from ennead.sources.terraform.draft import Draft
from ennead.sources.terraform.instance import Configuration, Instance
from ennead.sources.terraform.modules.known import expand
from ennead.sources.terraform.types import access, events, functions, gateway, http_api, messaging, storage, users
from ennead.sources.terraform.types.plain import is_passive
from ennead.sources.terraform.types.registry import JOINS, MADE

FAMILIES = (access, events, functions, gateway, http_api, messaging, storage, users)
"""The modules that fill the tables of types."""

_FIRST = ("aws_dynamodb", "aws_s3", "aws_sqs", "aws_sns", "aws_kinesis", "aws_secretsmanager", "aws_ssm")
_LAST = ("aws_iam", "aws_cloudwatch_log", "aws_ecr", "aws_ecs")
UNREAD = "Terraform::Unread"
"""What a type nobody reads becomes: a plain node, and its gap beside it."""
MAX_INSTANCES = 20_000


def draft_of(configuration: Configuration, folder: str, gaps: Gaps) -> Draft:
    """Everything the configuration of a root module's folder declares, as resources of a template."""
    draft = Draft(gaps, folder)
    expand(configuration, draft)
    made = [one for one in draft.instances.values() if one.mode == "managed" and one.type in MADE]
    for instance in sorted(made[:MAX_INSTANCES], key=_place):
        draft.claim(instance)
    for address in list(draft.main):
        _make(draft.instances[address], draft)
    for instance in draft.instances.values():
        if instance.mode == "managed" and instance.type not in MADE:
            _other(instance, draft)
    if len(made) > MAX_INSTANCES:
        reason = f"more than {MAX_INSTANCES} resources: the rest was not looked at"
        draft.missing("size", reason, made[MAX_INSTANCES].mark, "size")
    return draft


def _place(instance: Instance) -> int:
    """Stores come first: a text that names one and something else too means the store."""
    if instance.type.startswith(_FIRST):
        return 0
    return 2 if instance.type.startswith(_LAST) else 1


def _make(instance: Instance, draft: Draft) -> None:
    """The resource of an instance."""
    made = MADE[instance.type]
    properties = MarkedDict(mark=instance.mark)
    more: dict[str, Any] = {}
    if _kept(instance):
        more["DeletionPolicy"] = "Retain"
    draft.put(draft.main[instance.address], made.kind, properties, instance.mark, **more)
    fill(properties, instance.attributes, made.arguments, draft, instance.mark)
    fill(properties, instance.attributes, _TAGS, draft, instance.mark)
    if made.finish:
        made.finish(instance, properties, draft)


_TAGS: Table = {"tags": "Tags", "tags_all": "Tags"}
"""The provider's default tags are in `tags_all`, with the resource's own over them."""


def _kept(instance: Instance) -> bool:
    """Whether the configuration refuses to have it deleted."""
    blocks = instance.attributes.get("lifecycle")
    block = blocks[0] if isinstance(blocks, list) and blocks else blocks
    return isinstance(block, dict) and block.get("prevent_destroy") is True


def _other(instance: Instance, draft: Draft) -> None:
    """An instance without a resource of its own: a part of others, plumbing, or something we do not read."""
    kind = instance.type
    if kind in JOINS:
        JOINS[kind](instance, draft)
        return
    if is_passive(kind):
        return
    draft.put(draft.claim(instance), UNREAD, MarkedDict(mark=instance.mark), instance.mark)
    if kind.startswith(("aws_", "awscc_")):
        draft.unsupported("type", f"resource type {kind} is not read yet", instance.mark, kind)
    else:
        reason = f"{kind} belongs to another provider and is not read"
        draft.missing("foreign-type", reason, instance.mark, kind)


def template_of_draft(draft: Draft, path: str) -> Template:
    """The template, its size counted."""
    root = MarkedDict(mark=(path, 1, 1))
    root["Resources"] = draft.made
    root.keys_at["Resources"] = (path, 1, 1)
    return template_of(Document(root, (), _size(draft.made)), path)


def _size(value: Any) -> int:
    """The number of members at all depths; what several members share counts once, as it is written once."""
    waiting, known, count = [value], {id(value)}, 0
    while waiting:
        item = waiting.pop()
        for inner in item.values() if isinstance(item, dict) else item:
            count += 1
            if isinstance(inner, dict | list) and id(inner) not in known:
                known.add(id(inner))
                waiting.append(inner)
    return count
