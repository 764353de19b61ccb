"""`terraform-aws-modules/lambda/aws`: a function with its role, its package, its triggers (or a layer)."""

from __future__ import annotations

from typing import Any

from ennead.sources.cloudformation.marks import MarkedDict
from ennead.sources.terraform.instance import Encoded, Joined, Pointer, Unclear
from ennead.sources.terraform.modules.making import (
    Making,
    attributes,
    blocks,
    members,
    service_trust,
    statements,
    text,
)

_FUNCTION = "aws_lambda_function.this[0]"
_ROLE = "aws_iam_role.lambda[0]"
_GROUP = "aws_cloudwatch_log_group.lambda[0]"
_MANAGED = "arn:aws:iam::aws:policy/"
SOURCE = "source_path"
"""An attribute of ours beside the provider's: the folder a module packs the code from."""


def function(making: Making) -> None:
    """Everything the module makes."""
    _outputs(making)
    if not making.on("create", default=True):
        return
    if making.get("create_layer", False) is True:
        layer = making.taken({"layer_name": "layer_name", "compatible_runtimes": "compatible_runtimes"})
        _package(making, layer)
        making.add("aws_lambda_layer_version.this[0]", layer, why=making.told("create"))
        return
    if not making.on("create_function", default=True):
        return
    why = making.told("create", "create_function", "create_layer")
    making.add(_FUNCTION, _function(making), why=why)
    if making.on("create_role", default=True):
        _role(making)
    if not making.on("use_existing_cloudwatch_log_group", default=False):
        _log_group(making)
    _triggers(making)
    _url(making)
    _asynchronous(making)


def _function(making: Making) -> MarkedDict:
    names = {
        name: name
        for name in (
            "function_name", "memory_size", "timeout", "reserved_concurrent_executions", "layers", "kms_key_arn",
            "image_uri", "architectures", "code_signing_config_arn",
        )
    }  # fmt: skip
    names["package_type"] = "package_type"
    if making.get("package_type", "Zip") == "Zip":
        names |= {"handler": "handler", "runtime": "runtime"}
    done = making.taken(names)
    if making.on("create_role", default=True):
        done["role"] = making.pointer(_ROLE, "arn")
    elif making.get("lambda_role"):
        done["role"] = making.get("lambda_role")
        done.keys_at["role"] = making.mark("lambda_role")
    for block, member, name in (
        ("ephemeral_storage", "size", "ephemeral_storage_size"),
        ("environment", "variables", "environment_variables"),
        ("dead_letter_config", "target_arn", "dead_letter_target_arn"),
        ("tracing_config", "mode", "tracing_mode"),
    ):
        _block(making, done, block, {member: name})
    _block(making, done, "vpc_config", {"subnet_ids": "vpc_subnet_ids", "security_group_ids": "vpc_security_group_ids"})
    _block(making, done, "logging_config", {"log_format": "logging_log_format", "log_group": "logging_log_group"})
    _block(making, done, "image_config", {
        "command": "image_config_command", "entry_point": "image_config_entry_point",
        "working_directory": "image_config_working_directory",
    })  # fmt: skip
    if making.get("snap_start") is True:
        done["snap_start"] = [attributes(making.mark("snap_start"), apply_on="PublishedVersions")]
    _package(making, done)
    return done


def _block(making: Making, done: MarkedDict, block: str, names: dict[str, str]) -> None:
    inner = making.taken(names)
    if inner:
        done[block] = [inner]
        done.keys_at[block] = making.mark(next(iter(names.values())))


def _package(making: Making, done: MarkedDict) -> None:
    """The code: a package that is there, one in a bucket, or the folder the module packs."""
    for name, key in (("local_existing_package", "filename"), ("s3_existing_package", "s3_key")):
        value = making.get(name)
        if value is not None:
            done[key] = value.get("key") if isinstance(value, dict) else value
            done.keys_at[key] = making.mark(name)
            return
    if making.get(SOURCE) is not None and making.on("create_package", default=True):
        done[SOURCE] = making.get(SOURCE)
        done.keys_at[SOURCE] = making.mark(SOURCE)


def source_folder(value: Any) -> str | None:
    """The folder of the handler in a `source_path`: a path, a list of paths, or mappings with `path`."""
    if isinstance(value, Encoded):
        value = value.value
    for item in blocks(value):
        path = item.get("path") if isinstance(item, dict) else item
        if isinstance(path, str) and path:
            return path
    return None


def _role(making: Making) -> None:
    entities = [one for one in blocks(making.get("trusted_entities")) if isinstance(one, str)]
    edge = ["edgelambda.amazonaws.com"] if making.on("lambda_at_edge", default=False) else []
    trust = service_trust("lambda.amazonaws.com", *edge, *entities)
    done = making.taken({"permissions_boundary": "role_permissions_boundary"})
    name = making.get("role_name") or making.get("function_name")
    if name is not None:
        done["name"] = name
    done["assume_role_policy"] = trust
    why = making.told("create", "create_role")
    making.add(_ROLE, done, why=why)
    _own_policies(making)
    for switch, key, policy in (
        ("attach_network_policy", "vpc", "service-role/AWSLambdaENIManagementAccess"),
        ("attach_tracing_policy", "tracing", "AWSXRayDaemonWriteAccess"),
    ):
        if making.on(switch, default=False):
            _attached(making, key, f"{_MANAGED}{policy}", switch)
    if making.on("attach_policy", default=False) and making.get("policy") is not None:
        _attached(making, "additional_one[0]", making.get("policy"), "policy")
    if making.on("attach_policies", default=False):
        for key, policy, _ in members(making.get("policies")):
            _attached(making, f"additional_many{key}", policy, "policies")


def _attached(making: Making, key: str, policy: Any, name: str) -> None:
    mark = making.mark(name)
    one = attributes(mark, role=making.pointer(_ROLE, "name"), policy_arn=policy)
    making.add(f"aws_iam_role_policy_attachment.{key}", one, mark=mark)


def _own_policies(making: Making) -> None:
    """The policies the module writes itself, each under its switch."""
    if making.on("attach_cloudwatch_logs_policy", default=True):
        actions = ["logs:CreateLogStream", "logs:PutLogEvents"]
        if making.on("attach_create_log_group_permission", default=True):
            actions.insert(0, "logs:CreateLogGroup")
        group = making.pointer(_GROUP, "arn")
        resources = [text(group, ":*"), text(group, ":*:*")]
        mark = making.mark("attach_cloudwatch_logs_policy")
        _policy(making, "logs", statements([{"actions": actions, "resources": resources}], mark), mark)
    if making.on("attach_dead_letter_policy", default=False):
        one = {"actions": ["sns:Publish", "sqs:SendMessage"], "resources": [making.get("dead_letter_target_arn")]}
        mark = making.mark("attach_dead_letter_policy")
        _policy(making, "dead_letter", statements([one], mark), mark)
    if making.on("attach_async_event_policy", default=False):
        actions = ["sns:Publish", "sqs:SendMessage", "events:PutEvents", "lambda:InvokeFunction"]
        targets = [making.get("destination_on_failure"), making.get("destination_on_success")]
        one = {"actions": actions, "resources": [target for target in targets if target is not None]}
        mark = making.mark("attach_async_event_policy")
        _policy(making, "async", statements([one], mark), mark)
    if making.on("attach_policy_json", default=False) and making.get("policy_json") is not None:
        _policy(making, "additional_json", making.get("policy_json"), making.mark("policy_json"))
    if making.on("attach_policy_jsons", default=False):
        for key, policy, at in members(making.get("policy_jsons")):
            _policy(making, f"additional_jsons{key}", policy, at or making.mark("policy_jsons"))
    if making.on("attach_policy_statements", default=False):
        mark = making.mark("policy_statements")
        _policy(making, "additional_inline", statements(making.get("policy_statements"), mark), mark)


def _policy(making: Making, key: str, document: Any, mark: Any) -> None:
    place = key if key.endswith("]") else f"{key}[0]"
    one = attributes(mark, role=making.pointer(_ROLE, "name"), policy=document)
    making.add(f"aws_iam_role_policy.{place}", one, mark=mark)


def _log_group(making: Making) -> None:
    done = making.taken(
        {"retention_in_days": "cloudwatch_logs_retention_in_days", "kms_key_id": "cloudwatch_logs_kms_key_id"}
    )
    edge = "us-east-1." if making.on("lambda_at_edge", default=False) else ""
    own = making.get("logging_log_group")
    done["name"] = own if own is not None else text(f"/aws/lambda/{edge}", making.get("function_name", ""))
    making.add(_GROUP, done, why=making.told("create", "use_existing_cloudwatch_log_group"))


def _triggers(making: Making) -> None:
    arn = making.pointer(_FUNCTION, "arn")
    for key, item, at in members(making.get("allowed_triggers")):
        mark = at or making.mark("allowed_triggers")
        if not isinstance(item, dict):
            continue
        one = MarkedDict({"function_name": arn, "action": "lambda:InvokeFunction"}, mark)
        for name in (
            "action",
            "principal",
            "principal_org_id",
            "source_arn",
            "source_account",
            "function_url_auth_type",
        ):
            if item.get(name) is not None:
                one[name] = item[name]
        if "principal" not in one:
            one["principal"] = text(item.get("service") or "", ".amazonaws.com")
        making.add(f"aws_lambda_permission.unqualified_alias_triggers{key}", one, mark=mark)
    for key, item, at in members(making.get("event_source_mapping")):
        if isinstance(item, dict):
            _mapping(making, key, item, at or making.mark("event_source_mapping"))


_BLOCKS = {"self_managed_event_source", "scaling_config", "document_db_event_source_config"}


def _mapping(making: Making, key: str, item: dict[str, Any], mark: Any) -> None:
    one = MarkedDict({"function_name": making.pointer(_FUNCTION, "arn")}, mark)
    one.keys_at = dict(getattr(item, "keys_at", {}))
    for name, value in item.items():
        if value is None:
            continue
        if name == "destination_arn_on_failure":
            one["destination_config"] = [{"on_failure": [{"destination_arn": value}]}]
        elif name == "filter_criteria":
            one[name] = [{"filter": blocks(value)}]
        else:
            one[name] = blocks(value) if name in _BLOCKS else value
    making.add(f"aws_lambda_event_source_mapping.this{key}", one, mark=mark)


def _url(making: Making) -> None:
    if not making.on("create_lambda_function_url", default=False):
        return
    mark = making.mark("create_lambda_function_url")
    kind = making.get("authorization_type", "NONE")
    one = attributes(mark, function_name=making.pointer(_FUNCTION, "arn"), authorization_type=kind)
    if "authorization_type" in making.call.inputs:
        one.keys_at["authorization_type"] = making.mark("authorization_type")
    cors = making.get("cors")
    if isinstance(cors, dict) and cors:
        one["cors"] = [cors]
        one.keys_at["cors"] = making.mark("cors")
    making.add("aws_lambda_function_url.this[0]", one, mark=mark, why=making.told("create_lambda_function_url"))


def _asynchronous(making: Making) -> None:
    if not making.on("create_async_event_config", default=False):
        return
    mark = making.mark("create_async_event_config")
    one = making.taken({name: name for name in ("maximum_event_age_in_seconds", "maximum_retry_attempts")})
    one["function_name"] = making.pointer(_FUNCTION, "arn")
    places = {
        block: [attributes(making.mark(name), destination=making.get(name))]
        for block, name in (("on_failure", "destination_on_failure"), ("on_success", "destination_on_success"))
        if making.get(name) is not None
    }
    if places:
        one["destination_config"] = [places]
    making.add('aws_lambda_function_event_invoke_config.this["unqualified_alias"]', one, mark=mark)


def _outputs(making: Making) -> None:
    function_of = {
        "lambda_function_arn": "arn", "lambda_function_arn_static": "arn", "lambda_function_name": "function_name",
        "lambda_function_invoke_arn": "invoke_arn", "lambda_function_qualified_arn": "qualified_arn",
        "lambda_function_qualified_invoke_arn": "qualified_invoke_arn", "lambda_function_version": "version",
        # Names of the first versions of the module.
        "this_lambda_function_arn": "arn", "this_lambda_function_name": "function_name",
        "this_lambda_function_invoke_arn": "invoke_arn",
    }  # fmt: skip
    making.outputs |= {name: making.pointer(_FUNCTION, path) for name, path in function_of.items()}
    role = making.get("lambda_role")
    if making.on("create_role", default=True):
        making.outputs |= {
            "lambda_role_arn": making.pointer(_ROLE, "arn"), "lambda_role_name": making.pointer(_ROLE, "name"),
        }  # fmt: skip
    elif isinstance(role, str | Pointer | Joined | Unclear):
        making.outputs["lambda_role_arn"] = role
    making.outputs |= {
        "lambda_function_url": making.pointer("aws_lambda_function_url.this[0]", "function_url"),
        "lambda_function_url_id": making.pointer("aws_lambda_function_url.this[0]", "url_id"),
        "lambda_layer_arn": making.pointer("aws_lambda_layer_version.this[0]", "arn"),
        "lambda_layer_layer_arn": making.pointer("aws_lambda_layer_version.this[0]", "layer_arn"),
        "lambda_cloudwatch_log_group_arn": making.pointer(_GROUP, "arn"),
        "lambda_cloudwatch_log_group_name": making.pointer(_GROUP, "name"),
    }
