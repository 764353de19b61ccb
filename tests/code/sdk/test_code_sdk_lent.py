"""Clients that are made with credentials of somebody else's."""

from __future__ import annotations

import pytest

from ennead.code.facts import CallFact, SdkCall
from ennead.code.sdk import javascript
from ennead.code.sdk.lent import LENT
from ennead.code.values import Choice, Env, Event, Known, Made, Member
from tests.code.sdk.javascript_facts import facts, new, on, ref, value

KEYS = {"accessKeyId": Member(Event("event"), "key"), "secretAccessKey": Member(Event("event"), "secret")}
CLIENT = ref("@aws-sdk/client-dynamodb", "DynamoDBClient")
GET = new(ref("@aws-sdk/client-dynamodb", "GetItemCommand"), {"TableName": "t"})


def _document(client: Made) -> Made:
    return new(ref("@aws-sdk/lib-dynamodb", "DynamoDBDocumentClient", "from"), client)


def _is_lent(fact: CallFact) -> bool:
    (call,) = (one for one in javascript.answers(facts(fact)) if isinstance(one, SdkCall))
    return LENT in {one.name for one in call.arguments}


@pytest.mark.parametrize(
    "fact",
    [
        on(new(CLIENT, {"credentials": KEYS}), "send", GET),
        on(_document(new(CLIENT, {"credentials": KEYS})), "send", GET),
        on(
            new(CLIENT, {"credentials": new(ref("@aws-sdk/credential-providers", "fromTemporaryCredentials"), {})}),
            "send",
            GET,
        ),
        on(new(ref("aws-sdk", "DynamoDB"), KEYS), "getItem", {"TableName": "t"}),
    ],
)
def test_lent_credentials_are_told(fact: CallFact) -> None:
    """A request of a client with other credentials than the function's says so."""
    assert _is_lent(fact) is True


@pytest.mark.parametrize(
    "fact",
    [
        on(new(CLIENT, {}), "send", GET),
        on(new(CLIENT, {"region": "eu-west-1"}), "send", GET),
        on(new(CLIENT, {"credentials": new(ref("@aws-sdk/credential-provider-node", "defaultProvider"))}), "send", GET),
        on(new(CLIENT, Choice((value({"credentials": KEYS}), value({})))), "send", GET),
        on(new(CLIENT, {"credentials": Choice((value(KEYS), Known(None)))}), "send", GET),
        on(new(CLIENT, {"credentials": {"accessKeyId": Env("AWS_ACCESS_KEY_ID")}}), "send", GET),
        on(new(CLIENT, {"accessKeyId": Choice((Known("x"), Known(None)))}), "send", GET),
    ],
)
def test_own_credentials_are_not_lent(fact: CallFact) -> None:
    """The function's own credentials, given or not, are no others."""
    assert _is_lent(fact) is False
