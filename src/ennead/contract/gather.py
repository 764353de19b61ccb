"""The applications of a path with their contracts as they are made; reads templates and code."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from ennead.contract.derive import Deriving
from ennead.contract.words import FILE, Made
from ennead.engine.programs import Programs
from ennead.engine.scan import Request, graphs_of, readings, root_of
from ennead.graph.graph import AppGraph
from ennead.graph.merge import combine
from ennead.graph.needed.needs import needs_of
from ennead.graph.needed.places import Places
from ennead.model.app import Dialect, Function
from ennead.sources.read import AppReading

_ASSEMBLY: Final = "cdk.out"


@dataclass(frozen=True, slots=True)
class App:
    """An application: its graphs by environment, its template, where its contract belongs."""

    name: str
    template: str
    graphs: Mapping[str, AppGraph]
    file: str
    faults: tuple[str, ...] = ()

    @property
    def has_functions(self) -> bool:
        """Whether there is a function of its own in any environment."""
        return any(not one.external for graph in self.graphs.values() for one in graph.nodes_of(Function))

    def combined(self) -> AppGraph:
        """One graph of all environments."""
        return combine(self.name, self.graphs)


def gathered(path: Path, request: Request) -> tuple[list[Made], list[str]]:
    """The contract of each application as code and template make it, and what was not read.  Raises SourceError."""
    programs = Programs(root_of(path))
    apps, faults = applications(path, request, programs)
    return [_made(app, programs) for app in apps], faults


def applications(path: Path, request: Request, programs: Programs | None = None) -> tuple[list[App], list[str]]:
    """The applications of a path, and what was not read with its place.  Raises SourceError."""
    apps: list[App] = []
    faults: list[str] = []
    for reading in readings(path, request):
        if not isinstance(reading, AppReading):
            faults.append(f"{reading.at}: {reading.reason}")
            continue
        told = tuple(f"{fault.at}: {fault.reason}" for fault in reading.faults)
        graphs = graphs_of(reading, request.config.data, programs)
        apps.append(App(reading.name, reading.template, graphs, "", told))
        faults += told
    return _placed(apps), faults


def _placed(apps: list[App]) -> list[App]:
    """Each application with the file of its contract: beside its template, with its name where several lie there."""
    folders = [_folder(app) for app in apps]
    return [
        replace(app, file=posixpath.join(folder, FILE if folders.count(folder) == 1 else _own(app, apps)))
        for app, folder in zip(apps, folders, strict=True)
    ]


def _folder(app: App) -> str:
    """Where the template lies; of a CDK application, whose templates are made anew each time, beside its assembly."""
    folder = posixpath.dirname(app.template)
    parts = folder.split("/")
    if _ASSEMBLY in parts:
        return "/".join(parts[: parts.index(_ASSEMBLY)])
    made = any(one.dialect is Dialect.CDK for graph in app.graphs.values() for one in graph.nodes_of(Function))
    return posixpath.dirname(folder) if made else folder


def _own(app: App, apps: Iterable[App]) -> str:
    name = app.name.replace("/", "-").replace("\\", "-")
    alike = sum(1 for one in apps if one.name == app.name)
    stem = posixpath.basename(app.template).rpartition(".")[0] if alike > 1 else name
    head, dot, ending = FILE.rpartition(".")
    return f"{head}.{stem}{dot}{ending}"


def _made(app: App, programs: Programs) -> Made:
    graph = app.combined()
    answers = programs.answers(graph)
    deriving, places = Deriving(graph, answers), Places(graph)
    functions = []
    for node_id in sorted(answers):
        function = graph.node(node_id, Function)
        if function is not None and not function.external:
            functions.append(deriving.of(function, needs_of(function, answers[node_id], places)))
    return Made(app.name, app.file, tuple(sorted(functions, key=lambda one: one.name)), app.faults)
