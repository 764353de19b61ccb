"""packages.lock.json of NuGet: packages for each target framework.

https://learn.microsoft.com/nuget/consume-packages/package-references-in-project-files#locking-dependencies
"""

from __future__ import annotations

from collections.abc import Iterator

from ennead.model.package import Ecosystem, Inventory
from ennead.packages.locks.graph import UNNAMED, Ask, Entry, Lock, inventory
from ennead.packages.locks.naming import is_name, named
from ennead.packages.locks.text.json_text import parse_table
from ennead.packages.locks.text.lined import Table


def read(text: str, path: str) -> Inventory:
    """What the lock names, over all target frameworks."""
    found = Lock(path, Ecosystem.NUGET)
    root = found.parsed(parse_table, text)
    if root is None:
        return inventory(found)
    direct: list[Ask] = []
    for framework, table, _ in root.table("dependencies").tables():
        keys = {name.lower(): f"{framework}/{name.lower()}" for name in table}
        for name, entry, line in table.tables():
            _package(found, keys, name, entry, line)
            if entry.text("type") in {"Direct", "Project"}:
                direct.append(Ask(keys[name.lower()], entry.text("requested")))
    project = named(Ecosystem.NUGET, UNNAMED, None, found.at(1), own=True)
    found.add("\n", Entry(project, tuple(direct)))
    found.members["."] = "\n"
    return inventory(found)


def _package(found: Lock, keys: dict[str, str], name: str, entry: Table, line: int) -> None:
    if not is_name(name):
        found.miss(line, "a package with a name that is none")
        return
    own = entry.text("type") == "Project"
    one = named(
        Ecosystem.NUGET,
        name,
        entry.text("resolved"),
        found.at(line),
        hashes="contentHash" in entry,
        own=own,
    )
    found.add(keys[name.lower()], Entry(one, tuple(_asks(keys, entry))))


def _asks(keys: dict[str, str], entry: Table) -> Iterator[Ask]:
    for name, wanted, _ in entry.table("dependencies").texts():
        key = keys.get(name.lower())
        if key is not None:
            yield Ask(key, wanted)
