"""Execution roles: the one all functions share, and those of single functions.

What the framework grants of itself: https://www.serverless.com/framework/docs/providers/aws/guide/iam.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ennead.sources.cloudformation.marks import Mark, MarkedDict, MarkedList, mark_of
from ennead.sources.serverless.draft import Declared, Draft, get_att, made, mapping, put, sequence, sub

SHARED = "IamRoleLambdaExecution"
OWN = "what the framework grants of itself"
"""The statements that the framework adds stand apart from those that are written: it has one policy for both."""
_PLUGIN = "serverless-iam-roles-per-function"
_VPC_ACCESS = "arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"
_LOGS = "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:"
_STREAM_ACTIONS = {
    "sqs": ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"),
    "dynamodb": ("dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:DescribeStream", "dynamodb:ListStreams"),
    "kinesis": (
        "kinesis:GetRecords", "kinesis:GetShardIterator", "kinesis:DescribeStreamSummary", "kinesis:ListShards",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Written:
    """What a place says about a role: statements, managed policies, boundary, and the place itself."""

    statements: MarkedList = field(default_factory=MarkedList)
    managed: MarkedList = field(default_factory=MarkedList)
    boundary: Any = None
    name: Any = None
    mark: Mark | None = None


def provider_role(draft: Draft) -> tuple[Any, Written, Mark]:
    """A role the provider names (None where the framework makes it), what it says of it, and the place."""
    provider = draft.provider
    iam = mapping(provider.get("iam"))
    role = iam.get("role", provider.get("role"))
    mark = mark_of(iam, "role") or mark_of(provider, "role")
    if role is not None and not _says(role):
        return _reference(role, draft), Written(), mark or draft.provider_mark
    body = mapping(role)
    statements = flat(body.get("statements") or provider.get("iamRoleStatements"))
    managed = flat(body.get("managedPolicies") or provider.get("iamManagedPolicies"))
    at = mark or mark_of(provider, "iamRoleStatements") or draft.provider_mark
    boundary = body.get("permissionsBoundary", body.get("permissionBoundary", provider.get("rolePermissionsBoundary")))
    return None, Written(statements, managed, boundary, body.get("name"), at), at


def _says(role: Any) -> bool:
    """Whether a value describes a role, and does not name one."""
    return isinstance(role, dict) and not any(key == "Ref" or key.startswith("Fn::") for key in role)


def _reference(role: Any, draft: Draft) -> Any:
    """A role by ARN or reference; a bare id of a role of the service counts as a reference."""
    return get_att(role) if isinstance(role, str) and role in draft.own else role


def roles(draft: Draft) -> dict[str, tuple[Any, Mark]]:
    """The role of each function, with the place it is named; makes those the framework makes."""
    given, shared, mark = provider_role(draft)
    found: dict[str, tuple[Any, Mark]] = {}
    members: list[Declared] = []
    for key, declared in draft.functions.items():
        own = declared.body.get("role")
        if own is not None:
            found[key] = _reference(own, draft), mark_of(declared.body, "role") or declared.mark
            continue
        written = _of_function(declared, shared, draft)
        if isinstance(written, Written):
            role_id = f"{declared.prefix}{SHARED}"
            _make(role_id, f"{draft.service}-{draft.stage}-{key}", [declared], written, draft)
            draft.owners[role_id] = key
            found[key] = get_att(role_id), written.mark or declared.mark
        elif written is not None:
            found[key] = _reference(written, draft), declared.mark
        elif given is not None:
            found[key] = given, mark
        else:
            members.append(declared)
            found[key] = get_att(SHARED), declared.mark
    if members:
        _make(SHARED, f"{draft.service}-{draft.stage}-lambda", members, shared, draft)
    return found


def _of_function(declared: Declared, shared: Written, draft: Draft) -> Any:
    """What a function says of a role of its own: `Written`, a reference, or None."""
    body = declared.body
    role = mapping(body.get("iam")).get("role")
    if role is not None and not _says(role):
        return role
    described = mapping(role)
    statements, inherit = described.get("statements"), described.get("inheritStatements")
    at = mark_of(body, "iam")
    if not described and body.get("iamRoleStatements") is not None:
        at = mark_of(body, "iamRoleStatements")
        if _PLUGIN not in draft.plugins:
            reason = f"function {declared.key}: iamRoleStatements has no effect without the plugin {_PLUGIN}"
            draft.missing("plugin", reason, at, declared.key)
            return None
        settings = mapping(mapping(draft.root.get("custom")).get(_PLUGIN))
        statements = body["iamRoleStatements"]
        inherit = body.get("iamRoleStatementsInherit", settings.get("defaultInherit"))
    elif not described:
        return None
    own = flat(statements)
    if inherit is True:
        own = joined(own, shared.statements)
    boundary = described.get("permissionsBoundary", _bounded_by_plugin(body, draft))
    return Written(own, flat(described.get("managedPolicies")), boundary,
                   described.get("name", body.get("iamRoleStatementsName")), at or declared.mark)  # fmt: skip


def _bounded_by_plugin(body: MarkedDict, draft: Draft) -> Any:
    """The boundary that the plugin gives a function's role."""
    if _PLUGIN not in draft.plugins:
        return None
    settings = mapping(mapping(draft.root.get("custom")).get(_PLUGIN))
    return body.get("iamPermissionsBoundary", settings.get("iamGlobalPermissionsBoundary"))


def _make(role_id: str, policy: str, members: list[Declared], written: Written, draft: Draft) -> None:
    mark = written.mark or draft.provider_mark
    held = {OWN: MarkedList(_implied(members, draft)), policy: joined(MarkedList(), written.statements)}
    policies = MarkedList(_policy(name, statements, mark) for name, statements in held.items() if statements)
    policies.items_at = [mark for _ in policies]
    service = {"Service": ["lambda.amazonaws.com"]}
    trust = {"Effect": "Allow", "Principal": service, "Action": ["sts:AssumeRole"]}
    properties = made(
        mark,
        AssumeRolePolicyDocument={"Version": "2012-10-17", "Statement": [trust]},
        Policies=policies,
    )
    managed = written.managed.copy()
    if any(_in_network(one, draft) for one in members):
        managed.append(_VPC_ACCESS)
        managed.items_at.append(mark)
    if managed:
        put(properties, "ManagedPolicyArns", managed, mark)
    if written.boundary is not None:
        put(properties, "PermissionsBoundary", written.boundary, mark)
    if written.name is not None:
        put(properties, "RoleName", written.name, mark)
    draft.put(role_id, "AWS::IAM::Role", properties, mark)


def _policy(name: str, statements: MarkedList, mark: Mark) -> MarkedDict:
    statements.items_at = [getattr(item, "mark", None) or mark for item in statements]
    return made(mark, PolicyName=name, PolicyDocument=made(mark, Version="2012-10-17", Statement=statements))


def _in_network(declared: Declared, draft: Draft) -> bool:
    return bool(declared.body.get("vpc", draft.provider.get("vpc")))


def _implied(members: list[Declared], draft: Draft) -> list[MarkedDict]:
    """The statements the framework adds: logs, what its pollers need, tracing, dead letters."""
    found = [_logs(one, draft) for one in members if one.body.get("disableLogs") is not True]
    found = found if len(members) == 1 else [_shared_logs(draft)] if found else []
    polled: dict[str, MarkedList] = {}
    for declared in members:
        for kind, arn, mark in _polled(declared):
            resources = polled.setdefault(kind, MarkedList())
            resources.append(arn)
            resources.items_at.append(mark)
        if declared.body.get("onError") is not None:
            at = mark_of(declared.body, "onError") or declared.mark
            found.append(_allow(("sns:Publish",), declared.body["onError"], at))
        traced = declared.body.get("tracing", mapping(draft.provider.get("tracing")).get("lambda"))
        if traced and not any("xray:PutTraceSegments" in item["Action"] for item in found):
            found.append(_allow(("xray:PutTraceSegments", "xray:PutTelemetryRecords"), "*", declared.mark))
    return [*found, *(_allow(_STREAM_ACTIONS[kind], arns, arns.items_at[0]) for kind, arns in polled.items())]


def _polled(declared: Declared) -> list[tuple[str, Any, Mark | None]]:
    """Queues and streams that a function's events poll, by service."""
    found = []
    for event in sequence(declared.body.get("events")):
        for kind, value in event.items() if isinstance(event, dict) else ():
            if kind not in {"sqs", "stream"}:
                continue
            arn = mapping(value).get("arn", value if not isinstance(value, dict) else None)
            service = kind if kind == "sqs" else stream_type(value)
            if arn is not None:
                found.append((service, arn, mark_of(event, kind)))
    return found


def stream_type(value: Any) -> str:
    """`dynamodb` or `kinesis`: as written, by its ARN, or by the reference's attribute."""
    body = mapping(value)
    kind = body.get("type")
    if kind in ("dynamodb", "kinesis"):
        return str(kind)
    arn = body.get("arn", value)
    text = arn if isinstance(arn, str) else str(arn)[:2000]
    return "dynamodb" if ":dynamodb:" in text or "StreamArn" in text else "kinesis"


def _logs(declared: Declared, draft: Draft) -> MarkedDict:
    name = declared.body.get("name")
    text = name if isinstance(name, str) else f"{draft.service}-{draft.stage}-{declared.key}"
    return _log_statement(f"{_LOGS}/aws/lambda/{_escaped(text)}:*", declared.mark)


def _shared_logs(draft: Draft) -> MarkedDict:
    return _log_statement(f"{_LOGS}/aws/lambda/{_escaped(f'{draft.service}-{draft.stage}')}*:*", draft.provider_mark)


def _log_statement(arn: str, mark: Mark) -> MarkedDict:
    actions = ("logs:CreateLogStream", "logs:CreateLogGroup", "logs:TagResource", "logs:PutLogEvents")
    return _allow(actions, sub(arn), mark)


def _escaped(text: str) -> str:
    """Text for `Fn::Sub`: what looks like a token of its own stays one only where it is one."""
    return text if "${" not in text or "${?" in text or "${AWS::" in text else text.replace("${", "${!")


def _allow(actions: tuple[str, ...], resource: Any, mark: Mark | None) -> MarkedDict:
    return made(mark or ("", 0, 0), Effect="Allow", Action=MarkedList(actions), Resource=resource)


def flat(value: Any) -> MarkedList:
    """A list whose items may be lists themselves (`- ${file(more.yml)}`), with the places of its items."""
    done = MarkedList(mark=getattr(value, "mark", None))
    waiting = [(item, mark_of(value, place)) for place, item in enumerate(value)] if isinstance(value, list) else [
        (item, getattr(item, "mark", None)) for item in sequence(value)
    ]  # fmt: skip
    for item, mark in waiting:
        for inner in item if isinstance(item, list) else [item]:
            done.append(inner)
            done.items_at.append(getattr(inner, "mark", None) or mark)
    return done


def joined(first: MarkedList, second: MarkedList) -> MarkedList:
    """Two lists in one, with the places of their items."""
    done = MarkedList([*first, *second])
    done.items_at = [mark_of(part, place) for part in (first, second) for place in range(len(part))]
    return done
