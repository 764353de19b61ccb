"""Callers who wait at the other end of HTTP: 403, and nothing told."""

from __future__ import annotations

from .case import ERROR, result

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..registry import Refusal
    from .case import Case

_TEXT = '{"message":"Forbidden"}'
_JSON = "application/json"


def proxy(_case: Case) -> Refusal:
    """REST and HTTP APIs and function URLs."""
    return result({"statusCode": 403, "headers": {"Content-Type": _JSON}, "body": _TEXT, "isBase64Encoded": False})


def alb(case: Case) -> Refusal:
    """A load balancer reads the headers only in the form that its target group is set to: the event's own."""
    several = isinstance(case.document.get("multiValueHeaders"), dict)
    headers = {"multiValueHeaders": {"Content-Type": [_JSON]}} if several else {"headers": {"Content-Type": _JSON}}
    return result(
        {"statusCode": 403, "statusDescription": "403 Forbidden", **headers, "body": _TEXT, "isBase64Encoded": False}
    )


def websocket(_case: Case) -> Refusal:
    """A connection is not opened; a message has no effect."""
    return result({"statusCode": 403})


def cloudfront(case: Case) -> Refusal:
    """A response in the place of the request's or the origin's; a viewer's response can no longer become one."""
    first = case.records[0].get("cf") if case.records else None
    config = first.get("config") if isinstance(first, dict) else None
    if isinstance(config, dict) and config.get("eventType") == "viewer-response":
        return ERROR  # its status cannot be changed any more: CloudFront answers an error of its own
    return result(
        {
            "status": "403",
            "statusDescription": "Forbidden",
            "headers": {
                "content-type": [{"key": "Content-Type", "value": _JSON}],
                "cache-control": [{"key": "Cache-Control", "value": "no-store"}],  # else the next one's answer, too
            },
            "body": _TEXT,
        }
    )


def object_lambda(_case: Case) -> Refusal:
    """What heads and lists take as an answer; who gets an object is told by S3 that there was none."""
    return result({"statusCode": 403, "errorCode": "AccessDenied", "errorMessage": "Forbidden"})
