"""What the functions behind the members' API have in common."""

import json
from decimal import Decimal


def reply(status, body):
    """An answer for API Gateway; numbers of DynamoDB become whole numbers."""
    return {
        "statusCode": status,
        "headers": {"Content-Type": "application/json"},
        "body": json.dumps(body, default=_number),
    }


def member(event):
    """The signed-in member's id: the subject of the token the gateway has checked."""
    return event["requestContext"]["authorizer"]["claims"]["sub"]


def _number(value):
    if isinstance(value, Decimal):
        return int(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")
