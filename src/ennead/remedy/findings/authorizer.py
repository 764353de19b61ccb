"""`open-route`: the authorizer that an API declares and no route asks is attached to the routes that ask nobody."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ennead.graph.graph import AppGraph
from ennead.graph.reach import is_open
from ennead.model.app import Api, Authorizer, Route
from ennead.practices.p6_configuration.authorizers import attached_to_none
from ennead.remedy.edit import Edit
from ennead.remedy.edit import Route as Way
from ennead.remedy.findings.case import ByHand, Case

_ANY = "x-amazon-apigateway-any-method"


def edits(case: Case) -> Iterator[Edit]:
    """The one authorizer that stands ready, at each route: an event of a function, or a path of its definition."""
    for route in (one for one in case.nodes(Route) if is_open(case.graph, one) is True):
        authorizer = _ready(route, case.graph)
        at = route.at
        if at is not None and len(at.route) > 1 and at.route[-2] == "Events":
            yield case.written.set(at.path, (*at.route, "Properties", "Auth", "Authorizer"), _name(authorizer))
        else:
            yield from _in_definition(route, authorizer, case)


def _ready(route: Route, graph: AppGraph) -> Authorizer:
    """The authorizer that waits.  Raises ByHand where there is none, or several."""
    spare = [one for one in attached_to_none(graph) if one.api == route.api]
    if len(spare) != 1:
        api = graph.node(route.api, Api)
        what = "declares no authorizer that waits for a route" if not spare else "declares several authorizers"
        raise ByHand(f"{api.logical_id or api.name if api else 'the API'} {what}: choose who may call it")
    return spare[0]


def _name(authorizer: Authorizer) -> str:
    """As SAM calls it, without the API that it is written under."""
    return (authorizer.logical_id or authorizer.name).rpartition(".")[2]


def _in_definition(route: Route, authorizer: Authorizer, case: Case) -> Iterator[Edit]:
    """In the OpenAPI document of the API: the authorizer said there too, and asked for by the operation."""
    api = case.graph.node(route.api, Api)
    if api is None:
        raise ByHand(f"{route.name} is not written here: attach {_name(authorizer)} where it is")
    file, base = case.written.resource(api)
    for key in ("DefinitionBody", "Body"):
        body: Way = (*base, "Properties", key)
        operation = (*body, "paths", route.path, _ANY if route.method == "ANY" else route.method.lower())
        if isinstance(case.written.at(file, operation), dict):
            scheme = _scheme(case.written.at(file, body))
            if not isinstance(case.written.at(file, (*body, *scheme, _name(authorizer))), dict):
                yield case.written.set(file, (*body, *scheme, _name(authorizer)), _said(authorizer, case))
            yield case.written.set(file, (*operation, "security"), [{_name(authorizer): []}])
            return
    raise ByHand(f"{route.name} is no event of a function: attach {_name(authorizer)} where it is written")


def _scheme(body: Any) -> Way:
    """Where a document of its version keeps who is asked."""
    return ("components", "securitySchemes") if "openapi" in body else ("securityDefinitions",)


def _said(authorizer: Authorizer, case: Case) -> dict[str, Any]:
    """A user pool's authorizer in the words of API Gateway's extensions to OpenAPI.

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-authorizer.html
    """
    file, base = case.written.resource(authorizer)
    pools = case.written.at(file, (*base, "Properties", "ProviderARNs"))
    if case.written.at(file, (*base, "Properties", "Type")) != "COGNITO_USER_POOLS" or not isinstance(pools, list):
        raise ByHand(f"{_name(authorizer)} is no authorizer of a user pool: write it into the API's definition")
    source = case.written.at(file, (*base, "Properties", "IdentitySource"))
    header = source.rpartition(".")[2] if isinstance(source, str) and ".header." in source else "Authorization"
    return {
        "type": "apiKey",
        "name": header,
        "in": "header",
        "x-amazon-apigateway-authtype": "cognito_user_pools",
        "x-amazon-apigateway-authorizer": {"type": "cognito_user_pools", "providerARNs": pools},
    }
