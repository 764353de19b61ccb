"""Routes, methods and authorizers of APIs that declare them one by one; drafts of routes."""

from __future__ import annotations

from typing import Any

from ennead.model.app import Api, Auth, Authorizer, Mode, Trigger
from ennead.model.location import Location
from ennead.model.unknown import Unknown
from ennead.sources.cloudformation.desk import Desk, RouteDraft, places
from ennead.sources.cloudformation.readers.integrations import (
    SERVICES,
    function_in,
    integration,
    integration_of,
    mode_of,
    seconds,
    served,
)
from ennead.sources.cloudformation.readers.registry import reads
from ennead.sources.cloudformation.stack import Resource
from ennead.sources.cloudformation.view import View

_REST_AUTH = {
    "NONE": Auth.NONE,
    "AWS_IAM": Auth.IAM,
    "COGNITO_USER_POOLS": Auth.COGNITO,
    "CUSTOM": Auth.CUSTOM,
    "JWT": Auth.JWT,
}


def draft(
    desk: Desk, api: str, method: str, path: str, fields: dict[str, Any], at: Location,
    target: str | None, declared: list[Location], *, private: bool = False, mode: Mode = Mode.SYNC,
) -> None:  # fmt: skip
    """A route and, where it leads to a function, the trigger it is."""
    trigger = None
    if target and fields["integration"] == "function":
        trigger = Trigger(
            source="", target=target, mode=mode, auth=fields["auth"], event="http", locations=places(at, *declared)
        )
    desk.routes.append(RouteDraft(api, method, path, fields, at, target, trigger, private))


def declared(method: str, path: str, target: str | None, desk: Desk) -> list[Location]:
    """Places of the SAM events that declare this route on its function or state machine."""
    if not target:
        return []
    found = []
    for event in desk.events(target.partition("/")[2], "Api", "HttpApi"):
        said = str(desk.value_of(target.partition("/")[2], event.properties.get("Method", "any"))).upper()
        where = desk.value_of(target.partition("/")[2], event.properties.get("Path", "$default"))
        if (
            said in {method, "ANY", "*", "X-AMAZON-APIGATEWAY-ANY-METHOD"}
            and str(where).rstrip("/") == path.rstrip("/")
        ) or (path == "$default" and "Path" not in event.properties):
            found.append(event.at)
    return found


@reads("AWS::ApiGateway::Method")
def method(resource: Resource, desk: Desk) -> None:
    """A method of a REST API that has no body."""
    props = resource.properties
    api = desk.target(props.raw("RestApiId"), Api, "AWS::ApiGateway::RestApi")
    verb = (props.known("HttpMethod") or "ANY").upper()
    leads = props.view("Integration")
    kind, target = integration(leads.known("Type") or "", leads.raw("Uri"), None, desk)
    if kind in SERVICES:
        target = served(leads.raw("Uri"), leads.raw("RequestParameters"), leads.raw("RequestTemplates"), desk)
    owner = desk.find(props.raw("RestApiId"), "AWS::ApiGateway::RestApi")
    private = bool(owner and "PRIVATE" in owner[1].properties.view("EndpointConfiguration").texts("Types"))
    fields = {
        **_asked(props, desk),
        "integration": kind,
        "validator": True if props.has("RequestValidatorId") else None,
        "preflight": verb == "OPTIONS" and kind == "mock",
        "integration_timeout": seconds(leads.number("TimeoutInMillis")),
    }
    path = _path_of(props.raw("ResourceId"), desk)
    draft(
        desk,
        api,
        verb,
        path,
        fields,
        resource.at,
        target,
        declared(verb, path, target, desk),
        private=private,
        mode=mode_of(leads.raw("RequestParameters")),
    )


def _asked(props: View, desk: Desk) -> dict[str, Any]:
    """What a method or a route asks of its caller."""
    auth, unknown = _method_auth(props)
    return {
        "auth": auth,
        "auth_unknown": unknown,
        "authorizer": _authorizer_id(props, desk),
        "scopes": props.texts("AuthorizationScopes"),
        "api_key": props.flag("ApiKeyRequired"),
    }


def _method_auth(props: View) -> tuple[Auth, Unknown | None]:
    value = props.text("AuthorizationType")
    if isinstance(value, Unknown):
        return Auth.UNKNOWN, value
    if value is None:
        return Auth.NONE, None
    auth = _REST_AUTH.get(value.upper(), Auth.UNKNOWN)
    return auth, Unknown(f"authorization type {value} could not be told") if auth is Auth.UNKNOWN else None


def _authorizer_id(props: View, desk: Desk) -> str | None:
    found = desk.find(props.raw("AuthorizerId"), "AWS::ApiGateway::Authorizer", "AWS::ApiGatewayV2::Authorizer")
    return found[0] if found else None


def _path_of(raw: object, desk: Desk) -> str:
    """The path of a REST resource, by its parents."""
    parts: list[str] = []
    for _ in range(20):
        found = desk.find(raw, "AWS::ApiGateway::Resource")
        if not found:
            break
        parts.append(found[1].properties.known("PathPart") or "?")
        raw = found[1].properties.raw("ParentId")
    return "/" + "/".join(reversed(parts))


@reads("AWS::ApiGatewayV2::Route")
def route(resource: Resource, desk: Desk) -> None:
    """A route of an HTTP or WebSocket API."""
    props = resource.properties
    api = desk.target(props.raw("ApiId"), Api, "AWS::ApiGatewayV2::Api")
    key = props.known("RouteKey") or "$default"
    verb, _, path = key.partition(" ") if " " in key else ("ANY", " ", key)
    kind, target = integration_of(props, desk)
    owner = desk.find(props.raw("ApiId"), "AWS::ApiGatewayV2::Api")
    if owner and owner[1].properties.text("ProtocolType") == "WEBSOCKET":
        verb = "WS"
    fields = {**_asked(props, desk), "integration": kind}
    draft(desk, api, verb, path, fields, resource.at, target, declared(verb, path, target, desk))


@reads("AWS::ApiGateway::Authorizer", "AWS::ApiGatewayV2::Authorizer")
def authorizer(resource: Resource, desk: Desk) -> None:
    """An authorizer and the function behind a custom one."""
    props = resource.properties
    kind = (props.known("Type") or props.known("AuthorizerType") or "").upper()
    auth = {"TOKEN": Auth.CUSTOM, "REQUEST": Auth.CUSTOM, "COGNITO_USER_POOLS": Auth.COGNITO, "JWT": Auth.JWT}.get(
        kind, Auth.UNKNOWN
    )
    api = desk.target(
        props.raw("RestApiId" if props.has("RestApiId") else "ApiId"),
        Api,
        "AWS::ApiGateway::RestApi",
        "AWS::ApiGatewayV2::Api",
    )
    function = function_in(props.raw("AuthorizerUri"), desk)
    node_id = desk.add(
        Authorizer(
            **{**desk.base(resource), "name": props.known("Name") or resource.logical_id},
            api=api,
            auth=auth,
            function=function,
            ttl=props.number("AuthorizerResultTtlInSeconds"),
            issuer=props.view("JwtConfiguration").text("Issuer"),
        )
    )
    if function:
        authorizes(node_id, function, resource.at, desk)


def authorizes(node_id: str, function: str, at: Location, desk: Desk) -> None:
    desk.trigger(Trigger(source=node_id, target=function, mode=Mode.SYNC, event="authorizer", locations=places(at)))
