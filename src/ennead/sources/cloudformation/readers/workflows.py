"""Step Functions: what a state machine starts and calls."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ennead.model import app
from ennead.model.app import EdgeKind, GapKind, Mode, Node, StateMachine, Trigger
from ennead.model.location import Location
from ennead.model.unknown import Unknown
from ennead.sources.cloudformation.desk import Desk, places
from ennead.sources.cloudformation.inputs import has_hole
from ennead.sources.cloudformation.readers.registry import reads
from ennead.sources.cloudformation.stack import Resource

MAX_STATES = 5_000
_SUBSTITUTION = re.compile(r"\$\{([A-Za-z0-9_]{1,100})\}")

_INTEGRATIONS: dict[str, tuple[tuple[str, ...], type[Node], EdgeKind]] = {
    "sqs:sendMessage": (("QueueUrl",), app.Queue, EdgeKind.PUBLISHES),
    "sns:publish": (("TopicArn",), app.Topic, EdgeKind.PUBLISHES),
    "dynamodb:getItem": (("TableName",), app.Table, EdgeKind.READS),
    "dynamodb:putItem": (("TableName",), app.Table, EdgeKind.WRITES),
    "dynamodb:updateItem": (("TableName",), app.Table, EdgeKind.WRITES),
    "dynamodb:deleteItem": (("TableName",), app.Table, EdgeKind.DELETES),
    "dynamodb:query": (("TableName",), app.Table, EdgeKind.READS),
    "dynamodb:scan": (("TableName",), app.Table, EdgeKind.READS),
    "states:startExecution": (("StateMachineArn",), app.StateMachine, EdgeKind.INVOKES),
    "states:startSyncExecution": (("StateMachineArn",), app.StateMachine, EdgeKind.INVOKES),
    "s3:getObject": (("Bucket",), app.Bucket, EdgeKind.READS),
    "s3:putObject": (("Bucket",), app.Bucket, EdgeKind.WRITES),
    "s3:listObjectsV2": (("Bucket",), app.Bucket, EdgeKind.READS),
    "kinesis:putRecord": (("StreamName", "StreamArn"), app.Stream, EdgeKind.PUBLISHES),
}
"""Service integration (optimised or SDK) -> the parameter that names the resource, its kind, the edge."""


@dataclass(frozen=True, slots=True)
class Call:
    """What one state does: the integration (`lambda:invoke`, `sqs:sendMessage`) and its target as written."""

    integration: str
    target: Any
    parameters: dict[str, Any]


@reads("AWS::StepFunctions::StateMachine")
def state_machine(resource: Resource, desk: Desk) -> None:
    """A state machine, and an edge for each resource its definition names."""
    props = resource.properties
    node_id = desk.id_of(resource)
    definition = _definition(resource, desk)
    calls = list(_calls(definition)) if definition is not None else []
    desk.add(
        StateMachine(
            **desk.base(resource),
            machine_type=props.text("StateMachineType"),
            logging=props.view("LoggingConfiguration").text("Level"),
            calls=tuple(dict.fromkeys((call.integration, str(call.target)) for call in calls)),
        )
    )
    at = props.at("DefinitionString") if props.has("DefinitionString") else props.at("Definition")
    for call in calls:
        _edge(call, node_id, desk, at)
    if props.has("RoleArn"):
        desk.link(
            EdgeKind.ASSUMES,
            node_id,
            desk.target(props.raw("RoleArn"), app.Role, "AWS::IAM::Role"),
            props.at("RoleArn"),
        )


def _definition(resource: Resource, desk: Desk) -> Any:
    """The definition with its substitutions put in; None, with a gap, where it is out of reach."""
    props = resource.properties
    value = props.raw("Definition" if props.has("Definition") else "DefinitionString")
    if value is None:
        value = desk.uploaded(props.view("DefinitionS3Location").known("Key"))
    given = props.view("DefinitionSubstitutions").data
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            if has_hole(value):
                return None  # the part that could not be told has its gap
            reason = f"{resource.logical_id}: its definition is no JSON"
            desk.gap(GapKind.INPUT, "definition", reason, resource.at, resource.logical_id)
            return None
    if isinstance(value, Unknown):
        return None  # so has what could not be told at all
    if not isinstance(value, dict) and resource.origin and "DefinitionUri" in resource.origin.properties:
        return None  # whoever looked for the file has said so
    if not isinstance(value, dict):
        desk.gap(
            GapKind.INPUT,
            "definition",
            f"{resource.logical_id}: its definition is not here",
            resource.at,
            resource.logical_id,
        )
        return None
    return _substituted(value, given) if given else value


def _substituted(value: Any, given: dict[str, Any]) -> Any:
    if isinstance(value, str):
        return _SUBSTITUTION.sub(lambda match: str(given.get(match.group(1), match.group(0))), value)
    if isinstance(value, list):
        return [_substituted(item, given) for item in value]
    if isinstance(value, dict):
        return {key: _substituted(item, given) for key, item in value.items()}
    return value


def _calls(definition: Any) -> Iterator[Call]:
    """Every task of every state, branches and iterations included."""
    waiting, seen = [definition], 0
    while waiting and seen < MAX_STATES:
        value = waiting.pop()
        seen += 1
        if isinstance(value, list):
            waiting += value
        elif isinstance(value, dict):
            task = value.get("Resource")
            if isinstance(task, str) and value.get("Type", "Task") == "Task":
                parameters = value.get("Parameters") or value.get("Arguments")
                yield _call(task, parameters if isinstance(parameters, dict) else {})
            waiting += [item for item in value.values() if isinstance(item, dict | list)]


def _call(task: str, parameters: dict[str, Any]) -> Call:
    if task.startswith("arn:aws:states:"):
        name = task.split(":::", 1)[-1].removeprefix("aws-sdk:").split(".")[0]
        return Call(name, parameters.get("FunctionName"), parameters)
    return Call("lambda:invoke" if ":lambda:" in task or "${" in task else task, task, parameters)


def _edge(call: Call, node_id: str, desk: Desk, at: Location) -> None:
    if call.integration == "lambda:invoke":
        if not isinstance(call.target, str) or call.target.startswith("$."):
            desk.gap(
                GapKind.INPUT, "definition", f"{node_id}: a state invokes a function named at run time", at, node_id
            )
            return
        target = desk.function_of(call.target, at)
        desk.trigger(Trigger(source=node_id, target=target, mode=Mode.SYNC, event="states", locations=places(at)))
        return
    rule = _INTEGRATIONS.get(call.integration)
    if rule is None:
        return
    names, kind, edge = rule
    value = next((call.parameters[name] for name in names if name in call.parameters), None)
    if isinstance(value, str):
        desk.link(edge, node_id, desk.target(value, kind), at, label=call.integration)
