"""Where a project of Python asks for a package: every place of a manifest, with its route."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ennead.model.location import Location
from ennead.packages.locks.files import MAX_FILES, Files, folder_of, is_outside, joined, text_of
from ennead.packages.locks.python.pipfile import SETTINGS
from ennead.packages.locks.python.requirement import normal, wanted
from ennead.packages.locks.text.lined import Items, Malformed, Table
from ennead.packages.locks.text.toml_text import parse_table
from ennead.packages.way_out.python_range import respecified, spec_of
from ennead.packages.way_out.requirement_lines import Line, lines

_INCLUDE = re.compile(r"(?P<name>-r|-c|--requirements?|--constraints?)[\s=]*(?P<value>[^\s#]+)")
_LISTED = re.compile(r"(?:.*requirements?.*|.*constraints?.*)\.(?:txt|in)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Asked:
    """A place that asks for a package, and the range there.  `whole` is the requirement that the range is a part of."""

    at: Location
    place: tuple[str | int, ...]
    text: str
    whole: str | None = None
    hashed: bool = False

    def value(self, spec: str) -> str:
        """What the place says with another range."""
        return respecified(self.whole, spec) if self.whole is not None else spec

    @property
    def before(self) -> str:
        """What it says now."""
        return self.whole if self.whole is not None else self.text


def in_folder(files: Files, folder: str, name: str) -> list[Asked]:
    """Every place of pyproject.toml and Pipfile."""
    found: list[Asked] = []
    for file in ("pyproject.toml", "Pipfile"):
        path = joined(folder, file)
        table = table_of(files, path)
        if table is not None:
            found += (_pyproject if file != "Pipfile" else _pipfile)(table, path, normal(name))
    return found


def table_of(files: Files, path: str) -> Table | None:
    """A TOML document; None where there is none that can be read."""
    text = text_of(files, path)
    try:
        return parse_table(text) if text is not None else None
    except Malformed:
        return None


# -- pyproject.toml and Pipfile -------------------------------------------------------------------


def _pyproject(root: Table, path: str, name: str) -> Iterator[Asked]:
    tool = root.table("tool")
    for place, items in _lists(root):
        for index, (text, line) in enumerate(zip(items, items.lines, strict=True)):
            got = wanted(text) if isinstance(text, str) else None
            spec = spec_of(text) if got is not None and got.name == name else None
            if spec is not None:
                yield Asked(Location(path, line), (*place, index), spec, text)
    poetry = tool.table("poetry")
    for place, table in _poetry_tables(poetry):
        yield from _keyed(table, place, path, name)


def _lists(root: Table) -> Iterator[tuple[tuple[str, ...], Items]]:
    """Every list of requirements, with its place."""
    yield ("project", "dependencies"), root.table("project").items_at("dependencies")
    yield ("tool", "uv", "dev-dependencies"), root.table("tool").table("uv").items_at("dev-dependencies")
    for place in (("project", "optional-dependencies"), ("dependency-groups",), ("tool", "pdm", "dev-dependencies")):
        table = root
        for step in place:
            table = table.table(step)
        for group in table:
            yield (*place, group), table.items_at(group)


def _poetry_tables(poetry: Table) -> Iterator[tuple[tuple[str, ...], Table]]:
    base = ("tool", "poetry")
    for key in ("dependencies", "dev-dependencies"):
        yield (*base, key), poetry.table(key)
    for group, table, _ in poetry.table("group").tables():
        yield (*base, "group", group, "dependencies"), table.table("dependencies")


def _pipfile(root: Table, path: str, name: str) -> Iterator[Asked]:
    for category, table, _ in root.tables():
        if category not in SETTINGS:
            yield from _keyed(table, (category,), path, name)


def _keyed(table: Table, place: tuple[str, ...], path: str, name: str) -> Iterator[Asked]:
    """Tables whose keys are names: `requests = "^2"`, or a table with a version, or a list of those."""
    for key, value in table.items():
        if normal(key) == name:
            for route, text, line in _versions(value, table.line(key)):
                yield Asked(Location(path, line), (*place, key, *route), text)


def _versions(value: Any, line: int) -> Iterator[tuple[tuple[str | int, ...], str, int]]:
    if isinstance(value, str):
        yield (), value, line
    elif isinstance(value, Table) and (text := value.text("version")) is not None:
        yield ("version",), text, value.line("version") or line
    elif isinstance(value, Items):
        for index, one in enumerate(value):
            for route, text, here in _versions(one, value.lines[index]):
                yield (index, *route), text, here


# -- requirements files ---------------------------------------------------------------------------


def in_requirements(files: Files, path: str, name: str) -> list[Asked]:
    """Every place of a requirements file and what it includes, and of the constraints that it is read with."""
    reading = _Closure(files)
    paths = reading.of(path)
    for other in files.listing(folder_of(path)):
        beside = joined(folder_of(path), other)
        if _LISTED.fullmatch(other) and beside not in paths and path in (more := reading.of(beside)):
            paths += [one for one in more if one in reading.constraints and one not in paths]
    return [one for file in paths for one in _required(reading.lines(file), file, normal(name))]


def _required(lines_: list[Line], path: str, name: str) -> Iterator[Asked]:
    count = 0
    for line in lines_:
        if line.name == name:
            yield Asked(Location(path, line.number), (name, count), line.spec, hashed=line.hashed)
            count += 1


class _Closure:
    """Requirements files with those that they include."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._lines: dict[str, list[Line]] = {}
        self.constraints: set[str] = set()

    def lines(self, path: str) -> list[Line]:
        """The lines of a file; none where there is none."""
        if path not in self._lines:
            text = None if is_outside(path) else text_of(self._files, path)
            self._lines[path] = list(lines(text)) if text is not None else []
        return self._lines[path]

    def of(self, path: str) -> list[str]:
        """A file and all that it includes."""
        found: list[str] = []
        waiting = [path]
        while waiting and len(found) < MAX_FILES:
            here = waiting.pop()
            if here in found:
                continue
            found.append(here)
            for line in self.lines(here):
                include = _INCLUDE.match(line.text) if line.name is None else None
                if include is not None and "://" not in include["value"]:
                    target = joined(folder_of(here), include["value"].strip("\"'"))
                    if "c" in include["name"].lstrip("-")[:1]:
                        self.constraints.add(target)
                    waiting.append(target)
        return found
