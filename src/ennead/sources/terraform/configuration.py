"""A folder of Terraform files to what it comes to, once for each environment.

Nothing is run and nobody is asked: what a deployment alone would tell stays a pointer, what is not written anywhere
is unclear and has its gap.  A call of a module that is not at hand is a `Call`, and no gap here: whoever knows the
module by its inputs reads it.  Paths in values (`path.module`) start at the root module's folder.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ennead.model.location import Location
from ennead.sources.cloudformation.marks import MarkedDict
from ennead.sources.errors import Malformed
from ennead.sources.terraform.hcl.budget import MAX_ALL, MAX_WORK, Budget, deep_frames
from ennead.sources.terraform.hcl.collect import Collected, collect
from ennead.sources.terraform.hcl.data import REGION
from ennead.sources.terraform.hcl.declared import Declared, Folders
from ennead.sources.terraform.hcl.json_syntax import value_of
from ennead.sources.terraform.hcl.module import Input, Loaded
from ennead.sources.terraform.hcl.parse import parse_expression
from ennead.sources.terraform.hcl.providers import Providers
from ennead.sources.terraform.hcl.scope import Desk
from ennead.sources.terraform.hcl.syntax import Expression, Literal
from ennead.sources.terraform.hcl.tfvars import Values, always_loaded, environments, values_in
from ennead.sources.terraform.hcl.types import is_text
from ennead.sources.terraform.instance import Configuration, Fault


def configurations(root: Path, folder: str, given: Mapping[str, str]) -> tuple[Configuration, ...]:
    """The root module in `folder` (relative to `root`, "." for itself), once for each file of values it has.

    `given` are values of variables that a person hands in; they win over all files.  Raises Malformed where the
    folder holds no Terraform file.
    """
    folders = Folders(root)
    declared = _declared(folders, folder)
    with deep_frames():
        found = environments(root, declared) or [Values("", "")]
        return tuple(_configuration(folders, declared, values, _handed_in(declared, given)) for values in found)


def with_values(root: Path, folder: str, values: Mapping[str, Any]) -> Configuration:
    """The root module with values that are known already, as a plan holds them.  Raises Malformed as above."""
    folders = Folders(root)
    declared = _declared(folders, folder)
    given = {name: value_of(value, ("", 0, 0)) for name, value in values.items() if name in declared.variables}
    with deep_frames():
        return _configuration(folders, declared, Values("", ""), given)


def variables_of(root: Path, folder: str) -> tuple[str, ...]:
    """The names of the variables that a root module declares."""
    return tuple(Folders(root).of(folder or ".").variables)


def environments_of(root: Path, folder: str) -> tuple[str, ...]:
    """The names of the environments of a root module; none where it has no file of values of its own."""
    return tuple(values.name for values in environments(root, Folders(root).of(folder or ".")))


def _declared(folders: Folders, folder: str) -> Declared:
    declared = folders.of(folder or ".")
    if not declared.files:
        raise Malformed("no Terraform file in this folder", Location(folder))
    return declared


def _configuration(
    folders: Folders, declared: Declared, values: Values, given: Mapping[str, Expression]
) -> Configuration:
    budget = Budget(limit=max(0, min(MAX_WORK, MAX_ALL - folders.work)))
    budget.grow(lines=folders.lines)
    desk = Desk(folders.root, declared.folder, values.name, budget)
    expressions, faults, files = _inputs(folders.root, declared, values)
    providers = Providers()
    module = Loaded(desk, folders, declared, {}, providers)
    providers.declare(declared.providers, module.scope)
    expressions.update(given)
    module.inputs.update({name: Input(value, module.scope) for name, value in expressions.items()})
    collected = Collected(faults=dict.fromkeys(faults))
    collect(module, collected)
    outputs = MarkedDict()
    for name, value, mark in module.outputs():
        outputs[name] = value
        outputs.keys_at[name] = mark
    region = module.provider_argument(None, "region")
    folders.work += budget.work
    return Configuration(
        values.name,
        tuple(collected.instances),
        tuple(collected.calls),
        outputs,
        tuple(desk.gaps.values()),
        tuple(collected.faults),
        (*collected.sources, *files),
        region if isinstance(region, str) and REGION.match(region) else None,
    )


def _inputs(root: Path, declared: Declared, values: Values) -> tuple[dict[str, Expression], list[Fault], list[str]]:
    """What files give to variables, those files' faults, and the files."""
    expressions: dict[str, Expression] = {}
    faults: list[Fault] = []
    files = [*always_loaded(root, declared.folder), *([values.path] if values.path else [])]
    for path in files:
        attributes, broken = values_in(root, path)
        faults.extend(broken)
        expressions.update({name: attribute.value for name, attribute in attributes.items()})
    return expressions, faults, files


def _handed_in(declared: Declared, given: Mapping[str, str]) -> dict[str, Expression]:
    found: dict[str, Expression] = {}
    for name, text in given.items():
        if block := declared.variables.get(name):
            kind = block.body.attributes.get("type")
            found[name] = _given(text, kind.value if kind else None)
    return found


def _given(text: str, kind: Expression | None) -> Expression:
    """A value that is handed in: text for plain types, an expression for lists and mappings."""
    if is_text(kind):
        return Literal(("", 0, 0), text)
    return parse_expression(text, "")[0]
