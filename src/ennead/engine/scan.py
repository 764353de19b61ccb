"""A whole scan: read, ask, accept, order."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from ennead.check import Check, identity
from ennead.engine.assess import assess_all
from ennead.engine.config import Config
from ennead.engine.marks import Mark, ResourceMark, ResourceSpan
from ennead.engine.programs import Programs
from ennead.engine.result import AppSummary, ScanResult, Stats, order
from ennead.engine.suppress import Applied, apply, collect
from ennead.graph.derive import derive
from ennead.graph.graph import AppGraph
from ennead.graph.merge import combine, merge, names_of
from ennead.model.app import Fragment, Function, GapKind
from ennead.model.data import Declared
from ennead.model.finding import Outcome, Unassessed
from ennead.model.location import Location
from ennead.sources.discover import Unread
from ennead.sources.read import AppReading, Options, Sources, open_path

Progress = Callable[[int, int, str], None]
"""Called with how many applications are done, how many there are, and the name of the next."""


Watch = Callable[[AppReading | Unread, Mapping[str, AppGraph]], None]
"""Called with each application and its graphs by environment, and with what was not read (and no graphs)."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a scan is asked for.  `app` picks one of several applications.

    `alone`: the template came without its folder, so that code that is not in it says nothing.
    """

    checks: tuple[Check, ...]
    sources: Options = field(default_factory=Options)
    config: Config = field(default_factory=Config)
    app: str | None = None
    alone: bool = False
    foreign_marks: bool = True
    today: date = field(default_factory=date.today)
    progress: Progress | None = None
    watch: Watch | None = None


@dataclass(frozen=True, slots=True)
class Scan:
    """The result; the resources' spans, and the suppressions that had nothing to suppress."""

    result: ScanResult
    spans: tuple[ResourceSpan, ...]
    unused: tuple[str, ...]


def graphs_of(
    reading: AppReading, declared: Iterable[Declared] = (), programs: Programs | None = None
) -> dict[str, AppGraph]:
    """One graph per environment of an application; `declared` is what the user says of its stores.

    With `programs`, what the functions' code does is in it.
    """
    return {key: _graph(reading.name, fragment, declared, programs) for key, fragment in reading.fragments.items()}


def _graph(name: str, fragment: Fragment, declared: Iterable[Declared], programs: Programs | None) -> AppGraph:
    graph = merge(name, [fragment])
    if programs is not None and any(True for _ in graph.nodes_of(Function)):
        from ennead.graph.used.edges import used  # noqa: PLC0415  only where there is code

        graph = merge(name, [fragment, used(graph, programs.answers(graph))])
    return derive(graph, declared)


def map_of(reading: AppReading, declared: Iterable[Declared] = (), programs: Programs | None = None) -> AppGraph:
    """One graph of all environments."""
    return combine(reading.name, graphs_of(reading, declared, programs))


def root_of(path: Path) -> Path:
    """The folder that paths are relative to: the path, or where the template lies."""
    return path if path.is_dir() else path.parent


def readings(path: Path, request: Request) -> Iterator[AppReading | Unread]:
    """The applications of a path one after the other, then what was not read.  Raises SourceError."""
    sources = open_path(path, request.sources)
    yield from _chosen(sources, request)
    yield from sources.unread


def _chosen(sources: Sources, request: Request) -> Iterator[AppReading | Unread]:
    total = len(sources.found.sources)
    for number, reading in enumerate(sources.apps(request.app)):
        if request.progress:
            request.progress(number, total, reading.name if isinstance(reading, AppReading) else str(reading.at))
        yield reading


def scan(path: Path, request: Request) -> Scan:
    """Scan a folder or a template.  Raises SourceError where the path does not exist."""
    started = time.perf_counter()
    apps: list[AppSummary] = []
    parts: list[Applied] = []
    spans: list[ResourceSpan] = []
    unread: list[Unassessed] = []
    told: set[tuple[str, Location | None]] = set()
    files = 0
    programs = Programs(root_of(path))
    for reading in readings(path, request):
        graphs = {} if isinstance(reading, Unread) else graphs_of(reading, request.config.data, programs)
        if request.watch:
            request.watch(reading, graphs)
        if isinstance(reading, Unread):
            unread.append(_unread(reading))
            continue
        apps.append(_summary(reading, graphs))
        spans += _spans(reading)
        files += len(reading.texts)
        parts.append(
            _once(answers(reading, graphs, request, None if request.alone else programs), reading.shared, told)
        )
    named = [_named(part, app.name) for part, app in zip(parts, apps, strict=True)] if len(apps) > 1 else parts
    findings = sorted((finding for part in named for finding in part.findings), key=order)
    result = ScanResult(
        apps=tuple(apps),
        findings=tuple(findings),
        unassessed=(*(one for part in named for one in part.unassessed), *unread),
        accepted=tuple(one for part in named for one in part.accepted),
        stats=Stats(seconds=time.perf_counter() - started, files=files),
    )
    unused = tuple(f"{mark.at}" for part in parts for mark in part.unused)
    return Scan(result, tuple(spans), unused)


_NO_DATABASE = identity("vulnerable-package", "unassessed", "database")


def _once(part: Applied, shared: frozenset[str], told: set[tuple[str, Location | None]]) -> Applied:
    """What is about a source that several applications share (a workflow that deploys them all), or about none of them
    (that there is no database of advisories), is told once."""

    def new(one: Outcome) -> bool:
        if one.identity != _NO_DATABASE and (one.at is None or one.at.path not in shared):
            return True
        key = (one.identity, one.at)
        fresh = key not in told
        told.add(key)
        return fresh

    return replace(
        part,
        findings=tuple(one for one in part.findings if new(one)),
        unassessed=tuple(one for one in part.unassessed if new(one)),
        accepted=tuple(one for one in part.accepted if new(one.outcome)),
    )


def answers(
    reading: AppReading, graphs: Mapping[str, AppGraph], request: Request, programs: Programs | None = None
) -> Applied:
    """What the checks say of one application, and what of it is accepted; with `programs` of its code too."""
    spans = _spans(reading)
    outcomes: list[Outcome] = [
        *assess_all(graphs, request.checks, request.config.rules, programs),
        *_faults(reading),
        *_unsupported(graphs),
    ]
    metadata = [ResourceMark(mark.path, mark.logical_id, mark.metadata) for mark in reading.marks if mark.metadata]
    marks = collect(reading.texts, metadata, spans)
    theirs: tuple[Mark, ...] = ()
    if request.foreign_marks:
        from ennead.engine.foreign import hits as foreign  # noqa: PLC0415

        theirs = foreign.collect(reading.texts, metadata, spans)
    return apply(outcomes, marks, request.config, request.today, theirs)


def _spans(reading: AppReading) -> tuple[ResourceSpan, ...]:
    return tuple(ResourceSpan(m.path, m.logical_id, m.first_line, m.last_line) for m in reading.marks if m.logical_id)


def _summary(reading: AppReading, graphs: Mapping[str, AppGraph]) -> AppSummary:
    kinds: dict[str, str] = {}
    for graph in graphs.values():
        kinds |= {node.id: node.kind for node in graph.nodes.values() if not node.external}
    sources = sorted({source for graph in graphs.values() for source in graph.sources})
    gaps = {gap: gap.klass for graph in graphs.values() for gap in graph.gaps if gap.kind is GapKind.INPUT}
    counts = dict(Counter(kinds.values()))
    unread = sum(gap.hides for gap in gaps)
    return AppSummary(reading.name, tuple(sources), counts, names_of(graphs), dict(Counter(gaps.values())), unread)


def _faults(reading: AppReading) -> Iterator[Unassessed]:
    """Parts of a source that could not be read."""
    for fault in reading.faults:
        about = fault.logical_id or ""
        reason = f"{about}: {fault.reason}" if about and about not in fault.reason else fault.reason
        key = identity("source", fault.at.path, about, fault.reason)
        yield Unassessed("source", reason, key, fault.at, resource=fault.logical_id)


def _unsupported(graphs: Mapping[str, AppGraph]) -> Iterator[Unassessed]:
    """What a source holds and nothing of ours reads yet; once for each sort."""
    seen: dict[str, Unassessed] = {}
    for graph in graphs.values():
        for gap in graph.gaps:
            if gap.kind is GapKind.UNSUPPORTED:
                seen.setdefault(
                    gap.reason, Unassessed("source", gap.reason, identity("source", graph.name, gap.reason), gap.at)
                )
    yield from seen.values()


def _unread(unread: Unread) -> Unassessed:
    return Unassessed("source", unread.reason, identity("source", unread.kind, unread.at.path), unread.at)


def _named(part: Applied, app: str) -> Applied:
    """The same with the application's name on each, where there are several."""
    return replace(
        part,
        findings=tuple(replace(one, app=app) for one in part.findings),
        unassessed=tuple(replace(one, app=app) for one in part.unassessed),
        accepted=tuple(replace(one, outcome=replace(one.outcome, app=app)) for one in part.accepted),
    )
