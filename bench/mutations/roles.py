"""Faults in what functions may do."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from bench.mutations.kinds import Change, Edit, add, drop, fault, put
from bench.mutations.shapes import (
    Statement,
    functions,
    referred,
    role_users,
    sam_functions,
    setting,
    statements,
    typed,
)
from bench.mutations.text import Doc

NARROWABLE = {
    "dynamodb": ("GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query", "Scan", "BatchWriteItem", "BatchGetItem"),
    "s3": ("GetObject", "PutObject", "DeleteObject"),
    "sqs": ("SendMessage", "ReceiveMessage", "DeleteMessage"),
    "sns": ("Publish",),
    "secretsmanager": ("GetSecretValue",),
    "ssm": ("GetParameter", "GetParameters"),
    "kinesis": ("PutRecord", "PutRecords", "GetRecords"),
    "lambda": ("InvokeFunction",),
    "states": ("StartExecution",),
    "events": ("PutEvents",),
}
"""Actions that can be kept to one resource."""
_WIDE = re.compile(r'(?:"|:|table/|parameter/|rule/|key/|event-bus/|stream/|role/)\*["\]} ]*$')
"""A star that stands for every thing of its kind; those under a bucket or a path of its own do not."""
MISSPELT = {"GetItem": "GetItems", "PutItem": "PutItems", "GetObject": "GetObjects", "SendMessage": "SendMessages"}
MANAGED = ("AdministratorAccess", "AmazonDynamoDBFullAccess", "AmazonS3FullAccess", "AmazonSQSFullAccess")


def _narrow(doc: Doc) -> Iterator[Statement]:
    """Statements of literal, narrowable actions on named resources, whose owner has no star anywhere."""
    found = list(statements(doc))
    for one in found:
        mates = [mate for mate in found if set(mate.about) & set(one.about)]
        if all(_is_narrow(mate) for mate in mates) and not _wide_beside(doc, one) and _narrowable(one.actions):
            yield one


def _is_narrow(one: Statement) -> bool:
    named_all = not any(_WIDE.search(json.dumps(resource, default=str)) for resource in one.resources)
    return bool(one.actions) and not any("*" in action for action in one.actions) and named_all


def _is_known(action: str) -> bool:
    service, _, name = action.partition(":")
    return name in NARROWABLE.get(service, ()) or action.startswith(("logs:Create", "logs:Put", "xray:Put"))


def _narrowable(actions: tuple[str, ...]) -> bool:
    pairs = [action.partition(":") for action in actions]
    return (
        all(name in NARROWABLE.get(service, ()) for service, _, name in pairs) and len({pair[0] for pair in pairs}) == 1
    )


def _wide_beside(doc: Doc, one: Statement) -> bool:
    """Managed policies and SAM's own templates beside it, which may be wide themselves."""
    own = doc.get("Resources", one.owner, "Properties") or {}
    policies = own.get("Policies")
    items = policies if isinstance(policies, list) else []
    sam = doc.get("Resources", one.owner, "Type") == "AWS::Serverless::Function"
    wide = sam and any(not isinstance(item, dict) or "Statement" not in item for item in items)
    return bool(wide or "FullAccess" in str(own.get("ManagedPolicyArns")))


@fault("wildcard-action")
def action_widened(doc: Doc) -> Iterator[Change]:
    """A statement allows every action of its service."""
    for one in _narrow(doc):
        service = one.actions[0].partition(":")[0]
        yield Change(one.about, f"{one.owner} has {service}:*", (put(f"{service}:*", *one.path, "Action"),))


@fault("wildcard-resource")
def resource_widened(doc: Doc) -> Iterator[Change]:
    """A statement applies to every resource."""
    for one in _narrow(doc):
        yield Change(one.about, f"{one.owner} has {', '.join(one.actions)} on *", (put("*", *one.path, "Resource"),))


@fault("wildcard-action", "wildcard-resource")
def everything_allowed(doc: Doc) -> Iterator[Change]:
    """A statement allows everything on everything."""
    for one in _narrow(doc):
        edits = (put("*", *one.path, "Action"), put("*", *one.path, "Resource"))
        yield Change(one.about, f"{one.owner} may do everything", edits)


@fault("unknown-action")
def action_misspelt(doc: Doc) -> Iterator[Change]:
    """A statement names an action that does not exist, beside others that do."""
    found = list(statements(doc))
    for one in found:
        mates = [mate for mate in found if set(mate.about) & set(one.about)]
        if not all(_is_known(action) for mate in mates for action in mate.actions):
            continue
        for action in one.actions:
            service, _, name = action.partition(":")
            if name in MISSPELT:
                wrong = f"{service}:{MISSPELT[name]}"
                value = [wrong if other == action else other for other in one.actions]
                yield Change(one.about, f"{one.owner} has {wrong}", (put(value, *one.path, "Action"),))


def _attached(name: str, policies: Any, policy: str) -> Edit | None:
    path = ("Resources", name, "Properties", "Policies")
    if policies is None or isinstance(policies, list):
        return add(policy, *path)
    return put([policies, policy], *path) if isinstance(policies, str) else None


def _is_wide(policies: Any) -> bool:
    """Whether one of AWS's wide policies is there already."""
    return any(word in str(policies) for word in ("FullAccess", "ReadOnly", "PowerUser", "Administrator"))


@fault("full-access-policy")
def full_access_added(doc: Doc) -> Iterator[Change]:
    """A function gets one of AWS's policies that allow everything of a service, or of all."""
    users = role_users(doc)
    for number, (name, properties) in enumerate(sam_functions(doc)):
        if setting(doc, name, "Role") is None and not _is_wide(properties.get("Policies")):
            policy = MANAGED[number % len(MANAGED)]
            edit = _attached(name, properties.get("Policies"), policy)
            if edit:
                yield Change((name,), f"{name} has {policy}", (edit,))
    for number, (name, properties) in enumerate(typed(doc, "AWS::IAM::Role")):
        given = properties.get("ManagedPolicyArns")
        if name in users and (given is None or isinstance(given, list)) and not _is_wide(given):
            policy = MANAGED[number % len(MANAGED)]
            edit = add(f"arn:aws:iam::aws:policy/{policy}", "Resources", name, "Properties", "ManagedPolicyArns")
            yield Change((name, *users[name]), f"{name} has {policy}", (edit,))


STARRED = {
    "DynamoDBCrudPolicy": "TableName",
    "DynamoDBReadPolicy": "TableName",
    "DynamoDBWritePolicy": "TableName",
    "S3ReadPolicy": "BucketName",
    "S3WritePolicy": "BucketName",
    "S3CrudPolicy": "BucketName",
    "SQSSendMessagePolicy": "QueueName",
    "SNSPublishMessagePolicy": "TopicName",
    "LambdaInvokePolicy": "FunctionName",
    "StepFunctionsExecutionPolicy": "StateMachineName",
    "EventBridgePutEventsPolicy": "EventBusName",
    "AWSSecretsManagerGetSecretValuePolicy": "SecretArn",
    "SSMParameterReadPolicy": "ParameterName",
}


@fault("wildcard-resource")
def template_starred(doc: Doc) -> Iterator[Change]:
    """One of SAM's policy templates is given `*` for a name."""
    for name, properties in sam_functions(doc):
        items = properties.get("Policies")
        if setting(doc, name, "Role") is not None or not isinstance(items, list):
            continue
        if not all(isinstance(item, dict) and len(item) == 1 and next(iter(item)) in STARRED for item in items):
            continue
        for number, item in enumerate(items):
            policy, given = next(iter(item.items()))
            if isinstance(given, dict) and given.get(STARRED[policy]) != "*":
                path = ("Resources", name, "Properties", "Policies", number, policy, STARRED[policy])
                yield Change((name,), f"{policy} of {name} is for *", (put("*", *path),))


@fault("shared-role")
def role_shared(doc: Doc) -> Iterator[Change]:
    """A function takes on the role of another, which was made for what that one does."""
    users = role_users(doc)
    for role, who in users.items():
        policies = doc.get("Resources", role, "Properties", "Policies")
        if len(who) != 1 or not policies or doc.get("Resources", role, "Condition"):
            continue
        for name, properties in functions(doc):
            own = referred(setting(doc, name, "Role"))
            if name == who[0] or own == role or (own is not None and len(users.get(own, ())) != 1):
                continue
            value = {"Fn::GetAtt": [role, "Arn"]}
            drops = (drop("Resources", name, "Properties", "Policies"),) if "Policies" in properties else ()
            edits = (put(value, "Resources", name, "Properties", "Role"), *drops)
            yield Change((role, name), f"{name} runs under {role} of {who[0]}", edits)
