"""Which route of the application a URL in code leads to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ennead.code.values import Choice, Env, Known, Value, Words
from ennead.graph.used.targets import text_of
from ennead.model.app import Api, Function, Reference, Route

if TYPE_CHECKING:
    from ennead.graph.graph import AppGraph

_API = re.compile(r"^(?:https?|wss?)://\$\{(?P<api>[^}]+)\}\.execute-api\.[^/]+(?P<path>/[^?#]*)?")


def routes_of(value: Value, method: str | None, function: Function, graph: AppGraph) -> list[Route]:
    """The application's own routes behind a URL; none where it leads elsewhere or could not be told."""
    found: list[Route] = []
    for one in value.options if isinstance(value, Choice) else (value,):
        text = _written(one, function)
        match = _API.match(text) if text else None
        api = _api(match["api"], function, graph) if match else None
        if match and api is not None:
            found += _fitting(match["path"] or "/", method, api, graph)
    return found


def _written(value: Value, function: Function) -> str | None:
    """The URL, with `{}` for what could not be told."""
    if isinstance(value, Words):
        return "".join(text if (text := text_of(part, function)) is not None else "{}" for part in value.parts)
    return text_of(value, function) if isinstance(value, Known | Env) else None


def _api(token: str, function: Function, graph: AppGraph) -> Api | None:
    name = token.partition(".")[0]
    for api in graph.nodes_of(Api):
        if name in (api.logical_id, api.id.partition("/")[2]):
            return api
    named = {edge.target for edge in graph.out_of(function, Reference)}
    apis = [api for api in graph.nodes_of(Api) if api.id in named]
    return apis[0] if len(apis) == 1 else None


def _fitting(path: str, method: str | None, api: Api, graph: AppGraph) -> list[Route]:
    """The routes of the API with that path, with and without the stage before it."""
    paths = {path.rstrip("/") or "/", "/" + path.strip("/").partition("/")[2]}
    found = [
        route
        for route in graph.nodes_of(Route)
        if route.api == api.id and any(_same(route.path, one) for one in paths) and not route.preflight
    ]
    asked = [route for route in found if method is None or route.method in (method, "ANY")]
    return asked if asked else []


def _same(declared: str, path: str) -> bool:
    one, other = declared.strip("/").split("/"), path.strip("/").split("/")
    if one and one[-1].endswith("+}"):
        return len(other) >= len(one)
    return len(one) == len(other) and all(
        here == there or (here.startswith("{") and here.endswith("}")) or there == "{}"
        for here, there in zip(one, other, strict=True)
    )
