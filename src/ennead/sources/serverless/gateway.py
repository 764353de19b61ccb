"""`http` events: the REST API, its resources, methods, authorizers, usage plan.

Ids are the framework's own (`ApiGatewayRestApi`, `ApiGatewayMethodOrdersPost`), as templates of the service name them.
"""

from __future__ import annotations

import re
from typing import Any

from ennead.sources.cloudformation.marks import Mark, MarkedDict, mark_of
from ennead.sources.serverless.draft import (
    Declared,
    Draft,
    alphanumeric,
    get_att,
    made,
    mapping,
    moved,
    named,
    normalized,
    put,
    ref,
    sequence,
)

API = "ApiGatewayRestApi"
_INTEGRATIONS = {
    "lambda": "AWS", "aws": "AWS", "lambda-proxy": "AWS_PROXY", "lambda_proxy": "AWS_PROXY", "aws-proxy": "AWS_PROXY",
    "aws_proxy": "AWS_PROXY", "http": "HTTP", "http-proxy": "HTTP_PROXY", "http_proxy": "HTTP_PROXY", "mock": "MOCK",
}  # fmt: skip
_PARTS = re.compile(r"[^0-9A-Za-z]")


def http(event: Any, mark: Mark, declared: Declared, draft: Draft) -> None:
    """One `http` event: `GET orders/{id}` or a mapping."""
    body = _short(event, mark) if isinstance(event, str) else mapping(event)
    method, path = str(body.get("method", "any")).upper(), str(body.get("path", "/"))
    api, resource, name = place(path, mark, draft)
    properties = made(mark, HttpMethod=method, RestApiId=api, ResourceId=resource)
    sort = str(body.get("integration", "lambda-proxy")).lower()
    leads = made(mark, Type=_INTEGRATIONS.get(sort, "AWS_PROXY"), IntegrationHttpMethod="POST")
    if leads["Type"].startswith("AWS"):
        leads["Uri"] = _called(declared, draft)
    elif mapping(body.get("request")).get("uri") is not None:
        leads["Uri"] = body["request"]["uri"]
    if body.get("async") is True:
        leads["RequestParameters"] = {"integration.request.header.X-Amz-Invocation-Type": "'Event'"}
    if body.get("timeoutInMillis") is not None:
        put(leads, "TimeoutInMillis", body["timeoutInMillis"], mark_of(body, "timeoutInMillis") or mark)
    put(properties, "Integration", leads, mark)
    if body.get("private") is not None:
        put(properties, "ApiKeyRequired", body["private"], mark_of(body, "private") or mark)
    request = mapping(body.get("request"))
    if request.get("schemas") is not None or request.get("schema") is not None:
        put(properties, "RequestValidatorId", ref("ApiGatewayRequestValidator"), mark_of(body, "request") or mark)
    authorize(properties, body, mark, draft)
    draft.put(f"ApiGatewayMethod{name}{method.capitalize()}", "AWS::ApiGateway::Method", properties, mark)
    if body.get("cors"):
        _cors(body, mark, (api, resource, name), draft)
    _permission(declared, api, mark, draft)


def _permission(declared: Declared, api: Any, mark: Mark, draft: Draft) -> None:
    draft.api_permission(declared, api, mark, "LambdaPermissionApiGateway", "/*/*")


def _called(declared: Declared, draft: Draft) -> Any:
    """What an integration invokes: the function, or its alias with provisioned concurrency."""
    alias = f"{declared.prefix}ProvConcLambdaAlias"
    return ref(alias) if alias in draft.made else declared.arn


def _short(text: str, mark: Mark) -> MarkedDict:
    method, _, path = text.strip().partition(" ")
    return made(mark, method=method, path=path.strip() or "/")


def place(path: str, mark: Mark, draft: Draft) -> tuple[Any, Any, str]:
    """The API, the resource of a path, and the name the path has in ids; makes what is missing."""
    settings = mapping(draft.provider.get("apiGateway"))
    api = settings.get("restApiId")
    if api is None:
        api = ref(_api(draft, mark))
    root = settings.get("restApiRootResourceId") or get_att(API, "RootResourceId")
    parent: Any = root
    name = ""
    for part in [part for part in path.split("/") if part][:20]:
        name += _part(part)
        resource_id = f"ApiGatewayResource{name}"
        draft.put(resource_id, "AWS::ApiGateway::Resource",
                  made(mark, ParentId=parent, PathPart=part, RestApiId=api), mark)  # fmt: skip
        parent = ref(resource_id)
    return api, parent, name


def _part(part: str) -> str:
    """A part of a path as the framework writes it into ids: `{id}` is `IdVar`, `a-b` is `ADashb`."""
    text = part.replace("-", "Dash").replace("_", "Underscore")
    text = re.sub(r"\{(.*)\}", r"\1Var", text)
    text = _PARTS.sub("", text) or "".join(f"{ord(sign):x}" for sign in part)[:40]
    return text[:1].upper() + text[1:]


def _api(draft: Draft, mark: Mark) -> str:
    """The REST API with its stage and usage plan, made when the first route asks for it."""
    if API in draft.made:
        return API
    provider = draft.provider
    settings = mapping(provider.get("apiGateway"))
    at = mark_of(provider, "apiGateway") or mark
    name = provider.get("apiName") or f"{draft.stage}-{draft.service}"
    properties = made(at, Name=name)
    endpoint = provider.get("endpointType", "EDGE")
    kind = str(endpoint.get("type", "EDGE") if isinstance(endpoint, dict) else endpoint).upper()
    put(properties, "EndpointConfiguration", {"Types": [kind]}, mark_of(provider, "endpointType") or at)
    for holder, key in ((settings, "resourcePolicy"), (provider, "resourcePolicy")):
        if holder.get(key) is not None and "Policy" not in properties:
            place_of = mark_of(holder, key) or at
            policy = made(place_of, Version="2012-10-17", Statement=holder[key])
            put(properties, "Policy", policy, place_of)
    if settings.get("disableDefaultEndpoint") is not None:
        put(properties, "DisableExecuteApiEndpoint", settings["disableDefaultEndpoint"], at)
    draft.put(API, "AWS::ApiGateway::RestApi", properties, at)
    _stage(draft, at)
    _plan(draft, settings, at)
    return API


def _stage(draft: Draft, mark: Mark) -> None:
    settings = mapping(draft.provider.get("apiGateway"))
    properties = made(mark, RestApiId=ref(API), StageName=settings.get("stage") or draft.stage)
    logs = mapping(draft.provider.get("logs"))
    access = logs.get("restApi")
    if access and mapping(access).get("accessLogging") is not False:
        at = mark_of(logs, "restApi") or mark
        group = f"/aws/api-gateway/{draft.service}-{draft.stage}"
        put(properties, "AccessLogSetting", made(at, DestinationArn=group), at)
    tracing = mapping(draft.provider.get("tracing"))
    if tracing.get("apiGateway") is not None:
        put(properties, "TracingEnabled", tracing["apiGateway"], mark_of(tracing, "apiGateway") or mark)
    draft.put("ApiGatewayStage", "AWS::ApiGateway::Stage", properties, mark)


def _plan(draft: Draft, settings: MarkedDict, mark: Mark) -> None:
    """Usage plans: one, or one for each named group of keys."""
    plan = settings.get("usagePlan", draft.provider.get("usagePlan"))
    at = mark_of(settings, "usagePlan") or mark_of(draft.provider, "usagePlan") or mark
    several = plan if isinstance(plan, list) else [plan] if plan is not None else []
    for number, one in enumerate(several):
        body = mapping(one)
        named_one = next(iter(body.items()), None) if isinstance(plan, list) else None
        suffix = normalized(named_one[0]) if named_one else ("" if not number else str(number))
        body = mapping(named_one[1]) if named_one else body
        properties = made(at, ApiStages=[{"ApiId": ref(API), "Stage": draft.stage}])
        throttle = mapping(body.get("throttle"))
        if throttle:
            names = {"burstLimit": "BurstLimit", "rateLimit": "RateLimit"}
            put(properties, "Throttle", moved(throttle, names, at), mark_of(body, "throttle") or at)
        if body.get("quota") is not None:
            put(properties, "Quota", body["quota"], mark_of(body, "quota") or at)
        draft.put(f"ApiGatewayUsagePlan{suffix}", "AWS::ApiGateway::UsagePlan", properties, at)
    keys = settings.get("apiKeys", draft.provider.get("apiKeys"))
    for number, key in enumerate(sequence(keys), 1):
        where = mark_of(keys, number - 1) or mark
        name = key if isinstance(key, str) else mapping(key).get("name")
        properties = made(where, Enabled=True)
        if name is not None:
            put(properties, "Name", name, where)
        draft.put(f"ApiGatewayApiKey{number}", "AWS::ApiGateway::ApiKey", properties, where)


def _cors(body: MarkedDict, mark: Mark, where: tuple[Any, Any, str], draft: Draft) -> None:
    """The preflight method, and what the API as a whole answers: the widest of its routes."""
    api, resource, name = where
    at = mark_of(body, "cors") or mark
    rules = mapping(body["cors"])
    origins = [text for text in sequence(rules.get("origins", rules.get("origin", "*"))) if isinstance(text, str)]
    origins = [part.strip() for text in origins for part in text.split(",")]
    properties = made(at, HttpMethod="OPTIONS", RestApiId=api, ResourceId=resource, AuthorizationType="NONE",
                      Integration=made(at, Type="MOCK"))  # fmt: skip
    draft.put(f"ApiGatewayMethod{name}Options", "AWS::ApiGateway::Method", properties, at)
    if API not in draft.made or not origins:
        return
    holder = draft.properties(API)
    known = mapping(holder.get("Cors")).get("AllowOrigin")
    if known is None or (known != "*" and "*" in origins):
        said = made(at, AllowOrigin="*" if "*" in origins else origins[0])
        if rules.get("allowCredentials") is not None:
            put(said, "AllowCredentials", rules["allowCredentials"], at)
        put(holder, "Cors", said, at)


# -- who may call -------------------------------------------------------------------------------


def authorize(properties: MarkedDict, body: MarkedDict, mark: Mark, draft: Draft) -> None:
    """What a method asks its callers for."""
    value = body.get("authorizer")
    if value is None:
        put(properties, "AuthorizationType", "NONE", mark)
        return
    at = mark_of(body, "authorizer") or mark
    asks = mapping(value)
    name, arn = (value, None) if isinstance(value, str) else (asks.get("name"), asks.get("arn"))
    kind = asks.get("type", "")
    if "AWS_IAM" in {str(name).upper(), str(kind).upper()}:
        put(properties, "AuthorizationType", "AWS_IAM", at)
        return
    if isinstance(name, str) and name.startswith("arn:") and arn is None:
        arn, name = name, name.rpartition(":")[2].rpartition("/")[2]
    if not asks and isinstance(value, dict | list):
        arn = value
    kind = _kind(kind, arn, draft)
    if asks.get("scopes") is not None:
        put(properties, "AuthorizationScopes", asks["scopes"], mark_of(asks, "scopes") or at)
    put(properties, "AuthorizationType", "COGNITO_USER_POOLS" if kind == "COGNITO_USER_POOLS" else "CUSTOM", at)
    reference = asks.get("authorizerId")
    if reference is None and (name is not None or arn is not None):
        reference = ref(_authorizer(name, arn, kind, asks, at, draft))
    if reference is None:
        put(properties, "AuthorizationType", value if isinstance(value, str) else "${?authorizer}", at)
        draft.missing("authorizer", "an authorizer could not be told", at, "authorizer")
        return
    put(properties, "AuthorizerId", reference, at)


def _kind(kind: Any, arn: Any, draft: Draft) -> str:
    """TOKEN, REQUEST or COGNITO_USER_POOLS: as written, or by the thing its ARN is of."""
    if isinstance(kind, str) and kind.upper() in {"COGNITO_USER_POOLS", "REQUEST", "TOKEN"}:
        return kind.upper()
    if isinstance(arn, str):
        return "COGNITO_USER_POOLS" if ":cognito-idp:" in arn else "TOKEN"
    target = mapping(draft.own.get(named(arn).partition(".")[0])) if isinstance(arn, dict) else {}
    return "COGNITO_USER_POOLS" if target.get("Type") == "AWS::Cognito::UserPool" else "TOKEN"


def _authorizer(name: Any, arn: Any, kind: str, asks: MarkedDict, mark: Mark, draft: Draft) -> str:
    label = name if isinstance(name, str) else named(arn).partition(".")[0]
    authorizer_id = f"{alphanumeric(normalized(label))}ApiGatewayAuthorizer"
    api = mapping(draft.provider.get("apiGateway")).get("restApiId") or ref(API)
    properties = made(mark, Name=label, RestApiId=api, Type=kind)
    if kind == "COGNITO_USER_POOLS":
        put(properties, "ProviderARNs", [arn], mark)
    else:
        uri = arn if arn is not None else draft.functions[label].arn if label in draft.functions else None
        if uri is None:
            draft.missing("authorizer", f"authorizer {label} names no function of the service", mark, label)
        else:
            put(properties, "AuthorizerUri", uri, mark)
            if label in draft.functions and arn is None:
                _permission(draft.functions[label], api, mark, draft)
    if asks.get("resultTtlInSeconds") is not None:
        put(properties, "AuthorizerResultTtlInSeconds", asks["resultTtlInSeconds"], mark)
    draft.put(authorizer_id, "AWS::ApiGateway::Authorizer", properties, mark)
    return authorizer_id
