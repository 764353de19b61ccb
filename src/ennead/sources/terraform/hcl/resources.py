"""Resources and data sources: their instances, and what an attribute of one comes to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ennead.sources.cloudformation.marks import Mark, MarkedDict, MarkedList
from ennead.sources.terraform.hcl import bodies, data
from ennead.sources.terraform.hcl.problem import Problem
from ennead.sources.terraform.hcl.repeat import Copies, Copy, copies_of
from ennead.sources.terraform.hcl.scope import Scope
from ennead.sources.terraform.hcl.syntax import Block
from ennead.sources.terraform.instance import Joined, Pointer, Unclear


@dataclass(slots=True)
class Resource:
    """A block `resource` or `data` in a module."""

    address: str
    mode: str
    type: str
    name: str
    block: Block
    scope: Scope
    copies: Copies | None = None
    instances: list[ResourceInstance] = field(default_factory=list)
    busy: bool = False

    def expanded(self) -> Copies:
        """Its copies, told once.  Raises Problem where they hang on themselves."""
        if self.busy:
            raise Problem(f"the number of {self.address} hangs on itself")
        if self.copies is None:
            self.busy = True
            try:
                self.copies = copies_of(self.block, self.scope, self.address)
            finally:
                self.busy = False
            for copy in self.copies.copies:
                instance = ResourceInstance(self, copy, self.address + copy.suffix)
                self.instances.append(instance)
                self.scope.desk.things[instance.address] = instance
        return self.copies

    def value(self, mark: Mark) -> Any:
        """What the resource's name means: a pointer, or a list or mapping of them."""
        return whole(self.expanded(), [instance.address for instance in self.instances], mark)


def whole(copies: Copies, addresses: list[str], mark: Mark) -> Any:
    """What the name of a block means: a pointer to the one thing, or a list or mapping of them."""
    pointers = [Pointer(address) for address in addresses]
    if copies.by == "one":
        return pointers[0]
    if copies.by == "count":
        return MarkedList(pointers, mark)
    keys = [str(copy.key) for copy in copies.copies]
    return MarkedDict(dict(zip(keys, pointers, strict=True)), mark)


@dataclass(slots=True)
class ResourceInstance:
    """One copy; its attributes are evaluated when they are asked for, each once."""

    resource: Resource
    copy: Copy
    address: str
    known: dict[str, Any] = field(default_factory=dict)
    busy: set[str] = field(default_factory=set)

    @property
    def uncounted(self) -> bool:
        return bool(self.resource.copies and self.resource.copies.open)

    @property
    def scope(self) -> Scope:
        return self.resource.scope.within({**self.copy.names, "self": Pointer(self.address)})

    def attribute(self, name: str) -> Any:
        """What is written and known, else a pointer.  Raises Problem."""
        derived = data.attribute(self, name)
        if derived is not None:
            return derived
        value = self.written(name)
        if value is None or isinstance(value, Unclear | Joined):
            return Pointer(self.address, (name,))
        return value

    def written(self, name: str) -> Any:
        """What stands in the block; None where nothing does, and where it hangs on itself."""
        body = self.resource.block.body
        if name in self.busy or name in bodies.META or not _has(self.resource.block, name):
            return None
        if name not in self.known:
            self.busy.add(name)
            try:
                self.known[name] = bodies.member(body, name, self.scope, self.address)
            finally:
                self.busy.discard(name)
        return self.known[name]

    def attributes(self) -> MarkedDict:
        """All that is written."""
        block = self.resource.block
        result = MarkedDict(mark=block.mark)
        for name in bodies.names_of(block.body):
            result[name] = value = self.written(name)
            attribute = block.body.attributes.get(name)
            result.keys_at[name] = attribute.mark if attribute else getattr(value, "mark", None) or block.mark
        return result


def _has(block: Block, name: str) -> bool:
    return name in block.body.attributes or any(bodies.kind_of(inner) == name for inner in block.body.blocks)
