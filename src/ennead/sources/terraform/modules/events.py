"""The modules of EventBridge, HTTP APIs and state machines."""

from __future__ import annotations

from typing import Any

from ennead.sources.cloudformation.marks import Mark, MarkedDict, mark_of
from ennead.sources.terraform.instance import Pointer
from ennead.sources.terraform.modules.making import (
    Making,
    attributes,
    blocks,
    members,
    service_trust,
    statements,
    text,
)

_BUS = "aws_cloudwatch_event_bus.this[0]"


def eventbridge(making: Making) -> None:
    """`terraform-aws-modules/eventbridge/aws`: a bus, rules with targets, schedules."""
    making.outputs |= {
        "eventbridge_bus_arn": making.pointer(_BUS, "arn"), "eventbridge_bus_name": making.pointer(_BUS, "name"),
    }  # fmt: skip
    if not making.on("create", default=True):
        return
    bus: Any = making.get("bus_name", "default")
    if making.on("create_bus", default=True):
        making.add(_BUS, making.taken({"name": "bus_name"}), why=making.told("create_bus"))
        bus = making.pointer(_BUS, "name")
    arns: dict[str, Pointer] = {}
    for key, item, at in members(making.get("rules")):
        name = key.strip('[]"')
        arns[name] = making.pointer(f"aws_cloudwatch_event_rule.this{key}", "arn")
        if isinstance(item, dict):
            _rule(making, key, item, bus, at or making.mark("rules"))
    making.outputs |= {"eventbridge_rule_arns": arns, "eventbridge_rule_ids": arns}
    for key, items, at in members(making.get("targets")):
        for place, item in enumerate(blocks(items)):
            if isinstance(item, dict):
                mark = getattr(item, "mark", None) or mark_of(items, place) or at or making.mark("targets")
                _target(making, key, place, item, mark)
    schedules: dict[str, Pointer] = {}
    for key, item, at in members(making.get("schedules")):
        if isinstance(item, dict):
            schedules[key.strip('[]"')] = making.pointer(f"aws_scheduler_schedule.this{key}", "arn")
            _schedule(making, key, item, at or making.mark("schedules"))
    making.outputs["eventbridge_schedule_arns"] = schedules


def _rule(making: Making, key: str, item: dict[str, Any], bus: Any, mark: Mark) -> None:
    one = MarkedDict(mark=mark)
    one["name"] = item.get("name") or text(key.strip('[]"').replace("_", "-"), "-rule")
    for name in ("event_pattern", "schedule_expression", "state"):
        if item.get(name) is not None:
            one[name] = item[name]
            one.keys_at[name] = mark_of(item, name) or mark
    if item.get("enabled") is False:
        one["state"] = "DISABLED"
    if item.get("schedule_expression") is None:
        one["event_bus_name"] = item.get("event_bus_name") or bus
    making.add(f"aws_cloudwatch_event_rule.this{key}", one, mark=mark)


def _target(making: Making, key: str, place: int, item: dict[str, Any], mark: Mark) -> None:
    one = attributes(
        mark, rule=making.pointer(f"aws_cloudwatch_event_rule.this{key}", "name"), arn=item.get("arn"),
        target_id=item.get("name"),
    )  # fmt: skip
    if item.get("dead_letter_arn") is not None:
        one["dead_letter_config"] = [{"arn": item["dead_letter_arn"]}]
    if isinstance(item.get("retry_policy"), dict):
        one["retry_policy"] = [item["retry_policy"]]
    name = item.get("name") if isinstance(item.get("name"), str) else str(place)
    making.add(f'aws_cloudwatch_event_target.this["{name}"]', one, mark=mark)


def _schedule(making: Making, key: str, item: dict[str, Any], mark: Mark) -> None:
    one = attributes(
        mark, name=item.get("name") or text(key.strip('[]"').replace("_", "-"), "-schedule"),
        schedule_expression=item.get("schedule_expression"), state=item.get("state"),
        target=[attributes(mark, arn=item.get("arn"), input=item.get("input"))],
    )  # fmt: skip
    making.add(f"aws_scheduler_schedule.this{key}", one, mark=mark)


def http_api(making: Making) -> None:
    """`terraform-aws-modules/apigateway-v2/aws`: `integrations` by route (before version 5), or `routes`."""
    own = "aws_apigatewayv2_api.this[0]"
    for prefix in ("", "apigatewayv2_"):
        making.outputs |= {
            f"{prefix}api_id": making.pointer(own, "id"), f"{prefix}api_arn": making.pointer(own, "arn"),
            f"{prefix}api_endpoint": making.pointer(own, "api_endpoint"),
            f"{prefix}api_execution_arn": making.pointer(own, "execution_arn"),
        }  # fmt: skip
    if not making.on("create", default=True):
        return
    api = making.taken({"name": "name", "body": "body", "disable_execute_api_endpoint": "disable_execute_api_endpoint"})
    api["protocol_type"] = making.get("protocol_type", "HTTP")
    if making.get("cors_configuration") is not None:
        api["cors_configuration"] = blocks(making.get("cors_configuration"))
        api.keys_at["cors_configuration"] = making.mark("cors_configuration")
    making.add(own, api)
    api_id = making.pointer(own, "id")
    for key, item, at in members(making.get("authorizers")):
        if isinstance(item, dict):
            _authorizer(making, key, item, api_id, at or making.mark("authorizers"))
    name = "routes" if making.get("routes") is not None else "integrations"
    for key, item, at in members(making.get(name)):
        if isinstance(item, dict):
            _route(making, key, item, api_id, at or making.mark(name))
    if making.on("create_default_stage", default=True) or making.on("create_stage", default=True):
        _stage(making, api_id)


def _stage(making: Making, api_id: Pointer) -> None:
    stage = attributes(making.call.mark, api_id=api_id, name=making.get("stage_name", "$default"))
    limits = making.get("stage_default_route_settings") or making.get("default_route_settings")
    if isinstance(limits, dict) and limits:
        stage["default_route_settings"] = [limits]
    logs = making.get("stage_access_log_settings")
    arn = logs.get("destination_arn") if isinstance(logs, dict) else None
    arn = arn or making.get("default_stage_access_log_destination_arn")
    if arn is not None:
        stage["access_log_settings"] = [{"destination_arn": arn}]
    making.add("aws_apigatewayv2_stage.default[0]", stage)


def _authorizer(making: Making, key: str, item: dict[str, Any], api_id: Pointer, mark: Mark) -> None:
    kind = item.get("authorizer_type", "REQUEST")
    one = attributes(mark, api_id=api_id, authorizer_type=kind, name=item.get("name") or key.strip('[]"'))
    if item.get("authorizer_uri") is not None:
        one["authorizer_uri"] = item["authorizer_uri"]
    jwt = item.get("jwt_configuration")
    if isinstance(jwt, dict) or item.get("issuer") is not None:
        one["jwt_configuration"] = [jwt if isinstance(jwt, dict) else {"issuer": item["issuer"]}]
    making.add(f"aws_apigatewayv2_authorizer.this{key}", one, mark=mark)


def _route(making: Making, key: str, item: dict[str, Any], api_id: Pointer, mark: Mark) -> None:
    inner = item.get("integration")
    leads = inner if isinstance(inner, dict) else item
    uri = leads.get("lambda_arn") or leads.get("uri") or leads.get("integration_uri")
    kind = leads.get("integration_type") or leads.get("type") or "AWS_PROXY"
    one = attributes(
        mark, api_id=api_id, integration_type=kind, integration_uri=uri,
        integration_subtype=leads.get("integration_subtype") or leads.get("subtype"),
        request_parameters=leads.get("request_parameters"),
    )  # fmt: skip
    target = making.add(f"aws_apigatewayv2_integration.this{key}", one, mark=mark)
    auth = item.get("authorization_type")
    authorizer = item.get("authorizer_id")
    if authorizer is None and isinstance(item.get("authorizer_key"), str):
        authorizer = making.pointer(f'aws_apigatewayv2_authorizer.this["{item["authorizer_key"]}"]', "id")
    route = attributes(
        mark, api_id=api_id, route_key=key.strip('[]"'), target=text("integrations/", Pointer(target.address, ("id",))),
        authorization_type=auth, authorizer_id=authorizer, authorization_scopes=item.get("authorization_scopes"),
    )  # fmt: skip
    making.add(f"aws_apigatewayv2_route.this{key}", route, mark=mark)


def state_machine(making: Making) -> None:
    """`terraform-aws-modules/step-functions/aws`; what `service_integrations` grant is not read."""
    own, role = "aws_sfn_state_machine.this[0]", "aws_iam_role.this[0]"
    making.outputs |= {
        "state_machine_arn": making.pointer(own, "arn"), "state_machine_id": making.pointer(own, "id"),
        "state_machine_name": making.pointer(own, "name"), "role_arn": making.pointer(role, "arn"),
    }  # fmt: skip
    if not making.on("create", default=True):
        return
    done = making.taken({"name": "name", "type": "type", "definition": "definition"})
    done["role_arn"] = making.get("role_arn")
    if isinstance(making.get("logging_configuration"), dict):
        done["logging_configuration"] = [making.get("logging_configuration")]
    if making.on("create_role", default=True) and not making.get("use_existing_role"):
        done["role_arn"] = making.pointer(role, "arn")
        making.add(role, attributes(making.call.mark, assume_role_policy=service_trust("states.amazonaws.com")))
        _role_policies(making, role)
    making.add(own, done)


def _role_policies(making: Making, role: str) -> None:
    if making.on("attach_policy_statements", default=False) and making.get("policy_statements") is not None:
        mark = making.mark("policy_statements")
        document = statements(making.get("policy_statements"), mark)
        one = attributes(mark, role=making.pointer(role, "name"), policy=document)
        making.add("aws_iam_role_policy.additional_inline[0]", one, mark=mark)
    if making.on("attach_policy_json", default=False) and making.get("policy_json") is not None:
        mark = making.mark("policy_json")
        one = attributes(mark, role=making.pointer(role, "name"), policy=making.get("policy_json"))
        making.add("aws_iam_role_policy.additional_json[0]", one, mark=mark)
