"""setup.cfg: `install_requires` and `extras_require` of setuptools, by line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ennead.model.package import Inventory, Scope
from ennead.packages.locks.python.groups import scope_of
from ennead.packages.locks.python.project import Project, inventory_of
from ennead.packages.locks.python.requirement import wanted

_SECTION = re.compile(r"\[([^\]\n]{1,200})\]")
_KEY = re.compile(r"([\w.-]{1,200})\s*[=:]\s*(.*)")


def project(text: str, path: str) -> Project:
    """Read a setup.cfg."""
    found = Project(path)
    for section, key, value, line in _values(text):
        if section == "metadata" and key == "name":
            found.name, found.line = value, line
        elif section == "metadata" and key == "version" and not value.startswith(("attr:", "file:")):
            found.version = value
        elif section == "options" and key == "install_requires":
            _requires(found, value, line, Scope.SHIPPED)
        elif section == "options.extras_require":
            scope = scope_of(key)
            _requires(found, value, line, Scope.OPTIONAL if scope is Scope.SHIPPED else scope)
    found.is_project = bool(found.wants or found.files or found.unread)
    return found


def read(text: str, path: str) -> Inventory:
    """What a setup.cfg asks for by itself."""
    return inventory_of(project(text, path))


def _requires(found: Project, value: str, line: int, scope: Scope) -> None:
    if value.startswith("file:"):
        found.files += [(name.strip(), line) for name in value.removeprefix("file:").split(",") if name.strip()]
        return
    for one in value.split(";") if ";" in value and not re.search(r"[<>=!~]=?\s*[\"']", value) else [value]:
        if one.strip():
            found.want(wanted(one.strip()), line, scope)


def _values(text: str) -> Iterator[tuple[str, str, str, int]]:
    """Each line of each value, with its section and key."""
    section = key = ""
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.partition(" #")[0].rstrip()
        if not line.strip() or line.lstrip().startswith(("#", ";")):
            continue
        if not raw[0].isspace():
            key = ""
            found = _SECTION.match(line)
            if found is not None:
                section = found[1].strip()
                continue
            pair = _KEY.match(line)
            if pair is None:
                continue
            key, line = pair[1].lower(), pair[2]
        if key and line.strip():
            yield section, key, line.strip(), number
