"""Events for the handlers in `handlers_real/` that records, rules and other services start: harmless texts."""

from __future__ import annotations

import base64
import gzip
import json
from typing import Any
from urllib.parse import quote_plus

from bench.benign_makers import OBJECTS, Event, maker
from bench.benign_texts import Texts


def _coded(data: object) -> str:
    return base64.b64encode(json.dumps(data, ensure_ascii=False).encode()).decode()


@maker
def mails(t: Texts) -> Event:
    def order() -> dict[str, Any]:
        lines = [
            {"title": t.line()[:80], "quantity": t.whole(1, 9), "price": t.whole(1, 9000) / 100}
            for _ in range(t.whole(1, 4))
        ]
        return {
            "id": t.plain(),
            "subject": t.line()[:60],
            "name": t.name(),
            "email": t.plain(6) + "@shop.example",
            "lines": lines,
            "note": t.any(),
            "template": t.one_of("order", "gift"),
        }

    message = [
        {
            "EventSource": "aws:sns",
            "EventVersion": "1.0",
            "EventSubscriptionArn": "arn:aws:sns:us-east-1:123456789012:mail:1",
            "Sns": {
                "Type": "Notification",
                "MessageId": t.plain(),
                "Subject": t.line()[:50],
                "Message": json.dumps(order()),
            },
        }
    ]
    return {"Records": message}


@maker
def sqs_worker(t: Texts) -> Event:
    def body() -> str:
        if t.often(0.05):
            return t.prose().lstrip("{")
        return json.dumps(
            {"id": t.plain(), "customer": t.name(), "note": t.any(), "total": t.whole(1, 9999) / 100, "more": t.words()}
        )

    records = [
        {
            "messageId": t.plain(),
            "receiptHandle": "x",
            "body": body(),
            "attributes": {"ApproximateReceiveCount": "1"},
            "messageAttributes": {},
            "eventSource": "aws:sqs",
            "eventSourceARN": "arn:aws:sqs:us-east-1:123456789012:orders",
            "awsRegion": "us-east-1",
        }
        for _ in range(t.whole(1, 10))
    ]
    return {"Records": records}


@maker
def s3_objects(t: Texts) -> Event:
    key = t.one_of("in/", "2026/01/", "") + t.file().lstrip("~")
    OBJECTS["uploads", key] = "\n".join(t.any() for _ in range(t.whole(1, 5))).encode()
    record = {
        "eventSource": "aws:s3",
        "eventName": "ObjectCreated:Put",
        "awsRegion": "us-east-1",
        "eventVersion": "2.1",
        "s3": {"bucket": {"name": "uploads"}, "object": {"key": quote_plus(key, safe="/"), "size": 1}},
    }
    return {"Records": [record]}


@maker
def stream_projector(t: Texts) -> Event:
    def record() -> dict[str, Any]:
        keys = {"id": {"S": t.plain()}}
        image = {
            **keys,
            "name": {"S": t.name()},
            "note": {"S": t.any()},
            "total": {"N": str(t.whole(1, 999))},
            "tags": {"L": [{"S": t.words()}, {"BOOL": True}]},
            t.one_of("order by", "select", "a.b"): {"S": t.line()},
        }
        name = t.one_of("INSERT", "MODIFY", "REMOVE")
        change: dict[str, Any] = {"Keys": keys, "StreamViewType": "NEW_AND_OLD_IMAGES"}
        if name != "REMOVE":
            change["NewImage"] = image
        return {
            "eventID": t.plain(),
            "eventName": name,
            "eventSource": "aws:dynamodb",
            "awsRegion": "us-east-1",
            "dynamodb": change,
        }

    return {"Records": [record() for _ in range(t.whole(1, 4))]}


@maker
def cognito_signup(t: Texts) -> Event:
    kind = t.one_of("PreSignUp_SignUp", "PostConfirmation_ConfirmSignUp", "CustomMessage_SignUp")
    attributes = {
        "sub": t.plain(),
        "email": t.email(),
        "name": t.name(),
        "custom:note": t.any()[:200],
        "address": t.line(),
    }
    request = {"userAttributes": attributes, "codeParameter": "{####}", "validationData": None}
    return {
        "version": "1",
        "triggerSource": kind,
        "region": "us-east-1",
        "userPoolId": "pool",
        "userName": t.plain(),
        "callerContext": {"clientId": "web"},
        "request": request,
        "response": {},
    }


@maker
def config_loader(t: Texts) -> Event:
    settings = {
        "title": t.line(),
        "limits": {"items": t.whole(1, 99), t.plain(4): t.name()},
        "tags": [t.words(), t.prose()],
        "note": t.any(),
        "when": "2026-01-01",
        "on": t.often(0.5),
    }
    text = (
        json.dumps(settings, ensure_ascii=False, indent=1)
        if t.often(0.5)
        else f"title: {json.dumps(t.line())}\nnote: |\n  {t.line()}\ntags: [a, 'b']\n# {t.line()}\n"
    )
    return {
        "version": "0",
        "id": t.plain(),
        "detail-type": "Settings",
        "source": "shop.config",
        "account": "123456789012",
        "time": "2026-01-01T00:00:00Z",
        "region": "us-east-1",
        "resources": [],
        "detail": {"path": "conf/" + t.file(), "content": text},
    }


@maker
def log_forwarder(t: Texts) -> Event:
    lines = [
        {"id": str(n), "timestamp": 1767225600000 + n, "message": t.one_of("INFO ", "ERROR ", "") + t.any()}
        for n in range(t.whole(1, 8))
    ]
    data = {
        "messageType": "DATA_MESSAGE",
        "owner": "123456789012",
        "logGroup": "/aws/lambda/" + t.plain(),
        "logStream": "2026/01/01/[$LATEST]" + t.plain(),
        "subscriptionFilters": ["all"],
        "logEvents": lines,
    }
    return {"awslogs": {"data": base64.b64encode(gzip.compress(json.dumps(data).encode(), mtime=0)).decode()}}


@maker
def cleaner(t: Texts) -> Event:
    jobs = [{"name": f"{n}-{t.line()[:50]}", "age": t.whole(0, 60)} for n in range(t.whole(1, 4))]
    return {
        "version": "0",
        "id": t.plain(),
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": "123456789012",
        "time": "2026-01-01T00:00:00Z",
        "region": "us-east-1",
        "resources": [],
        "detail": {"days": t.whole(1, 50), "jobs": jobs},
    }


@maker
def resolver(t: Texts) -> Event:
    field = t.one_of("addPost", "listPosts", "echo")
    arguments: dict[str, Any] = {"title": t.line(), "text": t.any(), "tags": [t.words()]}
    if field == "listPosts":
        arguments = {"filter": {t.one_of("author", "title"): t.name(), t.plain(): t.words()}, "newest": t.often(0.5)}
    return {
        "arguments": arguments,
        "identity": {"username": t.name(), "sub": t.plain(), "sourceIp": ["203.0.113.7"]},
        "source": None,
        "request": {"headers": {"user-agent": "Mozilla/5.0"}},
        "prev": None,
        "stash": {},
        "info": {"fieldName": field, "parentTypeName": "Query", "variables": {}, "selectionSetList": ["title"]},
    }


@maker
def firehose(t: Texts) -> Event:
    records = [
        {
            "recordId": str(n),
            "approximateArrivalTimestamp": 1,
            "data": _coded({"text": t.any(), "by": t.name()})
            if t.often(0.95)
            else base64.b64encode(t.prose().encode()).decode(),
        }
        for n in range(t.whole(1, 6))
    ]
    return {
        "invocationId": t.plain(),
        "deliveryStreamArn": "arn:aws:firehose:us-east-1:123456789012:deliverystream/x",
        "region": "us-east-1",
        "records": records,
    }
