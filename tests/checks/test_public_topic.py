"""What `public-topic` finds and what it leaves alone."""

from __future__ import annotations

import pytest

from ennead.engine.assess import assess
from ennead.graph.derive import derive
from ennead.graph.merge import merge
from ennead.model.finding import Exposure, Finding, Outcome, Severity
from ennead.practices.p6_configuration.public_topic import public_topic
from ennead.sources.text import fragment_of

TEXT = """
Resources:
  Jobs: {{Type: {type}}}
  Policy:
    Type: {policy}
    Properties:
      {targets}: [!Ref Jobs]
      PolicyDocument:
        Statement:
          - {{Effect: Allow, Principal: {who}, Action: {action}, Resource: "*"{more}}}
"""


def text(who: str = '"*"', action: str = "[sns:Publish, sns:Subscribe]", more: str = "") -> str:
    """The resource and its policy."""
    return TEXT.format(
        type="AWS::SNS::Topic", policy="AWS::SNS::TopicPolicy", targets="Topics", who=who, action=action, more=more
    )


def said(text: str) -> list[Outcome]:
    """What the check says about a template."""
    graph = derive(merge("app", [fragment_of(text)]))
    return list(assess(graph, [public_topic]))


def findings(text: str) -> list[Finding]:
    """Its findings."""
    return [one for one in said(text) if isinstance(one, Finding)]


def test_the_message_says_what_anyone_may_do() -> None:
    """The message says in words what the statement allows, and the path begins with anyone."""
    (one,) = findings(text())
    assert one.message == "Jobs lets anyone publish and subscribe"
    assert (one.severity, one.exposure, one.resource) == (Severity.HIGH, Exposure.ANONYMOUS, "Jobs")
    assert one.path[0].message == "anyone"


@pytest.mark.parametrize(
    "more",
    [
        ", Condition: {ArnEquals: {'aws:SourceArn': 'arn:aws:s3:::b'}}",
        ", Condition: {StringEquals: {'aws:PrincipalOrgID': o-1}}",
        ", Condition: {StringEquals: {'AWS:SourceAccount': '111122223333'}}",
    ],
)
def test_chosen_callers_are_no_finding(more: str) -> None:
    """A condition that leaves chosen sources or accounts closes the statement."""
    assert not said(text(more=more))


def test_tls_alone_chooses_nobody() -> None:
    """A condition that asks for TLS lets everybody in."""
    assert findings(text(more=", Condition: {Bool: {'aws:SecureTransport': 'true'}}"))


@pytest.mark.parametrize("who", ["{AWS: '111122223333'}", "{Service: s3.amazonaws.com}"])
def test_named_callers_are_no_finding(who: str) -> None:
    """Accounts and services that are named are not anyone."""
    assert not said(text(who=who))
