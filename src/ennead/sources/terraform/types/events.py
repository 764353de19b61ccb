"""EventBridge and what else starts things: buses, rules with their targets, schedules, pipes, workflows, logs."""

from __future__ import annotations

from collections.abc import Callable

from ennead.sources.cloudformation.marks import MarkedDict, mark_of
from ennead.sources.terraform.arguments import By, Each, Json, Table, add, fill, put
from ennead.sources.terraform.convert_values import convert
from ennead.sources.terraform.draft import Draft
from ennead.sources.terraform.instance import Instance, Pointer
from ennead.sources.terraform.owners import owner
from ennead.sources.terraform.types.registry import joins, makes

makes(
    "aws_cloudwatch_event_bus",
    kind="AWS::Events::EventBus",
    arguments={"name": "Name"},
    attributes={"name": "${@}"},
)


def _rule(instance: Instance, properties: MarkedDict, draft: Draft) -> None:
    """Switched off by `state`, or by the older `is_enabled`."""
    values = instance.attributes
    if values.get("is_enabled") is False and values.get("state") is None:
        put(properties, "State", "DISABLED", mark_of(values, "is_enabled") or instance.mark)
    bus = owner(values.get("event_bus_name"), draft, "aws_cloudwatch_event_bus")
    if bus is not None:
        mark = mark_of(values, "event_bus_name") or instance.mark
        put(properties, "EventBusName", convert(Pointer(bus.address, ("id",)), draft), mark)


makes(
    "aws_cloudwatch_event_rule",
    kind="AWS::Events::Rule",
    arguments={
        "name": "Name",
        "schedule_expression": "ScheduleExpression",
        "event_pattern": Json("EventPattern"),
        "event_bus_name": "EventBusName",
        "state": "State",
    },
    attributes={"name": "${@}"},
    finish=_rule,
)
_TARGET: Table = {
    "arn": "Arn",
    "target_id": "Id",
    "retry_policy.maximum_retry_attempts": "RetryPolicy.MaximumRetryAttempts",
    "dead_letter_config.arn": "DeadLetterConfig.Arn",
}


@joins("aws_cloudwatch_event_target")
def target(instance: Instance, draft: Draft) -> None:
    """A target of a rule."""
    rule = _rule_of(instance, draft)
    properties = draft.properties(rule.address) if rule else None
    if properties is None:
        name = convert(instance.attributes.get("rule"), draft)
        shown = name if isinstance(name, str) else instance.address
        properties = draft.elsewhere(shown, "AWS::Events::Rule", instance, Name=name)
    one = MarkedDict(mark=instance.mark)
    fill(one, instance.attributes, _TARGET, draft, instance.mark)
    add(properties, "Targets", one, instance.mark)


def _rule_of(instance: Instance, draft: Draft) -> Instance | None:
    """The rule a target is of; of two that bear its name, the one on its bus."""
    value, bus = instance.attributes.get("rule"), instance.attributes.get("event_bus_name")
    found = owner(value, draft, "aws_cloudwatch_event_rule")
    if found is None or isinstance(value, Pointer):
        return found
    for rule in draft.of_type("managed", "aws_cloudwatch_event_rule"):
        if rule.attributes.get("name") == value and rule.attributes.get("event_bus_name") == bus:
            return rule
    return found


makes(
    "aws_cloudwatch_event_permission",
    kind="AWS::Events::EventBusPolicy",
    arguments={
        "event_bus_name": "EventBusName",
        "principal": "Principal",
        "action": "Action",
        "condition.type": "Condition.Type",
        "condition.key": "Condition.Key",
        "condition.value": "Condition.Value",
    },
)


def _bus_policy(instance: Instance, properties: MarkedDict, draft: Draft) -> None:
    """A whole document, where CloudFormation has one statement."""
    mark = mark_of(instance.attributes, "policy") or instance.mark
    held = MarkedDict(mark=mark)
    fill(held, instance.attributes, {"policy": Json("Document")}, draft, mark)
    document = held.get("Document")
    statements = document.get("Statement") if isinstance(document, dict) else document
    put(properties, "Statement", statements, mark)


makes(
    "aws_cloudwatch_event_bus_policy",
    kind="AWS::Events::EventBusPolicy",
    arguments={"event_bus_name": "EventBusName"},
    finish=_bus_policy,
)
makes(
    "aws_scheduler_schedule",
    kind="AWS::Scheduler::Schedule",
    arguments={
        "name": "Name",
        "schedule_expression": "ScheduleExpression",
        "state": "State",
        "target.arn": "Target.Arn",
        "target.input": "Target.Input",
        "target.retry_policy.maximum_retry_attempts": "Target.RetryPolicy.MaximumRetryAttempts",
        "target.dead_letter_config.arn": "Target.DeadLetterConfig.Arn",
    },
)
makes(
    "aws_pipes_pipe",
    kind="AWS::Pipes::Pipe",
    arguments={
        "name": "Name",
        "source": "Source",
        "enrichment": "Enrichment",
        "target": "Target",
        "target_parameters.lambda_function_parameters.invocation_type": (
            "TargetParameters.LambdaFunctionParameters.InvocationType"
        ),
    },
)
makes(
    "aws_sfn_state_machine",
    kind="AWS::StepFunctions::StateMachine",
    arguments={
        "name": "StateMachineName",
        "type": "StateMachineType",
        "definition": Json("Definition"),
        "logging_configuration.level": "LoggingConfiguration.Level",
        "role_arn": "RoleArn",
    },
    attributes={"arn": "${@}", "name": "${@.Name}"},
)


def _days(value: object) -> object:
    """The provider's 0 keeps for ever, as nothing does."""
    return None if value == 0 and value is not False else value


makes(
    "aws_cloudwatch_log_group",
    kind="AWS::Logs::LogGroup",
    arguments={"name": "LogGroupName", "retention_in_days": By("RetentionInDays", _days), "kms_key_id": "KmsKeyId"},
    attributes={"name": "${@}"},
)
makes(
    "aws_cloudwatch_log_subscription_filter",
    kind="AWS::Logs::SubscriptionFilter",
    arguments={
        "log_group_name": "LogGroupName",
        "destination_arn": "DestinationArn",
        "filter_pattern": "FilterPattern",
    },
)


def _invokes(configuration: object) -> object:
    """Only an action of Lambda names a function."""
    return "Lambda" if isinstance(configuration, dict) and "FunctionName" in configuration else None


makes(
    "aws_codepipeline",
    kind="AWS::CodePipeline::Pipeline",
    arguments={
        "name": "Name",
        "stage": Each(
            "Stages",
            {
                "name": "Name",
                "action": Each(
                    "Actions",
                    {
                        "name": "Name",
                        "configuration": By("ActionTypeId.Provider", _invokes),
                        "configuration.FunctionName": "Configuration.FunctionName",
                    },
                ),
            },
        ),
    },
)
makes(
    "aws_config_config_rule",
    "aws_config_organization_custom_rule",
    kind="AWS::Config::ConfigRule",
    arguments={
        "name": "ConfigRuleName",
        "source.owner": "Source.Owner",
        "source.source_identifier": "Source.SourceIdentifier",
    },
)


def _actions(into: str, tables: dict[str, Table]) -> Callable[[Instance, MarkedDict, Draft], None]:
    """What a rule does: one entry for each block that the tables name."""

    def finish(instance: Instance, properties: MarkedDict, draft: Draft) -> None:
        for block, table in tables.items():
            items = instance.attributes.get(block)
            for item in items if isinstance(items, list) else [items]:
                if isinstance(item, dict):
                    mark = getattr(item, "mark", None) or instance.mark
                    one = MarkedDict(mark=mark)
                    fill(one, item, table, draft, mark)
                    add(properties, into, one, mark)

    return finish


_IOT: dict[str, Table] = {
    "lambda": {"function_arn": "Lambda.FunctionArn"},
    "sqs": {"queue_url": "Sqs.QueueUrl"},
    "sns": {"target_arn": "Sns.TargetArn"},
    "s3": {"bucket_name": "S3.BucketName"},
    "kinesis": {"stream_name": "Kinesis.StreamName"},
    "dynamodbv2": {"put_item.table_name": "DynamoDBv2.PutItem.TableName"},
    "dynamodb": {"table_name": "DynamoDBv2.PutItem.TableName"},
}
makes(
    "aws_iot_topic_rule",
    kind="AWS::IoT::TopicRule",
    arguments={"name": "RuleName"},
    finish=_actions("TopicRulePayload.Actions", _IOT),
)


_MAIL: dict[str, Table] = {
    "lambda_action": {
        "function_arn": "LambdaAction.FunctionArn", "invocation_type": "LambdaAction.InvocationType",
    },
    "s3_action": {"bucket_name": "S3Action.BucketName"},
}  # fmt: skip
makes(
    "aws_ses_receipt_rule",
    kind="AWS::SES::ReceiptRule",
    arguments={"name": "Rule.Name"},
    finish=_actions("Rule.Actions", _MAIL),
)
