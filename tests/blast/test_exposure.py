"""Who reaches a thing: the five classes."""

from __future__ import annotations

import pytest

from ennead.graph.exposure import exposure_of, untold_of
from ennead.model.finding import Exposure
from tests.blast.making import TABLES, allow, function, graph_of

FN = """
  Fn:
    Type: AWS::Serverless::Function
    Properties: {{Runtime: python3.13, Handler: app.handler, InlineCode: x, {more}}}
"""
ROUTE = "Events: {{A: {{Type: {kind}, Properties: {{Path: /x, Method: POST, Auth: {{{auth}}}}}}}}}"


def classes(text: str) -> dict[str, Exposure]:
    """The class of each node."""
    return dict(exposure_of(graph_of(text)))


@pytest.mark.parametrize(
    ("more", "who"),
    [
        (ROUTE.format(kind="Api", auth=""), Exposure.ANONYMOUS),
        (ROUTE.format(kind="Api", auth="Authorizer: AWS_IAM"), Exposure.SIGNED_IN),
        (ROUTE.format(kind="Api", auth="ApiKeyRequired: true"), Exposure.SIGNED_IN),
        ("FunctionUrlConfig: {AuthType: NONE}", Exposure.ANONYMOUS),
        ("FunctionUrlConfig: {AuthType: AWS_IAM}", Exposure.SIGNED_IN),
        ("FunctionUrlConfig: {AuthType: !Ref Name}", Exposure.SIGNED_IN),
        ("Events: {T: {Type: Schedule, Properties: {Schedule: rate(1 day)}}}", Exposure.INTERNAL),
        ("Timeout: 3", Exposure.INTERNAL),
    ],
)
def test_a_function_is_reached_by_what_starts_it(more: str, who: Exposure) -> None:
    """By anyone over an open door, by those who show something over another, by nobody over a schedule."""
    assert classes(FN.format(more=more))["function/Fn"] is who


def test_what_could_not_be_told_is_said() -> None:
    """A door whose proof has no value here counts as one that asks for something, and says so."""
    assert untold_of(graph_of(FN.format(more="FunctionUrlConfig: {AuthType: !Ref Name}"))) == {
        "function_url/FnUrl": "what it asks could not be told"
    }


POLICY = """
  Policy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Jobs]
      PolicyDocument: {{Statement: [{{Effect: Allow, Principal: {principal}, Action: "{action}", Resource: "*"}}]}}
"""
QUEUE = FN.format(more="Events: {J: {Type: SQS, Properties: {Queue: !GetAtt Jobs.Arn}}}") + """
  Jobs: {Type: AWS::SQS::Queue, Properties: {QueueName: jobs}}
"""  # fmt: skip
FOREIGN = '{AWS: "arn:aws:iam::444455556666:root"}'


@pytest.mark.parametrize(
    ("text", "queue", "fn"),
    [
        ("", Exposure.APPLICATION, Exposure.INTERNAL),
        (POLICY.format(principal='"*"', action="sqs:SendMessage"), Exposure.ANONYMOUS, Exposure.ANONYMOUS),
        (POLICY.format(principal=FOREIGN, action="sqs:SendMessage"), Exposure.ACCOUNT, Exposure.ACCOUNT),
        (POLICY.format(principal='"*"', action="sqs:ReceiveMessage"), Exposure.ANONYMOUS, Exposure.INTERNAL),
        (function("Other", allow('"sqs:SendMessage"', "!GetAtt Jobs.Arn")), Exposure.APPLICATION, Exposure.APPLICATION),
    ],
)
def test_a_queue_and_what_polls_it(text: str, queue: Exposure, fn: Exposure) -> None:
    """Who may send reaches the function, who may only receive does not; what polls a queue uses it."""
    found = classes(QUEUE + text)
    assert (found["queue/Jobs"], found["function/Fn"]) == (queue, fn)


def test_a_function_in_between_is_the_application() -> None:
    """What an open function may invoke is reached by the application, not by anyone."""
    text = FN.format(
        more="FunctionUrlConfig: {AuthType: NONE}, Policies: [{LambdaInvokePolicy: {FunctionName: !Ref Next}}]"
    )
    found = classes(text + function("Next"))
    assert (found["function/Fn"], found["function/Next"]) == (Exposure.ANONYMOUS, Exposure.APPLICATION)


def test_a_function_that_starts_itself() -> None:
    """Nobody else reaches it for that."""
    assert (
        classes(function("Fn", allow('"lambda:InvokeFunction"', "!GetAtt Fn.Arn")))["function/Fn"] is Exposure.INTERNAL
    )


def test_a_table_the_application_uses() -> None:
    """A table that a function may read is reached by the application, another by nobody."""
    found = classes(TABLES + function("Fn", allow('"dynamodb:GetItem"', "!GetAtt Orders.Arn")))
    assert (found["table/Orders"], found["table/Users"]) == (Exposure.APPLICATION, Exposure.INTERNAL)
