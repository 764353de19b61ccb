"""`httpApi` and `websocket` events: API Gateway's version 2."""

from __future__ import annotations

from typing import Any

from ennead.sources.cloudformation.marks import Mark, MarkedDict, MarkedList, mark_of
from ennead.sources.serverless.draft import (
    Declared,
    Draft,
    alphanumeric,
    made,
    mapping,
    moved,
    named,
    normalized,
    put,
    ref,
)

API = "HttpApi"
SOCKETS = "WebsocketsApi"
_CORS = {
    "allowedOrigins": "AllowOrigins", "allowedHeaders": "AllowHeaders", "allowedMethods": "AllowMethods",
    "allowCredentials": "AllowCredentials", "exposedResponseHeaders": "ExposeHeaders", "maxAge": "MaxAge",
}  # fmt: skip


def http_api(event: Any, mark: Mark, declared: Declared, draft: Draft) -> None:
    """One `httpApi` event: `GET /orders`, `*`, or a mapping."""
    body = mapping(event)
    if isinstance(event, str):
        method, _, path = event.strip().partition(" ")
        body = made(mark, method=method, path=path.strip() or ("*" if method == "*" else "/"))
    method, path = str(body.get("method", "*")).upper(), str(body.get("path", "*"))
    method = "ANY" if method in {"*", "ANY"} else method
    key = "$default" if path == "*" else f"{method} {path if path.startswith('/') else f'/{path}'}"
    api = _api(draft, mark)
    integration = f"HttpApiIntegration{declared.prefix}"
    leads = made(mark, ApiId=api, IntegrationType="AWS_PROXY", IntegrationUri=declared.arn, PayloadFormatVersion="2.0")
    draft.put(integration, "AWS::ApiGatewayV2::Integration", leads, mark)
    properties = made(mark, ApiId=api, RouteKey=key, Target=_target(integration))
    _authorize(properties, body, mark, api, draft)
    name = "Default" if key == "$default" else alphanumeric(_spelt(method.capitalize() + path))
    route_id = f"HttpApiRoute{name}"
    while route_id in draft.made and draft.properties(route_id).get("RouteKey") != key:
        route_id += "X"
    draft.put(route_id, "AWS::ApiGatewayV2::Route", properties, mark)
    _permission(declared, api, mark, draft, "LambdaPermissionHttpApi")


def _spelt(text: str) -> str:
    return text.replace("-", "Dash").replace("_", "Underscore").replace("}", "Var")


def _target(integration: str) -> dict[str, Any]:
    return {"Fn::Join": ["/", ["integrations", ref(integration)]]}


def _permission(declared: Declared, api: Any, mark: Mark, draft: Draft, suffix: str) -> None:
    draft.api_permission(declared, api, mark, suffix, "/*")


def _api(draft: Draft, mark: Mark) -> Any:
    settings = mapping(draft.provider.get("httpApi"))
    if settings.get("id") is not None:
        return settings["id"]
    if API in draft.made:
        return ref(API)
    at = mark_of(draft.provider, "httpApi") or mark
    properties = made(at, Name=settings.get("name") or f"{draft.stage}-{draft.service}", ProtocolType="HTTP")
    cors = settings.get("cors")
    where = mark_of(settings, "cors") or at
    if cors is True:
        put(properties, "CorsConfiguration", made(where, AllowOrigins=MarkedList(["*"])), where)
    elif isinstance(cors, dict):
        rules = moved(cors, _CORS, where)
        rules.setdefault("AllowOrigins", MarkedList(["*"]))
        put(properties, "CorsConfiguration", rules, where)
    if settings.get("disableDefaultEndpoint") is not None:
        put(properties, "DisableExecuteApiEndpoint", settings["disableDefaultEndpoint"], at)
    draft.put(API, "AWS::ApiGatewayV2::Api", properties, at)
    stage = made(at, ApiId=ref(API), StageName="$default", AutoDeploy=True)
    _access_log(stage, "httpApi", draft, at)
    draft.put("HttpApiStage", "AWS::ApiGatewayV2::Stage", stage, at)
    return ref(API)


def _access_log(stage: MarkedDict, key: str, draft: Draft, mark: Mark) -> None:
    logs = mapping(draft.provider.get("logs"))
    if logs.get(key):
        at = mark_of(logs, key) or mark
        put(stage, "AccessLogSettings", made(at, DestinationArn=f"/aws/{key}/{draft.service}-{draft.stage}"), at)


def _authorize(properties: MarkedDict, body: MarkedDict, mark: Mark, api: Any, draft: Draft) -> None:
    value = body.get("authorizer")
    if value is None:
        put(properties, "AuthorizationType", "NONE", mark)
        return
    at = mark_of(body, "authorizer") or mark
    asks = mapping(value)
    name = value if isinstance(value, str) else asks.get("name")
    kind = str(asks.get("type", "")).lower()
    if "aws_iam" in {str(name).lower(), kind}:
        put(properties, "AuthorizationType", "AWS_IAM", at)
        return
    if asks.get("scopes") is not None:
        put(properties, "AuthorizationScopes", asks["scopes"], mark_of(asks, "scopes") or at)
    if asks.get("id") is not None:
        put(properties, "AuthorizationType", "CUSTOM" if kind == "request" else "JWT", at)
        put(properties, "AuthorizerId", asks["id"], at)
        return
    known = mapping(mapping(draft.provider.get("httpApi")).get("authorizers"))
    described = known.get(name) if isinstance(name, str) else None
    if not isinstance(described, dict):
        put(properties, "AuthorizationType", "${?authorizer}", at)
        reason = f"authorizer {named(name)} is not among provider.httpApi.authorizers"
        draft.missing("authorizer", reason, at, named(name))
        return
    custom = str(described.get("type", "jwt")).lower() == "request"
    put(properties, "AuthorizationType", "CUSTOM" if custom else "JWT", at)
    where = mark_of(known, str(name)) or at
    put(properties, "AuthorizerId", ref(_authorizer(str(name), mapping(described), where, api, draft)), at)


def _authorizer(name: str, body: MarkedDict, mark: Mark, api: Any, draft: Draft) -> str:
    authorizer_id = f"HttpApiAuthorizer{alphanumeric(normalized(name))}"
    custom = str(body.get("type", "jwt")).lower() == "request"
    properties = made(mark, Name=body.get("name", name), ApiId=api, AuthorizerType="REQUEST" if custom else "JWT")
    if custom:
        key, arn = body.get("functionName"), body.get("functionArn")
        function = draft.functions.get(key) if isinstance(key, str) else None
        if function:
            arn = function.arn
            _permission(function, api, mark, draft, "LambdaPermissionHttpApi")
        if arn is None:
            draft.missing("authorizer", f"authorizer {name} names no function of the service", mark, name)
        else:
            put(properties, "AuthorizerUri", arn, mark)
        if body.get("resultTtlInSeconds") is not None:
            put(properties, "AuthorizerResultTtlInSeconds", body["resultTtlInSeconds"], mark)
    else:
        rules = moved(body, {"issuerUrl": "Issuer", "audience": "Audience"}, mark)
        put(properties, "JwtConfiguration", rules, mark)
    draft.put(authorizer_id, "AWS::ApiGatewayV2::Authorizer", properties, mark)
    return authorizer_id


# -- web sockets --------------------------------------------------------------------------------


def websocket(event: Any, mark: Mark, declared: Declared, draft: Draft) -> None:
    """One `websocket` event: a route's name, or a mapping."""
    body = made(mark, route=event) if isinstance(event, str) else mapping(event)
    route = str(body.get("route", "$default"))
    api = mapping(draft.provider.get("apiGateway")).get("websocketApiId")
    if api is None:
        api = ref(_sockets(draft, mark))
    integration = f"{declared.prefix}WebsocketsIntegration"
    leads = made(mark, ApiId=api, IntegrationType="AWS_PROXY", IntegrationUri=declared.arn)
    draft.put(integration, "AWS::ApiGatewayV2::Integration", leads, mark)
    properties = made(mark, ApiId=api, RouteKey=route, Target=_target(integration), AuthorizationType="NONE")
    value = body.get("authorizer")
    if value is not None:
        _socket_authorizer(properties, value, mark_of(body, "authorizer") or mark, api, draft)
    name = alphanumeric(route.replace("$", "S"))
    draft.put(f"{name}WebsocketsRoute", "AWS::ApiGatewayV2::Route", properties, mark)
    _permission(declared, api, mark, draft, "LambdaPermissionWebsockets")


def _sockets(draft: Draft, mark: Mark) -> str:
    if SOCKETS not in draft.made:
        name = draft.provider.get("websocketsApiName") or f"{draft.stage}-{draft.service}-websockets"
        properties = made(mark, Name=name, ProtocolType="WEBSOCKET", RouteSelectionExpression=draft.provider.get(
            "websocketsApiRouteSelectionExpression", "$request.body.action"))  # fmt: skip
        draft.put(SOCKETS, "AWS::ApiGatewayV2::Api", properties, mark)
        stage = made(mark, ApiId=ref(SOCKETS), StageName=draft.stage)
        _access_log(stage, "websocket", draft, mark)
        draft.put("WebsocketsDeploymentStage", "AWS::ApiGatewayV2::Stage", stage, mark)
    return SOCKETS


def _socket_authorizer(properties: MarkedDict, value: Any, mark: Mark, api: Any, draft: Draft) -> None:
    asks = mapping(value)
    name = value if isinstance(value, str) else asks.get("name", asks.get("arn"))
    if isinstance(name, str) and name.lower() == "aws_iam":
        put(properties, "AuthorizationType", "AWS_IAM", mark)
        return
    label = named(name)
    function = draft.functions.get(label)
    arn = asks.get("arn") or (value if isinstance(value, str) and value.startswith("arn:") else None)
    uri = function.arn if function else arn
    authorizer_id = f"{alphanumeric(normalized(label))}WebsocketsAuthorizer"
    described = made(mark, Name=label, ApiId=api, AuthorizerType="REQUEST")
    if uri is None:
        draft.missing("authorizer", f"authorizer {label} names no function of the service", mark, label)
    else:
        put(described, "AuthorizerUri", uri, mark)
    if function:
        _permission(function, api, mark, draft, "LambdaPermissionWebsockets")
    draft.put(authorizer_id, "AWS::ApiGatewayV2::Authorizer", described, mark)
    put(properties, "AuthorizationType", "CUSTOM", mark)
    put(properties, "AuthorizerId", ref(authorizer_id), mark)
