"""Tells the kind of an event for our event lines: by its structure, or by its text where it is large or no JSON.

Loaded when an event of ours is first written.
"""

from __future__ import annotations

import re

_WINDOW = 4096
_LARGEST = 65536
"""Bytes of an event that is parsed for its name."""
_SOURCE = rb'"[eE]ventSource"\s*:\s*"aws:([a-z0-9-]{1,32})"'
_SIGNS: tuple[tuple[str, bytes], ...] = (
    ("alb", rb'"elb"\s*:\s*\{\s*"targetGroupArn"'),
    ("authorizer", rb'"(methodArn|routeArn)"\s*:'),
    ("websocket", rb'"eventType"\s*:\s*"(MESSAGE|CONNECT|DISCONNECT)"'),
    ("api", rb'"(httpMethod|rawPath)"\s*:'),
    ("cloudfront", rb'"cf"\s*:\s*\{\s*"config"'),
    ("kafka", rb'"bootstrapServers"\s*:'),
    ("cognito", rb'"triggerSource"\s*:'),
    ("cloudformation", rb'"ResponseURL"\s*:'),
    ("schedule", rb'"detail-type"\s*:\s*"Scheduled Event"'),
    ("eventbridge", rb'"detail-type"\s*:'),
    ("logs", rb'"awslogs"\s*:'),
    ("firehose", rb'"deliveryStreamArn"\s*:'),
)


def of(body: bytes) -> str:
    """`sqs`, `s3`, `api` and the like; `invoke` where nothing tells.  Nothing is let through by this name."""
    if len(body) <= _LARGEST:
        import json

        from . import kinds

        try:
            kind = kinds.of(json.loads(body))
        except (ValueError, RecursionError):
            kind = kinds.INVOKE
        if kind not in (kinds.INVOKE, "records"):
            return kinds.COARSE.get(kind, kind)
    return of_text(body)


def of_text(body: bytes) -> str:
    """The same by what stands at the event's two ends.

    A quote inside a JSON string is escaped, so the text of a field cannot pass for a key; what has names of its
    caller's choice in it can look like any other kind.
    """
    text = body if len(body) <= 2 * _WINDOW else body[:_WINDOW] + b"\n" + body[-_WINDOW:]
    source = re.search(_SOURCE, text)  # patterns are compiled when first needed: the event's structure mostly tells
    if source is not None:
        return source.group(1).decode("ascii")
    for name, pattern in _SIGNS:
        if re.search(pattern, text):
            return name
    return "invoke"
