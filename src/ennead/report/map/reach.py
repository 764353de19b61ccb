"""Who outside reaches each node: the classes of `graph/exposure.py`, as few as a ring can show."""

from __future__ import annotations

from collections import defaultdict
from enum import IntEnum

from ennead.graph.exposure import exposure_of
from ennead.graph.graph import AppGraph
from ennead.model.app import Auth, Edge, EdgeKind, Exposure, Internet, Trigger
from ennead.model.finding import Exposure as Class


class Reach(IntEnum):
    """The widest audience that gets there, the widest highest.

    `UNKNOWN` (somebody does, and what he is asked could not be told) stands above `SIGNED_IN`: it
    never counts as safe.
    """

    INSIDE = 0
    SIGNED_IN = 1
    UNKNOWN = 2
    ANONYMOUS = 3

    @property
    def words(self) -> str:
        """As a reader says it."""
        return ("inside only", "signed in", "could not tell who", "anyone")[self]


def reach_of(graph: AppGraph) -> dict[str, Reach]:
    """The reach of every node that somebody outside reaches; the others are inside.

    A scan says the same of who is let in; whether it could not be told what he is asked is followed along
    exposures and triggers here.
    """
    told = exposure_of(graph)
    untold = {node for node, reach in _walked(graph).items() if reach is Reach.UNKNOWN}
    found = {}
    for node, who in told.items():
        if who is Class.ANONYMOUS:
            found[node] = Reach.ANONYMOUS
        elif node in untold:
            found[node] = Reach.UNKNOWN
        elif who in {Class.SIGNED_IN, Class.ACCOUNT}:
            found[node] = Reach.SIGNED_IN
    return found


def _walked(graph: AppGraph) -> dict[str, Reach]:
    """Reach along exposures and triggers: what is triggered is reached by the same people at most.

    A service that may use a thing is nobody outside.
    """
    steps: dict[str, list[tuple[str, Reach]]] = defaultdict(list)
    reach: dict[str, Reach] = {}
    todo: list[tuple[str, Reach]] = []
    for edge in graph.edges:
        if edge.kind is EdgeKind.EXPOSES and not edge.source.startswith("service/"):
            todo.append((edge.target, _demand(edge, anybody=_anybody(graph, edge))))
        elif edge.kind is EdgeKind.TRIGGERS:
            steps[edge.source].append((edge.target, _demand(edge, anybody=True)))
    while todo:
        node, who = todo.pop()
        if who > reach.get(node, Reach.INSIDE):
            reach[node] = who
            todo += [(target, min(who, demand)) for target, demand in steps[node]]
    return reach


def _anybody(graph: AppGraph, edge: Edge) -> bool:
    return graph.node(edge.source, Internet) is not None or edge.source.startswith("internet/")


def _demand(edge: Edge, *, anybody: bool) -> Reach:
    """The widest audience the edge lets through: an account or a service is known, so signed in at most."""
    auth = edge.auth if isinstance(edge, Exposure | Trigger) else None
    if auth is Auth.UNKNOWN:
        return Reach.UNKNOWN
    if not anybody or (auth is not None and auth is not Auth.NONE):
        return Reach.SIGNED_IN
    return Reach.ANONYMOUS if auth is Auth.NONE or edge.kind is EdgeKind.TRIGGERS else Reach.UNKNOWN
