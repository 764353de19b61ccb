"""Routes and who may call them: implicit and explicit APIs, bodies, authorizers, URLs, WebSockets."""

# ruff: noqa: E501  (templates)

from __future__ import annotations

from pathlib import Path

import pytest

from ennead.model.app import Api, Auth, Authorizer, EdgeKind, Exposure, Fragment, FunctionUrl, Route
from ennead.sources.text import fragment_of
from tests.sources.reading import FUNCTION, SAM, edges, fragment_in, one, triggers, write

POOL = "  Pool: {Type: AWS::Cognito::UserPool}\n"
ASKED = "  Asked: {Type: AWS::Serverless::Function, Properties: {Handler: a.b, Runtime: python3.13, CodeUri: x/}}\n"


def _routes(fragment: Fragment) -> dict[str, Route]:
    return {node.name: node for node in fragment.nodes if isinstance(node, Route)}


def _events(*events: str) -> str:
    lines = "".join(f"        E{number}: {event}\n" for number, event in enumerate(events))
    return f"{SAM}Resources:\n{FUNCTION}      Events:\n{lines}"


def _callers(fragment: Fragment, route: Route) -> set[str]:
    return {edge.source for edge in fragment.edges if isinstance(edge, Exposure) and edge.target == route.id}


def test_an_implicit_api_is_open() -> None:
    """Routes of SAM's implicit APIs ask for nothing: everybody reaches them."""
    fragment = fragment_of(
        _events(
            "{Type: Api, Properties: {Path: /a, Method: get}}", "{Type: HttpApi, Properties: {Path: /b, Method: get}}"
        )
    )
    routes = _routes(fragment)
    assert {name: route.auth for name, route in routes.items()} == {"GET /a": Auth.NONE, "GET /b": Auth.NONE}
    assert [one(fragment, str(routes[name].api), Api).protocol for name in ("GET /a", "GET /b")] == ["REST", "HTTP"]
    assert _callers(fragment, routes["GET /a"]) == {"internet/internet"}
    assert {route.target for route in routes.values()} == {"function/Fn"}
    assert {route.integration for route in routes.values()} == {"function"}


API = """\
  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: v1
      Auth: {%s}
"""


def _rest(auth: str, *events: str, more: str = "") -> Fragment:
    """Events take `~` for the reference to the API."""
    return fragment_of(_events(*(event.replace("~", "RestApiId: !Ref Api") for event in events)) + API % auth + more)


def test_a_default_authorizer_and_a_route_without() -> None:
    """The API's default authorizer guards every route that does not say NONE."""
    fragment = _rest(
        "DefaultAuthorizer: Users, Authorizers: {Users: {UserPoolArn: !GetAtt Pool.Arn}}",
        "{Type: Api, Properties: {~, Path: /in, Method: get}}",
        "{Type: Api, Properties: {~, Path: /out, Method: get, Auth: {Authorizer: NONE}}}",
        more=POOL,
    )
    routes = _routes(fragment)
    assert routes["GET /in"].auth is Auth.COGNITO
    assert routes["GET /out"].auth is Auth.NONE
    assert _callers(fragment, routes["GET /in"]) == {"principal/cognito"}
    assert _callers(fragment, routes["GET /out"]) == {"internet/internet"}
    authorizer = one(fragment, str(routes["GET /in"].authorizer), Authorizer)
    assert (authorizer.name, authorizer.auth) == ("Users", Auth.COGNITO)


def test_a_custom_authorizer_starts_its_function() -> None:
    """The function behind an authorizer is started by it, synchronously."""
    fragment = _rest(
        "DefaultAuthorizer: Ask, Authorizers: {Ask: {FunctionArn: !GetAtt Asked.Arn}}",
        "{Type: Api, Properties: {~, Path: /a, Method: get}}",
        more=ASKED,
    )
    route = _routes(fragment)["GET /a"]
    assert route.auth is Auth.CUSTOM
    assert {(edge.source, edge.event) for edge in triggers(fragment) if edge.target == "function/Asked"} == {
        (route.authorizer, "authorizer")
    }


@pytest.mark.parametrize(
    ("api", "event", "auth"),
    [
        ("DefaultAuthorizer: AWS_IAM", "", Auth.IAM),
        ("ApiKeyRequired: true", "", Auth.API_KEY),
        ("", ", Auth: {ApiKeyRequired: true}", Auth.API_KEY),
        ("", ", Auth: {Authorizer: AWS_IAM}", Auth.IAM),
        ("", "", Auth.NONE),
    ],
)
def test_other_proofs_of_a_rest_api(api: str, event: str, auth: Auth) -> None:
    """IAM signatures and API keys are what they are, set on the API or on the event."""
    fragment = _rest(api, f"{{Type: Api, Properties: {{~, Path: /a, Method: get{event}}}}}")
    assert _routes(fragment)["GET /a"].auth is auth


def test_an_http_api_takes_tokens() -> None:
    """A JWT authorizer of an HTTP API guards its routes; NONE takes it off one."""
    fragment = fragment_of(
        _events(
            "{Type: HttpApi, Properties: {ApiId: !Ref Http, Path: /in, Method: get}}",
            "{Type: HttpApi, Properties: {ApiId: !Ref Http, Path: /out, Method: get, Auth: {Authorizer: NONE}}}",
        )
        + "  Http:\n    Type: AWS::Serverless::HttpApi\n    Properties:\n      Auth:\n        DefaultAuthorizer: T\n"
        "        Authorizers: {T: {JwtConfiguration: {issuer: 'https://i.example', audience: [a]}, IdentitySource: x}}\n"
    )
    assert {name: route.auth for name, route in _routes(fragment).items()} == {
        "GET /in": Auth.JWT,
        "GET /out": Auth.NONE,
    }


BODY = """\
openapi: "3.0.1"
info: {title: Shop, version: "1"}
components:
  securitySchemes:
    signed: {type: apiKey, name: Authorization, in: header, x-amazon-apigateway-authtype: awsSigv4}
    users:
      type: apiKey
      name: Authorization
      in: header
      x-amazon-apigateway-authtype: cognito_user_pools
      x-amazon-apigateway-authorizer: {type: cognito_user_pools, providerARNs: [arn]}
    key: {type: apiKey, name: x-api-key, in: header}
    other: {type: http}
security: [{users: []}]
paths:
  /default: {get: {}}
  /open: {get: {security: []}}
  /signed: {post: {security: [{signed: []}]}}
  /key: {put: {security: [{key: []}]}}
  /both: {delete: {security: [{key: [], users: []}]}}
  /other: {patch: {security: [{other: []}]}}
  /any: {x-amazon-apigateway-any-method: {}}
  /cors: {options: {security: [], x-amazon-apigateway-integration: {type: mock}}}
"""
WANTED = {
    "GET /default": Auth.COGNITO, "GET /open": Auth.NONE, "POST /signed": Auth.IAM, "PUT /key": Auth.API_KEY,
    "DELETE /both": Auth.COGNITO, "PATCH /other": Auth.UNKNOWN, "ANY /any": Auth.COGNITO, "OPTIONS /cors": Auth.NONE,
}  # fmt: skip


def _inline(kind: str) -> str:
    body = "".join(f"        {line}\n" for line in BODY.splitlines())
    stage = "      StageName: v1\n" if kind == "Api" else ""
    return f"{SAM}Resources:\n  Api:\n    Type: AWS::Serverless::{kind}\n    Properties:\n{stage}      DefinitionBody:\n{body}"


@pytest.mark.parametrize("kind", ["Api", "HttpApi"])
def test_a_body_says_who_may_call(kind: str) -> None:
    """The body's `security` counts where the operation has none of its own; an empty one opens the route."""
    fragment = fragment_of(_inline(kind))
    routes = _routes(fragment)
    assert {name: route.auth for name, route in routes.items()} == WANTED
    assert routes["PATCH /other"].auth_unknown is not None
    assert routes["OPTIONS /cors"].preflight
    assert routes["PUT /key"].api_key is True
    assert not _callers(fragment, routes["OPTIONS /cors"])


def test_a_body_in_a_file_has_the_places_of_the_file(tmp_path: Path) -> None:
    """A local definition is read, its routes stand at its lines, and the file counts among the sources."""
    template = f"{SAM}Resources:\n  Api: {{Type: AWS::Serverless::Api, Properties: {{StageName: v1, DefinitionUri: api/open.yaml}}}}\n"
    fragment = fragment_in(write(tmp_path, {"template.yaml": template, "api/open.yaml": BODY}))
    routes = _routes(fragment)
    assert {name: route.auth for name, route in routes.items()} == WANTED
    at = routes["POST /signed"].at
    assert at is not None
    assert (at.path, at.line, at.column) == ("api/open.yaml", 18, 13)
    assert "api/open.yaml" in fragment.sources
    assert not fragment.gaps


def test_a_plain_rest_api_by_methods() -> None:
    """Methods know their path by their parents, their proof, and the function their URI names."""
    fragment = fragment_of("""\
Resources:
  Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: a, EndpointConfiguration: {Types: [PRIVATE]}}}
  A: {Type: AWS::ApiGateway::Resource, Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: a}}
  B: {Type: AWS::ApiGateway::Resource, Properties: {RestApiId: !Ref Api, ParentId: !Ref A, PathPart: "{id}"}}
  Fn: {Type: AWS::Lambda::Function, Properties: {Runtime: python3.13, Handler: a.b, Code: {ZipFile: x}}}
  Auth:
    Type: AWS::ApiGateway::Authorizer
    Properties: {RestApiId: !Ref Api, Name: users, Type: COGNITO_USER_POOLS, ProviderARNs: [x]}
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref B
      HttpMethod: GET
      AuthorizationType: COGNITO_USER_POOLS
      AuthorizerId: !Ref Auth
      Integration:
        Type: AWS_PROXY
        TimeoutInMillis: 5000
        Uri: !Sub "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Fn.Arn}/invocations"
  Root:
    Type: AWS::ApiGateway::Method
    Properties: {RestApiId: !Ref Api, ResourceId: !GetAtt Api.RootResourceId, HttpMethod: ANY, AuthorizationType: NONE, Integration: {Type: HTTP}}
""")
    routes = _routes(fragment)
    assert set(routes) == {"GET /a/{id}", "ANY /"}
    get = routes["GET /a/{id}"]
    assert (get.auth, get.authorizer, get.target, get.integration_timeout) == (
        Auth.COGNITO,
        "authorizer/Auth",
        "function/Fn",
        5,
    )
    assert _callers(fragment, routes["ANY /"]) == {"network/private"}
    assert not fragment.gaps


def test_a_websocket_api_by_routes() -> None:
    """Routes of a WebSocket API are WS, go where their integration goes, and say what they ask for."""
    fragment = fragment_of("""\
Resources:
  Ws: {Type: AWS::ApiGatewayV2::Api, Properties: {Name: ws, ProtocolType: WEBSOCKET, RouteSelectionExpression: $request.body.action}}
  Fn: {Type: AWS::Lambda::Function, Properties: {Runtime: python3.13, Handler: a.b, Code: {ZipFile: x}}}
  In:
    Type: AWS::ApiGatewayV2::Integration
    Properties:
      ApiId: !Ref Ws
      IntegrationType: AWS_PROXY
      IntegrationUri: !Sub "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Fn.Arn}/invocations"
  Connect: {Type: AWS::ApiGatewayV2::Route, Properties: {ApiId: !Ref Ws, RouteKey: $connect, AuthorizationType: AWS_IAM, Target: !Sub "integrations/${In}"}}
  Say: {Type: AWS::ApiGatewayV2::Route, Properties: {ApiId: !Ref Ws, RouteKey: say, Target: !Join [/, [integrations, !Ref In]]}}
  Lost: {Type: AWS::ApiGatewayV2::Route, Properties: {ApiId: !Ref Ws, RouteKey: lost}}
""")
    routes = _routes(fragment)
    assert {name: (route.auth, route.target, route.integration) for name, route in routes.items()} == {
        "WS $connect": (Auth.IAM, "function/Fn", "function"),
        "WS say": (Auth.NONE, "function/Fn", "function"),
        "WS lost": (Auth.NONE, None, "none"),
    }
    assert one(fragment, "api/Ws", Api).protocol == "WEBSOCKET"
    assert {edge.event for edge in triggers(fragment)} == {"http"}


@pytest.mark.parametrize(
    ("said", "auth", "caller"), [("NONE", Auth.NONE, "internet/internet"), ("AWS_IAM", Auth.IAM, "principal/iam")]
)
def test_a_function_url(said: str, auth: Auth, caller: str) -> None:
    """A URL of a function starts it, and asks for what it says."""
    text = f"{SAM}Resources:\n{FUNCTION}      FunctionUrlConfig:\n        AuthType: {said}\n        Cors: {{AllowOrigins: ['*'], AllowCredentials: true}}\n"
    fragment = fragment_of(text)
    (url,) = (node for node in fragment.nodes if isinstance(node, FunctionUrl))
    assert (url.auth, url.function, url.cors_origins, url.cors_credentials) == (auth, "function/Fn", ("*",), True)
    assert url.at is not None
    assert url.at.line == 9
    (edge,) = triggers(fragment)
    assert (edge.source, edge.event, edge.auth) == (url.id, "url", auth)
    assert (caller, url.id) in edges(fragment, "exposes")


def test_two_apis_that_share_a_route_both_name_it() -> None:
    """The same method and path in two APIs are two routes, both with their API's id in front."""
    fragment = fragment_of(
        _events(
            "{Type: Api, Properties: {Path: /a, Method: get}}", "{Type: HttpApi, Properties: {Path: /a, Method: get}}"
        )
    )
    assert sorted(node.id for node in fragment.nodes if isinstance(node, Route)) == [
        "route/ServerlessHttpApi GET /a",
        "route/ServerlessRestApi GET /a",
    ]


def test_cors_of_both_sorts_of_api() -> None:
    """Allowed origins are read from SAM's own CORS settings, at their line."""
    rest = fragment_of(
        _events("{Type: Api, Properties: {Path: /a, Method: get}}") + "Globals:\n  Api:\n    Cors: \"'*'\"\n"
    )
    http = fragment_of(
        _events("{Type: HttpApi, Properties: {Path: /a, Method: get}}")
        + "Globals:\n  HttpApi:\n    CorsConfiguration: {AllowOrigins: ['https://a.example'], AllowMethods: [GET], AllowCredentials: true}\n"
    )
    (api,) = (node for node in rest.nodes if isinstance(node, Api))
    (other,) = (node for node in http.nodes if isinstance(node, Api))
    assert api.cors_origins == ("*",)
    assert api.cors_at is not None
    assert (api.cors_at.line, api.cors_at.column) == (13, 5)
    assert (other.cors_origins, other.cors_credentials) == (("https://a.example",), True)


def test_cors_that_could_not_be_told_is_none() -> None:
    """Methods and origins behind an import or an unknown condition are no methods and no crash."""
    cors = "{AllowMethods: !If [C, \"'GET'\", \"'PUT'\"], AllowOrigin: !If [C, \"'a'\", \"'b'\"]}"
    fragment = fragment_of(
        f"{SAM}Conditions: {{C: !Equals [!Ref AWS::Region, x]}}\nResources:\n  Api:\n    Type: AWS::Serverless::Api\n"
        f"    Properties: {{StageName: v, Cors: {cors}}}\n"
    )
    api = one(fragment, "api/Api", Api)
    assert (api.cors_origins, api.cors_methods) == ((), ())


@pytest.mark.parametrize(
    ("uri", "rest", "target", "kind"),
    [
        (
            "arn:aws:apigateway:${AWS::Region}:states:action/StartExecution",
            'requestTemplates: {application/json: !Sub \'{"stateMachineArn": "${Machine}"}\'}',
            "state_machine/Machine",
            EdgeKind.INVOKES,
        ),
        ("arn:aws:apigateway:${AWS::Region}:sqs:path/1/${Q.QueueName}", "{}", "queue/Q", EdgeKind.PUBLISHES),
    ],
)
def test_a_service_integration_leads_to_what_it_names(uri: str, rest: str, target: str, kind: EdgeKind) -> None:
    """A route that starts a state machine or fills a queue without a function leads there."""
    extra = f", {rest}" if rest != "{}" else ""
    fragment = fragment_of(
        "AWSTemplateFormatVersion: x\nResources:\n  Q: {Type: AWS::SQS::Queue}\n"
        "  Machine: {Type: AWS::StepFunctions::StateMachine, Properties: {Definition: {States: {}}}}\n"
        "  Api:\n    Type: AWS::ApiGateway::RestApi\n    Properties:\n      Body:\n        paths:\n          /x:\n"
        "            post:\n              x-amazon-apigateway-integration:\n"
        f"                {{type: aws, uri: !Sub '{uri}'{extra}}}\n"
    )
    assert [(edge.kind, edge.target) for edge in fragment.edges if edge.source == "route/POST /x"] == [(kind, target)]
