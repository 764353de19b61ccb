"""State machines of the plugin serverless-step-functions (https://github.com/serverless-operations/serverless-step-functions)."""

from __future__ import annotations

import re
from typing import Any

from ennead.sources.cloudformation.marks import Mark, MarkedDict, MarkedList, mark_of
from ennead.sources.serverless.draft import Draft, get_att, made, mapping, moved, normalized, put, ref
from ennead.sources.serverless.gateway import authorize, place
from ennead.sources.serverless.roles import flat

MAX_DEPTH = 60
_EVENTS = {"http", "schedule", "cloudwatchEvent", "eventBridge"}


def state_machines(draft: Draft) -> None:
    """Every state machine of the service, and what starts it."""
    section = mapping(mapping(draft.root.get("stepFunctions")).get("stateMachines"))
    for key, value in section.items():
        mark = mark_of(section, key) or draft.provider_mark
        body = mapping(value)
        names = {"name": "StateMachineName", "type": "StateMachineType", "loggingConfig": "LoggingConfiguration"}
        properties = moved(body, names, mark)
        definition = body.get("definition")
        if isinstance(definition, dict):
            put(properties, "Definition", _local(definition, draft), mark_of(body, "definition") or mark)
        elif definition is not None:
            put(properties, "DefinitionString", definition, mark_of(body, "definition") or mark)
        role = body.get("role")
        if role is not None:
            role = get_att(role) if isinstance(role, str) and role in draft.own else role
            put(properties, "RoleArn", role, mark_of(body, "role") or mark)
        logical_id = _logical_id(key, body)
        draft.owners[logical_id] = key
        draft.put(logical_id, "AWS::StepFunctions::StateMachine", properties, mark)
        _events(logical_id, body, mark, draft)


def _logical_id(key: str, body: MarkedDict) -> str:
    """The plugin's id: as given, from the name, else from the key."""
    for value in (body.get("id"), body.get("name")):
        if isinstance(value, str) and "${" not in value and (text := re.sub(r"[^0-9A-Za-z]", "", value)):
            return text
    return f"{normalized(key)}StepFunctionsStateMachine"


def _local(value: Any, draft: Draft, depth: int = 0) -> Any:
    """A definition whose references by function key are those of the template."""
    if depth > MAX_DEPTH:
        return value
    if isinstance(value, list):
        done = MarkedList(_local(item, draft, depth + 1) for item in value)
        if len(done) == 2 and isinstance(done[0], str) and done[1] == "Arn" and done[0] in draft.functions:
            done[0] = draft.functions[done[0]].logical_id
        return done
    if not isinstance(value, dict):
        return value
    copy = MarkedDict(mark=getattr(value, "mark", None))
    for key, item in value.items():
        named = key == "Ref" and isinstance(item, str) and item in draft.functions
        copy[key] = draft.functions[item].logical_id if named else _local(item, draft, depth + 1)
    return copy


def _events(machine: str, body: MarkedDict, mark: Mark, draft: Draft) -> None:
    listed = flat(body.get("events"))
    for number, event in enumerate(listed):
        at = mark_of(listed, number) or mark
        for kind, value in mapping(event).items():
            if kind not in _EVENTS:
                draft.unsupported("event", f"event {kind} of {machine} is not read yet", at, kind)
            elif kind == "http":
                _http(value, at, draft)
            else:
                _rule(machine, kind, value, number, at, draft)


def _rule(machine: str, kind: str, value: Any, number: int, mark: Mark, draft: Draft) -> None:
    body = mapping(value) if isinstance(value, dict) else made(mark, rate=value)
    names = {"rate": "ScheduleExpression", "schedule": "ScheduleExpression", "event": "EventPattern",
             "pattern": "EventPattern", "eventBusName": "EventBusName", "eventBus": "EventBusName"}  # fmt: skip
    properties = moved(body, names, mark)
    put(properties, "State", "DISABLED" if body.get("enabled") is False else "ENABLED", mark)
    put(properties, "Targets", MarkedList([made(mark, Arn=ref(machine), Id=machine)]), mark)
    draft.put(f"{machine}EventsRule{kind.capitalize()}{number}", "AWS::Events::Rule", properties, mark)


def _http(value: Any, mark: Mark, draft: Draft) -> None:
    method, _, path = value.strip().partition(" ") if isinstance(value, str) else ("", "", "")
    body = mapping(value) if isinstance(value, dict) else made(mark, method=method, path=path)
    api, resource, name = place(str(body.get("path", "/")), mark, draft)
    verb = str(body.get("method", "any")).upper()
    leads = made(mark, Type="AWS", Uri="arn:aws:apigateway:${AWS::Region}:states:action/StartExecution")
    properties = made(mark, HttpMethod=verb, RestApiId=api, ResourceId=resource, Integration=leads)
    if body.get("private") is not None:
        put(properties, "ApiKeyRequired", body["private"], mark)
    authorize(properties, body, mark, draft)
    draft.put(f"ApiGatewayMethod{name}{verb.capitalize()}", "AWS::ApiGateway::Method", properties, mark)
