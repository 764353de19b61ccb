"""What a plan says about references: which attributes of what an argument was made from.

A plan has no expressions, only the names that stand in them; where exactly one attribute of another resource is
named, the argument is taken to be that.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ennead.sources.terraform.instance import Pointer, Unclear

MAX_HOPS = 20
"""From a module's variable to its caller's argument, and from an output into the module."""
_REFERENCE = re.compile(
    r"(?P<whole>(?:data\.)?[A-Za-z_][\w-]*\.[A-Za-z_][\w-]*)(?P<index>\[(?:\d+|\"(?:[^\"\\]|\\.)*\")\])?(?P<path>(?:[.\[].*)?)\Z"
)
_STEP = re.compile(r"\.([A-Za-z_][\w-]*|\d+)|\[(\d+)\]|\[\"((?:[^\"\\]|\\.)*)\"\]")
_MODULE = re.compile(r"module\.([A-Za-z_][\w-]*)(\[(?:\d+|\"(?:[^\"\\]|\\.)*\")\])?")
_LOCAL = ("var.", "local.", "each.", "count.", "path.", "terraform.", "self.", "module.")


def as_mapping(value: object) -> dict[str, Any]:
    """A mapping of JSON, or an empty one in the place of anything else."""
    return value if isinstance(value, dict) else {}


def as_rows(value: object) -> list[dict[str, Any]]:
    """The mappings of a list of JSON."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


@dataclass(slots=True)
class References:
    """The plan's `configuration`; `addresses` are those of all planned instances."""

    configuration: Mapping[str, Any]
    addresses: frozenset[str] = frozenset()

    def module(self, address: str) -> dict[str, Any]:
        """The configuration of a module (`module.a[0].module.b`); the root module's for ""."""
        module = as_mapping(self.configuration.get("root_module"))
        for match in _MODULE.finditer(address):
            module = as_mapping(as_mapping(as_mapping(module.get("module_calls")).get(match[1])).get("module"))
        return module

    def resource(self, module: str, mode: str, kind: str, name: str) -> dict[str, Any]:
        """The arguments of a resource, as what they are made from."""
        for resource in as_rows(self.module(module).get("resources")):
            if (resource.get("mode"), resource.get("type"), resource.get("name")) == (mode, kind, name):
                return as_mapping(resource.get("expressions"))
        return {}

    def output(self, module: str, name: str) -> dict[str, Any]:
        return as_mapping(as_mapping(as_mapping(self.module(module).get("outputs")).get(name)).get("expression"))

    def meant(self, expression: Any, module: str, instance: str, hops: int = 0) -> Pointer | Unclear:
        """What an argument that is not known yet stands for."""
        names = [name for name in as_mapping(expression).get("references") or [] if isinstance(name, str)]
        found: dict[Pointer, None] = {}
        open_names: list[str] = []
        for name in names:
            meaning = self._meaning(name, names, module, instance, hops)
            if isinstance(meaning, Pointer):
                found[meaning] = None
            elif meaning:
                open_names.append(meaning)
        if len(found) == 1 and not open_names:
            return next(iter(found))
        listed = ", ".join([*(pointer.address for pointer in found), *open_names][:5])
        reason = f"known once it is deployed: made from {listed}" if listed else "known once it is deployed"
        return Unclear(names[0] if names else instance, reason)

    def _meaning(self, name: str, names: list[str], module: str, instance: str, hops: int) -> Pointer | str | None:
        """A pointer, a name that says nothing more, or None for one that is part of a longer one."""
        if any(other != name and other.startswith((name + ".", name + "[")) for other in names):
            return None
        if name in ("each.key", "count.index") or name.startswith(("path.", "terraform.")):
            return None
        if hops >= MAX_HOPS:
            return name
        if name.startswith("module."):
            return self._output(name, module, hops)
        if name.startswith("var."):
            return self._input(name, module, hops)
        match = _REFERENCE.match(name)
        if not match or name.startswith(_LOCAL):
            return name
        path = tuple(_steps(match["path"]))
        if not path:
            return name
        return Pointer(self._address(match["whole"], match["index"] or "", module, instance), path)

    def _address(self, whole: str, index: str, module: str, instance: str) -> str:
        """The instance that is meant; the only one, or the one with the same key, where no index is written."""
        address = f"{module}.{whole}{index}" if module else whole + index
        if index or address in self.addresses:
            return address
        same = address + instance[instance.rindex("[") :] if instance.endswith("]") else ""
        if same in self.addresses:
            return same
        copies = [other for other in self.addresses if other.startswith(address + "[")]
        return copies[0] if len(copies) == 1 else address

    def _output(self, name: str, module: str, hops: int) -> Pointer | str:
        match = _MODULE.match(name)
        output = name[match.end() :].lstrip(".").partition(".")[0].partition("[")[0] if match else ""
        if not match or not output:
            return name
        inner = f"{module}.{match[0]}" if module else match[0]
        meaning = self.meant(self.output(inner, output), inner, "", hops + 1)
        return meaning if isinstance(meaning, Pointer) else name

    def _input(self, name: str, module: str, hops: int) -> Pointer | str:
        """A module's variable is what its caller hands in."""
        calls = list(_MODULE.finditer(module))
        variable = re.split(r"[.\[]", name.removeprefix("var."), maxsplit=1)[0]
        if not calls:
            return name
        outer = module[: calls[-1].start()].rstrip(".")
        call = as_mapping(as_mapping(self.module(outer).get("module_calls")).get(calls[-1][1]))
        meaning = self.meant(as_mapping(call.get("expressions")).get(variable), outer, calls[-1][0], hops + 1)
        return meaning if isinstance(meaning, Pointer) else name


def _steps(path: str) -> list[str | int]:
    return [
        int(match[2]) if match[2] and len(match[2]) < 10 else match[1] or match[2] or match[3]
        for match in _STEP.finditer(path)
    ]
