"""A module: what names mean in it, and all that it holds."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ennead.sources.cloudformation.marks import Mark
from ennead.sources.terraform.hcl.calls import ModuleCall
from ennead.sources.terraform.hcl.declared import Declared, Folders
from ennead.sources.terraform.hcl.evaluate import evaluate
from ennead.sources.terraform.hcl.problem import Problem
from ennead.sources.terraform.hcl.providers import Providers
from ennead.sources.terraform.hcl.resources import Resource
from ennead.sources.terraform.hcl.scope import Desk, Scope
from ennead.sources.terraform.hcl.syntax import Expression
from ennead.sources.terraform.hcl.types import converted
from ennead.sources.terraform.hcl.values import weighed
from ennead.sources.terraform.instance import Unclear


@dataclass(frozen=True, slots=True)
class Input:
    """A value that is handed to a module: an expression and where it stands."""

    value: Expression
    scope: Scope


@dataclass(slots=True)
class Loaded:
    """A module that was read.  `prefix` is its address with a dot, empty for the root module."""

    desk: Desk
    folders: Folders
    declared: Declared
    inputs: dict[str, Input]
    providers: Providers
    address: str = ""
    depth: int = 0
    key: str = ""
    known: dict[tuple[str, str], Any] = field(default_factory=dict)
    busy: set[tuple[str, str]] = field(default_factory=set)
    resources: dict[tuple[str, str, str], Resource] = field(default_factory=dict)
    calls: dict[str, ModuleCall] = field(default_factory=dict)

    def __post_init__(self) -> None:
        prefix = f"{self.address}." if self.address else ""
        scope = self.scope
        for (mode, kind, name), block in self.declared.resources.items():
            address = f"{prefix}{'data.' if mode == 'data' else ''}{kind}.{name}"
            self.resources[mode, kind, name] = Resource(address, mode, kind, name, block, scope)
        for name, block in self.declared.calls.items():
            self.calls[name] = ModuleCall(f"{prefix}module.{name}", name, block, self)

    @property
    def scope(self) -> Scope:
        return Scope(self.desk, self)

    @property
    def uncounted(self) -> bool:
        return False

    @property
    def folder(self) -> str:
        return os.path.relpath(self.declared.folder, self.desk.folder).replace(os.sep, "/")

    def provider_argument(self, named: Expression | None, name: str) -> Any:
        provider = self.providers.of(named)
        return provider.argument(name) if provider else None

    # names

    def head(self, parts: tuple[str, ...]) -> tuple[Any, int]:
        first = parts[0]
        if first in ("each", "count", "self"):
            raise Problem(f"{first} where nothing is repeated")
        if len(parts) < 2:
            raise Problem(f"{first[:60]} is no name of anything", "reference")
        if first == "var":
            return self.variable(parts[1]), 2
        if first == "local":
            return self._once("local", parts[1], self._local), 2
        if first == "path":
            return {"module": self.folder}.get(parts[1], "."), 2
        if first == "terraform":
            return self._terraform(parts[1]), 2
        if first == "module":
            return self._call(parts[1]), 2
        if first == "data" and len(parts) > 2:
            return self._resource("data", parts[1], parts[2]), 3
        if first == "resource" and len(parts) > 2:
            return self._resource("managed", parts[1], parts[2]), 3
        return self._resource("managed", first, parts[1]), 2

    def _once(self, kind: str, name: str, told: Any) -> Any:
        """A value that is told once; Problem where it hangs on itself."""
        key = (kind, name)
        if key in self.busy:
            raise Problem(f"{kind}.{name} hangs on itself")
        if key not in self.known:
            self.busy.add(key)
            try:
                self.known[key] = weighed(told(name), self.desk.budget)
            except Problem as problem:
                if problem.klass == "size":
                    raise
                self.known[key] = problem
            finally:
                self.busy.discard(key)
        value = self.known[key]
        if isinstance(value, Problem):
            raise Problem(value.reason, value.klass, value.kind, value.at)
        return value

    def _local(self, name: str) -> Any:
        attribute = self.declared.values.get(name)
        if attribute is None:
            raise Problem(f"local.{name} is defined nowhere", "reference")
        return evaluate(attribute.value, self.scope)

    def _terraform(self, name: str) -> Any:
        if name == "workspace":
            return self.desk.environment or "default"
        return Unclear(f"terraform.{name}", "known to Terraform alone")

    def _resource(self, mode: str, kind: str, name: str) -> Any:
        resource = self.resources.get((mode, kind, name))
        if resource is None:
            raise Problem(f"{'data.' if mode == 'data' else ''}{kind}.{name} is declared nowhere"[:200], "reference")
        return resource.value(resource.block.mark)

    def _call(self, name: str) -> Any:
        call = self.calls.get(name)
        if call is None:
            raise Problem(f"module.{name} is declared nowhere"[:200], "reference")
        return call.value()

    # variables and outputs

    def variable(self, name: str) -> Any:
        """A variable's value.  Raises Problem where there is no such variable."""
        return self._once("var", name, self._variable)

    def _variable(self, name: str) -> Any:
        block = self.declared.variables.get(name)
        if block is None:
            raise Problem(f"var.{name} is declared nowhere"[:200], "reference")
        kind = block.body.attributes.get("type")
        value, found = None, False
        if given := self.inputs.get(name):
            value, found = evaluate(given.value, given.scope), True
        if (not found or value is None) and (default := block.body.attributes.get("default")):
            nullable = block.body.attributes.get("nullable")
            if not found or (nullable and getattr(nullable.value, "value", None) is False):
                value, found = evaluate(default.value, self.scope), True
        if not found:
            self.desk.gap("variable", f"variable {name} has no default and no value here", block.mark, self._of(name))
            return Unclear(f"var.{name}", "a variable without a value")
        return converted(value, kind.value, self.desk.budget) if kind else value

    def _of(self, name: str) -> str:
        return f"{self.address}.var.{name}" if self.address else f"var.{name}"

    def attribute(self, name: str) -> Any:
        """An output's value, for whoever calls the module.  Raises Problem."""
        return self._once("output", name, self._output)

    def _output(self, name: str) -> Any:
        block = self.declared.outputs.get(name)
        if block is None:
            raise Problem(f"{self.address} has no output {name}"[:200], "reference")
        attribute = block.body.attributes.get("value")
        return evaluate(attribute.value, self.scope) if attribute else None

    def outputs(self) -> Iterator[tuple[str, Any, Mark]]:
        """All outputs; what comes to nothing is a gap."""
        for name, block in self.declared.outputs.items():
            try:
                yield name, self.attribute(name), block.mark
            except Problem as problem:
                yield name, self.desk.problem(problem, f"output.{name}", block.mark), block.mark
