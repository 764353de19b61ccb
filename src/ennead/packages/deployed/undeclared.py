"""Native programs and libraries that no package brought."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ennead.model.location import Location
from ennead.packages.deployed.instance import Instance
from ennead.packages.deployed.items import JARS, Item

_DOTNET = (".dll", ".exe", ".pdb")


def undeclared(instance: Instance, declared: set[str]) -> Iterator[Location]:
    """The native files of the code and the layers that no record names, those in archives among them too.

    What lies in a jar belongs to it; a .NET assembly looks like a program of Windows and is none.
    """
    if instance.code.lower().endswith(JARS):
        return
    declared = declared | set(instance.programs)
    managed = any(path.endswith(".deps.json") for path in instance.items)
    for path, item in instance.items.items():
        if not any(path.startswith(f"{home}/") for home in instance.home):
            continue
        if item.native and path not in declared and not (managed and path.lower().endswith(_DOTNET)):
            yield Location(item.where)
        elif item.inside is not None and path.lower().endswith(".zip"):
            yield from _inside(item.inside.items)


def _inside(items: Mapping[str, Item]) -> Iterator[Location]:
    for path, item in items.items():
        if item.native:
            yield Location(item.where)
        elif item.inside is not None and path.lower().endswith(".zip"):
            yield from _inside(item.inside.items)
