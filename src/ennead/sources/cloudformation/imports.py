"""Values of other stacks: `Fn::ImportValue` and `Fn::GetStackOutput`."""

from __future__ import annotations

from typing import Any, Protocol

from ennead.model.app import GapKind
from ennead.model.location import Location
from ennead.sources.cloudformation.inputs import Gaps, Inputs, hole
from ennead.sources.cloudformation.scalars import as_text


class Resolver(Protocol):
    """What is asked of whoever resolves the template's other values."""

    inputs: Inputs
    gaps: Gaps

    def value(self, raw: Any) -> Any:
        """The value with its intrinsics resolved."""


def import_value(resolver: Resolver, argument: Any, raw: Any) -> Any:
    """An exported value of another stack; a hole, with its gap, where no stack here exports it."""
    name = as_text(resolver.value(argument), "name")
    found = resolver.inputs.exports.imported(name)
    return _missing(resolver, name, raw) if found is None else found


def stack_output(resolver: Resolver, argument: Any, raw: Any) -> Any:
    """An output of a stack that is named (`StackName`, `OutputName`); a hole, with its gap, where it is not here."""
    asked = argument if isinstance(argument, dict) else {}
    stack, name = (as_text(resolver.value(asked.get(key)), key) for key in ("StackName", "OutputName"))
    found = resolver.inputs.exports.output(stack, name)
    return _missing(resolver, f"{stack}.{name}", raw) if found is None else found


def _missing(resolver: Resolver, name: str, raw: Any) -> str:
    mark = getattr(raw, "mark", None)
    at = Location(*mark) if mark else None
    why = resolver.inputs.exports.disputes.get(name)
    reason = f"value imported from another stack: {name}{f'; {why}' if why else ''}"
    resolver.gaps.add(GapKind.INPUT, "import", reason, at, name)
    return hole(name.replace("${", "").replace("}", ""))
