"""Packages of .NET and Ruby, which say what they are in files of their own.

https://github.com/dotnet/sdk/blob/main/documentation/specs/runtime-configuration-file.md ;
https://guides.rubygems.org/specification-reference/ (a gem's folder and specification are called name-version)
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from ennead.model.location import Location
from ennead.model.package import Ecosystem, Named, Package, Unread
from ennead.packages.deployed.found import Answers, Found, is_name, is_version
from ennead.packages.deployed.items import Item, first_line

_GEM = re.compile(r"(?:^|/)specifications/(?:default/)?([\w.-]+?)-(\d[\w.]*)(?:-[\w.-]+)?\.gemspec$")


def others(items: Mapping[str, Item], bundled: str | None) -> Answers:
    """The packages of NuGet and RubyGems among some files."""
    answers = Answers()
    for path, item in items.items():
        match = _GEM.search(path) if path.endswith(".gemspec") else None
        if match is not None:
            package = Package(Ecosystem.RUBYGEMS, match[1], match[2])
            named = Named(package, Location(item.where), item.origin, bundled_in=bundled, imports=(match[1],))
            answers.found.append(Found(named, path.rpartition("/")[0], item.root))
        elif path.endswith(".deps.json") and item.data is not None:
            _dotnet(path, item, bundled, answers)
    return answers


def _dotnet(path: str, item: Item, bundled: str | None, answers: Answers) -> None:
    try:
        root = json.loads((item.data or b"").decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError):
        root = None
    libraries = root.get("libraries") if isinstance(root, dict) else None
    if not isinstance(libraries, dict):
        answers.unread.append(Unread(Location(item.where), "it lists no libraries"))
        return
    answers.found += (Found(one, path.rpartition("/")[0], item.root) for one in _libraries(libraries, item, bundled))


def _libraries(libraries: dict[str, object], item: Item, bundled: str | None) -> Iterator[Named]:
    for key, told in libraries.items():
        name, _, version = key.partition("/")
        if not (isinstance(told, dict) and is_name(Ecosystem.NUGET, name) and is_version(version)):
            continue
        line = first_line(item.data or b"", re.escape(f'"{key}"').encode())
        yield Named(
            Package(Ecosystem.NUGET, name, version),
            Location(item.where, line),
            item.origin,
            hashes=bool(told.get("sha512")) or None,
            bundled_in=bundled,
            own=told.get("type") == "project",
        )
