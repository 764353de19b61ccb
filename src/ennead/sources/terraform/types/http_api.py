"""HTTP and WebSocket APIs of API Gateway; AppSync's GraphQL."""

from __future__ import annotations

from ennead.sources.cloudformation.marks import MarkedDict, mark_of
from ennead.sources.terraform.arguments import Body, By, Table, fill
from ennead.sources.terraform.convert_values import convert
from ennead.sources.terraform.draft import Draft, join, ref
from ennead.sources.terraform.instance import Instance, Pointer
from ennead.sources.terraform.types.registry import makes


def _sort(target: object) -> str:
    """How a quick-created API hands on: to an address, or to a function."""
    return "HTTP_PROXY" if isinstance(target, str) and target.startswith("http") else "AWS_PROXY"


def _api(instance: Instance, _: MarkedDict, draft: Draft) -> None:
    """An API that names a target makes a route and an integration of its own."""
    values = instance.attributes
    if values.get("target") is None:
        return
    mark = mark_of(values, "target") or instance.mark
    api = convert(Pointer(instance.address, ("id",)), draft)
    made_id = draft.beside(
        instance, "AWS::ApiGatewayV2::Integration", mark, ApiId=api, IntegrationType=_sort(values["target"]),
        IntegrationUri=convert(values["target"], draft),
    )  # fmt: skip
    key = convert(values.get("route_key"), draft) or "$default"
    target = join(["integrations/", ref(made_id)])
    draft.beside(instance, "AWS::ApiGatewayV2::Route", mark, ApiId=api, RouteKey=key, Target=target)


makes(
    "aws_apigatewayv2_api",
    kind="AWS::ApiGatewayV2::Api",
    arguments={
        "name": "Name",
        "protocol_type": "ProtocolType",
        "cors_configuration.allow_origins": "CorsConfiguration.AllowOrigins",
        "cors_configuration.allow_methods": "CorsConfiguration.AllowMethods",
        "cors_configuration.allow_credentials": "CorsConfiguration.AllowCredentials",
        "disable_execute_api_endpoint": "DisableExecuteApiEndpoint",
        "body": Body("Body"),
    },
    attributes={
        "api_endpoint": "https://${@}.execute-api.${AWS::Region}.amazonaws.com",
        "execution_arn": "arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${@}",
    },
    finish=_api,
)
makes(
    "aws_apigatewayv2_integration",
    kind="AWS::ApiGatewayV2::Integration",
    arguments={
        "api_id": "ApiId",
        "integration_type": "IntegrationType",
        "integration_uri": "IntegrationUri",
        "integration_subtype": "IntegrationSubtype",
        "request_parameters": "RequestParameters",
        "request_templates": "RequestTemplates",
    },
)


def _integration(target: object) -> object:
    """An integration's id without its prefix, where a plan has put both into one text."""
    return target.removeprefix("integrations/") if isinstance(target, str) else target


makes(
    "aws_apigatewayv2_route",
    kind="AWS::ApiGatewayV2::Route",
    arguments={
        "api_id": "ApiId",
        "route_key": "RouteKey",
        "target": By("Target", _integration),
        "authorization_type": "AuthorizationType",
        "authorizer_id": "AuthorizerId",
        "authorization_scopes": "AuthorizationScopes",
        "api_key_required": "ApiKeyRequired",
    },
)


def _stage(instance: Instance, properties: MarkedDict, draft: Draft) -> None:
    """Limits of single routes are a mapping by route."""
    for place, block in enumerate(instance.attributes.get("route_settings") or ()):
        if isinstance(block, dict) and isinstance(block.get("route_key"), str):
            mark = mark_of(instance.attributes["route_settings"], place) or instance.mark
            one = MarkedDict(mark=mark)
            fill(one, block, _LIMITS, draft, mark)
            settings = properties.setdefault("RouteSettings", MarkedDict(mark=mark))
            settings[block["route_key"]] = one


_LIMITS: Table = {"throttling_rate_limit": "ThrottlingRateLimit", "throttling_burst_limit": "ThrottlingBurstLimit"}
makes(
    "aws_apigatewayv2_stage",
    kind="AWS::ApiGatewayV2::Stage",
    arguments={
        "api_id": "ApiId",
        "name": "StageName",
        "access_log_settings.destination_arn": "AccessLogSettings.DestinationArn",
        "default_route_settings.throttling_rate_limit": "DefaultRouteSettings.ThrottlingRateLimit",
        "default_route_settings.throttling_burst_limit": "DefaultRouteSettings.ThrottlingBurstLimit",
    },
    attributes={
        "arn": "arn:aws:apigateway:${AWS::Region}::/apis/api/stages/${@}",
        "name": "${@.StageName}",
        "execution_arn": "arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${@.ApiId}/${@}",
        "invoke_url": "https://${@}.execute-api.${AWS::Region}.amazonaws.com/",
    },
    finish=_stage,
)
makes(
    "aws_apigatewayv2_authorizer",
    kind="AWS::ApiGatewayV2::Authorizer",
    arguments={
        "api_id": "ApiId",
        "authorizer_type": "AuthorizerType",
        "name": "Name",
        "authorizer_uri": "AuthorizerUri",
        "authorizer_result_ttl_in_seconds": "AuthorizerResultTtlInSeconds",
        "jwt_configuration.issuer": "JwtConfiguration.Issuer",
        "jwt_configuration.audience": "JwtConfiguration.Audience",
    },
)
makes(
    "aws_appsync_graphql_api",
    kind="AWS::AppSync::GraphQLApi",
    arguments={
        "name": "Name",
        "authentication_type": "AuthenticationType",
        "lambda_authorizer_config.authorizer_uri": "LambdaAuthorizerConfig.AuthorizerUri",
    },
    attributes={"arn": "${@}", "id": "${@.ApiId}", "uris": "${@.Uris}"},
)
makes(
    "aws_appsync_datasource",
    kind="AWS::AppSync::DataSource",
    arguments={
        "api_id": "ApiId",
        "name": "Name",
        "lambda_config.function_arn": "LambdaConfig.LambdaFunctionArn",
        "dynamodb_config.table_name": "DynamoDBConfig.TableName",
    },
    attributes={"name": "${@}"},
)
