"""What is looked for: a function's facts, put in order."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ennead.code.entry.paths import folder_of, is_below, joined, upwards
from ennead.code.entry.tree import Tree
from ennead.code.ir import Language
from ennead.model.app import Function, Layer

_MANIFESTS = frozenset(
    "package.json pyproject.toml setup.py requirements.txt Pipfile pom.xml build.gradle build.gradle.kts"
    " serverless.yml serverless.yaml template.yaml template.yml cdk.json samconfig.toml".split()
)
"""Files that stand at the top of a project."""


class Case(NamedTuple):
    """A function's facts.  `folder` is where the handler's path starts, `file` its code where that is one file,
    `languages` those that its runtime may be."""

    function: Function
    layers: tuple[Layer, ...]
    tree: Tree
    languages: tuple[Language, ...]
    handler: str
    folder: str
    file: str | None = None

    def facts(self, name: str) -> tuple[str, ...]:
        """What the packaging says under a name."""
        return facts(self.function, name)


def facts(function: Function, name: str) -> tuple[str, ...]:
    """What a function's packaging says under a name."""
    return tuple(value for key, value in function.packaging if key == name)


def variable(function: Function, name: str) -> str | None:
    """The value of an environment variable, where it is known."""
    for one in function.environment:
        if one.name == name and isinstance(one.value, str) and "${" not in one.value:
            return one.value
    return None


def layers_of(function: Function, layers: Iterable[Layer]) -> tuple[Layer, ...]:
    """The function's layers in their order, those whose folder is known."""
    by_id = {layer.id: layer for layer in layers}
    found = (by_id.get(one) for one in function.layers)
    return tuple(layer for layer in found if layer is not None and isinstance(layer.code, str))


def project_of(folder: str, function: Function, tree: Tree) -> str:
    """The folder of the project that code belongs to: the nearest above it with a manifest, or the template's."""
    template = folder_of(function.at.path) if function.at else "."
    for here in upwards(folder):
        if here == template or _MANIFESTS.intersection(tree.listing(here)):
            return here
    return folder


def template_folder(case: Case) -> str:
    """The folder of the file that declares the function, where the code lies below it; else the code's own."""
    at = case.function.at
    folder = joined(folder_of(at.path)) if at else case.folder
    return folder if is_below(case.folder, folder) else case.folder
