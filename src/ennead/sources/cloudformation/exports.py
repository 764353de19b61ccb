"""What stacks hand to each other: outputs under an exported name, or by stack and output; stored parameters.

The stacks of the same application come first, the other applications of the scan after them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ennead.sources.outside import Disputed, Handed, Outside, Way

Value = tuple[Any, Callable[[Any], Any]]
"""A value as its stack writes it, and that stack's resolver."""


@dataclass(slots=True)
class Exports:
    """Values by their exported name, and outputs by their stack's name; each is resolved in its own stack when asked.

    A name that several stacks export answers for none of them: which one is meant, nobody here can tell.
    `arrived` is what other applications handed over, `disputes` why a name got no answer from them.
    """

    named: dict[str, list[Value]] = field(default_factory=dict)
    outputs: dict[tuple[str, str], list[Value]] = field(default_factory=dict)
    outside: Outside | None = None
    arrived: dict[str, Handed] = field(default_factory=dict)
    disputes: dict[str, str] = field(default_factory=dict)

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
        """What stands under an exported name; None where no stack, or more than one, exports it."""
        here = self.named.get(name)
        return _only(here) if here else self._elsewhere(Way.EXPORT, name)

    def output(self, stack: str, name: str) -> Any:
        """A stack's output; None where no stack, or more than one, has it."""
        here = self.outputs.get((stack, name))
        return _only(here) if here else self._elsewhere(Way.OUTPUT, f"{stack}.{name}")

    def parameter(self, name: str) -> str | None:
        """What another application stores under a parameter's name; None where none, or more than one, does."""
        return self._elsewhere(Way.PARAMETER, name)

    def is_token(self, name: str) -> bool:
        """Whether the inside of `${...}` is one that came with a value from another application."""
        return ":" in name and any(f"${{{name}" in text for text in self.arrived)

    def _elsewhere(self, way: Way, name: str) -> str | None:
        answer = self.outside.ask(way, name) if self.outside else None
        if isinstance(answer, Disputed):
            self.disputes[name] = answer.reason
        if not isinstance(answer, Handed):
            return None
        self.arrived[answer.value] = answer
        return answer.value


def _only(values: list[Value]) -> Any:
    if len(values) != 1:
        return None
    raw, resolve = values[0]
    return resolve(raw)
