"""What `public-resource` finds and what it leaves alone."""

from __future__ import annotations

from ennead.engine.assess import assess
from ennead.graph.derive import derive
from ennead.graph.merge import merge
from ennead.model.finding import Finding, Outcome, Severity, Unassessed
from ennead.practices.p6_configuration.public_resource import public_resource
from ennead.sources.text import fragment_of

BUS = """
Resources:
  Bus: {{Type: AWS::Events::EventBus, Properties: {{Name: orders}}}}
  Policy:
    Type: AWS::Events::EventBusPolicy
    Properties:
      EventBusName: !Ref Bus
      StatementId: all
      Statement: {{Effect: Allow, Principal: {who}, Action: "events:PutEvents", Resource: !GetAtt Bus.Arn{more}}}
"""


def said(text: str) -> list[Outcome]:
    """What the check says about a template."""
    graph = derive(merge("app", [fragment_of(text)]))
    return list(assess(graph, [public_resource]))


def findings(text: str) -> list[Finding]:
    """Its findings."""
    return [one for one in said(text) if isinstance(one, Finding)]


def test_a_bus_for_everybody() -> None:
    """A bus that takes events of every account is a finding."""
    (one,) = findings(BUS.format(who='"*"', more=""))
    assert one.message == "Bus lets anyone with an AWS account put events"
    assert one.severity is Severity.HIGH


def test_an_organisation_is_not_everybody() -> None:
    """Limited to an organisation, the bus is no finding."""
    assert not said(BUS.format(who='"*"', more=", Condition: {StringEquals: {'aws:PrincipalOrgID': o-1}}"))


def test_a_principal_that_is_not_told() -> None:
    """A principal that is a parameter without a value may be anybody, and the check says so."""
    (one,) = said("Parameters: {Who: {Type: String}}\n" + BUS.format(who="{AWS: !Ref Who}", more=""))
    assert isinstance(one, Unassessed)
