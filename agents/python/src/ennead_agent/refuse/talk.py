"""Assistants and mail: each is answered in its own words, that it does not go on."""

from __future__ import annotations

from .case import result

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..registry import Refusal
    from .case import Case


def _object(case: Case, *way: str) -> dict[str, Any]:
    here: Any = case.document
    for name in way:
        here = here.get(name) if isinstance(here, dict) else None
    return here if isinstance(here, dict) else {}


def lex(case: Case) -> Refusal:
    """The intent has failed; the session goes on with what it had."""
    action = {"type": "Close", "fulfillmentState": "Failed"}
    return result({"sessionAttributes": _object(case, "sessionAttributes"), "dialogAction": action})


def lex_v2(case: Case) -> Refusal:
    """The same in version 2, which wants the intent told again."""
    state = _object(case, "sessionState")
    intent = {**_object(case, "sessionState", "intent"), "state": "Failed"}
    return result(
        {
            "sessionState": {
                "sessionAttributes": state.get("sessionAttributes") or {},
                "dialogAction": {"type": "Close"},
                "intent": intent,
            }
        }
    )


def alexa(_case: Case) -> Refusal:
    """A skill says nothing, and the session ends."""
    return result({"version": "1.0", "response": {"shouldEndSession": True}})


def alexa_home(case: Case) -> Refusal:
    """A directive was not carried out."""
    header = _object(case, "directive", "header")
    if not header:
        return result({"header": {**_object(case, "header"), "name": "DriverInternalError"}, "payload": {}})
    told = {"namespace": "Alexa", "name": "ErrorResponse", "payloadVersion": "3", "messageId": header.get("messageId")}
    if "correlationToken" in header:
        told["correlationToken"] = header["correlationToken"]
    return result({"event": {"header": told, "payload": {"type": "INTERNAL_ERROR", "message": "Forbidden"}}})


_ACTION = ("actionGroup", "apiPath", "httpMethod", "function")


def bedrock(case: Case) -> Refusal:
    """An agent's action: forbidden (of an API), or failed (of a function)."""
    text = {"TEXT": {"body": "Forbidden"}}
    told: dict[str, Any] = {name: case.document[name] for name in _ACTION if name in case.document}
    if "function" in told:
        told["functionResponse"] = {"responseState": "FAILURE", "responseBody": text}
    else:
        told["httpStatusCode"] = 403
        told["responseBody"] = {"application/json": {"body": '{"message":"Forbidden"}'}}
    return result({"messageVersion": case.text("messageVersion") or "1.0", "response": told})


def received_mail(_case: Case) -> Refusal:
    """No further rule sees the mail.  Where the rule does not wait for an answer, this one is not read."""
    return result({"disposition": "STOP_RULE_SET"})


def workmail(_case: Case) -> Refusal:
    """The mail goes no further.  Where the rule does not wait for an answer, this one is not read."""
    return result({"actions": [{"action": {"type": "DROP"}, "allRecipients": True}]})
