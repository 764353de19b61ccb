"""IAM: roles, their policies and what is attached to them; keys, secrets, parameters."""

from __future__ import annotations

from typing import Any

from ennead.sources.cloudformation.marks import Mark, MarkedDict, mark_of
from ennead.sources.terraform.arguments import Each, Json, Table, add, fill, put
from ennead.sources.terraform.convert_values import convert
from ennead.sources.terraform.draft import Draft
from ennead.sources.terraform.instance import Instance, Pointer
from ennead.sources.terraform.owners import owner
from ennead.sources.terraform.types.registry import joins, makes

makes(
    "aws_iam_role",
    kind="AWS::IAM::Role",
    arguments={
        "name": "RoleName",
        "assume_role_policy": Json("AssumeRolePolicyDocument"),
        "permissions_boundary": "PermissionsBoundary",
        "managed_policy_arns": "ManagedPolicyArns",
        "inline_policy": Each("Policies", {"name": "PolicyName", "policy": Json("PolicyDocument")}),
    },
    attributes={"name": "${@}", "unique_id": "${@.RoleId}"},
)
makes(
    "aws_iam_policy",
    kind="AWS::IAM::ManagedPolicy",
    arguments={"name": "ManagedPolicyName", "policy": Json("PolicyDocument")},
    attributes={"arn": "${@}", "name": "${@.Name}"},
)
makes("aws_iam_user", kind="AWS::IAM::User", arguments={"name": "UserName"}, attributes={"name": "${@}"})
makes("aws_iam_group", kind="AWS::IAM::Group", arguments={"name": "GroupName"}, attributes={"name": "${@}"})


def _of_role(instance: Instance, properties: MarkedDict, draft: Draft) -> None:
    mark = mark_of(instance.attributes, "role") or instance.mark
    add(properties, "Roles", _role(instance.attributes.get("role"), draft), mark)


def _role(value: Any, draft: Draft) -> Any:
    """A role as `Roles` names it."""
    found = owner(value, draft, "aws_iam_role")
    return convert(Pointer(found.address, ("id",)) if found else value, draft)


makes(
    "aws_iam_role_policy",
    kind="AWS::IAM::Policy",
    arguments={"name": "PolicyName", "policy": Json("PolicyDocument")},
    finish=_of_role,
)
_GROUPED: Table = {"name": "PolicyName", "policy": Json("PolicyDocument")}
makes("aws_iam_user_policy", kind="AWS::IAM::UserPolicy", arguments=_GROUPED)
makes("aws_iam_group_policy", kind="AWS::IAM::GroupPolicy", arguments=_GROUPED)


@joins("aws_iam_role_policy_attachment", "aws_iam_policy_attachment", "aws_iam_role_policy_attachments_exclusive")
def attachment(instance: Instance, draft: Draft) -> None:
    """Policies and the roles they are attached to, whichever of them the configuration declares."""
    values = instance.attributes
    roles = _listed(values, "role", instance.mark) or _listed(values, "roles", instance.mark)
    roles = roles or _listed(values, "role_name", instance.mark)
    policies = _listed(values, "policy_arn", instance.mark) or _listed(values, "policy_arns", instance.mark)
    for role, _ in roles:
        for policy, mark in policies:
            _attach(role, policy, mark, draft)


def _listed(values: MarkedDict, name: str, mark: Mark) -> list[tuple[Any, Mark]]:
    value = values.get(name)
    at = mark_of(values, name) or mark
    if isinstance(value, list):
        return [(item, mark_of(value, place) or at) for place, item in enumerate(value)]
    return [] if value is None else [(value, at)]


def _attach(role: Any, policy: Any, mark: Mark, draft: Draft) -> None:
    ours = owner(policy, draft, "aws_iam_policy")
    held = draft.properties(ours.address) if ours else None
    if held is not None:
        add(held, "Roles", _role(role, draft), mark)
        return
    found = owner(role, draft, "aws_iam_role")
    properties = draft.properties(found.address) if found else None
    if properties is not None:
        add(properties, "ManagedPolicyArns", convert(policy, draft), mark)


def _key(instance: Instance, properties: MarkedDict, draft: Draft) -> None:
    if instance.attributes.get("policy") is None:
        return
    fill(properties, instance.attributes, {"policy": Json("KeyPolicy")}, draft, instance.mark)


makes(
    "aws_kms_key",
    "aws_kms_replica_key",
    "aws_kms_external_key",
    kind="AWS::KMS::Key",
    arguments={"enable_key_rotation": "EnableKeyRotation"},
    attributes={"key_id": "${@}"},
    finish=_key,
)
makes(
    "aws_kms_alias",
    kind="AWS::KMS::Alias",
    arguments={"name": "AliasName", "target_key_id": "TargetKeyId"},
    attributes={"name": "${@}", "target_key_arn": "${@.TargetKeyArn}"},
)


@joins("aws_kms_key_policy")
def key_policy(instance: Instance, draft: Draft) -> None:
    """A key's policy, written apart."""
    found = owner(instance.attributes.get("key_id"), draft, "aws_kms_key", "aws_kms_replica_key")
    properties = draft.properties(found.address) if found else None
    if properties is not None:
        fill(properties, instance.attributes, {"policy": Json("KeyPolicy")}, draft, instance.mark)


def _secret(instance: Instance, _: MarkedDict, draft: Draft) -> None:
    if instance.attributes.get("policy") is not None:
        mark = mark_of(instance.attributes, "policy") or instance.mark
        beside = draft.made_properties(draft.beside(instance, "AWS::SecretsManager::ResourcePolicy", mark))
        put(beside, "SecretId", convert(Pointer(instance.address, ("arn",)), draft), mark)
        fill(beside, instance.attributes, {"policy": Json("ResourcePolicy")}, draft, mark)


makes(
    "aws_secretsmanager_secret",
    kind="AWS::SecretsManager::Secret",
    arguments={"name": "Name", "kms_key_id": "KmsKeyId"},
    attributes={"arn": "${@}", "name": "${@.Name}"},
    finish=_secret,
)
makes(
    "aws_secretsmanager_secret_policy",
    kind="AWS::SecretsManager::ResourcePolicy",
    arguments={"secret_arn": "SecretId", "policy": Json("ResourcePolicy")},
)
makes(
    "aws_secretsmanager_secret_rotation",
    kind="AWS::SecretsManager::RotationSchedule",
    arguments={"secret_id": "SecretId", "rotation_lambda_arn": "RotationLambdaARN"},
)


def _parameter(instance: Instance, properties: MarkedDict, draft: Draft) -> None:
    """The value, where it is no secret."""
    if instance.attributes.get("type") in ("String", "StringList"):
        fill(properties, instance.attributes, {"value": "Value", "insecure_value": "Value"}, draft, instance.mark)


makes(
    "aws_ssm_parameter",
    kind="AWS::SSM::Parameter",
    arguments={"name": "Name", "key_id": "KeyId"},
    attributes={"name": "${@}", "value": "${@.Value}"},
    finish=_parameter,
)


@joins("aws_secretsmanager_secret_version", follows="secret_id")
def secret_version(instance: Instance, draft: Draft) -> None:
    """A value of a secret: nothing of it is kept."""
