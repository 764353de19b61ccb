"""Two versions of a scan, each read, side by side: one pair of graphs for every environment that differs."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from ennead.engine.change.apps import AppPairs
from ennead.graph.change.difference import graph_change
from ennead.graph.change.whole import Whole, app_of, relabelled, renaming, whole_of
from ennead.graph.change.words import GraphChange, NodeChange
from ennead.graph.graph import AppGraph
from ennead.graph.merge import combine, names_of

MOST = 24
"""Environments with graphs of their own that are held against each other; more are compared as one."""


@dataclass(frozen=True)
class AppGraphs:
    """An application's graphs by environment, as `graphs_of` gives them."""

    name: str
    graphs: Mapping[str, AppGraph]

    @cached_property
    def together(self) -> AppGraph:
        """One graph of all environments."""
        return combine(self.name, self.graphs)

    @cached_property
    def environments(self) -> tuple[str, ...]:
        """Their names; none where there is a single nameless one."""
        return names_of(self.graphs)

    def of(self, environment: str) -> AppGraph:
        """The graph of an environment; all together where the application has none of that name."""
        if not environment:
            return self.together
        return next((graph for key, graph in self.graphs.items() if environment in key.split(",")), self.together)


@dataclass(frozen=True)
class Version:
    """The applications of one version, or (of a saved map) the whole they make together."""

    apps: tuple[AppGraphs, ...] = ()
    saved: Whole | None = None
    names: Mapping[str, str] = field(default_factory=dict)

    def whole(self, environment: str) -> AppGraph:
        """One graph of all applications in an environment, under the names of the later version."""
        whole = self.saved or whole_of([replace(app.of(environment), name=app.name) for app in self.apps])
        if all(old == new for old, new in self.names.items()):
            return whole.graph
        return relabelled(whole.graph, renaming(self.names))

    def without(self, names: Collection[str | None]) -> Version:
        """The version without some applications."""
        return replace(self, apps=tuple(app for app in self.apps if app.name not in names))

    def only(self, names: Collection[str]) -> Version:
        """The version with some of its applications."""
        if self.saved is None:
            return replace(self, apps=tuple(app for app in self.apps if app.name in names))
        known = [part.name for part in self.saved.parts]
        graph = self.saved.graph
        kept = {one for one in graph.nodes if (app_of(one, known) or "") in {"", *names}}
        part = replace(
            graph,
            nodes={one: node for one, node in graph.nodes.items() if one in kept},
            edges=tuple(edge for edge in graph.edges if edge.source in kept and edge.target in kept),
            gaps=tuple(gap for gap in graph.gaps if (app_of(gap.about or "", known) or "") in {"", *names}),
        )
        return replace(self, saved=replace(self.saved, graph=part))

    def environments(self, name: str) -> tuple[str, ...]:
        """Those of an application."""
        return next((app.environments for app in self.apps if app.name == name), ())

    def key(self, environment: str) -> tuple[int, ...]:
        """Equal for environments with the same graphs."""
        return tuple(id(app.of(environment)) for app in self.apps)


def difference(before: Version, after: Version, pairs: AppPairs, names: Sequence[str]) -> GraphChange:
    """What is another, in one or in all environments; `names` are all applications'."""
    old = replace(before, names={**{name: name for name in pairs.removed}, **pairs.names})
    views = list(_views(old, after))
    found = [(places, graph_change(old.whole(places[0]), after.whole(places[0]), names)) for places in views]
    return found[0][1] if len(found) == 1 else _together(found)


def _views(before: Version, after: Version) -> Iterator[tuple[str, ...]]:
    """Environments in groups of equal graphs; one nameless where there are none, or too many, or a saved map."""
    named = list(dict.fromkeys(name for app in (*after.apps, *before.apps) for name in app.environments))
    if not named or before.saved is not None:
        yield ("",)
        return
    groups: dict[tuple[tuple[int, ...], tuple[int, ...]], list[str]] = {}
    for name in named:
        groups.setdefault((before.key(name), after.key(name)), []).append(name)
    if len(groups) > MOST:
        yield ("",)
    else:
        yield from (tuple(group) for group in groups.values())


def _together(found: list[tuple[tuple[str, ...], GraphChange]]) -> GraphChange:
    everywhere = {name for places, _ in found for name in places}

    def one(part: str) -> tuple[object, ...]:
        seen: dict[str, object] = {}
        where: dict[str, list[str]] = {}
        for places, change in found:
            for item in getattr(change, part):
                key = repr(replace(item, name="")) if isinstance(item, NodeChange) else repr(item)
                seen.setdefault(key, item)  # what a thing is called may hang on the environment
                where.setdefault(key, []).extend(places)
        marked = (
            item if set(where[key]) >= everywhere else replace(item, environments=tuple(where[key]))  # type: ignore[type-var]
            for key, item in seen.items()
        )
        return tuple(marked)

    return GraphChange(**{part: one(part) for part in GraphChange.__dataclass_fields__})  # type: ignore[arg-type]
