"""EventBridge: buses, rules, schedules, pipes; and the targets they start."""

from __future__ import annotations

import json

from ennead.model import app
from ennead.model.app import (
    Bus,
    EdgeKind,
    GapKind,
    Mode,
    Node,
    Number,
    Pipe,
    Queue,
    Rule,
    Schedule,
    StateMachine,
    Text,
    Trigger,
)
from ennead.model.location import Location
from ennead.model.unknown import Unknown
from ennead.sources.cloudformation.desk import Desk, places
from ennead.sources.cloudformation.readers.registry import reads
from ennead.sources.cloudformation.stack import Resource
from ennead.sources.cloudformation.view import View


@reads("AWS::Events::EventBus")
def bus(resource: Resource, desk: Desk) -> None:
    """An event bus."""
    desk.add(Bus(**desk.base(resource), encrypted_with=resource.properties.text("KmsKeyIdentifier")))


@reads("AWS::Events::Rule")
def rule(resource: Resource, desk: Desk) -> None:
    """A rule: a timer where it has a schedule, else a filter on its bus."""
    props = resource.properties
    node_id = desk.id_of(resource)
    state = props.text("State")
    enabled = state if isinstance(state, Unknown) else state not in {"DISABLED"}
    timer = props.has("ScheduleExpression")
    if timer:
        desk.add(Schedule(**desk.base(resource), expression=props.text("ScheduleExpression"), enabled=enabled))
    else:
        bus_id = _bus(props, desk)
        desk.add(Rule(**desk.base(resource), bus=bus_id, pattern=_pattern(props), enabled=enabled))
        desk.link(EdgeKind.PUBLISHES, bus_id, node_id, resource.at)
    for target in props.views("Targets"):
        arn = target.raw("Arn")
        retries = target.view("RetryPolicy").number("MaximumRetryAttempts")
        dead_letter = target.view("DeadLetterConfig").raw("Arn")
        schedule = props.text("ScheduleExpression")
        start(
            node_id,
            arn,
            desk,
            resource,
            target.at("Arn"),
            "schedule" if timer else "events",
            retries,
            dead_letter,
            schedule,
        )


def _bus(props: View, desk: Desk) -> str:
    if not props.has("EventBusName") or props.known("EventBusName") == "default":
        return desk.add(Bus(id="bus/default", name="default", external=True))
    return desk.target(props.raw("EventBusName"), Bus, "AWS::Events::EventBus", at=props.at("EventBusName"))


def _pattern(props: View) -> Text:
    value = props.raw("EventPattern")
    if value is None or isinstance(value, Unknown | str):
        return value
    try:
        return json.dumps(value, sort_keys=True)
    except TypeError:
        return Unknown("a part of the event pattern could not be told")


def start(
    source: str,
    arn: object,
    desk: Desk,
    resource: Resource,
    at: Location,
    event: str,
    retries: Number = None,
    dead_letter: object = None,
    schedule: Text = None,
) -> None:
    """An edge from a rule, schedule or pipe to what it starts or feeds."""
    failure = desk.target(dead_letter, Queue, "AWS::SQS::Queue") if dead_letter is not None else None
    if is_function(arn, desk):
        desk.trigger(
            Trigger(
                source=source, target=desk.function_of(arn, at), mode=Mode.ASYNC, event=event, retries=retries,
                on_failure=failure, schedule=schedule, locations=places(resource.at, at), label=resource.logical_id,
            )
        )  # fmt: skip
        return
    target = desk.target(arn, kind_of_target(arn), at=at)
    kind = EdgeKind.INVOKES if target.startswith("state_machine/") else EdgeKind.PUBLISHES
    desk.link(kind, source, target, at, label=resource.logical_id)


def is_function(arn: object, desk: Desk) -> bool:
    """Whether a target is a function, an alias or a version."""
    found = desk.find(arn)
    if found:
        return found[1].type in {"AWS::Lambda::Function", "AWS::Lambda::Alias", "AWS::Lambda::Version"}
    return isinstance(arn, str) and arn.startswith("arn:aws:lambda:")


def kind_of_target(arn: object) -> type[Node]:
    """The node kind of a target that the application does not declare."""
    service = arn.split(":")[2] if isinstance(arn, str) and arn.startswith("arn:") and arn.count(":") > 2 else ""
    return {"sqs": Queue, "sns": app.Topic, "states": StateMachine, "kinesis": app.Stream, "events": Bus}.get(
        service, app.Source
    )


@reads("AWS::Scheduler::Schedule")
def schedule(resource: Resource, desk: Desk) -> None:
    """An EventBridge Scheduler schedule."""
    props = resource.properties
    target = props.view("Target")
    state = props.text("State")
    node_id = desk.add(
        Schedule(
            **desk.base(resource),
            expression=props.text("ScheduleExpression"),
            enabled=state if isinstance(state, Unknown) else state != "DISABLED",
        )
    )
    arn = target.raw("Arn")
    if isinstance(arn, str) and arn.startswith("arn:aws:scheduler:::aws-sdk:lambda:invoke"):
        arn = _json_member(target.raw("Input"), "FunctionName")
        if not isinstance(arn, str):
            reason = f"{resource.logical_id}: which function it invokes could not be told"
            desk.gap(GapKind.INPUT, "definition", reason, target.at("Input"), resource.logical_id)
            return
    retries = target.view("RetryPolicy").number("MaximumRetryAttempts")
    start(node_id, arn, desk, resource, target.at("Arn"), "schedule", retries,
          target.view("DeadLetterConfig").raw("Arn"), props.text("ScheduleExpression"))  # fmt: skip


def _json_member(text: object, key: str) -> object:
    try:
        value = json.loads(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return value.get(key) if isinstance(value, dict) else None


@reads("AWS::Pipes::Pipe")
def pipe(resource: Resource, desk: Desk) -> None:
    """A pipe: its source, the function that enriches, the target."""
    props = resource.properties
    node_id = desk.add(Pipe(**desk.base(resource), source=props.text("Source"), target=props.text("Target")))
    source = desk.target(props.raw("Source"), kind_of_target(props.raw("Source")), at=props.at("Source"))
    desk.link(EdgeKind.PUBLISHES, source, node_id, props.at("Source"))
    for key in ("Enrichment", "Target"):
        if not props.has(key):
            continue
        arn, at = props.raw(key), props.at(key)
        if is_function(arn, desk):
            waits = props.view("TargetParameters").view("LambdaFunctionParameters").known("InvocationType")
            mode = Mode.ASYNC if waits == "FIRE_AND_FORGET" else Mode.SYNC
            target = desk.function_of(arn, at)
            desk.trigger(
                Trigger(
                    source=node_id, target=target, mode=mode, event="pipe", label=key, locations=places(at, resource.at)
                )
            )
        else:
            start(node_id, arn, desk, resource, at, "pipe")
