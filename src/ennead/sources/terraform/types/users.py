"""Cognito, CloudFront, load balancers, web ACLs, agents: whoever comes in, and how."""

from __future__ import annotations

from typing import Any

from ennead.sources.cloudformation.marks import Mark, MarkedDict, mark_of
from ennead.sources.terraform.arguments import Each, Table, add, put, reach
from ennead.sources.terraform.convert_values import convert
from ennead.sources.terraform.draft import Draft
from ennead.sources.terraform.instance import Instance, Pointer
from ennead.sources.terraform.owners import owner
from ennead.sources.terraform.types.registry import joins, makes

_TRIGGERS = {
    "create_auth_challenge": "CreateAuthChallenge", "custom_message": "CustomMessage",
    "define_auth_challenge": "DefineAuthChallenge", "post_authentication": "PostAuthentication",
    "post_confirmation": "PostConfirmation", "pre_authentication": "PreAuthentication", "pre_sign_up": "PreSignUp",
    "pre_token_generation": "PreTokenGeneration", "user_migration": "UserMigration",
    "verify_auth_challenge_response": "VerifyAuthChallengeResponse",
    "custom_email_sender.lambda_arn": "CustomEmailSender.LambdaArn",
    "custom_sms_sender.lambda_arn": "CustomSMSSender.LambdaArn",
    "pre_token_generation_config.lambda_arn": "PreTokenGenerationConfig.LambdaArn",
}  # fmt: skip
_POLICY = "Policies.PasswordPolicy"
_POOL: Table = {
    "name": "UserPoolName",
    "mfa_configuration": "MfaConfiguration",
    "admin_create_user_config.allow_admin_create_user_only": "AdminCreateUserConfig.AllowAdminCreateUserOnly",
    "password_policy.minimum_length": f"{_POLICY}.MinimumLength",
    "password_policy.require_lowercase": f"{_POLICY}.RequireLowercase",
    "password_policy.require_uppercase": f"{_POLICY}.RequireUppercase",
    "password_policy.require_numbers": f"{_POLICY}.RequireNumbers",
    "password_policy.require_symbols": f"{_POLICY}.RequireSymbols",
    "schema": Each(
        "Schema",
        {"name": "Name", "mutable": "Mutable", "developer_only_attribute": "DeveloperOnlyAttribute"},
    ),
    **{f"lambda_config.{argument}": f"LambdaConfig.{name}" for argument, name in _TRIGGERS.items()},
}


def _pool(_: Instance, properties: MarkedDict, __: Draft) -> None:
    """An attribute that does not say it may be changed may not: the provider's default, and not Cognito's."""
    for one in properties.get("Schema") or ():
        if isinstance(one, MarkedDict):
            one.setdefault("Mutable", False)


makes(
    "aws_cognito_user_pool",
    kind="AWS::Cognito::UserPool",
    arguments=_POOL,
    attributes={"endpoint": "cognito-idp.${AWS::Region}.amazonaws.com/${@}"},
    finish=_pool,
)
makes(
    "aws_cognito_user_pool_client",
    kind="AWS::Cognito::UserPoolClient",
    arguments={
        "name": "ClientName",
        "user_pool_id": "UserPoolId",
        "write_attributes": "WriteAttributes",
        "explicit_auth_flows": "ExplicitAuthFlows",
        "generate_secret": "GenerateSecret",
    },
)
makes(
    "aws_cognito_identity_pool",
    kind="AWS::Cognito::IdentityPool",
    arguments={
        "identity_pool_name": "IdentityPoolName",
        "allow_unauthenticated_identities": "AllowUnauthenticatedIdentities",
    },
)

_BEHAVIOUR: Table = {
    "viewer_protocol_policy": "ViewerProtocolPolicy",
    "lambda_function_association": Each(
        "LambdaFunctionAssociations", {"event_type": "EventType", "lambda_arn": "LambdaFunctionARN"}
    ),
}
_DEFAULT = "DistributionConfig.DefaultCacheBehavior"
makes(
    "aws_cloudfront_distribution",
    kind="AWS::CloudFront::Distribution",
    arguments={
        "origin": Each("DistributionConfig.Origins", {"domain_name": "DomainName", "origin_id": "Id"}),
        "web_acl_id": "DistributionConfig.WebACLId",
        "default_cache_behavior.viewer_protocol_policy": f"{_DEFAULT}.ViewerProtocolPolicy",
        "default_cache_behavior.lambda_function_association": Each(
            f"{_DEFAULT}.LambdaFunctionAssociations", {"event_type": "EventType", "lambda_arn": "LambdaFunctionARN"}
        ),
        "ordered_cache_behavior": Each("DistributionConfig.CacheBehaviors", _BEHAVIOUR),
    },
    attributes={"domain_name": "${@.DomainName}"},
)
makes(
    "aws_wafv2_web_acl_association",
    "aws_wafregional_web_acl_association",
    kind="AWS::WAFv2::WebACLAssociation",
    arguments={"resource_arn": "ResourceArn", "web_acl_arn": "WebACLArn"},
)
makes(
    "aws_lb_target_group",
    "aws_alb_target_group",
    kind="AWS::ElasticLoadBalancingV2::TargetGroup",
    arguments={"name": "Name", "target_type": "TargetType"},
    attributes={"arn": "${@}"},
)


@joins("aws_lb_target_group_attachment", "aws_alb_target_group_attachment", follows="target_group_arn")
def attached(instance: Instance, draft: Draft) -> None:
    """A target of a load balancer's target group."""
    group = owner(instance.attributes.get("target_group_arn"), draft, "aws_lb_target_group", "aws_alb_target_group")
    properties = draft.properties(group.address) if group else None
    value = instance.attributes.get("target_id")
    if properties is None or value is None:
        return
    mark = mark_of(instance.attributes, "target_id") or instance.mark
    one = MarkedDict(mark=mark)
    put(one, "Id", convert(value, draft), mark)
    add(properties, "Targets", one, mark)


@joins("aws_vpclattice_target_group_attachment", follows="target_group_identifier")
def lattice(instance: Instance, draft: Draft) -> None:
    """A function in a target group of VPC Lattice, which lets itself invoke it."""
    value, at = reach(instance.attributes, "target.id")
    group = instance.attributes.get("target_group_identifier")
    if isinstance(group, Pointer):
        group = Pointer(group.address, ("arn",))
    _lets(instance, value, at, "vpc-lattice.amazonaws.com", convert(group, draft), draft)


def _object_lambda(instance: Instance, _: MarkedDict, draft: Draft) -> None:
    """An access point whose reads go through a function."""
    base = "configuration.transformation_configuration.content_transformation.aws_lambda.function_arn"
    value, at = reach(instance.attributes, base)
    point = convert(Pointer(instance.address, ("arn",)), draft)
    _lets(instance, value, at, "s3-object-lambda.amazonaws.com", point, draft)


makes(
    "aws_s3control_object_lambda_access_point",
    kind="AWS::S3ObjectLambda::AccessPoint",
    arguments={"name": "Name"},
    finish=_object_lambda,
)


def _lets(instance: Instance, value: Any, at: Mark | None, service: str, source: Any, draft: Draft) -> None:
    """A permission that a service has without one being written; nothing where no function is named."""
    if owner(value, draft, "aws_lambda_function", "aws_lambda_alias") is not None:
        draft.beside(
            instance, "AWS::Lambda::Permission", at, FunctionName=convert(value, draft), SourceArn=source,
            Action="lambda:InvokeFunction", Principal=service,
        )  # fmt: skip


makes("aws_bedrockagent_agent", kind="AWS::Bedrock::Agent", arguments={"agent_name": "AgentName"},
      attributes={"agent_arn": "${@.Arn}", "agent_id": "${@}"})  # fmt: skip


@joins("aws_bedrockagent_agent_action_group", follows="agent_id")
def action_group(instance: Instance, draft: Draft) -> None:
    """A function that an agent uses."""
    agent = owner(instance.attributes.get("agent_id"), draft, "aws_bedrockagent_agent")
    properties = draft.properties(agent.address) if agent else None
    blocks = instance.attributes.get("action_group_executor")
    block = blocks[0] if isinstance(blocks, list) and blocks else blocks
    if properties is None or not isinstance(block, dict) or block.get("lambda") is None:
        return
    mark = mark_of(block, "lambda") or instance.mark
    one = MarkedDict(mark=mark)
    put(one, "ActionGroupExecutor.Lambda", convert(block["lambda"], draft), mark)
    add(properties, "ActionGroups", one, mark)
