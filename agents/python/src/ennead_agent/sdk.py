"""What the AWS SDK for Python does: service, operation and the target's name, from each session's own events."""

from __future__ import annotations

from . import faults, flows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType
    from typing import Any

_TARGETS: dict[str, tuple[str, tuple[str, ...]]] = {
    "DynamoDB": ("table", ("TableName",)),
    "DynamoDB Streams": ("table", ("StreamArn",)),
    "S3": ("bucket", ("Bucket",)),
    "SQS": ("queue", ("QueueUrl", "QueueName")),
    "SNS": ("topic", ("TopicArn", "TargetArn")),
    "Lambda": ("function", ("FunctionName",)),
    "SFN": ("state_machine", ("stateMachineArn", "activityArn")),
    "EventBridge": ("bus", ("EventBusName",)),
    "Kinesis": ("stream", ("StreamName", "StreamARN")),
    "Firehose": ("stream", ("DeliveryStreamName",)),
    "Secrets Manager": ("secret", ("SecretId",)),
    "SSM": ("parameter", ("Name", "Path")),
    "KMS": ("key", ("KeyId",)),
    "CloudWatch Logs": ("log_group", ("logGroupName",)),
    "Cognito Identity Provider": ("user_pool", ("UserPoolId",)),
    "STS": ("role", ("RoleArn",)),
    "RDS Data": ("database", ("resourceArn",)),
    "Athena": ("database", ("WorkGroup",)),
}
"""By botocore's service id: the kind of node as in `ennead.graph/1`, and the parameters that name it."""
_UNIQUE = "ennead-flows"


def follow(module: ModuleType) -> None:
    """Have every session (aiobotocore's is a subclass) tell us of its calls, through botocore's documented events."""
    session = module.Session
    init = session.__init__

    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:  # noqa: N807
        init(self, *args, **kwargs)
        try:
            self.register("before-parameter-build", _called, unique_id=_UNIQUE)
        except Exception as error:  # noqa: BLE001
            faults.caught("sdk", error)

    __init__.__doc__ = init.__doc__
    session.__init__ = __init__


def _called(params: Any = None, model: Any = None, context: Any = None, **_: Any) -> None:
    """A call is about to be built; the handler returns nothing, so botocore goes on as without it."""
    try:
        service = str(model.service_model.service_id)
        operation = f"{service.replace(' ', '').lower()}:{model.name}"
        if isinstance(context, dict) and context.get("is_presign_request"):
            operation += " (presigned)"
        for target in _targets(service, params if isinstance(params, dict) else {}):
            flows.note("sdk", target, operation, fixed=target.endswith("/*"))
    except Exception as error:  # noqa: BLE001
        faults.caught("sdk", error)


def _targets(service: str, params: dict[str, Any]) -> set[str]:
    kind, names = _TARGETS.get(service, ("service", ()))
    found = {_name(params[word]) for word in names if isinstance(params.get(word), str)}
    if service == "DynamoDB":
        found |= _tables(params)
    elif service == "EventBridge" and isinstance(params.get("Entries"), list):
        found |= {
            _name(entry.get("EventBusName") or "default")
            for entry in params["Entries"][:100]
            if isinstance(entry, dict)
        }
    if not found:
        return {(f"{kind}/*" if names else "service/" + service.lower().replace(" ", "") + "/*")}
    return {f"{kind}/{name}" for name in found}


def _tables(params: dict[str, Any]) -> set[str]:
    """The tables of batches and transactions."""
    found = set()
    items = params.get("RequestItems")
    if isinstance(items, dict):
        found |= {_name(table) for table in items}
    for entry in params.get("TransactItems") or ():
        for act in entry.values() if isinstance(entry, dict) else ():
            if isinstance(act, dict) and isinstance(act.get("TableName"), str):
                found.add(_name(act["TableName"]))
    return found


def _name(value: str) -> str:
    """The name in an ARN or a queue's URL, else the value."""
    if value.startswith("arn:"):
        rest = value.split(":", 5)[-1]
        for prefix in (
            "table/",
            "function:",
            "stateMachine:",
            "activity:",
            "deliverystream/",
            "stream/",
            "userpool/",
            "role/",
            "key/",
        ):
            if rest.startswith(prefix):
                return rest[len(prefix) :].split("/stream/")[0].split(":")[0]
        return rest.split(":")[-1]
    if value.startswith(("https://", "http://")):
        return value.rstrip("/").rsplit("/", 1)[-1]
    return value
