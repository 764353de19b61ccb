"""Lambda: functions with their code, aliases, permissions, event source mappings, URLs, layers."""

from __future__ import annotations

from typing import Any

from ennead.sources.cloudformation.marks import MarkedDict, mark_of
from ennead.sources.cloudformation.readers.packaging import PACKAGING
from ennead.sources.terraform.arguments import By, Each, Table, fill, put
from ennead.sources.terraform.code import Written, code_of, written_of
from ennead.sources.terraform.draft import Draft
from ennead.sources.terraform.instance import Instance, Joined, Pointer, Unclear
from ennead.sources.terraform.owners import owner, same
from ennead.sources.terraform.types.registry import joins, makes

_REST = "..."
"""The key under which a mapping has members that nobody knows."""
_INVOKE = "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${@.Arn}/invocations"


def _set(value: Any) -> Any:
    """A number, unless it is the provider's -1 for none."""
    return None if value == -1 else value


FUNCTION: Table = {
    "function_name": "FunctionName",
    "runtime": "Runtime",
    "handler": "Handler",
    "role": "Role",
    "timeout": "Timeout",
    "memory_size": "MemorySize",
    "ephemeral_storage.size": "EphemeralStorage.Size",
    "architectures": "Architectures",
    "environment.variables": "Environment.Variables",
    "reserved_concurrent_executions": By("ReservedConcurrentExecutions", _set),
    "layers": "Layers",
    "vpc_config.subnet_ids": "VpcConfig.SubnetIds",
    "vpc_config.security_group_ids": "VpcConfig.SecurityGroupIds",
    "tracing_config.mode": "TracingConfig.Mode",
    "code_signing_config_arn": "CodeSigningConfigArn",
    "snap_start.apply_on": "SnapStart.ApplyOn",
    "kms_key_arn": "KmsKeyArn",
    "logging_config.log_format": "LoggingConfig.LogFormat",
    "logging_config.log_group": "LoggingConfig.LogGroup",
    "dead_letter_config.target_arn": "DeadLetterConfig.TargetArn",
    "durable_config": "DurableConfig",
    "file_system_config": Each("FileSystemConfigs", {"arn": "Arn"}),
    "package_type": "PackageType",
    "image_uri": "Code.ImageUri",
    "image_config.command": "ImageConfig.Command",
    "image_config.entry_point": "ImageConfig.EntryPoint",
    "image_config.working_directory": "ImageConfig.WorkingDirectory",
}


def _function(instance: Instance, properties: MarkedDict, draft: Draft) -> None:
    """The code's place, and what its variables point at."""
    if (written := written_of(instance, draft)) is not None:
        _written(written, instance, properties, draft)
    elif (found := code_of(instance, draft)) is not None:
        place, mark = found
        put(properties, "Code", place, mark or instance.mark)
    blocks = instance.attributes.get("environment")
    block = blocks[0] if isinstance(blocks, list) and blocks else blocks
    variables = block.get("variables") if isinstance(block, dict) else None
    if _is_open(blocks, variables):
        put(properties, "EnvironmentOpen", "a mapping adds to them whose members could not be told", instance.mark)
    for name, value in variables.items() if isinstance(variables, dict) else ():
        if isinstance(value, Pointer) and (named := draft.instance(value)) and named.address in draft.main:
            draft.named[draft.main[instance.address], str(name)] = draft.main[named.address]


def _written(written: Written, instance: Instance, properties: MarkedDict, draft: Draft) -> None:
    """The text of its code, and what that is called in the archive."""
    put(properties, "Code.ZipFile", written.text, written.mark or instance.mark)
    pairs = [("file", written.name), *(("beside", name) for name in written.others)]
    draft.made[draft.main[instance.address]]["Metadata"] = {PACKAGING: pairs}


def _is_open(blocks: Any, variables: Any) -> bool:
    """Whether there may be variables that nobody names: a mapping that is unknown, in whole or in part."""
    members = blocks if isinstance(blocks, list) else [blocks]
    unknown = any(isinstance(one, Pointer | Unclear | Joined) for one in (*members, variables))
    return unknown or (isinstance(variables, dict) and _REST in variables)


def _layer(instance: Instance, properties: MarkedDict, draft: Draft) -> None:
    """The content's place."""
    if (found := code_of(instance, draft)) is not None:
        put(properties, "Content", found[0], found[1] or instance.mark)


makes(
    "aws_lambda_function",
    kind="AWS::Lambda::Function",
    arguments=FUNCTION,
    attributes={
        "function_name": "${@}",
        "qualified_arn": "${@.Arn}:${@.Version}",
        "version": "${@.Version}",
        "invoke_arn": _INVOKE,
        "qualified_invoke_arn": _INVOKE,
        "response_streaming_invoke_arn": _INVOKE,
    },
    finish=_function,
)


makes(
    "aws_lambda_alias",
    kind="AWS::Lambda::Alias",
    arguments={"name": "Name", "function_name": "FunctionName", "function_version": "FunctionVersion"},
    attributes={
        "arn": "${@}",
        "invoke_arn": "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${@}/invocations",
    },
)
makes(
    "aws_lambda_permission",
    kind="AWS::Lambda::Permission",
    arguments={
        "function_name": "FunctionName",
        "action": "Action",
        "principal": "Principal",
        "source_arn": "SourceArn",
        "source_account": "SourceAccount",
        "principal_org_id": "PrincipalOrgID",
        "function_url_auth_type": "FunctionUrlAuthType",
    },
)
makes(
    "aws_lambda_layer_version",
    kind="AWS::Lambda::LayerVersion",
    arguments={"layer_name": "LayerName"},
    attributes={"arn": "${@}", "layer_arn": "${@}", "version": "${@.Version}"},
    finish=_layer,
)
CORS: Table = {"cors.allow_origins": "Cors.AllowOrigins", "cors.allow_credentials": "Cors.AllowCredentials"}
makes(
    "aws_lambda_function_url",
    kind="AWS::Lambda::Url",
    arguments={"function_name": "TargetFunctionArn", "authorization_type": "AuthType", **CORS},
    attributes={
        "function_url": "https://${@}.lambda-url.${AWS::Region}.on.aws/",
        "url_id": "${@}",
        "function_arn": "${@.FunctionArn}",
    },
)


def _servers(value: Any) -> Any:
    """Kafka's servers: one text with commas, or a list."""
    return [part.strip() for part in value.split(",")] if isinstance(value, str) else value


makes(
    "aws_lambda_event_source_mapping",
    kind="AWS::Lambda::EventSourceMapping",
    arguments={
        "function_name": "FunctionName",
        "event_source_arn": "EventSourceArn",
        "batch_size": "BatchSize",
        "maximum_batching_window_in_seconds": "MaximumBatchingWindowInSeconds",
        "filter_criteria.filter": Each("FilterCriteria.Filters", {"pattern": "Pattern"}),
        "scaling_config.maximum_concurrency": "ScalingConfig.MaximumConcurrency",
        "maximum_retry_attempts": "MaximumRetryAttempts",
        "maximum_record_age_in_seconds": "MaximumRecordAgeInSeconds",
        "bisect_batch_on_function_error": "BisectBatchOnFunctionError",
        "function_response_types": "FunctionResponseTypes",
        "enabled": "Enabled",
        "destination_config.on_failure.destination_arn": "DestinationConfig.OnFailure.Destination",
        "self_managed_event_source.endpoints.KAFKA_BOOTSTRAP_SERVERS": By(
            "SelfManagedEventSource.Endpoints.KafkaBootstrapServers", _servers
        ),
        "topics": "Topics",
        "queues": "Queues",
        "starting_position": "StartingPosition",
        "document_db_event_source_config.database_name": "DocumentDBEventSourceConfig.DatabaseName",
    },
    attributes={"uuid": "${@}", "function_arn": "${@.FunctionArn}"},
)
makes(
    "aws_lambda_function_event_invoke_config",
    kind="AWS::Lambda::EventInvokeConfig",
    arguments={
        "function_name": "FunctionName",
        "maximum_event_age_in_seconds": "MaximumEventAgeInSeconds",
        "maximum_retry_attempts": "MaximumRetryAttempts",
        "destination_config.on_failure.destination": "DestinationConfig.OnFailure.Destination",
        "destination_config.on_success.destination": "DestinationConfig.OnSuccess.Destination",
    },
)


@joins("aws_lambda_provisioned_concurrency_config")
def provisioned(instance: Instance, draft: Draft) -> None:
    """Concurrency of an alias; that of a version has no node to stand at."""
    qualifier = instance.attributes.get("qualifier")
    function = owner(instance.attributes.get("function_name"), draft, "aws_lambda_function", "aws_lambda_alias")
    for alias in draft.of_type("managed", "aws_lambda_alias"):
        named = isinstance(qualifier, Pointer) and draft.instance(qualifier) is alias
        its = owner(alias.attributes.get("function_name"), draft, "aws_lambda_function")
        ours = function is None or function is its or function is alias
        if named or (ours and same(alias.attributes.get("name"), qualifier, draft)):
            found = draft.properties(alias.address)
            if found is not None:
                table: Table = {
                    "provisioned_concurrent_executions": "ProvisionedConcurrencyConfig.ProvisionedConcurrentExecutions"
                }
                fill(found, instance.attributes, table, draft, instance.mark)
            return


@joins("aws_lambda_function_recursion_config")
def recursion(instance: Instance, draft: Draft) -> None:
    """Whether Lambda stops a function that starts itself."""
    function = owner(instance.attributes.get("function_name"), draft, "aws_lambda_function")
    properties = draft.properties(function.address) if function else None
    if properties is not None:
        mark = mark_of(instance.attributes, "recursive_loop") or instance.mark
        put(properties, "RecursiveLoop", instance.attributes.get("recursive_loop"), mark)
