"""What the AWS SDK for Python does: service, operation and the target's name, from each session's own events."""

from __future__ import annotations

from contextvars import ContextVar

from . import carried, faults, flows, stored, verdicts
from .limits import loop

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType
    from typing import Any

    from .flows import Edge, Key

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
_HANDLERS: dict[str, Callable[..., None]] = {}


class Call:
    """One call of the SDK: its edges, where it is sent to, and how it is forgotten by the loop guard."""

    __slots__ = ("edges", "endpoint", "mark")

    def __init__(self) -> None:
        self.edges: list[tuple[Key, Edge]] = []
        self.endpoint: tuple[str, int] | None = None
        self.mark: Any = None


_call: ContextVar[Call | None] = ContextVar("ennead_sdk_call", default=None)


def on(event: str, handler: Callable[..., None]) -> None:
    """Have each session made from now on call `handler` with this event of botocore's; its exception stops the call."""
    _HANDLERS[event] = handler


def calling() -> Call | None:
    """The call that is under way in this thread or task."""
    return _call.get()


def follow(module: ModuleType) -> None:
    """Have every session (aiobotocore's is a subclass) tell us of its calls, through botocore's documented events."""
    session = module.Session
    init = session.__init__

    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:  # noqa: N807
        init(self, *args, **kwargs)
        try:
            for event, handler in _HANDLERS.items():
                self.register(event, handler, unique_id=_UNIQUE + event)
        except Exception as error:  # noqa: BLE001
            faults.caught("sdk", error)

    __init__.__doc__ = init.__doc__
    session.__init__ = __init__


def _called(params: Any = None, model: Any = None, context: Any = None, **_: Any) -> None:
    """A call is about to be built; the handler returns nothing, so botocore goes on as without it."""
    verdicts.judged("flows", _judge, params, model, context)


def _judge(params: Any, model: Any, context: Any) -> None:
    call = Call()
    _call.set(None)
    service = str(model.service_model.service_id)
    operation = f"{service.replace(' ', '').lower()}:{model.name}"
    given = params if isinstance(params, dict) else {}
    call.mark = loop.judge(operation, given)
    signs = isinstance(context, dict) and context.get("is_presign_request")
    told = operation + " (presigned)" if signs else operation
    for target, foreign in _targets(service, given):
        key = ("sdk", target, f"{told} of account {foreign}" if foreign else told)
        call.edges.append((key, flows.note(*key, fixed=target.endswith("/*"))))
    carried.parameters(call, given)
    if not signs:
        _call.set(call)
    elif flows.is_judged():
        carried.signed(model)


def _sending(request: Any = None, event_name: str = "", **_: Any) -> None:
    """A request is about to be sent, for the first time or again."""
    call = _call.get()
    if call is not None and flows.is_judged():
        verdicts.judged("flows", carried.request, call, request, event_name)


def _answered(http_response: Any = None, parsed: Any = None, **_: Any) -> None:
    call = _call.get()
    _call.set(None)
    if call is not None:
        faults.shielded("sdk", carried.response, call, getattr(http_response, "status_code", 0), parsed)
        faults.shielded("stored", stored.answered, {key[1] for key, _ in call.edges}, parsed)


def _broke_off(**_: Any) -> None:
    call = _call.get()
    _call.set(None)
    if call is not None and call.mark is not None:
        faults.shielded("sdk", loop.failed, call.mark)


_HANDLERS.update(
    {
        "before-parameter-build": _called,
        "before-send": _sending,
        "after-call": _answered,
        "after-call-error": _broke_off,
    }
)


def _targets(service: str, params: dict[str, Any]) -> set[tuple[str, str]]:
    """Each target as kind and name, with its account where that is another than the function's."""
    kind, names = _TARGETS.get(service, ("service", ()))
    found = {params[word] for word in names if isinstance(params.get(word), str)}
    if service == "DynamoDB":
        found |= _tables(params)
    elif service == "EventBridge" and isinstance(params.get("Entries"), list):
        found |= {
            str(entry.get("EventBusName") or "default") for entry in params["Entries"][:100] if isinstance(entry, dict)
        }
    if not found:
        return {(f"{kind}/*" if names else "service/" + service.lower().replace(" ", "") + "/*", "")}
    return {(f"{kind}/{_name(value)}", _foreign(value)) for value in found}


def _tables(params: dict[str, Any]) -> set[str]:
    """The tables of batches and transactions."""
    found = set()
    items = params.get("RequestItems")
    if isinstance(items, dict):
        found |= {str(table) for table in items}
    for entry in params.get("TransactItems") or ():
        for act in entry.values() if isinstance(entry, dict) else ():
            if isinstance(act, dict) and isinstance(act.get("TableName"), str):
                found.add(act["TableName"])
    return found


def _foreign(value: str) -> str:
    """The account in an ARN or a queue's URL, if it is not the function's."""
    account = value.split(":", 5)[4] if value.startswith("arn:") and value.count(":") > 4 else ""
    if value.startswith(("https://sqs.", "https://queue.amazonaws.com/")) or ".queue.amazonaws.com/" in value:
        account = value.split("/")[3] if value.count("/") > 3 else ""
    own = flows.own_account()
    return account if own and len(account) == len(own) and account.isdigit() and account != own else ""


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
