"""Which authorizers of an application no route asks."""

from __future__ import annotations

from ennead.graph.graph import AppGraph
from ennead.graph.reach import routes_of
from ennead.model.app import Api, Auth, Authorizer

PROVING = frozenset({Auth.CUSTOM, Auth.COGNITO, Auth.JWT, Auth.UNKNOWN})


def attached_to_none(graph: AppGraph) -> tuple[Authorizer, ...]:
    """Authorizers of APIs whose routes are all known, and that none of these asks."""
    return tuple(one for one in graph.nodes_of(Authorizer) if not one.external and _is_spare(graph, one))


def _is_spare(graph: AppGraph, authorizer: Authorizer) -> bool:
    """A route that asks for proof and does not say which authorizer wants it may ask this one."""
    api = graph.node(authorizer.api, Api)
    routes = routes_of(graph, authorizer.api)
    if api is None or api.external or not routes or _untold(graph, api):
        return False
    return not any(
        route.authorizer == authorizer.id or (route.authorizer is None and route.auth in PROVING) for route in routes
    )


def _untold(graph: AppGraph, api: Api) -> bool:
    return api.body_unknown is not None or any(
        gap.klass == "definition" and gap.about == api.logical_id for gap in graph.gaps
    )
