"""Routes, authorizers and integrations out of an OpenAPI or Swagger body with API Gateway's extensions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ennead.model.app import Auth
from ennead.model.location import Location
from ennead.model.unknown import Unknown
from ennead.sources.cloudformation.marks import mark_of

METHODS = frozenset({"get", "put", "post", "delete", "options", "head", "patch", "trace"})
ANY = "x-amazon-apigateway-any-method"
_STRENGTH = [Auth.NONE, Auth.API_KEY, Auth.UNKNOWN, Auth.POLICY, Auth.CUSTOM, Auth.JWT, Auth.COGNITO, Auth.IAM]


@dataclass(frozen=True, slots=True)
class Scheme:
    """A security scheme: its name, the proof it asks for, the function behind a custom one."""

    name: str
    auth: Auth
    uri: Any = None


@dataclass(frozen=True, slots=True)
class Operation:
    """A method of a path with what API Gateway does for it."""

    method: str
    path: str
    auth: Auth
    scheme: str | None
    api_key: bool
    integration: dict[str, Any]
    validator: bool
    at: Location | None
    unknown: Unknown | None = None


def schemes(body: Mapping[str, Any]) -> dict[str, Scheme]:
    """The security schemes of the body, by name."""
    components = body.get("components")
    declared = body.get("securityDefinitions") or (
        components.get("securitySchemes") if isinstance(components, dict) else None
    )
    return (
        {name: _scheme(name, one) for name, one in declared.items() if isinstance(one, dict)}
        if isinstance(declared, dict)
        else {}
    )


def _scheme(name: str, one: Mapping[str, Any]) -> Scheme:
    kind = str(one.get("x-amazon-apigateway-authtype", "")).lower()
    authorizer = one.get("x-amazon-apigateway-authorizer")
    details = authorizer if isinstance(authorizer, dict) else {}
    sort = str(details.get("type", "")).lower()
    if kind == "awssigv4":
        return Scheme(name, Auth.IAM)
    if sort == "cognito_user_pools" or kind == "cognito_user_pools":
        return Scheme(name, Auth.COGNITO)
    if sort == "jwt" or "jwtConfiguration" in details:
        return Scheme(name, Auth.JWT)
    if sort in {"token", "request"} or details.get("authorizerUri"):
        return Scheme(name, Auth.CUSTOM, details.get("authorizerUri"))
    if str(one.get("type", "")).lower() == "apikey":
        return Scheme(name, Auth.API_KEY)
    return Scheme(name, Auth.UNKNOWN)


def operations(body: Mapping[str, Any]) -> Iterator[Operation]:
    """Every method of every path."""
    known = schemes(body)
    paths = body.get("paths")
    for path, item in paths.items() if isinstance(paths, dict) else ():
        for name, operation in item.items() if isinstance(item, dict) else ():
            lower = str(name).lower()
            if lower not in METHODS and lower != ANY:
                continue
            details = operation if isinstance(operation, dict) else {}
            integration = details.get("x-amazon-apigateway-integration")
            auth, scheme, api_key, unknown = _auth(details, body, known)
            mark = mark_of(item, name)
            yield Operation(
                method="ANY" if lower == ANY else lower.upper(),
                path="$default" if path == "/$default" else str(path),
                auth=auth,
                scheme=scheme,
                api_key=api_key,
                integration=integration if isinstance(integration, dict) else {},
                validator=bool(
                    details.get("x-amazon-apigateway-request-validator")
                    or body.get("x-amazon-apigateway-request-validator")
                ),
                at=Location(*mark) if mark else None,
                unknown=unknown,
            )


def _auth(
    operation: Mapping[str, Any], body: Mapping[str, Any], known: Mapping[str, Scheme]
) -> tuple[Auth, str | None, bool, Unknown | None]:
    """The strongest proof the operation asks for; the operation's own `security` wins over the body's."""
    security = operation["security"] if "security" in operation else body.get("security")
    if isinstance(security, Unknown):
        return Auth.UNKNOWN, None, False, security
    if (
        str(
            operation.get("x-amazon-apigateway-auth", {}).get("type", "")
            if isinstance(operation.get("x-amazon-apigateway-auth"), dict)
            else ""
        ).upper()
        == "AWS_IAM"
    ):
        return Auth.IAM, None, False, None
    best: tuple[Auth, str | None] = (Auth.NONE, None)
    api_key = False
    for requirement in security if isinstance(security, list) else []:
        for name in requirement if isinstance(requirement, dict) else ():
            auth = known[name].auth if name in known else Auth.NONE if name == "NONE" else Auth.UNKNOWN
            api_key = api_key or auth is Auth.API_KEY
            if _STRENGTH.index(auth) > _STRENGTH.index(best[0]):
                best = (auth, name)
    unknown = Unknown(f"the security scheme {best[1]} is of no kind we know") if best[0] is Auth.UNKNOWN else None
    return best[0], best[1], api_key, unknown
