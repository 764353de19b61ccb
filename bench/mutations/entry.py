"""Faults at the way in: who may call, from which page, how often, and whether anything answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bench.mutations.kinds import Change, drop, fault, put
from bench.mutations.shapes import (
    HTTP_EVENTS,
    Event,
    events,
    events_of,
    listed,
    mentions,
    referred,
    sam_functions,
    setting,
    typed,
)
from bench.mutations.text import Doc, Path

METHODS = frozenset("get put post delete patch head x-amazon-apigateway-any-method".split())
SAM_APIS = ("AWS::Serverless::Api", "AWS::Serverless::HttpApi")


def _api(doc: Doc, event: Event) -> tuple[str | None, Path, dict[str, Any]]:
    """The API of an event, the path to its `Auth`, and its properties with SAM's globals under them."""
    kind = "Api" if event.type == "Api" else "HttpApi"
    shared = doc.get("Globals", kind) or {}
    name = referred(event.properties.get("RestApiId" if kind == "Api" else "ApiId"))
    own = doc.get("Resources", name, "Properties") if name else {}
    if name and not isinstance(own, dict):
        return None, (), {}
    auth = ("Resources", name, "Properties", "Auth") if name and "Auth" in own else ("Globals", kind, "Auth")
    return name or f"Serverless{'Rest' if kind == 'Api' else 'Http'}Api", auth, {**shared, **own}


def _guard(doc: Doc, event: Event) -> str | None:
    """The authorizer an event asks; None where it asks nobody, or a key, a network or a policy stand before it."""
    _, _, api = _api(doc, event)
    auth, own = api.get("Auth"), event.properties.get("Auth")
    auth, own = (one if isinstance(one, dict) else {} for one in (auth, own))
    others = ("ApiKeyRequired", "ResourcePolicy", "UsagePlan")
    if "PRIVATE" in str(api.get("EndpointConfiguration")) or any(word in one for one in (auth, own) for word in others):
        return None
    asked = own.get("Authorizer", auth.get("DefaultAuthorizer"))
    return asked if isinstance(asked, str) and asked != "NONE" else None


def _all_guarded(doc: Doc, function: str) -> bool:
    properties = doc.get("Resources", function, "Properties") or {}
    return all(_guard(doc, event) for event in events_of(function, properties, *HTTP_EVENTS))


@fault("open-route")
def event_asks_nobody(doc: Doc) -> Iterator[Change]:
    """An event behind an authorizer says `Authorizer: NONE`."""
    for event in events(doc, *HTTP_EVENTS):
        _, auth, api = _api(doc, event)
        default = isinstance(api.get("Auth"), dict) and api["Auth"].get("DefaultAuthorizer")
        if auth and _guard(doc, event) and default and _all_guarded(doc, event.function):
            says = f"{event.name} of {event.function} asks nobody"
            yield Change((event.function,), says, (put("NONE", *event.path, "Auth", "Authorizer"),))


@fault("open-route")
def event_authorizer_dropped(doc: Doc) -> Iterator[Change]:
    """An event that named its authorizer, with no default behind it, names none."""
    for event in events(doc, *HTTP_EVENTS):
        _, _, api = _api(doc, event)
        default = isinstance(api.get("Auth"), dict) and api["Auth"].get("DefaultAuthorizer")
        own = event.properties.get("Auth")
        if not default and isinstance(own, dict) and "Authorizer" in own and _all_guarded(doc, event.function):
            says = f"{event.name} of {event.function} names no authorizer"
            yield Change((event.function,), says, (drop(*event.path, "Auth"),))


@fault("open-route")
def default_authorizer_dropped(doc: Doc) -> Iterator[Change]:
    """An API loses the authorizer its events rely on."""
    relying: dict[Path, list[str]] = {}
    for event in events(doc, *HTTP_EVENTS):
        _, auth, _ = _api(doc, event)
        if auth and "Authorizer" not in (event.properties.get("Auth") or {}) and _guard(doc, event):
            relying.setdefault(auth, []).append(event.function)
    for auth, names in relying.items():
        if doc.get(*auth, "DefaultAuthorizer") and all(_all_guarded(doc, name) for name in names):
            says = f"{auth[1]} has no default authorizer"
            yield Change(tuple(dict.fromkeys(names)), says, (drop(*auth, "DefaultAuthorizer"),))


def _operations(doc: Doc) -> Iterator[tuple[str, Path, dict[str, Any], dict[str, Any]]]:
    """Operations of APIs that hold their OpenAPI definition: the API, the path, the operation, the definition."""
    for name, properties in typed(doc, *SAM_APIS, "AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api"):
        key = "DefinitionBody" if "DefinitionBody" in properties else "Body"
        body = properties.get(key)
        paths = body.get("paths") if isinstance(body, dict) else None
        for route, item in paths.items() if isinstance(paths, dict) else ():
            for method, operation in item.items() if isinstance(item, dict) else ():
                if method.lower() in METHODS and isinstance(operation, dict):
                    where: Path = ("Resources", name, "Properties", key, "paths", route, method)
                    yield name, where, operation, dict(body or {})


@fault("open-route")
def operation_security_dropped(doc: Doc) -> Iterator[Change]:
    """An operation of an OpenAPI definition loses its `security`."""
    found = list(_operations(doc))
    for name, path, operation, body in found:
        guarded = all(other.get("security") for owner, _, other, _ in found if owner == name)
        schemes = {key for one in operation.get("security") or () if isinstance(one, dict) for key in one}
        keyed = any(word in str(scheme).lower() for scheme in schemes for word in ("api_key", "apikey"))
        own = doc.get("Resources", name, "Properties") or {}
        if guarded and schemes and not keyed and "security" not in body and not own.get("Auth"):
            yield Change((name,), f"{path[-1]} {path[-2]} of {name} asks nobody", (drop(*path, "security"),))


@fault("open-route")
def method_asks_nobody(doc: Doc) -> Iterator[Change]:
    """A method or route of plain CloudFormation has the authorization type NONE."""
    for name, properties in typed(doc, "AWS::ApiGateway::Method", "AWS::ApiGatewayV2::Route"):
        kind = properties.get("AuthorizationType")
        if kind in {None, "NONE"} or properties.get("ApiKeyRequired") or properties.get("HttpMethod") == "OPTIONS":
            continue
        api = referred(properties.get("RestApiId") or properties.get("ApiId"))
        if (
            api is None
            or "PRIVATE" in str(doc.get("Resources", api))
            or doc.get("Resources", api, "Properties", "Policy")
        ):
            continue
        path = ("Resources", name, "Properties")
        extra = tuple(drop(*path, key) for key in ("AuthorizerId", "AuthorizationScopes") if key in properties)
        yield Change((name,), f"{name} asks nobody", (put("NONE", *path, "AuthorizationType"), *extra))


@fault("open-function-url")
def url_asks_nobody(doc: Doc) -> Iterator[Change]:
    """A function URL that asked for a signature asks nobody."""
    for name, properties in sam_functions(doc):
        url = properties.get("FunctionUrlConfig")
        if isinstance(url, dict) and url.get("AuthType") == "AWS_IAM":
            path = ("Resources", name, "Properties", "FunctionUrlConfig", "AuthType")
            yield Change((name,), f"the URL of {name} asks nobody", (put("NONE", *path),))


@fault("open-function-url")
def open_url_added(doc: Doc) -> Iterator[Change]:
    """A function gets a URL for everybody."""
    for name, _ in sam_functions(doc):
        if setting(doc, name, "FunctionUrlConfig") is None:
            path = ("Resources", name, "Properties", "FunctionUrlConfig")
            yield Change((name,), f"{name} has a URL that asks nobody", (put({"AuthType": "NONE"}, *path),))


@fault("wildcard-cors")
def cors_of_api_widened(doc: Doc) -> Iterator[Change]:
    """An API that let some origins call lets all."""
    for name, properties in typed(doc, *SAM_APIS, "AWS::ApiGatewayV2::Api"):
        key = "Cors" if "Cors" in properties else "CorsConfiguration"
        cors = properties.get(key)
        inner = "AllowOrigin" if key == "Cors" else "AllowOrigins"
        if isinstance(cors, dict) and cors.get(inner) and "*'" not in str(cors[inner]):
            value: Any = "'*'" if key == "Cors" else ["*"]
            yield Change(
                (name,), f"{name} lets every origin in", (put(value, "Resources", name, "Properties", key, inner),)
            )


@fault("wildcard-cors")
def cors_of_bucket_widened(doc: Doc) -> Iterator[Change]:
    """A bucket that let some origins write lets all."""
    for name, properties in typed(doc, "AWS::S3::Bucket"):
        cors = properties.get("CorsConfiguration")
        path = ("Resources", name, "Properties", "CorsConfiguration", "CorsRules")
        for place, rule in listed(cors.get("CorsRules") if isinstance(cors, dict) else None, path):
            if "*" not in (rule.get("AllowedOrigins") or "*"):
                yield Change((name,), f"{name} lets every origin in", (put(["*"], *place, "AllowedOrigins"),))


def _limits(doc: Doc) -> Iterator[tuple[tuple[str, ...], Path]]:
    """Where limits stand: ids of the API and its stage, and the path to the setting."""
    for name, properties in typed(doc, *SAM_APIS):
        if not mentions(doc, name, "AWS::ApiGateway::UsagePlan") and "DefinitionBody" not in properties:
            continue
        if "ThrottlingRateLimit" in str(properties.get("DefaultRouteSettings")):
            yield (name,), ("Resources", name, "Properties", "DefaultRouteSettings")
        settings = properties.get("MethodSettings")
        if isinstance(settings, list) and len(settings) == 1 and "ThrottlingRateLimit" in settings[0]:
            yield (name,), ("Resources", name, "Properties", "MethodSettings")
    for name, properties in typed(doc, "AWS::ApiGatewayV2::Stage", "AWS::ApiGateway::Stage"):
        api = referred(properties.get("ApiId") or properties.get("RestApiId"))
        key = "DefaultRouteSettings" if "ApiId" in properties else "MethodSettings"
        if api and "ThrottlingRateLimit" in str(properties.get(key)) and "RouteSettings" not in properties:
            yield (name, api), ("Resources", name, "Properties", key)


@fault("no-throttle")
def throttle_dropped(doc: Doc) -> Iterator[Change]:
    """A stage loses its limit of requests."""
    for about, path in _limits(doc):
        yield Change(about, f"{about[0]} limits no requests", (drop(*path),))


@fault("no-throttle")
def throttle_raised_away(doc: Doc) -> Iterator[Change]:
    """A stage's limit is raised to what the whole account takes anyway."""
    for about, path in _limits(doc):
        place = (*path, 0) if path[-1] == "MethodSettings" else path
        yield Change(about, f"{about[0]} limits at 10,000 a second", (put(10_000, *place, "ThrottlingRateLimit"),))


@fault("dangling-route")
def integration_dropped(doc: Doc) -> Iterator[Change]:
    """A route leads nowhere."""
    for name, path, operation, _ in _operations(doc):
        if "x-amazon-apigateway-integration" in operation:
            says = f"{path[-1]} {path[-2]} of {name} has no integration"
            yield Change((name,), says, (drop(*path, "x-amazon-apigateway-integration"),))
    for name, properties in typed(doc, "AWS::ApiGatewayV2::Route"):
        if "Target" in properties:
            yield Change((name,), f"{name} has no target", (drop("Resources", name, "Properties", "Target"),))


PATIENT = frozenset(
    {
        "AWS::Lambda::Permission",
        "AWS::Logs::LogGroup",
        *SAM_APIS,
        "AWS::CloudWatch::Alarm",
        "AWS::Serverless::LayerVersion",
    }
)


@fault("timeout-beyond-gateway")
def timeout_beyond_api(doc: Doc) -> Iterator[Change]:
    """A function that only an API starts may run fifteen minutes."""
    for name, properties in sam_functions(doc):
        all_events = list(events_of(name, properties))
        short = setting(doc, name, "Timeout")
        if (
            not all_events
            or any(event.type not in HTTP_EVENTS for event in all_events)
            or setting(doc, name, "FunctionUrlConfig")
        ):
            continue
        if (short is None or (isinstance(short, int) and short <= 29)) and not mentions(doc, name, *PATIENT):
            yield Change((name,), f"{name} may run 900 s", (put(900, "Resources", name, "Properties", "Timeout"),))


@fault("timeout-beyond-trigger")
def timeout_beyond_pool(doc: Doc) -> Iterator[Change]:
    """A function that a user pool waits five seconds for may run fifteen minutes."""
    for name, properties in sam_functions(doc):
        all_events = list(events_of(name, properties))
        short = setting(doc, name, "Timeout")
        pool = all_events and all(event.type == "Cognito" for event in all_events)
        if pool and (short is None or (isinstance(short, int) and short <= 5)):
            yield Change((name,), f"{name} may run 900 s", (put(900, "Resources", name, "Properties", "Timeout"),))
