"""Who sent an event, as the platform says: a principal, an address, a topic.  What a caller writes is not asked."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_WAYS: tuple[tuple[str, ...], ...] = (
    ("requestContext", "authorizer", "claims", "sub"),
    ("requestContext", "authorizer", "jwt", "claims", "sub"),
    ("requestContext", "authorizer", "iam", "userArn"),
    ("requestContext", "authorizer", "principalId"),
    ("requestContext", "identity", "cognitoIdentityId"),
    ("requestContext", "identity", "userArn"),
    ("requestContext", "identity", "apiKeyId"),
    ("requestContext", "http", "sourceIp"),
    ("requestContext", "identity", "sourceIp"),
    ("identity", "sub"),
    ("identity", "userArn"),
    ("identity", "sourceIp", "0"),
    ("requestContext", "connectionId"),
    ("userName",),
    ("session", "user", "userId"),
    ("sessionId",),
    ("eventSourceArn",),
    ("deliveryStreamArn",),
    ("detail-type", "", "source"),
)
_RECORD: tuple[tuple[str, ...], ...] = (
    ("cf", "request", "clientIp"),
    ("attributes", "SenderId"),
    ("Sns", "TopicArn"),
    ("requestParameters", "sourceIPAddress"),
    ("userIdentity", "principalId"),
    ("ses", "mail", "source"),
    ("eventSourceARN",),
)
_MOST_RECORDS = 1000
NOBODY = "unknown"


def of(document: Any) -> list[str]:
    """Each sender of an event once; `unknown` alone where the event names none."""
    if not isinstance(document, dict):
        return [NOBODY]
    records = document.get("Records")
    if isinstance(records, list) and records:
        found = {_of_record(record) for record in records[:_MOST_RECORDS]}
        return sorted(found)
    if _is_balancer(document):
        return [_last_hop(document)]
    if "detail-type" in document:
        return [f"{document.get('account')}:{document.get('source')}"]
    return [_first(document, _WAYS)]


def _of_record(record: Any) -> str:
    return _first(record, _RECORD)


def _first(document: Any, ways: tuple[tuple[str, ...], ...]) -> str:
    for way in ways:
        here = document
        for step in way:
            if isinstance(here, list):
                here = here[0] if here else None
            else:
                here = here.get(step) if isinstance(here, dict) else None
        if isinstance(here, str) and here:
            return here[:256]
    return NOBODY


def _is_balancer(document: dict[str, Any]) -> bool:
    context = document.get("requestContext")
    return isinstance(context, dict) and isinstance(context.get("elb"), dict)


def _last_hop(document: dict[str, Any]) -> str:
    """The balancer puts the address it saw behind those that the caller wrote."""
    headers = document.get("headers")
    if not isinstance(headers, dict):
        many = document.get("multiValueHeaders")
        headers = {key: values[-1] for key, values in many.items() if values} if isinstance(many, dict) else {}
    hops = str(headers.get("x-forwarded-for", "")).split(",")
    return hops[-1].strip()[:64] or NOBODY
