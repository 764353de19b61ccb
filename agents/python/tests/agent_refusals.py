"""What each kind of trigger is to be answered, and a way to run events whose call is stopped."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Callable

import agent_lab
from agent_triggers import EVENTS

HANDLER = """
    import json
    PLACES = ("Records", "records", "messages", "events", "tasks")

    def sink(text, field):
        from ennead_agent import verdicts
        if "the-text-that-is-stopped" in text or "dGhlLXRleHQtdGhhdC1pcy1zdG9wcGVk" in text:
            verdicts.attack("shell", "of a test", {"field": field})

    def handler(event, context):
        name = next((n for n in PLACES if isinstance(event, dict) and isinstance(event.get(n), list)), None)
        if name is None:
            sink(json.dumps(event), "")
        for number, record in enumerate(event[name] if name else ()):
            sink(json.dumps(record), "%s[%d].x" % (name, number))
        return "handled"
"""
FORBIDDEN = {
    "statusCode": 403,
    "headers": {"Content-Type": "application/json"},
    "body": '{"message":"Forbidden"}',
    "isBase64Encoded": False,
}
NAMED = {"errorMessage": "refused", "errorType": "Ennead.Refused", "stackTrace": []}
DENY = {
    "principalId": "refused",
    "policyDocument": {
        "Version": "2012-10-17",
        "Statement": [{"Action": "execute-api:Invoke", "Effect": "Deny", "Resource": "*"}],
    },
}
EDGE = {
    "status": "403",
    "statusDescription": "Forbidden",
    "headers": {
        "content-type": [{"key": "Content-Type", "value": "application/json"}],
        "cache-control": [{"key": "Cache-Control", "value": "no-store"}],
    },
    "body": '{"message":"Forbidden"}',
}
DATA = EVENTS["firehose"]["records"][0]["data"]
FAILED = {"records": [{"recordId": "1", "result": "ProcessingFailed", "data": DATA}]}
ANSWERS: dict[str, Any] = {
    **dict.fromkeys(("api-rest", "api-http", "function-url", "lattice"), FORBIDDEN),
    "alb": {**FORBIDDEN, "statusDescription": "403 Forbidden"},
    "websocket": {"statusCode": 403},
    "cloudfront": EDGE,
    "s3-object-lambda": {"statusCode": 403, "errorCode": "AccessDenied", "errorMessage": "Forbidden"},
    "authorizer": DENY,
    "authorizer-http": {"isAuthorized": False},
    "appsync-authorizer": {"isAuthorized": False, "ttlOverride": 0},
    "iot-authorizer": {
        "isAuthenticated": False,
        "principalId": "refused",
        "disconnectAfterInSeconds": 300,
        "refreshAfterInSeconds": 300,
        "policyDocuments": [],
    },
    "iot-provisioning": {"allowProvisioning": False},
    "client-vpn": {
        "allow": False,
        "error-msg-on-failed-posture-compliance": "",
        "posture-compliance-statuses": [],
        "schema-version": "v2",
    },
    "transfer": {},
    **dict.fromkeys(
        ("cognito", "cognito-sync", "appsync", "cloudformation", "secrets-manager", "sagemaker", "invoke", "connect"),
        NAMED,
    ),
    "firehose": FAILED,
    "analytics": FAILED,
    "analytics-delivery": {"records": [{"recordId": "1", "result": "Ok"}]},
    "s3-batch": {
        "invocationSchemaVersion": "1.0",
        "treatMissingKeysAs": "PermanentFailure",
        "invocationId": "i",
        "results": [{"taskId": "t", "resultCode": "PermanentFailure", "resultString": "refused"}],
    },
    "pipe": [],
    "lex": {"sessionAttributes": {"step": "2"}, "dialogAction": {"type": "Close", "fulfillmentState": "Failed"}},
    "lex-v2": {
        "sessionState": {
            "sessionAttributes": {"a": "1"},
            "dialogAction": {"type": "Close"},
            "intent": {"name": "Order", "slots": {}, "state": "Failed"},
        }
    },
    "alexa": {"version": "1.0", "response": {"shouldEndSession": True}},
    "alexa-home": {
        "event": {
            "header": {"namespace": "Alexa", "name": "ErrorResponse", "payloadVersion": "3", "messageId": "m"},
            "payload": {"type": "INTERNAL_ERROR", "message": "Forbidden"},
        }
    },
    "bedrock-agent": {
        "messageVersion": "1.0",
        "response": {
            "actionGroup": "orders",
            "function": "find",
            "functionResponse": {"responseState": "FAILURE", "responseBody": {"TEXT": {"body": "Forbidden"}}},
        },
    },
    "ses": {"disposition": "STOP_RULE_SET"},
    "workmail": {"actions": [{"action": {"type": "DROP"}, "allRecipients": True}]},
}
DROPPED = [
    kind for kind in EVENTS if kind not in ANSWERS
]  # nobody waits for them: they are done with, and not tried again
Stopped = Callable[..., agent_lab.Ran]


def runner(
    client: agent_lab.Client, layer: Path, function: Callable[..., Path], folder: Path
) -> Callable[..., agent_lab.Ran]:
    """Runs events through a handler whose call is stopped, in `enforce`, under the contract's words on refusals."""

    def run(events: Any, refusal: dict[str, Any] | None = None, source: str = HANDLER, **rules: Any) -> agent_lab.Ran:
        contract = folder / "contract.json"
        rules = {"mode": "enforce", **rules, **({"refusal": refusal} if refusal is not None else {})}
        contract.write_text(json.dumps({"schema": "ennead.contract.compiled/1", "default": rules}), encoding="utf-8")
        env = {"ENNEAD_CONTRACT": str(contract)}
        ran = agent_lab.run(client, function(source), events, layer=layer, env=env)
        assert not ran.strange  # each was answered once, in its turn
        assert [call.answers for call in ran.calls] == [1] * len(ran.calls)
        return ran

    return run
