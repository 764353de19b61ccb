"""Classes of data per store, each with its reason (`docs/data-classes.md`)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from ennead.graph.data.tags import by_tags
from ennead.graph.data.uses import STORES, Uses
from ennead.graph.data.words import told_by
from ennead.graph.graph import AppGraph
from ennead.graph.triggers import called
from ennead.model.app import (
    Bucket,
    Function,
    LogGroup,
    Node,
    Parameter,
    Reference,
    Route,
    Secret,
    StateMachine,
    Table,
    UserPool,
)
from ennead.model.data import Classed, DataClass, Declared, Evidence
from ennead.model.location import Location

NOTHING = "Nothing tells what it holds: no tag, no schema, no telling name of it or of what uses it"

BY_NEIGHBOUR = frozenset(
    {
        DataClass.PERSONAL, DataClass.FINANCIAL, DataClass.CREDENTIALS, DataClass.HEALTH, DataClass.LOCATION,
        DataClass.USER_CONTENT, DataClass.BUSINESS,
    }
)  # fmt: skip
"""What the name of a function may say of the data it handles; `AdminReport` says who calls, not what is kept."""

NAMED_FOR: dict[type[Node], frozenset[DataClass]] = {
    LogGroup: frozenset(),
    Parameter: frozenset({DataClass.CREDENTIALS}),
    Secret: frozenset(),
    UserPool: frozenset(DataClass) - {DataClass.AUTHORIZATION, DataClass.INTERNAL},
}
"""Kinds whose names speak of something else than what is in them, and what may be heard all the same: a log group
is named after what writes it, a secret after what it opens, a parameter (`/orders/table-name`) after what it points
to, a user pool after who asks it."""

HELD_BACK = frozenset({DataClass.PUBLIC, DataClass.UNKNOWN})
"""Classes that do not travel from one store to the next."""


def classes_of(graph: AppGraph, uses: Uses, declared: Mapping[str, Declared]) -> dict[str, tuple[Classed, ...]]:
    """The classes of every store, by its id: the strongest reason first within a class, `unknown` where there is none.

    `declared` is by node id.  What is declared is all there is; everything else only adds.
    """
    stores = sorted((node for node in graph.nodes.values() if isinstance(node, STORES)), key=lambda node: node.id)
    found: dict[str, list[Classed]] = {}
    fixed: set[str] = set()
    for node in stores:
        said = declared.get(node.id)
        if said and said.classes:
            fixed.add(node.id)
            found[node.id] = [Classed(one, f"{said.source} says so", Evidence.DECLARED) for one in said.classes]
        else:
            found[node.id] = list(_of(node, graph, uses))
    _hand_on(found, fixed, graph, uses)
    return {node_id: _settled(classes) for node_id, classes in found.items()}


def _settled(classes: list[Classed]) -> tuple[Classed, ...]:
    """One reason of each sort for each class, in a fixed order; `unknown` where nothing is known."""
    if not classes:
        return (Classed(DataClass.UNKNOWN, NOTHING, Evidence.NOTHING),)
    first: dict[tuple[DataClass, Evidence], Classed] = {}
    for one in sorted(classes, key=_order):
        first.setdefault((one.data_class, one.by), one)
    return tuple(first.values())


def _order(one: Classed) -> tuple[int, int, str, Location]:
    return (one.data_class.place, one.by.place, one.reason, one.at or Location(""))


def _of(node: Node, graph: AppGraph, uses: Uses) -> Iterator[Classed]:
    yield from by_tags(node)
    own = [*_by_schema(node), *_by_name(node), *_by_type(node)]
    yield from own
    for reference in uses.variables.get(node.id, ()):
        yield from _by_variable(node, reference, graph)
    if not own:
        yield from _by_neighbours(node, graph, uses)


# -- of its own ---------------------------------------------------------------------------------


def _by_schema(node: Node) -> Iterator[Classed]:
    if isinstance(node, Table):
        for name in node.attributes:
            for data_class, word in told_by(name):
                yield Classed(data_class, f'Its key attribute {name} says "{word}"', Evidence.SCHEMA, node.at)
    if isinstance(node, UserPool):
        for attribute in node.attributes:
            for data_class, _ in told_by(attribute.name):
                reason = f"Its users have the attribute {attribute.name}"
                yield Classed(data_class, reason, Evidence.SCHEMA, attribute.at or node.at)


def _by_name(node: Node) -> Iterator[Classed]:
    """By the template's own id, by the other name what that does not say."""
    said: set[DataClass] = set()
    for name in _names(node):
        for data_class, word in _told(node, name):
            if data_class not in said:
                said.add(data_class)
                yield Classed(data_class, f'Its name {name} says "{word}"', Evidence.NAME, node.at)


def _told(node: Node, name: str) -> Iterator[tuple[DataClass, str]]:
    """What a name says of what is in the node, as far as names of its kind speak of that."""
    heard = NAMED_FOR.get(type(node))
    return (pair for pair in told_by(name) if heard is None or pair[0] in heard)


def _names(node: Node) -> Iterator[str]:
    yield from dict.fromkeys((node.logical_id or node.name, node.name))


def _by_type(node: Node) -> Iterator[Classed]:
    for data_class, reason in _TYPES.get(type(node), ()):
        yield Classed(data_class, reason, Evidence.TYPE, node.at)
    if isinstance(node, Bucket) and node.website is True:
        yield Classed(DataClass.PUBLIC, "It is a website", Evidence.TYPE, node.website_at or node.at)


_TYPES: dict[type[Node], tuple[tuple[DataClass, str], ...]] = {
    UserPool: (
        (DataClass.CREDENTIALS, "A user pool keeps what its users sign in with"),
        (DataClass.PERSONAL, "A user pool keeps who its users are"),
    ),
    Secret: ((DataClass.CREDENTIALS, "A secret is there to be kept secret"),),
    LogGroup: ((DataClass.INTERNAL, "A log group keeps what the app says of its own work"),),
    Parameter: ((DataClass.INTERNAL, "A parameter is part of the app's configuration"),),
}


# -- of what uses it ----------------------------------------------------------------------------


def _by_variable(node: Node, reference: Reference, graph: AppGraph) -> Iterator[Classed]:
    via = reference.via or ""
    for data_class, _ in _told(node, via):
        reason = f"{_called(graph, reference.source)} calls it {via}"
        yield Classed(data_class, reason, Evidence.VARIABLE, _place(reference.locations))


def _by_neighbours(node: Node, graph: AppGraph, uses: Uses) -> Iterator[Classed]:
    """What the names of its users say, where the store itself says nothing."""
    for user, edge in uses.users.get(node.id, ()):
        yield from _by_user(user, "may use it", _place(edge.locations), graph, uses)
    for trigger in uses.consumers.get(node.id, ()):
        yield from _by_user(trigger.target, "handles what comes from it", _place(trigger.locations), graph, uses)


def _by_user(user: str, does: str, at: Location | None, graph: AppGraph, uses: Uses) -> Iterator[Classed]:
    node = graph.nodes.get(user)
    if isinstance(node, Route):
        yield from _spoken(node.path, f"{node.name}, which {does},", at)
    if isinstance(node, Function | StateMachine):
        for name in _names(node):
            yield from _spoken(name, f"{name}, which {does},", at)
    for door in uses.doors.get(user, ()):
        route = graph.node(door, Route)
        if route:
            yield from _spoken(route.path, f"{route.name}, behind which {_called(graph, user)} {does},", at)


def _spoken(name: str, who: str, at: Location | None) -> Iterator[Classed]:
    for data_class, word in told_by(name):
        if data_class in BY_NEIGHBOUR:
            yield Classed(data_class, f'{who} says "{word}"', Evidence.NEIGHBOUR, at)


def _hand_on(found: dict[str, list[Classed]], fixed: set[str], graph: AppGraph, uses: Uses) -> None:
    """What a topic, stream or queue hands on is in the next store too; step by step, in a fixed order."""
    held = {node_id: {one.data_class for one in classes} for node_id, classes in found.items()}
    wave = sorted(uses.handed_on)
    while wave:
        gained: dict[str, dict[DataClass, Classed]] = defaultdict(dict)
        for source in wave:
            for edge in uses.handed_on.get(source, ()):
                if edge.target in fixed or edge.target not in held:
                    continue
                reason = f"{_called(graph, source)} hands on to it"
                for data_class in sorted(held[source] - held[edge.target] - HELD_BACK):
                    one = Classed(data_class, reason, Evidence.HANDED_ON, _place(edge.locations))
                    gained[edge.target].setdefault(data_class, one)
        for target, classes in gained.items():
            found[target] += classes.values()
            held[target] |= classes.keys()
        wave = sorted(gained)


def _called(graph: AppGraph, node_id: str) -> str:
    node = graph.nodes.get(node_id)
    return called(node) if node else node_id.partition("/")[2]


def _place(locations: Iterable[Location]) -> Location | None:
    return min(locations, default=None)
