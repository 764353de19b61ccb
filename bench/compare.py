"""Hold what `ennead map` and `ennead scan` say against what was counted without them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any

from bench.count import Count, Event, Function, Template
from bench.template import Span

Json = dict[str, Any]
NO_APP = "(no app)"


@dataclass(frozen=True, slots=True)
class Miss:
    """A declared function or event that the map lacks; `owner` is the function of an event."""

    what: str
    app: str
    path: str
    line: int
    name: str
    type: str
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class AppRow:
    """One app.  `triggers` are all trigger edges of the map, also those no declared event stands behind."""

    name: str
    templates: int
    functions: int
    functions_found: int
    events: int
    events_found: int
    triggers: int
    gaps: dict[str, int]
    findings: int

    @property
    def findings_per_function(self) -> float | None:
        """None for an app without functions."""
        return self.findings / self.functions if self.functions else None


@dataclass(frozen=True, slots=True)
class Comparison:
    """All apps of one folder.

    `unread` are templates no app names among its sources; empty skeletons are not among them.  `extra` are ids of
    functions in the map that no counted template declares; functions the app only names (`external`) do not count.
    """

    apps: tuple[AppRow, ...]
    misses: tuple[Miss, ...]
    unread: tuple[str, ...]
    extra: tuple[str, ...]
    templates: int
    unassessed: int

    @property
    def share_read(self) -> float:
        """Templates with resources that an app was made from, of all of them; 1 where there are none."""
        return 1 - len(self.unread) / self.templates if self.templates else 1.0

    @property
    def median_findings(self) -> float | None:
        """Findings per function, the median over apps with functions."""
        rates = [rate for app in self.apps if (rate := app.findings_per_function) is not None]
        return median(rates) if rates else None

    def gaps(self) -> Counter[str]:
        """Gaps of all apps, by `kind/class`."""
        total: Counter[str] = Counter()
        for app in self.apps:
            total.update(app.gaps)
        return total


class _Map:
    """The questions to an `ennead.graph/1` document."""

    def __init__(self, document: Json) -> None:
        self.nodes: dict[str, Json] = {node["id"]: node for node in document["nodes"]}
        self.functions: dict[str, list[Json]] = defaultdict(list)
        for node in document["nodes"]:
            if node["kind"] == "function":
                self.functions[_path(node)].append(node)
        self.triggers: dict[str, list[Json]] = defaultdict(list)
        for edge in document["edges"]:
            if edge["kind"] == "triggers":
                self.triggers[edge["to"]].append(edge)

    def find(self, path: str, name: str | None, span: Span | None) -> list[Json]:
        """Function nodes of that template with that logical id, or declared within those lines."""
        return [node for node in self.functions[path] if _names(node, name) or (span and span.holds(_line(node)))]

    def triggered(self, path: str, event: Event, owner: Span | None) -> bool:
        """Whether the owner has a trigger edge that stands in the event's lines, or comes from a node that does."""
        owners = list(self.triggers)
        if event.owner:
            owners = [node["id"] for node in self.find(path, event.owner, owner)]
        edges = (edge for owner in owners for edge in self.triggers.get(owner, ()))
        return any(_stands_in(place, path, event.span) for edge in edges for place in self._places(edge))

    def _places(self, edge: Json) -> Iterator[Json]:
        yield from edge.get("locations") or ()
        location = self.nodes.get(edge["from"], {}).get("location")
        if location:
            yield location


def _stands_in(place: Json, path: str, span: Span) -> bool:
    return _clean(place.get("path")) == path and span.holds(place.get("line") or 0)


def _names(node: Json, name: str | None) -> bool:
    """A nested stack's ids are `Stack.LogicalId`; the path has told the stacks apart already."""
    written = node.get("logical_id") or node["id"].partition("/")[2].rpartition(":")[2]
    return name is not None and written.rpartition(".")[2] == name


def _clean(path: str | None) -> str:
    return (path or "").removeprefix("./")


def _path(item: Json) -> str:
    return _clean((item.get("location") or {}).get("path"))


def _line(item: Json) -> int:
    return (item.get("location") or {}).get("line") or 0


class _Apps:
    """Which app an item or a template belongs to."""

    def __init__(self, documents: Iterable[Json]) -> None:
        apps: list[Json] = next((found for document in documents if (found := _apps(document))), [])
        self.names = [app["name"] for app in apps]
        self.by_source: dict[str, str] = {}
        for app in apps:
            for source in app.get("sources") or ():
                self.by_source.setdefault(_clean(source), app["name"])

    def of(self, item: Json) -> str:
        """By its own word, else by where it stands, else the only app there is."""
        only = self.names[0] if len(self.names) == 1 else NO_APP
        return item.get("app") or self.by_source.get(_path(item)) or only


def _apps(document: Json) -> list[Json]:
    one = document.get("app")
    return document.get("apps") or ([one] if isinstance(one, dict) else [])


def compare(count: Count, graph: Json, scan: Json) -> Comparison:
    """Compare one folder's counts with its two documents; `KeyError` where one is not of its shape."""
    apps, seen = _Apps((graph, scan)), _Map(graph)
    full = [template for template in count.templates if template.resources]
    misses = tuple(miss for template in full for miss in _misses(template, apps, seen))
    declared = {template.path for template in count.templates}
    return Comparison(
        apps=tuple(_rows(full, misses, apps, graph, scan)),
        misses=misses,
        unread=tuple(template.path for template in full if template.path not in apps.by_source),
        extra=tuple(_extra(full, seen, declared)),
        templates=len(full),
        unassessed=len(scan.get("unassessed") or ()),
    )


def _misses(template: Template, apps: _Apps, seen: _Map) -> Iterator[Miss]:
    path = template.path
    app = apps.by_source.get(path, NO_APP)
    for function in template.functions:
        if not seen.find(path, function.name, function.span):
            yield Miss("function", app, path, function.span.first, function.name, function.type)
    spans = {function.name: function.span for function in template.functions}
    for event in template.events:
        if not seen.triggered(path, event, spans.get(event.owner or "")):
            yield Miss("event", app, path, event.span.first, event.name, event.type, event.owner)


def _extra(templates: list[Template], seen: _Map, declared: set[str]) -> Iterator[str]:
    known: dict[str, tuple[Function, ...]] = {template.path: template.functions for template in templates}
    for path, nodes in seen.functions.items():
        for node in nodes:
            expected = known.get(path, ())
            found = any(_names(node, function.name) or function.span.holds(_line(node)) for function in expected)
            if path in declared and not found and not node.get("external"):
                yield node["id"]


def _rows(
    templates: list[Template], misses: tuple[Miss, ...], apps: _Apps, graph: Json, scan: Json
) -> Iterator[AppRow]:
    """A row for every app, and one for what belongs to none, if there is such a thing."""
    templates_of: dict[str, list[Template]] = defaultdict(list)
    for template in templates:
        templates_of[apps.by_source.get(template.path, NO_APP)].append(template)
    missed = Counter((miss.app, miss.what) for miss in misses)
    findings = Counter(apps.of(finding) for finding in scan["findings"])
    triggers = _triggers(apps, graph)
    gaps: dict[str, Counter[str]] = defaultdict(Counter)
    for gap in graph.get("gaps") or ():
        gaps[apps.of(gap)][f"{gap['kind']}/{gap.get('class') or gap.get('klass') or 'other'}"] += 1
    homeless = NO_APP in templates_of or NO_APP in findings or NO_APP in triggers or NO_APP in gaps
    for name in dict.fromkeys([*apps.names, *([NO_APP] if homeless else [])]):
        functions = sum(len(template.functions) for template in templates_of[name])
        events = sum(len(template.events) for template in templates_of[name])
        yield AppRow(
            name=name,
            templates=len(templates_of[name]),
            functions=functions,
            functions_found=functions - missed[name, "function"],
            events=events,
            events_found=events - missed[name, "event"],
            triggers=triggers[name],
            gaps=dict(gaps[name]),
            findings=findings[name],
        )


def _triggers(apps: _Apps, graph: Json) -> Counter[str]:
    """Trigger edges by the app of the function they start."""
    nodes = {node["id"]: node for node in graph["nodes"]}
    edges = [edge for edge in graph["edges"] if edge["kind"] == "triggers"]
    return Counter(apps.of(edge if edge.get("app") else nodes.get(edge["to"], {})) for edge in edges)
