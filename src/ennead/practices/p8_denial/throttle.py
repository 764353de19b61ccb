"""Whether an API limits the calls of a route, and who may make them."""

from __future__ import annotations

from dataclasses import dataclass

from ennead.graph.graph import AppGraph
from ennead.model.app import INTERNET, Api, Auth, Exposure, Route, Stage
from ennead.model.unknown import Unknown

ACCOUNT_RATE = 10_000
"""Requests a second of a whole account and region that API Gateway takes by default: a limit there is none."""
SIGNED_IN = frozenset({Auth.JWT, Auth.COGNITO})


@dataclass(frozen=True, slots=True)
class Callers:
    """Routes of an API by who may call them.

    `asked` are behind a function that is asked for every new token: it runs for anyone.
    """

    anyone: tuple[Route, ...] = ()
    asked: tuple[Route, ...] = ()
    signed_in: tuple[Route, ...] = ()
    unknown: tuple[Route, ...] = ()


def callers(graph: AppGraph, api: Api) -> Callers:
    """The routes of an API that lead somewhere and that callers outside the network reach."""
    routes = [route for route in graph.nodes_of(Route) if route.api == api.id and _reached(graph, route)]
    return Callers(
        anyone=tuple(route for route in routes if is_open(graph, route)),
        asked=tuple(route for route in routes if route.auth is Auth.CUSTOM),
        signed_in=tuple(route for route in routes if route.auth in SIGNED_IN),
        unknown=tuple(route for route in routes if route.auth is Auth.UNKNOWN),
    )


def is_open(graph: AppGraph, node: Route) -> bool:
    """Whether anyone may call the route; a key that every user of a page can read is no lock."""
    return any(edge.source == INTERNET.id for edge in graph.into(node, Exposure))


def _reached(graph: AppGraph, route: Route) -> bool:
    if route.preflight or route.integration in {"mock", "none"} or (route.method == "WS" and route.path != "$connect"):
        return False
    return any(edge.source != "network/private" for edge in graph.into(route, Exposure))


def stages_of(graph: AppGraph, api: Api) -> tuple[Stage, ...]:
    """The API's stages."""
    return tuple(stage for stage in graph.nodes_of(Stage) if stage.api == api.id)


def limited(graph: AppGraph, route: Route) -> bool | Unknown:
    """Whether every stage of the route's API limits its calls, below what the account takes anyway."""
    api = graph.node(route.api, Api)
    stages = stages_of(graph, api) if api else ()
    answers = [_limits(stage, route) for stage in stages]
    unknown = next((answer for answer in answers if isinstance(answer, Unknown)), None)
    if any(answer is False for answer in answers) or not answers:
        return False
    return True if unknown is None else unknown


def _limits(stage: Stage, route: Route) -> bool | Unknown:
    """A stage's answer.  A usage plan counts only callers whose key the route asks for."""
    if stage.usage_plan and (route.api_key is True or route.auth is Auth.API_KEY):
        return True
    if any(_names(name, route) for name in stage.route_throttles):
        return True
    rate = stage.throttle.rate if stage.throttle else None
    if isinstance(rate, Unknown):
        return rate
    if rate is not None and 0 <= rate < ACCOUNT_RATE:
        return True
    if stage.web_acl:
        return Unknown(
            f"a web ACL stands in front of stage {stage.name} and may count requests: its rules are not read"
        )
    return False


def _names(setting: str, route: Route) -> bool:
    """Whether a setting for single routes (`GET /orders`, `* /*`, `$connect`) is about this one."""
    method, _, path = setting.partition(" ") if " " in setting else ("*", " ", setting)
    path = f"/{path.lstrip('/')}" if path.startswith("/") else path
    return method in {route.method, "*", "ANY"} and path in {route.path, "/*", "*"}
