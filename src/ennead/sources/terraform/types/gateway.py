"""REST APIs of API Gateway: methods with their integrations, stages with their limits, authorizers."""

from __future__ import annotations

from typing import Any

from ennead.sources.cloudformation.marks import MarkedDict
from ennead.sources.terraform.arguments import Body, Each, Json, Table, add, fill
from ennead.sources.terraform.draft import Draft, as_key
from ennead.sources.terraform.instance import Instance, Pointer
from ennead.sources.terraform.owners import owner, same
from ennead.sources.terraform.types.registry import joins, makes

_EXECUTION = "arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${@}"

makes(
    "aws_api_gateway_rest_api",
    kind="AWS::ApiGateway::RestApi",
    arguments={
        "name": "Name",
        "endpoint_configuration.types": "EndpointConfiguration.Types",
        "body": Body("Body"),
        "policy": Json("Policy"),
        "disable_execute_api_endpoint": "DisableExecuteApiEndpoint",
    },
    attributes={
        "execution_arn": _EXECUTION,
        "root_resource_id": "${@.RootResourceId}",
    },
)


@joins("aws_api_gateway_rest_api_policy", follows="rest_api_id")
def api_policy(instance: Instance, draft: Draft) -> None:
    """An API's policy, written apart."""
    found = owner(instance.attributes.get("rest_api_id"), draft, "aws_api_gateway_rest_api")
    properties = draft.properties(found.address) if found else None
    if properties is not None:
        fill(properties, instance.attributes, {"policy": Json("Policy")}, draft, instance.mark)


makes(
    "aws_api_gateway_resource",
    kind="AWS::ApiGateway::Resource",
    arguments={"rest_api_id": "RestApiId", "parent_id": "ParentId", "path_part": "PathPart"},
    attributes={"path": "${@.Path}"},
)
makes(
    "aws_api_gateway_method",
    kind="AWS::ApiGateway::Method",
    arguments={
        "rest_api_id": "RestApiId",
        "resource_id": "ResourceId",
        "http_method": "HttpMethod",
        "authorization": "AuthorizationType",
        "authorizer_id": "AuthorizerId",
        "authorization_scopes": "AuthorizationScopes",
        "api_key_required": "ApiKeyRequired",
        "request_validator_id": "RequestValidatorId",
    },
    attributes={"http_method": "${@.HttpMethod}"},
)
_INTEGRATION: Table = {
    "type": "Integration.Type",
    "uri": "Integration.Uri",
    "request_parameters": "Integration.RequestParameters",
    "request_templates": "Integration.RequestTemplates",
    "timeout_milliseconds": "Integration.TimeoutInMillis",
    "integration_http_method": "Integration.IntegrationHttpMethod",
}


@joins("aws_api_gateway_integration")
def integration(instance: Instance, draft: Draft) -> None:
    """What a method leads to."""
    method = _method_of(instance, draft)
    properties = draft.properties(method.address) if method else None
    if properties is None:
        reason = f"which method {instance.address} belongs to could not be told"
        draft.missing("definition", reason, instance.mark, instance.address)
        return
    fill(properties, instance.attributes, _INTEGRATION, draft, instance.mark)


def _method_of(instance: Instance, draft: Draft) -> Instance | None:
    values = instance.attributes
    for name in ("http_method", "resource_id"):
        value = values.get(name)
        found = draft.instance(value) if isinstance(value, Pointer) else None
        if found is not None and found.type == "aws_api_gateway_method":
            return found
    if draft.methods is None:
        every = draft.of_type("managed", "aws_api_gateway_method")
        draft.methods = {_key(method.attributes, draft): method for method in every}
    return draft.methods.get(_key(values, draft))


def _key(values: MarkedDict, draft: Draft) -> tuple[Any, Any]:
    """What a method and its integration have in common: the verb and the resource."""
    return _verb(values.get("http_method")), _place(values, draft)


def _verb(value: Any) -> Any:
    if isinstance(value, str):
        return value.upper()
    return as_key(value)


def _place(values: MarkedDict, draft: Draft) -> Any:
    """The resource a method is on; the root's id is read off the API."""
    value = values.get("resource_id")
    if isinstance(value, Pointer):
        found = draft.instance(value)
        if found is not None and value.path:
            return (found.address, "root" if found.type == "aws_api_gateway_rest_api" else "id")
    return as_key(value)


_STAGE: Table = {
    "rest_api_id": "RestApiId",
    "stage_name": "StageName",
    "xray_tracing_enabled": "TracingEnabled",
    "cache_cluster_enabled": "CacheClusterEnabled",
    "access_log_settings.destination_arn": "AccessLogSetting.DestinationArn",
}
makes(
    "aws_api_gateway_stage",
    kind="AWS::ApiGateway::Stage",
    arguments=_STAGE,
    attributes={
        "arn": "arn:aws:apigateway:${AWS::Region}::/restapis/api/stages/${@}",
        "stage_name": "${@.StageName}",
        "execution_arn": "arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${@.RestApiId}/${@}",
        "invoke_url": "https://${@}.execute-api.${AWS::Region}.amazonaws.com/",
    },
)


@joins("aws_api_gateway_deployment", follows="rest_api_id")
def deployment(instance: Instance, draft: Draft) -> None:
    """A deployment that names a stage makes it."""
    if instance.attributes.get("stage_name") is not None:
        stage = draft.made_properties(draft.beside(instance, "AWS::ApiGateway::Stage"))
        fill(stage, instance.attributes, _STAGE, draft, instance.mark)


@joins("aws_api_gateway_method_settings")
def method_settings(instance: Instance, draft: Draft) -> None:
    """Limits of a stage, for all its methods or for one."""
    values = instance.attributes
    properties = _stage_of(instance, draft)
    path = values.get("method_path")
    if properties is None or not isinstance(path, str):
        reason = f"which stage {instance.address} limits could not be told"
        draft.missing("definition", reason, instance.mark, instance.address)
        return
    place, _, verb = path.rpartition("/")
    one = MarkedDict({"ResourcePath": f"/{place.removeprefix('/')}", "HttpMethod": verb}, instance.mark)
    table: Table = {
        "settings.throttling_rate_limit": "ThrottlingRateLimit",
        "settings.throttling_burst_limit": "ThrottlingBurstLimit",
    }
    fill(one, values, table, draft, instance.mark)
    for name in ("ThrottlingRateLimit", "ThrottlingBurstLimit"):
        if one.get(name) == -1:
            del one[name]  # the provider's word for none
    add(properties, "MethodSettings", one, instance.mark)


def _stage_of(instance: Instance, draft: Draft) -> MarkedDict | None:
    values = instance.attributes
    name, api = values.get("stage_name"), values.get("rest_api_id")
    if isinstance(name, Pointer) and (found := draft.instance(name)) and draft.properties(found.address) is not None:
        return draft.properties(found.address)
    for stage in draft.of_type("managed", "aws_api_gateway_stage"):
        if same(stage.attributes.get("rest_api_id"), api, draft) and stage.attributes.get("stage_name") == name:
            return draft.properties(stage.address)
    for one in draft.of_type("managed", "aws_api_gateway_deployment"):
        its = same(one.attributes.get("rest_api_id"), api, draft) and one.attributes.get("stage_name") == name
        if its and one.address in draft.besides:
            return draft.made_properties(draft.besides[one.address])
    return None


def _authorizer(_: Instance, properties: MarkedDict, __: Draft) -> None:
    properties.setdefault("Type", "TOKEN")
    properties.setdefault("AuthorizerResultTtlInSeconds", 300)


makes(
    "aws_api_gateway_authorizer",
    kind="AWS::ApiGateway::Authorizer",
    arguments={
        "name": "Name",
        "rest_api_id": "RestApiId",
        "type": "Type",
        "authorizer_uri": "AuthorizerUri",
        "authorizer_result_ttl_in_seconds": "AuthorizerResultTtlInSeconds",
        "provider_arns": "ProviderARNs",
    },
    finish=_authorizer,
)
makes(
    "aws_api_gateway_usage_plan",
    kind="AWS::ApiGateway::UsagePlan",
    arguments={
        "name": "UsagePlanName",
        "throttle_settings.rate_limit": "Throttle.RateLimit",
        "throttle_settings.burst_limit": "Throttle.BurstLimit",
        "api_stages": Each("ApiStages", {"api_id": "ApiId", "stage": "Stage"}),
    },
)
