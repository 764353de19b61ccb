"""What `no-concurrency-bound` finds and what it leaves alone."""

from __future__ import annotations

import pytest

from ennead.engine.assess import assess
from ennead.graph.derive import derive
from ennead.graph.merge import merge
from ennead.model.finding import Exposure, Finding, Outcome, Severity, Unassessed
from ennead.practices.p8_denial.no_concurrency_bound import no_concurrency_bound
from ennead.sources.text import fragment_of

SAM = "Transform: AWS::Serverless-2016-10-31\nResources:\n"
FN = """
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "def handler(event, context): pass"
"""


def said(text: str) -> list[Outcome]:
    """What the check says about a SAM template's resources."""
    graph = derive(merge("app", [fragment_of(SAM + text)]))
    return list(assess(graph, [no_concurrency_bound]))


def findings(text: str) -> list[Finding]:
    """Its findings."""
    return [one for one in said(text) if isinstance(one, Finding)]


URL = """
      FunctionUrlConfig: {AuthType: NONE}
"""
API = """
      Events:
        Search:
          Type: Api
          Properties: {Method: GET, Path: /search}
"""
OTHER = """
  Other:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "x"
"""
INBOX = """
  Inbox:
    Type: AWS::SQS::Queue
  Door:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Inbox]
      PolicyDocument:
        Statement: [{Effect: Allow, Principal: "*", Action: %s, Resource: !GetAtt Inbox.Arn}]
"""


def inbox(more: str = "") -> str:
    """Events of a function that polls the inbox."""
    return f"""
      Events:
        Mail:
          Type: SQS
          Properties: {{Queue: !GetAtt Inbox.Arn{more}}}
"""


def test_url_is_medium_and_one_function_is_named() -> None:
    """A function URL has no throttle of its own: medium, about that function, with the path to it."""
    (one,) = findings(FN + URL)
    assert (one.severity, one.exposure, one.function) == (Severity.MEDIUM, Exposure.ANONYMOUS, "Fn")
    assert [hop.node for hop in one.path] == ["internet/internet", "function_url/FnUrl", "function/Fn"]


def test_functions_of_an_app_share_one_finding() -> None:
    """Several functions give one finding with one related entry each, at their own lines."""
    (one,) = findings(FN + API + OTHER + URL)
    assert one.function is None
    assert {related.function for related in one.related} == {"Fn", "Other"}
    assert len({related.at.line for related in one.related}) == 2
    assert one.severity is Severity.MEDIUM
    assert one.path[1].node == "function_url/OtherUrl"


def test_route_is_low() -> None:
    """Behind an API the limit can also stand there: low."""
    (one,) = findings(FN + API)
    assert one.severity is Severity.LOW


@pytest.mark.parametrize("limit", [0, 10])
def test_reserved_concurrency_is_a_bound(limit: int) -> None:
    """Any reservation bounds the function, and 0 stops it."""
    assert said(FN + f"      ReservedConcurrentExecutions: {limit}\n" + URL) == []


def test_throttle_in_front_is_a_bound() -> None:
    """A limit of the API's stage bounds the functions behind it."""
    limited = """
  Api:
    Type: AWS::Serverless::HttpApi
    Properties: {StageName: live, DefaultRouteSettings: {ThrottlingRateLimit: 20, ThrottlingBurstLimit: 40}}
"""
    event = """
      Events:
        Search:
          Type: HttpApi
          Properties: {ApiId: !Ref Api, Method: GET, Path: /search}
"""
    assert said(limited + FN + event) == []


def test_queue_that_anyone_fills() -> None:
    """A public queue without a cap on its mapping starts as many as the account can run."""
    (one,) = findings(INBOX % "sqs:SendMessage" + FN + inbox())
    assert [hop.node for hop in one.path] == ["internet/internet", "queue/Inbox", "function/Fn"]


def test_capped_mapping_is_a_bound() -> None:
    """The mapping's maximum concurrency bounds what a public queue starts."""
    assert said(INBOX % "sqs:SendMessage" + FN + inbox(", ScalingConfig: {MaximumConcurrency: 2}")) == []


def test_public_reading_starts_nothing() -> None:
    """A policy that lets everybody read the queue does not let them start its function."""
    assert said(INBOX % "sqs:ReceiveMessage" + FN + inbox()) == []


def test_function_that_anyone_may_invoke() -> None:
    """A function's own policy with the principal `*` is a way in."""
    door = """
  Door:
    Type: AWS::Lambda::Permission
    Properties: {Action: lambda:InvokeFunction, FunctionName: !Ref Fn, Principal: "*"}
"""
    (one,) = findings(FN + door)
    assert one.function == "Fn"


def test_authorizer_is_started_by_strangers() -> None:
    """The function behind a Lambda authorizer is found, the one it protects is not."""
    api = """
  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: live
      Auth: {DefaultAuthorizer: Gate, Authorizers: {Gate: {FunctionArn: !GetAtt Other.Arn}}}
"""
    event = """
      Events:
        Search:
          Type: Api
          Properties: {RestApiId: !Ref Api, Method: GET, Path: /search}
"""
    (one,) = findings(api + FN + event + OTHER)
    assert one.function == "Other"


def test_private_ways_are_left_out() -> None:
    """Timers, IAM callers and user pools start functions that this check leaves alone."""
    timer = """
      FunctionUrlConfig: {AuthType: AWS_IAM}
      Events:
        Nightly:
          Type: Schedule
          Properties: {Schedule: rate(1 day)}
"""
    assert said(FN + timer) == []


def test_unknown_reservation_of_an_unreached_function_is_silent() -> None:
    """What nobody outside reaches is not asked about."""
    assert said(FN + "      ReservedConcurrentExecutions: !ImportValue limit\n") == []


def test_unknown_reservation_is_said() -> None:
    """A reservation that could not be told is no bound and no fault."""
    (one,) = said(FN + "      ReservedConcurrentExecutions: !ImportValue limit\n" + URL)
    assert isinstance(one, Unassessed)
    assert one.function == "Fn"
