"""Tells the kind of an event from its structure: what the platform's own envelope has at the top, never a value.

Loaded when an event is judged or refused.  An event that a caller makes up as a whole can take any shape, so a kind
only chooses the shape of an answer and which rules hold: nothing is let through because of it.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Event = dict[str, Any]

INVOKE = "invoke"
COARSE = {
    "api-rest": "api",
    "api-http": "api",
    "function-url": "api",
    "lattice": "api",
    "authorizer-http": "authorizer",
    "rmq": "mq",
}
"""Kinds that differ only in the shape of an answer: event lines and contracts know them by the second name."""
_PLACE = {
    "sqs": "Records", "sns": "Records", "s3": "Records", "ses": "Records", "kinesis": "Records", "dynamodb": "Records",
    "codecommit": "Records", "cloudfront": "Records", "records": "Records", "firehose": "records",
    "analytics": "records", "analytics-delivery": "records", "mq": "messages", "docdb": "events", "s3-batch": "tasks",
}  # fmt: skip


def place(kind: str) -> str | None:
    """The name under which an event of this kind keeps its list of records, if it keeps one."""
    return _PLACE.get(kind)


def records(kind: str, document: Any) -> list[Any]:
    """The records of an event of this kind; empty where it has none."""
    if kind == "pipe":
        return document if isinstance(document, list) else []
    name = _PLACE.get(kind)
    found = document.get(name) if name is not None and isinstance(document, dict) else None
    return found if isinstance(found, list) else []


_GROUPED = {"kafka": "records", "rmq": "rmqMessagesByQueue"}


def singly(kind: str, document: Any) -> list[tuple[dict[str, Any], Any]]:
    """Each record with what of the event is another one where it stands alone; empty where it cannot.

    Those of brokers stand under their topic or queue; only records that are objects are told apart.
    """
    name = _GROUPED.get(kind) or _PLACE.get(kind)
    if name is None or not isinstance(document, dict):
        return []
    found: Any = document.get(name)
    if kind not in _GROUPED:
        return [({name: [one]}, one) for one in found] if _are_objects(found) else []
    if not isinstance(found, dict) or not all(map(_are_objects, found.values())):
        return []
    return [({name: {group: [one]}}, one) for group, listed in found.items() for one in listed]


def _are_objects(found: Any) -> bool:
    return isinstance(found, list) and all(isinstance(one, dict) for one in found)


def of(document: Any) -> str:
    """The kind of a parsed event; `invoke` where nothing of the platform's is in it."""
    if isinstance(document, list):
        return _of_list(document)
    if not isinstance(document, dict):
        return INVOKE
    listed = document.get("Records")
    if isinstance(listed, list) and listed and isinstance(listed[0], dict):
        return _of_record(listed[0])
    for name, is_one in _TESTS:
        if is_one(document):
            return name
    return INVOKE


def _of_record(record: Event) -> str:
    if isinstance(record.get("cf"), dict):
        return "cloudfront"
    if isinstance(record.get("Sns"), dict):
        return "sns"
    if isinstance(record.get("ses"), dict):
        return "ses"
    source = record.get("eventSource") or record.get("EventSource")
    if isinstance(source, str) and source.startswith("aws:"):
        name = source[4:]
        return name if name in _PLACE else "records"
    return "records"


def _of_list(document: list[Any]) -> str:
    first = document[0] if document else None
    if not isinstance(first, dict):
        return INVOKE
    if _is_resolver(first):
        return "appsync"
    return "pipe" if isinstance(first.get("eventSource"), str) else INVOKE


def _has(*names: str) -> Callable[[Event], bool]:
    return lambda event: all(name in event for name in names)


def _context(event: Event) -> Event:
    found = event.get("requestContext")
    return found if isinstance(found, dict) else {}


def _is_alb(event: Event) -> bool:
    return isinstance(_context(event).get("elb"), dict)


def _is_lattice(event: Event) -> bool:
    return ("raw_path" in event and "method" in event) or "serviceNetworkArn" in _context(event)


def _is_simple_authorizer(event: Event) -> bool:
    return event.get("type") == "REQUEST" and "routeArn" in event


def _is_authorizer(event: Event) -> bool:
    return event.get("type") in ("TOKEN", "REQUEST") and "methodArn" in event


def _is_websocket(event: Event) -> bool:
    context = _context(event)
    return "connectionId" in context and context.get("eventType") in ("CONNECT", "MESSAGE", "DISCONNECT")


def _is_function_url(event: Event) -> bool:
    domain = _context(event).get("domainName")
    return _is_http(event) and isinstance(domain, str) and ".lambda-url." in domain


def _is_http(event: Event) -> bool:
    return isinstance(_context(event).get("http"), dict) and ("rawPath" in event or "routeKey" in event)


def _is_rest(event: Event) -> bool:
    return "httpMethod" in event and ("requestContext" in event or "resource" in event or "path" in event)


def _is_appsync_authorizer(event: Event) -> bool:
    return "authorizationToken" in event and "apiId" in _context(event)


def _is_resolver(event: Event) -> bool:
    info = event.get("info")
    return ("arguments" in event and isinstance(event.get("request"), dict)) or (
        isinstance(info, dict) and "parentTypeName" in info and "fieldName" in info
    )


def _is_iot_authorizer(event: Event) -> bool:
    return isinstance(event.get("protocolData"), dict) and "protocols" in event


def _is_transform(event: Event) -> bool:
    listed = event.get("records")
    first = listed[0] if isinstance(listed, list) and listed else None
    return isinstance(first, dict) and "recordId" in first and "data" in first


def _is_analytics(event: Event) -> bool:
    return "applicationArn" in event and _is_transform(event)


def _is_delivery(event: Event) -> bool:
    """What an application puts out: it comes from no stream."""
    return _is_analytics(event) and "streamArn" not in event


def _is_alexa(event: Event) -> bool:
    request = event.get("request")
    return isinstance(request, dict) and "type" in request and ("session" in event or "context" in event)


def _is_alexa_home(event: Event) -> bool:
    directive = event.get("directive")
    header = directive.get("header") if isinstance(directive, dict) else event.get("header")
    return isinstance(header, dict) and "namespace" in header and ("payload" in event or directive is not None)


def _is_kafka(event: Event) -> bool:
    return isinstance(event.get("records"), dict) and "bootstrapServers" in event


def _is_schedule(event: Event) -> bool:
    return event.get("detail-type") == "Scheduled Event" and "detail" in event


_TESTS: tuple[tuple[str, Callable[[Event], bool]], ...] = (
    ("alb", _is_alb),
    ("authorizer-http", _is_simple_authorizer),
    ("authorizer", _is_authorizer),
    ("appsync-authorizer", _is_appsync_authorizer),
    ("websocket", _is_websocket),
    ("lattice", _is_lattice),
    ("function-url", _is_function_url),
    ("api-http", _is_http),
    ("cloudformation", _has("RequestType", "ResponseURL", "StackId")),
    ("cognito", _has("triggerSource", "userPoolId", "request")),
    ("cognito-sync", _has("datasetRecords", "identityPoolId")),
    ("appsync", _is_resolver),
    ("bedrock-agent", _has("messageVersion", "actionGroup", "agent")),
    ("lex-v2", _has("sessionState", "bot")),
    ("lex", _has("currentIntent", "bot")),
    ("connect", lambda event: isinstance(event.get("Details"), dict) and "ContactData" in event["Details"]),
    ("iot-authorizer", _is_iot_authorizer),
    ("iot-provisioning", _has("claimCertificateId", "templateArn")),
    ("client-vpn", _has("connection-id", "endpoint-id")),
    ("transfer", _has("serverId", "protocol", "username")),
    ("s3-object-lambda", lambda event: "xAmzRequestId" in event and "userRequest" in event),
    ("s3-batch", _has("tasks", "job", "invocationId")),
    ("analytics-delivery", _is_delivery),
    ("analytics", _is_analytics),
    ("firehose", _is_transform),
    ("kafka", _is_kafka),
    ("rmq", lambda event: isinstance(event.get("rmqMessagesByQueue"), dict)),
    ("mq", lambda event: isinstance(event.get("messages"), list) and "eventSource" in event),
    ("docdb", lambda event: isinstance(event.get("events"), list) and "eventSourceArn" in event),
    ("kinesis", lambda event: "shardId" in event and "window" in event and "Records" in event),
    ("logs", lambda event: isinstance(event.get("awslogs"), dict) and "data" in event["awslogs"]),
    ("schedule", _is_schedule),
    ("eventbridge", _has("detail-type", "source", "detail")),
    ("alarm", _has("alarmArn", "alarmData")),
    ("config", _has("invokingEvent", "resultToken")),
    ("codepipeline", _has("CodePipeline.job")),
    ("secrets-manager", _has("Step", "SecretId", "ClientRequestToken")),
    ("sagemaker", _has("labelingJobArn")),
    ("workmail", _has("summaryVersion", "envelope", "flowDirection")),
    ("iot-1-click", _has("deviceEvent", "deviceInfo")),
    ("iot-button", _has("serialNumber", "clickType", "batteryVoltage")),
    ("destination", _has("requestPayload", "requestContext")),
    ("alexa", _is_alexa),
    ("alexa-home", _is_alexa_home),
    ("api-rest", _is_rest),
)
"""Asked in this order: the first that fits.  A proxy's fields come last but one, for other envelopes have them too."""
