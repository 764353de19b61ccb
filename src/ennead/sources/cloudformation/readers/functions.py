"""Lambda: functions, versions, aliases, layers, URLs, permissions, event source mappings, invoke configuration."""

from __future__ import annotations

import re

from ennead.model import app
from ennead.model.app import Auth, Edge, EdgeKind, Exposure, Function, FunctionUrl, Mode, Text, Trigger, Variable
from ennead.model.location import Location
from ennead.model.unknown import Unknown
from ennead.sources.cloudformation.desk import Desk, places, short_name
from ennead.sources.cloudformation.readers.packaging import code_of, image_of, inline_of, packaging_of, uploaded
from ennead.sources.cloudformation.readers.registry import reads
from ennead.sources.cloudformation.stack import Resource
from ennead.sources.cloudformation.view import View


@reads("AWS::Lambda::Function")
def function(resource: Resource, desk: Desk) -> None:
    """A function, its role, layers, dead letters and what its variables name."""
    props = resource.properties
    node_id = desk.id_of(resource)
    logging = props.view("LoggingConfig")
    vpc = props.view("VpcConfig")
    desk.add(
        Function(
            **desk.base(resource),
            runtime=props.text("Runtime"),
            runtime_at=props.at("Runtime") if props.has("Runtime") else None,
            handler=props.text("Handler"),
            code=code_of(resource, desk),
            image=image_of(resource),
            timeout=props.number("Timeout"),
            memory=props.number("MemorySize"),
            ephemeral_storage=props.view("EphemeralStorage").number("Size"),
            architectures=props.texts("Architectures"),
            environment=tuple(_variables(props)),
            environment_open=_open(props),
            reserved_concurrency=props.number("ReservedConcurrentExecutions"),
            layers=tuple(_layer(text, desk) for text in props.texts("Layers")),
            vpc=True if vpc.has("SubnetIds") or vpc.has("SecurityGroupIds") else props.is_unknown("VpcConfig"),
            tracing=props.view("TracingConfig").text("Mode"),
            code_signing=props.text("CodeSigningConfigArn"),
            recursive_loop=props.text("RecursiveLoop"),
            snap_start=props.view("SnapStart").text("ApplyOn"),
            kms_key=props.text("KmsKeyArn"),
            log_format=logging.text("LogFormat"),
            log_group=logging.text("LogGroup"),
            durable=True if props.has("DurableConfig") else None,
            file_systems=tuple(
                arn for one in props.views("FileSystemConfigs") if isinstance(arn := one.text("Arn"), str)
            ),
            packaging=packaging_of(resource),
            **inline_of(resource),
        )
    )
    _role(resource, desk, node_id)
    _layers(props, desk, node_id)
    _artefact(resource, desk, node_id)
    dead_letter = props.view("DeadLetterConfig")
    if dead_letter.has("TargetArn"):
        target = desk.target(dead_letter.raw("TargetArn"), app.Queue)
        desk.link(EdgeKind.FAILS_TO, node_id, target, dead_letter.at("TargetArn"), label="dead-letter")
    if logging.known("LogGroup") and (found := desk.find(logging.raw("LogGroup"), "AWS::Logs::LogGroup")):
        desk.reference(node_id, found[0], "LoggingConfig", logging.at("LogGroup"))
    references(props.view("Environment").view("Variables"), desk, node_id)


def _variables(props: View) -> list[Variable]:
    variables = props.view("Environment").view("Variables")
    found, size = [], 0
    for name in variables.data:
        value = variables.text(name)
        size += len(value) if isinstance(value, str) else 0
        if size > MAX_ENVIRONMENT:
            value = Unknown(f"{name} is more than an environment holds")
        found.append(Variable(name, value, variables.at(name)))
    return found


def _open(props: View) -> Unknown | None:
    """Why there may be variables that the source does not name; `EnvironmentOpen` is what other sources say of it."""
    environment = props.view("Environment")
    untold = props.is_unknown("Environment")
    untold = untold if untold is not None else environment.is_unknown("Variables")
    if untold is not None:
        return untold
    if (said := props.known("EnvironmentOpen")) is not None:
        return Unknown(said)
    keys = (*environment.data, *environment.view("Variables").data)
    made = next((key for key in keys if "::" in key), None)
    return Unknown(f"{made} adds to them at deployment") if made else None


def references(values: View, desk: Desk, node_id: str) -> None:
    """Edges to the resources that values of a flat mapping name."""
    for name, value in values.data.items():
        found = _named_by(value, name, desk) or _named_inside(value, desk)
        if found and found[0] != node_id:
            desk.reference(node_id, found[0], name, values.at(name))


def _named_by(value: object, via: str, desk: Desk) -> tuple[str, Resource] | None:
    """The resource a value names; where several bear the name, one of the kind `via` speaks of, else no function."""
    found = desk.find(value)
    if not found or found[1].name != value or len(bearers := desk.bearers(value)) < 2:
        return found
    words = via.lower().replace("_", "")
    meant = [one for one in bearers if one[0].partition("/")[0].replace("_", "") in words]
    passive = [one for one in bearers if not one[0].startswith("function/")]
    return (meant or passive or bearers)[0]


def _named_inside(value: object, desk: Desk) -> tuple[str, Resource] | None:
    """A resource whose token stands inside a longer text: `https://${Api}.execute-api...`."""
    if not isinstance(value, str) or "${" not in value:
        return None
    for part in value.split("${")[1:]:
        if found := desk.find(f"${{{part.partition('}')[0]}}}"):
            return found
    return None


def _artefact(resource: Resource, desk: Desk, node_id: str) -> None:
    """The bucket that code which is not here comes from: whoever writes there changes the function."""
    code = resource.properties.view("Code")
    written = resource.origin.properties.get("CodeUri") if resource.origin else code.raw("S3Bucket")
    written = desk.value_of(resource.logical_id, written) if resource.origin else written
    if isinstance(written, dict):
        name = written.get("Bucket")
    elif isinstance(written, str) and resource.origin:
        name = written.removeprefix("s3://").partition("/")[0] if written.startswith("s3://") else None
    else:
        name = written
    if isinstance(name, str) and name and not uploaded(resource, desk):
        bucket = desk.target(name, app.Bucket, "AWS::S3::Bucket")
        desk.link(EdgeKind.DEPLOYED_AS, node_id, bucket, code.here or resource.at, label="code")


def _role(resource: Resource, desk: Desk, node_id: str) -> None:
    props = resource.properties
    raw = props.raw("Role")
    if raw is None:
        return
    if isinstance(raw, Unknown):
        return  # what it hangs on has its gap
    target = desk.target(raw, app.Role, "AWS::IAM::Role", at=props.at("Role"))
    desk.link(EdgeKind.ASSUMES, node_id, target, props.at("Role"))


_COLON = re.compile(r":(?![^{}]*\})")
"""The colons of an ARN, without those of tokens (`${AWS::Region}`)."""


def _layers(props: View, desk: Desk, node_id: str) -> None:
    for text in props.texts("Layers"):
        desk.link(EdgeKind.DEPENDS_ON, node_id, _layer(text, desk), props.at("Layers"))


def _layer(text: str, desk: Desk) -> str:
    """The layer a text names; by account, name and version where the application does not declare it."""
    found = desk.find(text, "AWS::Lambda::LayerVersion")
    if found:
        return found[0]
    parts = _COLON.split(text)
    if parts[0] != "arn" or len(parts) < 7:
        name = short_name(text)
        return desk.add(app.Layer(id=f"layer/{name}", name=name, external=True))
    account, name = parts[4], ":".join(parts[6:])
    node_id = f"layer/{account}:{name}" if account.isdigit() else f"layer/{name}"
    return desk.add(app.Layer(id=node_id, name=name, external=True, arn=text, account=account))


@reads("AWS::Lambda::LayerVersion")
def layer(resource: Resource, desk: Desk) -> None:
    """A layer of the application's own."""
    desk.add(app.Layer(**desk.base(resource), code=code_of(resource, desk, "Content")))


@reads("AWS::Lambda::Version")
def version(resource: Resource, desk: Desk) -> None:
    """A published version."""
    target = desk.function_of(resource.properties.raw("FunctionName"), resource.at)
    desk.add(app.Version(**desk.base(resource), function=target))


@reads("AWS::Lambda::Alias")
def alias(resource: Resource, desk: Desk) -> None:
    """An alias and its provisioned concurrency."""
    props = resource.properties
    target = desk.function_of(props.raw("FunctionName"), resource.at)
    provisioned = props.view("ProvisionedConcurrencyConfig").number("ProvisionedConcurrentExecutions")
    desk.add(app.Alias(**desk.base(resource), function=target, provisioned_concurrency=provisioned))


@reads("AWS::Lambda::Url")
def url(resource: Resource, desk: Desk) -> None:
    """A function URL: who may call it, and the function it starts."""
    props = resource.properties
    target = desk.function_of(props.raw("TargetFunctionArn"), resource.at)
    kind = props.text("AuthType")
    auth = {"NONE": Auth.NONE, "AWS_IAM": Auth.IAM}.get(kind, Auth.UNKNOWN) if isinstance(kind, str) else Auth.UNKNOWN
    cors = props.view("Cors")
    at = props.at("AuthType")
    node_id = desk.add(
        FunctionUrl(
            **{**desk.base(resource), "at": at},
            auth=auth,
            function=target,
            cors_origins=cors.texts("AllowOrigins"),
            cors_credentials=cors.flag("AllowCredentials"),
        )
    )
    desk.trigger(
        Trigger(
            source=node_id, target=target, mode=Mode.SYNC, auth=auth, event="url", locations=places(at, resource.at)
        )
    )
    desk.edges.append(entry(node_id, auth, at, desk))


def entry(node_id: str, auth: Auth, at: Location | None, desk: Desk, condition: str | None = None) -> Edge:
    """Who comes in at a route or URL: everybody, or whoever shows the proof it asks for."""
    if auth in {Auth.NONE, Auth.API_KEY}:
        source = desk.add(app.INTERNET)
    else:
        source = f"principal/{auth.value}"
        desk.add(app.Source(id=source, name=f"{auth.value} callers", external=True))
    return Exposure(source=source, target=node_id, auth=auth, locations=places(at), condition=condition)


@reads("AWS::Lambda::EventInvokeConfig")
def invoke_config(resource: Resource, desk: Desk) -> None:
    """Retries and destinations of asynchronous invocations; a note on the function itself."""
    props = resource.properties
    target = desk.function_of(props.raw("FunctionName"), resource.at)
    node = desk.nodes.get(target)
    if isinstance(node, Function):
        from dataclasses import replace  # noqa: PLC0415

        desk.nodes[target] = replace(
            node,
            async_max_age=props.number("MaximumEventAgeInSeconds"),
            async_retries=props.number("MaximumRetryAttempts"),
        )
    destinations = props.view("DestinationConfig")
    for key, label in (("OnFailure", "on-failure"), ("OnSuccess", "on-success")):
        place = destinations.view(key)
        if place.has("Destination"):
            to = desk.target(place.raw("Destination"), app.Queue)
            kind = EdgeKind.FAILS_TO if key == "OnFailure" else EdgeKind.PUBLISHES
            desk.link(kind, target, to, place.at("Destination"), label=label)


@reads("AWS::Lambda::Permission")
def permission(resource: Resource, desk: Desk) -> None:
    """One statement of a function's resource policy."""
    props = resource.properties
    target = desk.function_of(props.raw("FunctionName"), props.at("FunctionName"))
    principal = props.known("Principal") or "unknown"
    source_arn, account = props.known("SourceArn"), props.known("SourceAccount")
    organisation = props.known("PrincipalOrgID")
    limits = [text for text in (source_arn, account, organisation) if text]
    condition = ", ".join(limits) or None
    at = resource.at
    if principal == "*" and not organisation:
        if props.has("FunctionUrlAuthType") or props.flag("InvokedViaFunctionUrl") is True:
            return
        source: str = desk.add(app.INTERNET)
        kind = EdgeKind.MAY_INVOKE if limits else EdgeKind.EXPOSES
        if kind is EdgeKind.EXPOSES:
            label, actions = resource.logical_id, props.texts("Action")
            desk.edges.append(
                Exposure(source=source, target=target, auth=Auth.NONE, locations=(at,), label=label, actions=actions)
            )
            return
    elif principal.endswith((".amazonaws.com", ".amazon.com")) or "${" in principal:
        source = desk.add(app.Source(id=f"service/{short_name(principal)}", name=principal, external=True))
    else:
        source = desk.add(app.Source(id=f"account/{short_name(principal)}", name=principal, external=True))
    desk.edges.append(
        Exposure(kind=EdgeKind.MAY_INVOKE, source=source, target=target, auth=Auth.POLICY, locations=(at,),
                 label=resource.logical_id, condition=condition, actions=props.texts("Action"))
    )  # fmt: skip


_STREAMS = ("kinesis", "dynamodb")
MAX_ENVIRONMENT = 64 * 1024
"""Characters of all values of an environment: Lambda's own quota is 4 KB, once tokens are filled in."""


@reads("AWS::Lambda::EventSourceMapping")
def mapping(resource: Resource, desk: Desk) -> None:
    """A poller between a queue, stream, broker or database and a function."""
    props = resource.properties
    target = desk.function_of(props.raw("FunctionName"), resource.at)
    source, event = _mapped(props, desk, resource)
    destination = props.view("DestinationConfig").view("OnFailure")
    failure = desk.target(destination.raw("Destination"), app.Queue) if destination.has("Destination") else None
    retries = props.number("MaximumRetryAttempts")
    desk.trigger(
        Trigger(
            source=source,
            target=target,
            mode=Mode.POLL,
            event=event,
            label=resource.logical_id,
            locations=places(resource.at, props.at("EventSourceArn")),
            batch=props.number("BatchSize"),
            window=props.number("MaximumBatchingWindowInSeconds"),
            filter=_filter(props),
            concurrency=props.view("ScalingConfig").number("MaximumConcurrency"),
            retries=-1 if retries is None and event in _STREAMS else retries,
            max_age=props.number("MaximumRecordAgeInSeconds"),
            bisect=props.flag("BisectBatchOnFunctionError"),
            partial_batch="ReportBatchItemFailures" in props.texts("FunctionResponseTypes"),
            on_failure=failure,
            enabled=props.flag("Enabled"),
        )
    )


def _filter(props: View) -> Text:
    patterns = [text for one in props.view("FilterCriteria").views("Filters") if (text := one.known("Pattern"))]
    return " | ".join(patterns) or None


def _mapped(props: View, desk: Desk, resource: Resource) -> tuple[str, str]:
    """The node a mapping polls, and the service's short name."""
    at = props.at("EventSourceArn")
    if props.has("SelfManagedEventSource"):
        servers = props.view("SelfManagedEventSource").view("Endpoints").texts("KafkaBootstrapServers")
        name = short_name(servers[0]) if servers else resource.logical_id
        return desk.add(app.Broker(id=f"broker/{name}", name=name, at=at, engine="kafka", external=True)), "kafka"
    text = props.raw("EventSourceArn")
    found = desk.find(text)
    if found:
        return found[0], _EVENT_OF.get(found[1].type, "other")
    event = _event_of(text, props, resource)
    kinds = {
        "sqs": app.Queue,
        "kinesis": app.Stream,
        "dynamodb": app.Table,
        "kafka": app.Broker,
        "mq": app.Broker,
        "documentdb": app.Database,
    }
    return desk.external(text, kinds.get(event, app.Queue), at), event


def _event_of(text: object, props: View, resource: Resource) -> str:
    service = text.split(":")[2] if isinstance(text, str) and text.startswith("arn:") and text.count(":") > 2 else ""
    known = {
        "sqs": "sqs",
        "kinesis": "kinesis",
        "dynamodb": "dynamodb",
        "kafka": "kafka",
        "mq": "mq",
        "rds": "documentdb",
    }
    if service in known:
        return known[service]
    if props.has("Queues"):
        return "mq"
    if props.has("Topics"):
        return "kafka"
    if props.has("DocumentDBEventSourceConfig"):
        return "documentdb"
    event = resource.origin.event if resource.origin else None
    return {"SQS": "sqs", "Kinesis": "kinesis", "DynamoDB": "dynamodb"}.get(
        event.type if event else "", "sqs" if not props.has("StartingPosition") else "kinesis"
    )


_EVENT_OF = {
    "AWS::SQS::Queue": "sqs",
    "AWS::Kinesis::Stream": "kinesis",
    "AWS::Kinesis::StreamConsumer": "kinesis",
    "AWS::DynamoDB::Table": "dynamodb",
    "AWS::DynamoDB::GlobalTable": "dynamodb",
    "AWS::MSK::Cluster": "kafka",
    "AWS::MSK::ServerlessCluster": "kafka",
    "AWS::AmazonMQ::Broker": "mq",
    "AWS::DocDB::DBCluster": "documentdb",
}
