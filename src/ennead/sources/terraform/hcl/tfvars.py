"""Files with values of variables, and the environments they make.

Source: https://developer.hashicorp.com/terraform/language/values/variables#variable-definition-precedence.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from ennead.sources.terraform.hcl.declared import Declared, file_names, tree_of
from ennead.sources.terraform.hcl.syntax import Attribute
from ennead.sources.terraform.instance import Fault

FOLDERS = frozenset(
    "env envs environment environments tfvars vars variables var-files config configs configuration stages".split()
)
"""Sub folders in which the values of environments lie by habit."""
ENDINGS = (".tfvars", ".tfvars.json")
MAX_FILES = 200
"""Files of values that are looked at."""


@dataclass(frozen=True, slots=True)
class Values:
    """The file of an environment, relative to the scanned folder, and what it is called."""

    name: str
    path: str


def values_in(root: Path, path: str) -> tuple[dict[str, Attribute], list[Fault]]:
    body, faults, _ = tree_of(root, path)
    return body.attributes, faults


def always_loaded(root: Path, folder: str) -> list[str]:
    """`terraform.tfvars` and `*.auto.tfvars`, in the order in which later ones win."""
    names = _names(root / folder)
    first = [name for name in ("terraform.tfvars", "terraform.tfvars.json") if name in names]
    return [_below(folder, name) for name in (*first, *sorted(name for name in names if _is_auto(name)))]


def environments(root: Path, declared: Declared) -> list[Values]:
    """One for each file of values that is not always loaded and gives values to variables that are declared."""
    files = islice(_files(root, declared.folder), MAX_FILES)
    found = [path for path in files if _gives_values(root, path, declared)]
    stems = [_stem(path) for path in found]
    names: dict[str, Values] = {}
    for path, stem in zip(found, stems, strict=True):
        parent = path.rpartition("/")[0].rpartition("/")[2]
        generic = stem in ("terraform", "variables", "main", "vars", "values") or stems.count(stem) > 1
        name = (
            parent
            if generic and parent and parent not in FOLDERS and path.count("/") > declared.folder.count("/")
            else stem
        )
        name = name if name not in names else f"{parent}/{stem}" if parent else path
        names.setdefault(name, Values(name, path))
    return list(names.values())


def _files(root: Path, folder: str) -> Iterator[str]:
    for name in sorted(_names(root / folder)):
        if not _is_auto(name) and name.removesuffix(".json") != "terraform.tfvars":
            yield _below(folder, name)
    for sub in sorted(FOLDERS):
        yield from _within(root, _below(folder, sub), 0)


def _within(root: Path, folder: str, depth: int) -> Iterator[str]:
    """Those of a sub folder and of its own; one with a module in it is another root module."""
    place = root / folder
    if not place.is_dir() or place.is_symlink() or file_names(root, folder):
        return
    for name in sorted(_names(place))[:MAX_FILES]:
        yield _below(folder, name)
    if depth == 0:
        for entry in sorted(entry.name for entry in place.iterdir() if entry.is_dir())[:MAX_FILES]:
            yield from _within(root, _below(folder, entry), 1)


def _names(place: Path) -> set[str]:
    try:
        entries = [entry for entry in place.iterdir() if entry.name.endswith(ENDINGS)]
    except OSError:
        return set()
    return {entry.name for entry in entries if entry.is_file() and not entry.is_symlink()}


def _is_auto(name: str) -> bool:
    return name.endswith((".auto.tfvars", ".auto.tfvars.json"))


def _gives_values(root: Path, path: str, declared: Declared) -> bool:
    """A file whose names are all unknown is something else: settings of a backend, values of another module."""
    values, faults = values_in(root, path)
    return bool(faults) or not values or any(name in declared.variables for name in values)


def _stem(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".json").removesuffix(".tfvars")


def _below(folder: str, name: str) -> str:
    return name if folder in ("", ".") else f"{folder}/{name}"
