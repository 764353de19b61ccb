"""API Gateway's REST, HTTP and WebSocket APIs, and the routes of their bodies."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ennead.model.app import Api, Auth, Authorizer, GapKind
from ennead.model.location import Location
from ennead.model.unknown import Unknown
from ennead.sources.cloudformation.desk import Desk
from ennead.sources.cloudformation.readers import openapi
from ennead.sources.cloudformation.readers.access import own_policy
from ennead.sources.cloudformation.readers.integrations import (
    SERVICES,
    function_in,
    integration,
    mode_of,
    seconds,
    served,
)
from ennead.sources.cloudformation.readers.registry import reads
from ennead.sources.cloudformation.readers.routes import authorizes, declared, draft
from ennead.sources.cloudformation.stack import Resource
from ennead.sources.cloudformation.view import View


@reads("AWS::ApiGateway::RestApi")
def rest_api(resource: Resource, desk: Desk) -> None:
    """A REST API and the routes of its body."""
    props = resource.properties
    node_id = desk.id_of(resource)
    endpoint = props.view("EndpointConfiguration").texts("Types")
    body, untold = _body(resource, desk)
    cors = _source_cors(resource, desk)
    desk.add(
        Api(
            **{**desk.base(resource), "name": _api_name(resource, props, body)},
            protocol="REST",
            endpoint=endpoint[0] if endpoint else None,
            default_endpoint_disabled=props.flag("DisableExecuteApiEndpoint"),
            body_unknown=untold,
            cors_origins=cors[0],
            cors_methods=cors[1],
            cors_at=cors[2],
        )
    )
    own_policy(resource, desk, node_id, "Policy")
    if body:
        _body_policy(body, resource, desk, node_id)
        _routes_of(body, node_id, resource, desk, private="PRIVATE" in endpoint)


def _body_policy(body: dict[str, Any], resource: Resource, desk: Desk, node_id: str) -> None:
    document = body.get("x-amazon-apigateway-policy")
    if document is not None and not resource.properties.has("Policy"):
        view = View({"Policy": document}, resource.at)
        own_policy(replace(resource, properties=view), desk, node_id, "Policy")


def _api_name(resource: Resource, props: View, body: dict[str, Any]) -> str:
    info = body.get("info")
    title = info.get("title") if isinstance(info, dict) else None
    name = props.known("Name") or title
    return str(name) if isinstance(name, str) and "${" not in name else resource.logical_id


def _body(resource: Resource, desk: Desk) -> tuple[dict[str, Any], Unknown | None]:
    """The API's body, and why it could not be told.  A bucket is a gap; anything else has its one gap already."""
    props = resource.properties
    value = props.raw("Body")
    if isinstance(value, dict):
        return value, None
    staged = desk.uploaded(props.view("BodyS3Location").known("Key")) if value is None else None
    if isinstance(staged, dict):
        return staged, None
    if value is None and props.has("BodyS3Location"):
        untold = Unknown("its definition lies in a bucket")
        if not (resource.origin and "DefinitionUri" in resource.origin.properties):
            reason = f"API {resource.logical_id}: {untold.reason}"
            desk.gap(GapKind.INPUT, "definition", reason, props.at("BodyS3Location"), resource.logical_id)
        return {}, untold
    return {}, value if isinstance(value, Unknown) else None


def _source_cors(resource: Resource, desk: Desk) -> tuple[tuple[str, ...], tuple[str, ...], Location | None]:
    """CORS as SAM's Api declares it: one origin in quotes, or a mapping."""
    for twin in resource.properties.twins:
        raw = twin.get("Cors")
        value = desk.value_of(resource.logical_id, raw) if raw is not None else None
        at = View(twin, resource.at).at("Cors")
        if isinstance(value, str):
            return (value.strip("'\""),), (), at
        if isinstance(value, dict):
            origin, methods = value.get("AllowOrigin"), value.get("AllowMethods")
            origins = (origin.strip("'\""),) if isinstance(origin, str) else ()
            return origins, tuple(methods.strip("'\"").split(",")) if isinstance(methods, str) else (), at
    return (), (), None


def _routes_of(body: dict[str, Any], node_id: str, resource: Resource, desk: Desk, *, private: bool) -> None:
    known = openapi.schemes(body)
    for scheme in known.values():
        if scheme.auth not in {Auth.API_KEY, Auth.IAM}:
            _scheme_node(scheme, node_id, resource, desk)
    for operation in openapi.operations(body):
        leads = operation.integration
        kind, target = integration(
            str(leads.get("type", "")),
            leads.get("uri"),
            leads.get("x-amazon-apigateway-integration-subtype") or leads.get("integrationSubtype"),
            desk,
        )
        if kind in SERVICES:
            target = served(leads.get("uri"), leads.get("requestParameters"), leads.get("requestTemplates"), desk)
        places_of = declared(operation.method, operation.path, target, desk)
        at = operation.at or (places_of[0] if places_of else resource.at)
        authorizer = f"authorizer/{resource.logical_id}.{operation.scheme}" if operation.scheme else None
        fields = {
            "auth": operation.auth,
            "auth_unknown": operation.unknown,
            "authorizer": authorizer if authorizer in desk.nodes else None,
            "api_key": operation.api_key or None,
            "integration": kind,
            "validator": operation.validator or None,
            "integration_timeout": seconds(leads.get("timeoutInMillis")),
            "preflight": operation.method == "OPTIONS" and kind == "mock",
        }
        draft(
            desk,
            node_id,
            operation.method,
            operation.path,
            fields,
            at,
            target,
            places_of,
            private=private,
            mode=mode_of(leads.get("requestParameters")),
        )


def _scheme_node(scheme: openapi.Scheme, api: str, resource: Resource, desk: Desk) -> None:
    function = function_in(scheme.uri, desk)
    node_id = desk.add(
        Authorizer(
            id=f"authorizer/{resource.logical_id}.{scheme.name}",
            name=scheme.name,
            at=resource.at,
            api=api,
            auth=scheme.auth,
            function=function,
        )
    )
    if function:
        authorizes(node_id, function, resource.at, desk)


@reads("AWS::ApiGatewayV2::Api")
def http_api(resource: Resource, desk: Desk) -> None:
    """An HTTP or WebSocket API and the routes of its body."""
    props = resource.properties
    node_id = desk.id_of(resource)
    body, untold = _body(resource, desk)
    cors = props.view("CorsConfiguration")
    if not cors.data and isinstance(body.get("x-amazon-apigateway-cors"), dict):
        lowered = {key[:1].upper() + key[1:]: value for key, value in body["x-amazon-apigateway-cors"].items()}
        cors = View(lowered, resource.at)
    source = next(
        (View(twin, resource.at).at("CorsConfiguration") for twin in props.twins if "CorsConfiguration" in twin), None
    )
    desk.add(
        Api(
            **{**desk.base(resource), "name": _api_name(resource, props, body)},
            protocol="WEBSOCKET" if props.text("ProtocolType") == "WEBSOCKET" else "HTTP",
            default_endpoint_disabled=props.flag("DisableExecuteApiEndpoint"),
            body_unknown=untold,
            cors_origins=cors.texts("AllowOrigins"),
            cors_methods=cors.texts("AllowMethods"),
            cors_credentials=cors.flag("AllowCredentials"),
            cors_at=source or (props.at("CorsConfiguration") if cors.data else None),
        )
    )
    if body:
        _routes_of(body, node_id, resource, desk, private=False)
    if props.has("Target"):
        target = function_in(props.raw("Target"), desk)
        fields = {"auth": Auth.NONE, "integration": "function" if target else "http"}
        draft(desk, node_id, "ANY", "$default", fields, props.at("Target"), target, [])
