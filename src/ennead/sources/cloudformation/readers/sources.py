"""Everything else that starts functions: IoT, mail, logs, pipelines, custom resources, CloudFront."""

from __future__ import annotations

from ennead.model import app
from ennead.model.app import Distribution, EdgeKind, LogGroup, Mode, Source, Trigger
from ennead.sources.cloudformation.desk import Desk, places
from ennead.sources.cloudformation.readers.registry import reads
from ennead.sources.cloudformation.stack import Resource
from ennead.sources.cloudformation.view import View


def _starts(
    resource: Resource, desk: Desk, kind: str, arn: object, at_key: View, key: str, event: str, mode: Mode = Mode.ASYNC
) -> None:
    at = at_key.at(key)
    target = desk.function_of(arn, at)
    desk.trigger(
        Trigger(
            source=f"{kind}/{resource.logical_id}",
            target=target,
            mode=mode,
            event=event,
            locations=places(resource.at, at),
            label=resource.logical_id,
        )
    )


@reads("AWS::Logs::LogGroup")
def log_group(resource: Resource, desk: Desk) -> None:
    """A log group and how long it keeps."""
    props = resource.properties
    desk.add(
        LogGroup(
            **desk.base(resource),
            deletion_policy=resource.deletion_policy,
            retention_days=props.number("RetentionInDays"),
            encrypted_with=props.text("KmsKeyId"),
        )
    )


@reads("AWS::Logs::SubscriptionFilter")
def log_subscription(resource: Resource, desk: Desk) -> None:
    """Log lines that start a function or flow elsewhere."""
    props = resource.properties
    source = desk.target(props.raw("LogGroupName"), LogGroup, "AWS::Logs::LogGroup", at=resource.at)
    arn, at = props.raw("DestinationArn"), props.at("DestinationArn")
    if isinstance(arn, str) and (desk.find(arn, "AWS::Lambda::Function") or ":lambda:" in arn):
        desk.trigger(
            Trigger(
                source=source, target=desk.function_of(arn, at), mode=Mode.ASYNC, event="logs",
                filter=props.text("FilterPattern"), locations=places(resource.at, at), label=resource.logical_id,
            )
        )  # fmt: skip
    else:
        desk.link(EdgeKind.PUBLISHES, source, desk.target(arn, app.Stream, at=at), at)


@reads("AWS::IoT::TopicRule")
def iot_rule(resource: Resource, desk: Desk) -> None:
    """An IoT rule and what it does with messages."""
    desk.add(Source(**desk.base(resource)))
    payload = resource.properties.view("TopicRulePayload")
    for action in payload.views("Actions"):
        inner = action.view("Lambda")
        if inner.has("FunctionArn"):
            _starts(resource, desk, "iot_rule", inner.raw("FunctionArn"), inner, "FunctionArn", "iot")
        for name, kind, key, edge in (
            ("Sqs", app.Queue, "QueueUrl", EdgeKind.PUBLISHES),
            ("Sns", app.Topic, "TargetArn", EdgeKind.PUBLISHES),
            ("S3", app.Bucket, "BucketName", EdgeKind.WRITES),
            ("Kinesis", app.Stream, "StreamName", EdgeKind.PUBLISHES),
            ("DynamoDBv2", app.Table, "PutItem", EdgeKind.WRITES),
        ):
            one = action.view(name)
            value = one.view("PutItem").raw("TableName") if key == "PutItem" else one.raw(key)
            if isinstance(value, str):
                desk.link(edge, desk.id_of(resource), desk.target(value, kind), action.here)


@reads("AWS::SES::ReceiptRule")
def mail_rule(resource: Resource, desk: Desk) -> None:
    """Incoming mail that starts a function or lands in a bucket."""
    desk.add(Source(**desk.base(resource)))
    for action in resource.properties.view("Rule").views("Actions"):
        inner = action.view("LambdaAction")
        if inner.has("FunctionArn"):
            mode = Mode.SYNC if inner.text("InvocationType") == "RequestResponse" else Mode.ASYNC
            _starts(resource, desk, "mail_rule", inner.raw("FunctionArn"), inner, "FunctionArn", "ses", mode)
        bucket = action.view("S3Action")
        if bucket.has("BucketName"):
            target = desk.target(bucket.raw("BucketName"), app.Bucket, "AWS::S3::Bucket")
            desk.link(EdgeKind.WRITES, desk.id_of(resource), target, bucket.here)


@reads("AWS::CodePipeline::Pipeline")
def pipeline(resource: Resource, desk: Desk) -> None:
    """A pipeline: the bucket its artefacts pass through, and the functions its steps invoke."""
    desk.add(Source(**desk.base(resource)))
    stores = [resource.properties.view("ArtifactStore")]
    stores += [one.view("ArtifactStore") for one in resource.properties.views("ArtifactStores")]
    for store in stores:
        if store.has("Location"):
            bucket = desk.target(store.raw("Location"), app.Bucket, "AWS::S3::Bucket")
            desk.link(EdgeKind.DEPLOYED_AS, desk.id_of(resource), bucket, store.at("Location"), label="artefacts")
    for stage in resource.properties.views("Stages"):
        for action in stage.views("Actions"):
            if action.view("ActionTypeId").text("Provider") == "Lambda":
                configuration = action.view("Configuration")
                _starts(
                    resource,
                    desk,
                    "pipeline",
                    configuration.raw("FunctionName"),
                    configuration,
                    "FunctionName",
                    "codepipeline",
                )


@reads("AWS::Config::ConfigRule")
def config_rule(resource: Resource, desk: Desk) -> None:
    """A Config rule of one's own."""
    desk.add(Source(**desk.base(resource)))
    source = resource.properties.view("Source")
    if source.text("Owner") == "CUSTOM_LAMBDA":
        _starts(resource, desk, "config_rule", source.raw("SourceIdentifier"), source, "SourceIdentifier", "config")


@reads("AWS::CloudFront::Distribution")
def distribution(resource: Resource, desk: Desk) -> None:
    """A distribution: its origins, and the functions at its edge."""
    config = resource.properties.view("DistributionConfig")
    origins = [text for one in config.views("Origins") if (text := one.known("DomainName"))]
    found = tuple(node for text in origins if (node := _origin(text, desk)))
    behaviours = [config.view("DefaultCacheBehavior"), *config.views("CacheBehaviors")]
    node_id = desk.add(
        Distribution(
            **desk.base(resource),
            origins=found,
            web_acl=config.text("WebACLId"),
            viewer_protocols=tuple(text for one in behaviours if (text := one.known("ViewerProtocolPolicy"))),
        )
    )
    internet = desk.add(app.INTERNET)
    desk.edges.append(app.Exposure(source=internet, target=node_id, auth=app.Auth.NONE, locations=(resource.at,)))
    for target in found:
        desk.link(EdgeKind.CALLS, node_id, target, config.at("Origins"))
    for behaviour in behaviours:
        for one in behaviour.views("LambdaFunctionAssociations"):
            at = one.at("LambdaFunctionARN")
            function = desk.function_of(one.raw("LambdaFunctionARN"), at)
            desk.trigger(
                Trigger(
                    source=node_id,
                    target=function,
                    mode=Mode.SYNC,
                    event=one.known("EventType") or "cloudfront",
                    locations=places(at),
                )
            )


def _origin(text: str, desk: Desk) -> str | None:
    """The bucket, API or URL a distribution's origin names."""
    for resource in desk.resources():
        if resource.type in {
            "AWS::S3::Bucket",
            "AWS::ApiGateway::RestApi",
            "AWS::ApiGatewayV2::Api",
            "AWS::Lambda::Url",
        }:
            token = f"${{{resource.logical_id}"
            if token in text or (len(resource.name) > 3 and text.startswith(f"{resource.name}.")):
                return desk.id_of(resource)
    return None


@reads("AWS::CloudFormation::CustomResource")
def custom_resource(resource: Resource, desk: Desk) -> None:
    """A custom resource, and the function that makes it."""
    desk.add(Source(**desk.base(resource)))
    props = resource.properties
    token = props.raw("ServiceToken")
    if isinstance(token, str) and (
        desk.find(token, "AWS::Lambda::Function", "AWS::Lambda::Alias") or ":lambda:" in token
    ):
        _starts(resource, desk, "custom_resource", token, props, "ServiceToken", "cloudformation", Mode.SYNC)


@reads("AWS::Bedrock::Agent")
def agent(resource: Resource, desk: Desk) -> None:
    """An agent whose action groups are functions."""
    desk.add(Source(**desk.base(resource)))
    for group in resource.properties.views("ActionGroups"):
        executor = group.view("ActionGroupExecutor")
        if executor.has("Lambda"):
            _starts(resource, desk, "agent", executor.raw("Lambda"), executor, "Lambda", "bedrock", Mode.SYNC)


@reads("AWS::ElasticLoadBalancingV2::TargetGroup")
def target_group(resource: Resource, desk: Desk) -> None:
    """A load balancer's target group of functions."""
    desk.add(Source(**desk.base(resource)))
    if resource.properties.text("TargetType") == "lambda":
        for one in resource.properties.views("Targets"):
            _starts(resource, desk, "target_group", one.raw("Id"), one, "Id", "alb", Mode.SYNC)
