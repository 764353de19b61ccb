"""A service of the Serverless Framework as its file has it: functions, statements, resources, and their routes."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ennead.graph.graph import AppGraph
from ennead.remedy.edit import Route
from ennead.remedy.errors import RemedyError
from ennead.remedy.roles.source import Source

PLUGIN = "serverless-iam-roles-per-function"
SHARED = "IamRoleLambdaExecution"
_FILES = re.compile(r"serverless[\w.-]*\.(?:ya?ml|json)\Z")
_LISTS: tuple[Route, ...] = (("provider", "iam", "role", "statements"), ("provider", "iamRoleStatements"))
_FILE = re.compile(r"\$\{file\(\s*['\"]?([^()'\"]+?)['\"]?\s*\)(?::([\w.-]+))?\}\Z")


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of statements: its file, its route there, and its items as they are written."""

    file: str
    route: Route
    items: tuple[dict[str, Any], ...]


@dataclass
class Service:
    """The service's own file, read."""

    file: str
    root: dict[str, Any]
    source: Source

    def at(self, *route: str | int) -> Any:
        """What is written at a route of the service's file."""
        return self.source.at(self.file, route)

    @cached_property
    def plugins(self) -> tuple[str, ...]:
        """The plugins that it names."""
        value = self.root.get("plugins")
        value = value.get("modules") if isinstance(value, dict) else value
        return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()

    @property
    def per_function(self) -> bool:
        """Whether the plugin that gives each function a role is there."""
        return PLUGIN in self.plugins

    @property
    def stage(self) -> str:
        """The variable that is the stage."""
        version = str(self.root.get("frameworkVersion", "")).lstrip("^~>=v '\"")
        return "${opt:stage, self:provider.stage}" if version.startswith(("1", "2")) else "${sls:stage}"

    def function(self, key: str) -> Route:
        """The route of a function's body.  Raises RemedyError where it is written elsewhere."""
        value = self.root.get("functions")
        parts: list[tuple[Route, Any]] = [(("functions",), value)]
        if isinstance(value, list):
            parts = [(("functions", place), part) for place, part in enumerate(value)]
        for route, part in parts:
            if isinstance(part, dict) and isinstance(part.get(key), dict):
                return (*route, key)
        raise RemedyError(f"{key} is not written among the functions of {self.file} itself: edit what makes it")

    @cached_property
    def resources(self) -> Route | None:
        """The route of the mapping of resources; None where the file has none of its own."""
        value = self.root.get("resources")
        parts: list[tuple[Route, Any]] = [(("resources",), value)]
        if isinstance(value, list):
            parts = [(("resources", place), part) for place, part in enumerate(value)]
        for route, part in parts:
            if isinstance(part, dict) and isinstance(part.get("Resources"), dict):
                return (*route, "Resources")
        return None

    def resource(self, name: str) -> Route | None:
        """The route of a resource that the file itself declares."""
        here = self.resources
        return (*here, name) if here is not None and isinstance(self.at(*here, name), dict) else None

    def names(self, word: str) -> bool:
        """Whether a word stands anywhere in the file's values or keys."""
        return any(word in text for text in texts(self.root))

    # statements

    def shared(self) -> Listed | None:
        """The statements of the role that all functions share; None where there are none.  Raises RemedyError."""
        for route in _LISTS:
            if self.at(*route) is not None:
                return self.listed(route)
        return None

    def listed(self, route: Route) -> Listed:
        """The statements at a route, in this file or the one it puts in.

        Raises:
            RemedyError: they are not written one by one.
        """
        value = self.at(*route)
        if isinstance(value, str) and (found := _FILE.match(value)):
            return self._included(found[1], found[2])
        return _one_by_one(self.file, route, value)

    def _included(self, path: str, address: str | None) -> Listed:
        """A list that lies in one file, which nothing else puts in."""
        if "${" in path or not path.endswith((".yml", ".yaml", ".json")):
            raise RemedyError(f"its statements are made by {path}: edit it by hand")
        file = posixpath.normpath(posixpath.join(posixpath.dirname(self.file), path))
        if self.source.mentions(posixpath.basename(file)) > 1:
            raise RemedyError(f"its statements lie in {file}, which others put in too: edit it by hand")
        route = tuple((address or "").split(".")) if address else ()
        return _one_by_one(file, route, self.source.at(file, route))


def _one_by_one(file: str, route: Route, value: Any) -> Listed:
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise RemedyError("its statements are put in from elsewhere (${file(...)}): edit them by hand")
    return Listed(file, route, tuple(value))


def texts(value: Any) -> Iterator[str]:
    """Every text in a value, keys too."""
    waiting = [value]
    while waiting:
        here = waiting.pop()
        if isinstance(here, dict):
            yield from (str(key) for key in here)
            waiting += here.values()
        elif isinstance(here, list):
            waiting += here
        elif isinstance(here, str):
            yield here


def service_of(graph: AppGraph, key: str, source: Source) -> Service:
    """The file of the service that declares a function.

    Raises:
        RemedyError: it is not told which that is.
    """
    found: list[Service] = []
    for file in graph.sources:
        if not _FILES.match(posixpath.basename(file)):
            continue
        root = source.at(file, ())
        if isinstance(root, dict) and isinstance(root.get("provider"), dict):
            found.append(Service(file, root, source))
    if len(found) != 1:
        raise RemedyError(f"the service that {key} belongs to is not written in one file: edit its role by hand")
    return found[0]
