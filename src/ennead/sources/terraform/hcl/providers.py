"""Which provider a module's resources are made by: its region and the tags it gives to all.

Source: https://developer.hashicorp.com/terraform/language/modules/develop/providers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ennead.sources.terraform.hcl.bodies import members
from ennead.sources.terraform.hcl.scope import Scope
from ennead.sources.terraform.hcl.syntax import Block, Expression, Mapping, Name


@dataclass(slots=True)
class Provider:
    """A `provider` block and where it stands; its arguments are evaluated once."""

    block: Block
    scope: Scope
    arguments: dict[str, Any] | None = None
    busy: bool = False

    def argument(self, name: str) -> Any:
        """An argument, or the blocks of a kind; None where nothing is written."""
        if self.busy:
            return None
        if self.arguments is None:
            self.busy = True
            self.arguments = members(self.block.body, self.scope, f"provider.{self.block.labels[0]}")
            self.busy = False
        return self.arguments.get(name)


@dataclass(slots=True)
class Providers:
    """By local name: `aws`, and `aws.virginia` for an alias."""

    by_name: dict[str, Provider] = field(default_factory=dict)

    def of(self, attribute: Expression | None) -> Provider | None:
        """The provider that is named (`provider = aws.virginia`), else the default one of AWS."""
        if isinstance(attribute, Name):
            return self.by_name.get(".".join(attribute.parts))
        return self.by_name.get("aws")

    def declare(self, blocks: list[Block], scope: Scope) -> None:
        """Add the module's own."""
        for block in blocks:
            alias = block.body.attributes.get("alias")
            word = getattr(alias.value, "value", None) if alias else None
            self.by_name[f"{block.labels[0]}.{word}" if word else block.labels[0]] = Provider(block, scope)

    def handed_on(self, attribute: Expression | None) -> Providers:
        """Those a called module has: the default ones, or what `providers = {...}` names."""
        passed = {name: provider for name, provider in self.by_name.items() if "." not in name}
        if isinstance(attribute, Mapping):
            for key, value in attribute.items:
                name = ".".join(key.parts) if isinstance(key, Name) else getattr(key, "value", "")
                provider = self.of(value) if isinstance(value, Name) else None
                if provider:
                    passed[str(name)] = provider
        return Providers(passed)
