"""API Gateway (REST, HTTP, WebSocket): APIs, stages, routes, authorizers, usage plans."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from ennead.model import app
from ennead.model.app import Api, Auth, Authorizer, GapKind, Mode, Stage, Throttle, Trigger
from ennead.model.location import Location
from ennead.model.unknown import Unknown
from ennead.sources.cloudformation.desk import Desk, RouteDraft, places
from ennead.sources.cloudformation.readers import openapi
from ennead.sources.cloudformation.readers.access import own_policy
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


@reads("AWS::ApiGateway::RestApi")
def rest_api(resource: Resource, desk: Desk) -> None:
    """A REST API and the routes of its body."""
    props = resource.properties
    node_id = desk.id_of(resource)
    endpoint = props.view("EndpointConfiguration").texts("Types")
    body = _body(resource, desk)
    cors = _source_cors(resource, desk)
    desk.add(
        Api(
            **{**desk.base(resource), "name": _api_name(resource, props, body)},
            protocol="REST",
            endpoint=endpoint[0] if endpoint else None,
            default_endpoint_disabled=props.flag("DisableExecuteApiEndpoint"),
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


def _body(resource: Resource, desk: Desk) -> dict[str, Any]:
    """The API's body; a gap where it lies elsewhere or was built by a macro."""
    props = resource.properties
    value = props.raw("Body")
    if isinstance(value, dict):
        return value
    if isinstance(value, Unknown) or props.has("BodyS3Location"):
        reason = value.reason if isinstance(value, Unknown) else "its definition lies in a bucket"
        desk.gap(
            GapKind.INPUT, "definition", f"API {resource.logical_id}: {reason}", props.at("Body"), resource.logical_id
        )
    return {}


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
            return origins, tuple(str(methods).strip("'\"").split(",")) if methods else (), at
    return (), (), None


def _routes_of(body: dict[str, Any], node_id: str, resource: Resource, desk: Desk, *, private: bool) -> None:
    known = openapi.schemes(body)
    for scheme in known.values():
        if scheme.auth not in {Auth.API_KEY, Auth.IAM}:
            _scheme_node(scheme, node_id, resource, desk)
    for operation in openapi.operations(body):
        integration = operation.integration
        kind, target = _integration(
            str(integration.get("type", "")),
            integration.get("uri"),
            integration.get("x-amazon-apigateway-integration-subtype") or integration.get("integrationSubtype"),
            desk,
        )
        declared = _declared(operation.method, operation.path, target, desk)
        at = operation.at or (declared[0] if declared else resource.at)
        authorizer = f"authorizer/{resource.logical_id}.{operation.scheme}" if operation.scheme else None
        fields = {
            "auth": operation.auth,
            "auth_unknown": operation.unknown,
            "authorizer": authorizer if authorizer in desk.nodes else None,
            "api_key": operation.api_key or None,
            "integration": kind,
            "validator": operation.validator or None,
            "integration_timeout": _milliseconds(integration.get("timeoutInMillis")),
            "preflight": operation.method == "OPTIONS" and kind == "mock",
        }
        _draft(desk, node_id, operation.method, operation.path, fields, at, target, declared, private=private)


def _milliseconds(value: object) -> float | None:
    return value / 1000 if isinstance(value, int | float) and not isinstance(value, bool) else None


def _scheme_node(scheme: openapi.Scheme, api: str, resource: Resource, desk: Desk) -> None:
    function = _function_in(scheme.uri, desk)
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
        _authorizes(node_id, function, resource.at, desk)


def _authorizes(node_id: str, function: str, at: Location, desk: Desk) -> None:
    desk.trigger(Trigger(source=node_id, target=function, mode=Mode.SYNC, event="authorizer", locations=places(at)))


def _draft(
    desk: Desk, api: str, method: str, path: str, fields: dict[str, Any], at: Location,
    target: str | None, declared: list[Location], *, private: bool = False,
) -> None:  # fmt: skip
    """A route and, where it leads to a function, the trigger it is."""
    trigger = None
    if target and fields["integration"] == "function":
        trigger = Trigger(
            source="", target=target, mode=Mode.SYNC, auth=fields["auth"], event="http", locations=places(at, *declared)
        )
    desk.routes.append(RouteDraft(api, method, path, fields, at, target, trigger, private))


def _declared(method: str, path: str, target: str | None, desk: Desk) -> list[Location]:
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


def _function_in(uri: object, desk: Desk) -> str | None:
    """The function an integration or authorizer URI names."""
    if not isinstance(uri, str) or ("/functions/" not in uri and ":function:" not in uri):
        return desk.function_of(uri) if isinstance(uri, str) and desk.find(uri, "AWS::Lambda::Function") else None
    text = uri.split("/functions/", 1)[-1].split("/invocations")[0]
    return desk.function_of(text)


def _integration(kind: str, uri: object, subtype: object, desk: Desk) -> tuple[str, str | None]:
    """Sort of integration and the node it leads to."""
    sort = kind.lower()
    if sort == "mock":
        return "mock", None
    if sort in {"http", "http_proxy"}:
        return "http", None
    function = _function_in(uri, desk)
    if function:
        return "function", function
    if isinstance(subtype, str):
        return ("state_machine" if subtype.startswith("StepFunctions") else "service"), None
    if isinstance(uri, str) and sort in {"aws", "aws_proxy"}:
        return ("state_machine" if ":states:" in uri else "service"), None
    if isinstance(uri, Unknown):
        return "unknown", None
    return ("none" if not sort else "unknown"), None


@reads("AWS::ApiGatewayV2::Api")
def http_api(resource: Resource, desk: Desk) -> None:
    """An HTTP or WebSocket API and the routes of its body."""
    props = resource.properties
    node_id = desk.id_of(resource)
    body = _body(resource, desk)
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
            cors_origins=cors.texts("AllowOrigins"),
            cors_methods=cors.texts("AllowMethods"),
            cors_credentials=cors.flag("AllowCredentials"),
            cors_at=source or (props.at("CorsConfiguration") if cors.data else None),
        )
    )
    if body:
        _routes_of(body, node_id, resource, desk, private=False)
    if props.has("Target"):
        target = _function_in(props.raw("Target"), desk)
        fields = {"auth": Auth.NONE, "integration": "function" if target else "http"}
        _draft(desk, node_id, "ANY", "$default", fields, props.at("Target"), target, [])


@reads("AWS::ApiGateway::Method")
def method(resource: Resource, desk: Desk) -> None:
    """A method of a REST API that has no body."""
    props = resource.properties
    api = desk.target(props.raw("RestApiId"), Api, "AWS::ApiGateway::RestApi")
    verb = (props.known("HttpMethod") or "ANY").upper()
    integration = props.view("Integration")
    kind, target = _integration(integration.known("Type") or "", integration.raw("Uri"), None, desk)
    auth, unknown = _method_auth(props)
    owner = desk.find(props.raw("RestApiId"), "AWS::ApiGateway::RestApi")
    private = bool(owner and "PRIVATE" in owner[1].properties.view("EndpointConfiguration").texts("Types"))
    fields = {
        "auth": auth,
        "auth_unknown": unknown,
        "authorizer": _authorizer_id(props, desk),
        "scopes": props.texts("AuthorizationScopes"),
        "api_key": props.flag("ApiKeyRequired"),
        "integration": kind,
        "validator": True if props.has("RequestValidatorId") else None,
        "preflight": verb == "OPTIONS" and kind == "mock",
        "integration_timeout": _milliseconds(integration.number("TimeoutInMillis")),
    }
    path = _path_of(props.raw("ResourceId"), desk)
    _draft(desk, api, verb, path, fields, resource.at, target, _declared(verb, path, target, desk), private=private)


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
    kind, target = _integration_of(props, desk)
    auth, unknown = _method_auth(props)
    owner = desk.find(props.raw("ApiId"), "AWS::ApiGatewayV2::Api")
    if owner and owner[1].properties.text("ProtocolType") == "WEBSOCKET":
        verb = "WS"
    fields = {
        "auth": auth,
        "auth_unknown": unknown,
        "authorizer": _authorizer_id(props, desk),
        "scopes": props.texts("AuthorizationScopes"),
        "api_key": props.flag("ApiKeyRequired"),
        "integration": kind,
    }
    declared = _declared(verb, path, target, desk)
    _draft(desk, api, verb, path, fields, resource.at, target, declared)


def _integration_of(props: View, desk: Desk) -> tuple[str, str | None]:
    text = props.raw("Target")
    if text is None:
        return "none", None
    name = text.removeprefix("integrations/") if isinstance(text, str) else text
    found = desk.find(name, "AWS::ApiGatewayV2::Integration")
    if not found:
        return "unknown", None
    one = found[1].properties
    return _integration(
        one.known("IntegrationType") or "", one.raw("IntegrationUri"), one.raw("IntegrationSubtype"), desk
    )


@reads("AWS::ApiGateway::Authorizer", "AWS::ApiGatewayV2::Authorizer")
def authorizer(resource: Resource, desk: Desk) -> None:
    """An authorizer and the function behind a custom one."""
    props = resource.properties
    kind = (props.known("Type") or props.known("AuthorizerType") or "").upper()
    auth = {"TOKEN": Auth.CUSTOM, "REQUEST": Auth.CUSTOM, "COGNITO_USER_POOLS": Auth.COGNITO, "JWT": Auth.JWT}.get(
        kind, Auth.UNKNOWN
    )
    api = desk.target(
        props.raw("RestApiId") or props.raw("ApiId"), Api, "AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api"
    )
    function = _function_in(props.raw("AuthorizerUri"), desk)
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
        _authorizes(node_id, function, resource.at, desk)


@reads("AWS::ApiGateway::Stage", "AWS::ApiGatewayV2::Stage")
def stage(resource: Resource, desk: Desk) -> None:
    """A stage and its limits."""
    props = resource.properties
    rest = resource.type == "AWS::ApiGateway::Stage"
    api = desk.target(
        props.raw("RestApiId") or props.raw("ApiId"), Api, "AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api"
    )
    throttle, named = _rest_throttles(props) if rest else _http_throttles(props)
    logs = props.has("AccessLogSetting") or props.has("AccessLogSettings")
    name = props.known("StageName") or resource.logical_id
    desk.add(
        Stage(
            **{**desk.base(resource), "name": name},
            api=api,
            throttle=throttle,
            route_throttles=tuple(named),
            access_log=logs,
            tracing=props.flag("TracingEnabled"),
            cache=props.flag("CacheClusterEnabled"),
        )
    )


def _rest_throttles(props: View) -> tuple[Throttle | None, list[str]]:
    everywhere, named = None, []
    for one in props.views("MethodSettings"):
        if not (one.has("ThrottlingRateLimit") or one.has("ThrottlingBurstLimit")):
            continue
        path, verb = one.known("ResourcePath") or "/*", one.known("HttpMethod") or "*"
        if path in {"/*", "*"} and verb == "*":
            everywhere = Throttle(rate=one.number("ThrottlingRateLimit"), burst=one.number("ThrottlingBurstLimit"))
        else:
            named.append(f"{verb} {path.replace('~1', '/')}")
    return everywhere, named


def _http_throttles(props: View) -> tuple[Throttle | None, list[str]]:
    default = props.view("DefaultRouteSettings")
    everywhere = None
    if default.has("ThrottlingRateLimit") or default.has("ThrottlingBurstLimit"):
        everywhere = Throttle(rate=default.number("ThrottlingRateLimit"), burst=default.number("ThrottlingBurstLimit"))
    named = [name for name, one in props.entries("RouteSettings") if one.has("ThrottlingRateLimit")]
    return everywhere, named


def usage_plans(desk: Desk) -> Iterator[str]:
    """Ids of the APIs that a usage plan with a throttle covers."""
    for resource in desk.resources():
        if resource.type == "AWS::ApiGateway::UsagePlan" and resource.properties.has("Throttle"):
            for one in resource.properties.views("ApiStages"):
                yield desk.target(one.raw("ApiId"), Api, "AWS::ApiGateway::RestApi")


def protected(desk: Desk) -> Iterator[str]:
    """Ids of the stages a web ACL is attached to."""
    for resource in desk.resources():
        if resource.type in {"AWS::WAFv2::WebACLAssociation", "AWS::WAFRegional::WebACLAssociation"}:
            text = resource.properties.known("ResourceArn") or ""
            for other in desk.resources():
                if (
                    other.type in {"AWS::ApiGateway::Stage", "AWS::ApiGateway::RestApi"}
                    and f"${{{other.logical_id}}}" in text
                ):
                    yield desk.id_of(other)


def finish_stages(desk: Desk) -> None:
    """What other resources say about stages: usage plans and web ACLs."""
    planned, shielded = set(usage_plans(desk)), set(protected(desk))
    for node in list(desk.nodes.values()):
        if isinstance(node, Stage):
            covered = node.id in shielded or node.api in shielded
            desk.nodes[node.id] = replace(node, usage_plan=node.api in planned, web_acl=covered)


@reads("AWS::AppSync::GraphQLApi")
def graphql(resource: Resource, desk: Desk) -> None:
    """A GraphQL API: one route for all of it."""
    props = resource.properties
    node_id = desk.add(
        Api(**{**desk.base(resource), "name": props.known("Name") or resource.logical_id}, protocol="APPSYNC")
    )
    kinds = {
        "API_KEY": Auth.API_KEY,
        "AWS_IAM": Auth.IAM,
        "AMAZON_COGNITO_USER_POOLS": Auth.COGNITO,
        "OPENID_CONNECT": Auth.JWT,
        "AWS_LAMBDA": Auth.CUSTOM,
    }
    value = props.known("AuthenticationType")
    auth = kinds.get(value or "", Auth.UNKNOWN)
    fields = {"auth": auth, "integration": "graphql"}
    _draft(desk, node_id, "POST", f"/graphql ({resource.logical_id})", fields, props.at("AuthenticationType"), None, [])
    function = props.view("LambdaAuthorizerConfig").raw("AuthorizerUri")
    if function:
        desk.trigger(
            Trigger(
                source=node_id,
                target=desk.function_of(function),
                mode=Mode.SYNC,
                event="authorizer",
                locations=places(resource.at),
            )
        )


@reads("AWS::AppSync::DataSource")
def data_source(resource: Resource, desk: Desk) -> None:
    """A data source: a function or a store behind a GraphQL API."""
    props = resource.properties
    api = desk.target(props.raw("ApiId"), Api, "AWS::AppSync::GraphQLApi")
    function = props.view("LambdaConfig").raw("LambdaFunctionArn")
    if function:
        at = props.at("LambdaConfig")
        desk.trigger(
            Trigger(
                source=api,
                target=desk.function_of(function, at),
                mode=Mode.SYNC,
                event="appsync",
                label=resource.logical_id,
                locations=places(at),
            )
        )
    table = props.view("DynamoDBConfig").raw("TableName")
    if table:
        target = desk.target(table, app.Table, "AWS::DynamoDB::Table")
        desk.link(app.EdgeKind.READS, api, target, props.at("DynamoDBConfig"), label=resource.logical_id)
        desk.link(app.EdgeKind.WRITES, api, target, props.at("DynamoDBConfig"), label=resource.logical_id)
