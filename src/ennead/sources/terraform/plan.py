"""A plan or state in JSON (`terraform show -json`) to what it comes to.

Source: https://developer.hashicorp.com/terraform/internals/json-format.  What the plan does not know yet is taken from
the Terraform files beside it, if they are there, else from what the plan says about references.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ennead.model.location import Location
from ennead.sources.cloudformation.marks import Mark, MarkedDict
from ennead.sources.errors import Malformed, SourceError, Unreadable
from ennead.sources.terraform.hcl.budget import Budget
from ennead.sources.terraform.hcl.data import REGION
from ennead.sources.terraform.hcl.policy_document import document
from ennead.sources.terraform.hcl.problem import Problem
from ennead.sources.terraform.instance import Configuration, Fault, Instance, Pointer
from ennead.sources.terraform.plan_references import References, as_mapping, as_rows
from ennead.sources.terraform.plan_values import MAX_DEPTH, Filler

MAX_BYTES = 128 * 1024 * 1024
MAX_RESOURCES = 20_000
_STARTS = re.compile(rb'"format_version"\s*:\s*"[0-9]')
_SORTED = re.compile(rb'\s*\{\s*"(?:applyable|complete|configuration|errored)"')
POLICY_DOCUMENT = "aws_iam_policy_document"


def is_plan(head: bytes) -> bool:
    """Whether a file that starts so is a plan or a state as `terraform show -json` prints them."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = head.replace(b"\0", b"")[2:]
    head = head.removeprefix(b"\xef\xbb\xbf")
    if not head.lstrip().startswith(b"{"):
        return False
    if _STARTS.search(head):
        return b'"terraform_version"' in head or b'"planned_values"' in head or b'"values"' in head
    return bool(_SORTED.match(head)) and (b'"provider_config"' in head or b'"root_module"' in head)


def plan_configuration(root: Path, path: str) -> Configuration:
    """What the plan or state at `path`, relative to `root`, comes to.  Raises Unreadable, or Malformed for others."""
    plan = _load(root / path, path)
    reading = _Reading(path, plan, References(as_mapping(plan.get("configuration"))))
    reading.beside = _beside(root, path, plan)
    return reading.configuration()


def _load(file: Path, path: str) -> dict[str, Any]:
    at = Location(path, 1, 1)
    try:
        if file.stat().st_size > MAX_BYTES:
            raise Unreadable(f"larger than {MAX_BYTES // 1024 // 1024} MiB, not read", at)
        data = file.read_bytes()
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
        plan = json.loads(text, parse_int=_whole)
    except OSError as error:
        raise Unreadable(error.strerror or "cannot be read", at) from error
    except (ValueError, RecursionError) as error:
        raise Malformed("not valid JSON", at) from error
    if not isinstance(plan, dict) or not ("planned_values" in plan or "values" in plan):
        raise Malformed("neither a plan nor a state of Terraform", at)
    return plan


def _whole(digits: str) -> int | float:
    return int(digits) if len(digits) < 200 else float(digits)


def _beside(root: Path, path: str, plan: dict[str, Any]) -> Configuration:
    """What the Terraform files beside the plan come to with the plan's own values; nothing where there are none."""
    from ennead.sources.terraform.configuration import with_values  # noqa: PLC0415 - a plan alone needs no parser

    folder = path.rpartition("/")[0] or "."
    values = {name: as_mapping(item).get("value") for name, item in as_mapping(plan.get("variables")).items()}
    try:
        return with_values(root, folder, values)
    except SourceError:
        return Configuration("")  # no files there: the plan stands for itself


@dataclass(frozen=True, slots=True)
class _Row:
    """A resource as the plan has it, in which module."""

    resource: dict[str, Any]
    module: str

    def text(self, name: str) -> str:
        value = self.resource.get(name)
        return value if isinstance(value, str) else ""


@dataclass(slots=True)
class _Reading:
    path: str
    plan: dict[str, Any]
    references: References
    beside: Configuration = field(default_factory=lambda: Configuration(""))
    faults: list[Fault] = field(default_factory=list)
    budget: Budget = field(default_factory=Budget)

    def configuration(self) -> Configuration:
        rows = list(self._rows())
        self.references.addresses = frozenset(row.text("address") for row in rows)
        changes = as_rows(self.plan.get("resource_changes"))
        unknown = {str(row.get("address")): as_mapping(row.get("change")).get("after_unknown") for row in changes}
        written = self._written()
        instances = [self._instance(row, unknown.get(row.text("address")), written) for row in rows]
        documents = self._documents(instances)
        for instance in instances:
            _put_documents(instance, documents)
        return Configuration(
            "",
            tuple(instances),
            outputs=self._outputs(),
            faults=tuple(self.faults),
            sources=(self.path, *self.beside.sources),
            region=self._region(),
        )

    def _rows(self) -> Iterator[_Row]:
        """The resources of all modules; data sources that were read already stand in the state before."""
        seen: set[str] = set()
        planned = as_mapping(self.plan.get("planned_values")) or as_mapping(self.plan.get("values"))
        before = as_mapping(as_mapping(self.plan.get("prior_state")).get("values"))
        for values, kept in ((planned, ("managed", "data")), (before, ("data",))):
            waiting = [(as_mapping(values.get("root_module")), 0)]
            while waiting:
                module, depth = waiting.pop()
                for resource in as_rows(module.get("resources")):
                    row = _Row(resource, str(module.get("address") or ""))
                    address = row.text("address")
                    if address and address not in seen and row.text("mode") in kept and self._room(seen):
                        seen.add(address)
                        yield row
                if depth < MAX_DEPTH:
                    waiting.extend((child, depth + 1) for child in reversed(as_rows(module.get("child_modules"))))

    def _room(self, seen: set[str]) -> bool:
        if len(seen) < MAX_RESOURCES:
            return True
        if not self.faults:
            self.faults.append(Fault(None, f"more than {MAX_RESOURCES} resources: the rest is not read", self._at()))
        return False

    def _at(self) -> Location:
        return Location(self.path, 1, 1)

    def _written(self) -> dict[str, Instance]:
        """Instances of the files beside, by address and, for the place alone, by address without indexes."""
        found: dict[str, Instance] = {}
        for instance in self.beside.instances:
            found[instance.address] = instance
            found.setdefault(_without_index(instance.address), instance)
        return found

    def _instance(self, row: _Row, unknown: Any, written: Mapping[str, Instance]) -> Instance:
        address = row.text("address")
        exact = written.get(address)
        placed = exact or written.get(_without_index(address))
        mark: Mark = placed.mark if placed else (self.path, 1, 1)
        config = self.references.resource(row.module, row.text("mode"), row.text("type"), row.text("name"))
        filler = Filler(self.references, row.module, address, mark, exact.attributes if exact else MarkedDict())
        try:
            attributes = filler.filled(as_mapping(row.resource.get("values")), unknown, config)
        except Problem as problem:
            self.faults.append(Fault(address, problem.reason, Location(*mark)))
            attributes = MarkedDict(mark=mark)
        if placed:
            attributes.keys_at.update(
                {name: place for name, place in placed.attributes.keys_at.items() if name in attributes}
            )
        last = placed.last_line if placed else 0
        return Instance(
            address, row.text("mode"), row.text("type"), row.text("name"), attributes, mark, last, row.module
        )  # fmt: skip

    def _documents(self, instances: list[Instance]) -> dict[str, Any]:
        """Policy documents that are made only at deployment, from what is known of their statements."""
        made: dict[str, Any] = {}
        for instance in instances:
            if instance.type == POLICY_DOCUMENT and not isinstance(instance.attributes.get("json"), str):
                try:
                    made[instance.address] = document(instance.attributes.get, instance.mark, self.budget)
                except Problem as problem:
                    self.faults.append(Fault(instance.address, problem.reason, Location(*instance.mark)))
        return made

    def _outputs(self) -> MarkedDict:
        planned = as_mapping(self.plan.get("planned_values")) or as_mapping(self.plan.get("values"))
        result = MarkedDict(mark=(self.path, 1, 1))
        for name, output in as_mapping(planned.get("outputs")).items():
            item = as_mapping(output)
            filler = Filler(self.references, "", f"output.{name}", (self.path, 1, 1), MarkedDict())
            expression = self.references.output("", name)
            try:
                result[name] = (
                    filler.value(item["value"], None, None) if "value" in item else filler.hole(expression, "")
                )
            except Problem as problem:
                self.faults.append(Fault(f"output.{name}", problem.reason, self._at()))
                continue
            result.keys_at[name] = self.beside.outputs.keys_at.get(name, (self.path, 1, 1))
        return result

    def _region(self) -> str | None:
        configuration = as_mapping(self.plan.get("configuration"))
        for provider in as_mapping(configuration.get("provider_config")).values():
            item = as_mapping(provider)
            if item.get("name") == "aws" and not item.get("alias") and not item.get("module_address"):
                region = as_mapping(as_mapping(item.get("expressions")).get("region"))
                value = region.get("constant_value") or self._variable(region)
                if isinstance(value, str) and REGION.match(value):
                    return value
        return self.beside.region

    def _variable(self, expression: Mapping[str, Any]) -> Any:
        names = expression.get("references")
        if isinstance(names, list) and len(names) == 1 and str(names[0]).startswith("var."):
            return as_mapping(as_mapping(self.plan.get("variables")).get(str(names[0])[4:])).get("value")
        return None


def _put_documents(instance: Instance, documents: Mapping[str, Any]) -> None:
    """In the place of pointers to policy documents, the documents."""
    for name, value in instance.attributes.items():
        if isinstance(value, Pointer) and value.path in (("json",), ("minified_json",)) and value.address in documents:
            instance.attributes[name] = documents[value.address]
    if instance.address in documents:
        instance.attributes["json"] = documents[instance.address]


def _without_index(address: str) -> str:
    return re.sub(r"\[(?:[0-9]+|\"(?:[^\"\\]|\\.)*\")\]", "", address)
