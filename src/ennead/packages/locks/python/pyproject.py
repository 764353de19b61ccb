"""pyproject.toml: PEP 621, dependency groups (PEP 735), and what poetry, PDM and uv keep of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ennead.model.location import Location
from ennead.model.package import Inventory, Scope, Unread
from ennead.packages.locks import reasons
from ennead.packages.locks.hosts import host
from ennead.packages.locks.python.groups import scope_of
from ennead.packages.locks.python.project import Project, inventory_of
from ennead.packages.locks.python.requirement import Wanted, normal, wanted
from ennead.packages.locks.text.lined import Items, Malformed, Table
from ennead.packages.locks.text.toml_text import parse_table

_EXACT = re.compile(r"\s*={0,3}\s*(?P<version>v?\d+(?:\.\d+)*(?:[-._]?[a-zA-Z]+[-._]?\d*)*(?:\+[\w.]+)?)\s*")


def project(text: str, path: str) -> Project:
    """Read a pyproject.toml."""
    found = Project(path)
    try:
        root = parse_table(text)
    except Malformed as error:
        found.unread.append(Unread(Location(path, error.line), error.reason))
        found.is_project = True
        return found
    tool = root.table("tool")
    _pep621(found, root.table("project"), tool)
    _groups(found, root.table("dependency-groups"))
    _poetry(found, tool.table("poetry"))
    for name, line in tool.table("uv").items_at("dev-dependencies").texts():
        found.want(wanted(name), line, Scope.DEVELOPMENT)
    _lists(found, tool.table("pdm").table("dev-dependencies"), Scope.DEVELOPMENT)
    found.members = tuple(text for text, _ in tool.table("uv").table("workspace").items_at("members").texts())
    found.is_project = bool(found.wants or found.files or found.members or found.name or "project" in root)
    return found


def read(text: str, path: str) -> Inventory:
    """What a pyproject.toml asks for by itself."""
    return inventory_of(project(text, path))


def _pep621(found: Project, table: Table, tool: Table) -> None:
    found.name, found.version = table.text("name"), table.text("version")
    found.line = table.line("name") or 1
    for text, line in table.items_at("dependencies").texts():
        found.want(wanted(text), line, Scope.SHIPPED)
    _lists(found, table.table("optional-dependencies"), Scope.OPTIONAL)
    for name, line in table.items_at("dynamic").texts():
        if name in {"dependencies", "optional-dependencies"} and "poetry" not in tool:
            _dynamic(found, tool, name, line)


def _dynamic(found: Project, tool: Table, name: str, line: int) -> None:
    """Requirements that the build tool reads from elsewhere."""
    source = tool.table("setuptools").table("dynamic").table(name)
    files = [source.text("file")] if "file" in source and source.text("file") else []
    files += [text for text, _ in source.items_at("file").texts()]
    found.files += [(file, line) for file in files if file is not None]
    if not files:
        found.miss(line, f"its {name} are made when it is built")


def _lists(found: Project, table: Table, least: Scope) -> None:
    """Groups of requirements, each a list; extras are optional whatever they are called."""
    for group, value in table.items():
        if isinstance(value, Items):
            scope = scope_of(group) if least is Scope.OPTIONAL else least
            for text, line in value.texts():
                found.want(wanted(text), line, Scope.OPTIONAL if scope is Scope.SHIPPED else scope)


def _groups(found: Project, table: Table) -> None:
    """PEP 735; `include-group` adds what is read with that group anyway."""
    for group, value in table.items():
        if isinstance(value, Items):
            for text, line in value.texts():
                found.want(wanted(text), line, scope_of(group))


# -- poetry ---------------------------------------------------------------------------------------


def _poetry(found: Project, table: Table) -> None:
    if found.name is None and (name := table.text("name")) is not None:
        found.name, found.version, found.line = name, table.text("version"), table.line("name") or 1
    _poetry_group(found, table.table("dependencies"), Scope.SHIPPED)
    _poetry_group(found, table.table("dev-dependencies"), Scope.DEVELOPMENT)
    for group, members, _ in table.table("group").tables():
        _poetry_group(found, members.table("dependencies"), scope_of(group))


def _poetry_group(found: Project, table: Table, scope: Scope) -> None:
    for name, value in table.items():
        if name.lower() != "python":
            for one in _choices(value):
                optional = isinstance(one, Table) and one.get("optional") is True and scope is Scope.SHIPPED
                found.want(_poetry_wanted(name, one), table.line(name), Scope.OPTIONAL if optional else scope)


def _choices(value: Any) -> Iterator[Any]:
    """A dependency of poetry may be a list, one for each platform or Python."""
    yield from value if isinstance(value, Items) else (value,)


def _poetry_wanted(name: str, value: Any) -> Wanted | None:
    if isinstance(value, str):
        return poetry_range(Wanted(normal(name)), value)
    if not isinstance(value, Table):
        return None
    base = Wanted(normal(name), marker=value.text("markers"))
    if "git" in value:
        return Wanted(base.name, reason=reasons.GIT, source=host(value.text("git")), wanted=value.text("git") or "")
    if "path" in value:
        return Wanted(base.name, reason=reasons.LOCAL, wanted=value.text("path") or "", local=True)
    if "url" in value:
        return Wanted(base.name, reason=reasons.ADDRESS, source=host(value.text("url")), wanted=value.text("url") or "")
    return poetry_range(base, value.text("version") or "*")


def poetry_range(base: Wanted, text: str) -> Wanted:
    """A version as poetry and pipenv write it: a bare one is exact, `*` is any."""
    found = _EXACT.fullmatch(text[:200])
    version = found["version"] if found is not None else None
    reason = reasons.NO_VERSION if text.strip() == "*" else reasons.RANGE
    return Wanted(base.name, version, None if version else reason, text, base.marker, base.source)
