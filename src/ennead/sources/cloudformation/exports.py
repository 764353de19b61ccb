"""What the stacks of one application hand to each other: outputs under an exported name, or by stack and output."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Value = tuple[Any, Callable[[Any], Any]]
"""A value as its stack writes it, and that stack's resolver."""


@dataclass(slots=True)
class Exports:
    """Values by their exported name, and outputs by their stack's name; each is resolved in its own stack when asked.

    A name that several stacks export answers for none of them: which one is meant, nobody here can tell.
    """

    named: dict[str, list[Value]] = field(default_factory=dict)
    outputs: dict[tuple[str, str], list[Value]] = field(default_factory=dict)

    def declare(self, stack: str, outputs: dict[str, Any], resolve: Callable[[Any], Any]) -> None:
        """Note the section `Outputs` of a stack."""
        for name, output in outputs.items():
            if not isinstance(output, dict):
                continue
            value = (output.get("Value"), resolve)
            self.outputs.setdefault((stack, name), []).append(value)
            export = output.get("Export")
            exported = resolve(export.get("Name")) if isinstance(export, dict) else None
            if isinstance(exported, str):
                self.named.setdefault(exported, []).append(value)

    def imported(self, name: str) -> Any:
        """What stands under an exported name; None where no stack here, or more than one, exports it."""
        return _only(self.named.get(name))

    def output(self, stack: str, name: str) -> Any:
        """A stack's output; None where no stack here, or more than one, has it."""
        return _only(self.outputs.get((stack, name)))


def _only(values: list[Value] | None) -> Any:
    if values is None or len(values) != 1:
        return None
    raw, resolve = values[0]
    return resolve(raw)
