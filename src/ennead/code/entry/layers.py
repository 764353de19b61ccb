"""Layers whose folders are in the repository: where their content stands in the function."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.code.entry.paths import joined
from ennead.code.entry.tree import Tree
from ennead.code.ir import Language
from ennead.model.app import Layer

_FOLDERS = {Language.PYTHON: "python", Language.JAVASCRIPT: "nodejs", Language.JAVA: "java"}
"""The folder of a layer that a runtime looks into; a build puts what it is handed there."""


def mounted(language: Language, layers: tuple[Layer, ...], tree: Tree) -> Iterator[tuple[str, str]]:
    """Pairs of a path in the function and the folder that stands there, of each layer in the repository."""
    own = _FOLDERS[language]
    for layer in layers:
        folder = layer.code
        if not isinstance(folder, str) or not tree.is_folder(folder):
            continue
        if any(tree.is_folder(joined(folder, name)) for name in _FOLDERS.values()):
            if tree.is_folder(joined(folder, own)):
                yield f"/opt/{own}", joined(folder, own)
            yield "/opt", folder
        else:  # it is built: what lies here comes below the runtime's folder
            yield f"/opt/{own}", folder


def roots(language: Language, layers: tuple[Layer, ...], tree: Tree) -> Iterator[str]:
    """The folders of layers in which imports are looked up."""
    for place, folder in mounted(language, layers, tree):
        if language is Language.PYTHON and place == "/opt/python":
            yield folder
            yield from _site_packages(folder, tree)
        elif language is Language.JAVASCRIPT and place == "/opt/nodejs":
            yield joined(folder, "node_modules")
            yield folder
        elif language is Language.JAVA:
            source = joined(folder, "src/main/java")
            if tree.is_folder(source):
                yield source


def _site_packages(folder: str, tree: Tree) -> Iterator[str]:
    for name in tree.listing(joined(folder, "lib")):
        packages = joined(folder, "lib", name.rstrip("/"), "site-packages")
        if name.startswith("python") and tree.is_folder(packages):
            yield packages
