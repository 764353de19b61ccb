"""All that a configuration comes to: instances, calls, outputs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ennead.sources.cloudformation.marks import MarkedDict
from ennead.sources.terraform.hcl.calls import LocalModule, RemoteModule
from ennead.sources.terraform.hcl.module import Loaded
from ennead.sources.terraform.hcl.problem import Problem
from ennead.sources.terraform.hcl.resources import Resource
from ennead.sources.terraform.instance import Call, Fault, Instance

MAX_INSTANCES = 20_000
"""Of one configuration."""


@dataclass(slots=True)
class Collected:
    instances: list[Instance] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    faults: dict[Fault, None] = field(default_factory=dict)
    sources: dict[str, None] = field(default_factory=dict)


def collect(module: Loaded, into: Collected, conditional: str | None = None) -> None:
    """A module's own instances and those of the modules it calls."""
    if len(into.instances) >= MAX_INSTANCES:
        return
    into.faults.update(dict.fromkeys(module.declared.faults))
    into.sources.update(dict.fromkeys(module.declared.files))
    for resource in module.resources.values():
        _instances(module, resource, into, conditional)
    for call in module.calls.values():
        try:
            copies = call.expanded()
        except Problem as problem:
            module.desk.problem(problem, call.address, call.block.mark)
            continue
        for made in call.made:
            if isinstance(made, LocalModule):
                collect(made.loaded, into, conditional or copies.open)
            else:
                into.calls.append(_call(module, made, conditional or copies.open))


def _call(module: Loaded, made: RemoteModule, conditional: str | None) -> Call:
    call = made.call
    return Call(
        made.address, call.source, call.version, made.inputs(), call.block.mark, module.address, conditional
    )  # fmt: skip


def _instances(module: Loaded, resource: Resource, into: Collected, conditional: str | None) -> None:
    if len(into.instances) >= MAX_INSTANCES:
        return
    try:
        copies = resource.expanded()
    except Problem as problem:
        module.desk.problem(problem, resource.address, resource.block.mark)
        return
    block = resource.block
    for instance in resource.instances:
        if len(into.instances) >= MAX_INSTANCES:
            module.desk.gap("size", f"more than {MAX_INSTANCES} instances", block.mark)
            return
        attributes = instance.attributes()
        _tag(module, resource, attributes)
        into.instances.append(
            Instance(
                instance.address, resource.mode, resource.type, resource.name, attributes, block.mark,
                block.last_line, module.address, conditional or copies.open,
            )
        )  # fmt: skip


def _tag(module: Loaded, resource: Resource, attributes: MarkedDict) -> None:
    """`tags_all`: the provider's default tags, with the resource's own on top."""
    if resource.mode != "managed" or not resource.type.startswith("aws_"):
        return
    named = resource.block.body.attributes.get("provider")
    blocks = module.provider_argument(named.value if named else None, "default_tags")
    defaults: Any = (
        blocks[0].get("tags") if isinstance(blocks, list) and blocks and isinstance(blocks[0], dict) else None
    )
    if not isinstance(defaults, dict):
        return
    result = MarkedDict(mark=attributes.mark)
    for tags in (defaults, attributes.get("tags")):
        if isinstance(tags, dict):
            result.update(tags)
            result.keys_at.update(getattr(tags, "keys_at", {}))
    attributes["tags_all"] = result
    attributes.keys_at["tags_all"] = attributes.keys_at.get("tags", resource.block.mark)
