"""What `dangling-mapping` finds and what it leaves alone."""

from __future__ import annotations

from ennead.engine.assess import assess
from ennead.graph.derive import derive
from ennead.graph.merge import merge
from ennead.model.finding import Confidence, Finding, Outcome
from ennead.practices.p6_configuration.dangling_mapping import dangling_mapping
from ennead.sources.text import fragment_of

TABLE = """
Resources:
  Jobs: {Type: AWS::SQS::Queue}
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: {EventSourceArn: SOURCE, FunctionName: worker}
"""
RULE = """
Resources:
  Rule:
    Type: AWS::Events::Rule
    Properties: {ScheduleExpression: rate(1 day), State: STATE, Targets: TARGETS}
"""


def said(text: str) -> list[Outcome]:
    """What the check says about a template."""
    graph = derive(merge("app", [fragment_of(text)]))
    return list(assess(graph, [dangling_mapping]))


def findings(text: str) -> list[Finding]:
    """Its findings."""
    return [one for one in said(text) if isinstance(one, Finding)]


def test_own_records_for_a_stranger() -> None:
    """A mapping of the application's own queue to a function it does not declare is a finding, not a sure one."""
    (one,) = findings(TABLE.replace("SOURCE", "!GetAtt Jobs.Arn"))
    assert one.message == "Mapping reads Jobs for worker, which this application does not declare"
    assert one.confidence is Confidence.MEDIUM


def test_records_of_others_are_left_alone() -> None:
    """A mapping between two things that are declared elsewhere is somebody else's."""
    assert not said(TABLE.replace("SOURCE", "arn:aws:sqs:eu-west-1:111122223333:other"))


def test_rules_without_target() -> None:
    """A rule without a target is a finding while it is switched on."""
    text = RULE.replace("TARGETS", "[]")
    assert findings(text.replace("STATE", "ENABLED"))
    assert not said(text.replace("STATE", "DISABLED"))


def test_targets_of_others_are_targets() -> None:
    """A rule that starts something declared elsewhere is no finding."""
    target = "[{Id: a, Arn: arn:aws:lambda:eu-west-1:111122223333:function:other}]"
    assert not said(RULE.replace("TARGETS", target).replace("STATE", "ENABLED"))
