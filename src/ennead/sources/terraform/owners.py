"""Which instance a value names: by a pointer at it, by its name, or by what both are written with."""

from __future__ import annotations

from typing import Any

from ennead.sources.terraform.draft import Draft
from ennead.sources.terraform.instance import Instance, Pointer
from ennead.sources.terraform.types.registry import FOLLOWED

MAX_HOPS = 6


def owner(value: Any, draft: Draft, *types: str) -> Instance | None:
    """The instance of one of the types that a value names; None where the configuration has none."""
    for _ in range(MAX_HOPS):
        if not isinstance(value, Pointer):
            break
        instance = draft.instance(value)
        if instance is None:
            outputs = draft.outputs.get(value.address, {})
            value = outputs.get(str(value.path[0])) if value.path else None
            continue
        if instance.type in types and instance.mode == "managed":
            return instance
        follow = FOLLOWED.get(instance.type) if instance.mode == "managed" else None
        value = instance.attributes.get(follow or str(value.path[0] if value.path else "id"))
    if value is None or isinstance(value, Pointer):
        return None
    for kind in types:
        if (found := draft.named_so(kind, value)) is not None:
            return found
    return None


def same(one: Any, other: Any, draft: Draft) -> bool:
    """Whether two values name the same thing: equal, or pointers at one instance."""
    if one == other:
        return True
    if isinstance(one, Pointer) and isinstance(other, Pointer):
        first, second = draft.instance(one), draft.instance(other)
        return first is not None and second is not None and first.address == second.address
    return False
