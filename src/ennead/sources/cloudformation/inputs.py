"""What a template is given: parameters, pseudo parameters, mappings, and the conditions that follow from them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ennead.model.app import Gap, GapKind
from ennead.model.location import Location
from ennead.model.unknown import Unknown
from ennead.sources.cloudformation.budget import Budget
from ennead.sources.cloudformation.exports import Exports
from ennead.sources.cloudformation.template import Template

PSEUDO = {
    "AWS::Partition": "aws",
    "AWS::Region": "${AWS::Region}",
    "AWS::AccountId": "${AWS::AccountId}",
    "AWS::StackName": "${AWS::StackName}",
    "AWS::StackId": "${AWS::StackId}",
    "AWS::URLSuffix": "amazonaws.com",
}
"""`AWS::Partition` is taken to be `aws`; everything else stays a token until somebody gives it a value."""


def hole(name: str) -> str:
    """The token of text that could not be told."""
    return f"${{?{name}}}"


def has_hole(text: str) -> bool:
    """Whether a part of the text could not be told."""
    return "${?" in text


@dataclass(slots=True)
class Gaps:
    """Gaps as they are met: one per cause, however often it is met again.

    They travel with the reading of a template through all its stacks, and so does its budget.
    """

    seen: dict[tuple[str, str | None, Location | None], Gap] = field(default_factory=dict)
    budget: Budget = field(default_factory=Budget)

    def add(
        self,
        kind: GapKind,
        klass: str,
        reason: str,
        at: Location | None,
        about: str | None = None,
        *,
        hides: bool = False,
    ) -> None:
        """Note a gap; the same cause at the same place counts once.  `hides`: resources may stand behind it."""
        self.seen.setdefault((klass, about or reason, at), Gap(kind, reason, at, klass, about, hides))

    def once(self, klass: str, reason: str, at: Location | None, about: str, *, hides: bool = False) -> None:
        """Note a gap of input that counts once wherever it is met; `at` is where it was met first."""
        self.seen.setdefault((klass, about, None), Gap(GapKind.INPUT, reason, at, klass, about, hides))

    def all(self) -> tuple[Gap, ...]:
        """What was met, in order."""
        return tuple(self.seen.values())


@dataclass(slots=True)
class Inputs:
    """Values of one environment.

    `given` are the values a person, a samconfig entry or a parent stack hands in; they win over
    defaults.  Values handed in by a parent stack are already resolved.  `exports` are the outputs of the
    application's other stacks.
    """

    template: Template
    given: dict[str, Any]
    gaps: Gaps
    exports: Exports = field(default_factory=Exports)

    def declares(self, name: str) -> bool:
        """Whether the template has a parameter of that name."""
        return name in self.template.section("Parameters")

    def parameter(self, name: str) -> Any:
        """The parameter's value: text, a list of text, a hole (with its gap), or Unknown for a list."""
        declared = self.template.section("Parameters").get(name)
        kind = declared.get("Type", "String") if isinstance(declared, dict) else "String"
        kind = kind if isinstance(kind, str) else "String"
        value = self.given.get(name)
        if value is None and isinstance(declared, dict):
            value = declared.get("Default")
        is_list = kind.startswith("List<") or kind == "CommaDelimitedList" or "<List<" in kind
        if kind.startswith("AWS::SSM::Parameter::Value") and not isinstance(self.given.get(name), list):
            return self._stored(name, value, is_list=is_list)
        if value is None or isinstance(value, dict):
            return self._missing(name, f"parameter {name} has no value: no default, none given", is_list)
        if is_list and not isinstance(value, list):
            return [part.strip() for part in str(value).split(",")]
        if isinstance(value, bool):
            return "true" if value else "false"
        return value if isinstance(value, list | Unknown) else str(value)

    def _stored(self, name: str, value: Any, *, is_list: bool) -> Any:
        """A parameter whose value is the name of one in the parameter store: known where another application has it."""
        known = self.exports.parameter(value) if isinstance(value, str) else None
        if known is not None:
            return [part.strip() for part in known.split(",")] if is_list else known
        why = self.exports.disputes.get(value) if isinstance(value, str) else None
        reason = f"parameter {name} is looked up in the parameter store at deployment{f'; {why}' if why else ''}"
        return self._missing(name, reason, is_list)

    def _missing(self, name: str, reason: str, is_list: bool) -> str | Unknown:
        self.gaps.add(GapKind.INPUT, "parameter", reason, self.template.at("Parameters", name), name)
        return Unknown(reason) if is_list else hole(name)

    def pseudo(self, name: str) -> str | None:
        """A pseudo parameter's value or token; None where there is none of that name."""
        value = self.given.get(name)
        return str(value) if value is not None else PSEUDO.get(name)
