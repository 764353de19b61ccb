"""What `log-retention` finds and what it leaves alone."""

from __future__ import annotations

from ennead.engine.assess import assess
from ennead.graph.derive import derive
from ennead.graph.merge import merge
from ennead.model.finding import Finding, Outcome, Severity
from ennead.practices.p6_configuration.log_retention import log_retention
from ennead.sources.text import fragment_of

SAM = "Transform: AWS::Serverless-2016-10-31\nResources:\n"
FN = """
  {name}:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.14
      Handler: app.handler
      InlineCode: "def handler(event, context): pass"
"""


def said(text: str) -> list[Outcome]:
    """What the check says about a SAM template's resources."""
    graph = derive(merge("app", [fragment_of(SAM + text)]))
    return list(assess(graph, [log_retention]))


def findings(text: str) -> list[Finding]:
    """Its findings."""
    return [one for one in said(text) if isinstance(one, Finding)]


def fn(name: str, rest: str = "") -> str:
    """A function with more properties."""
    return FN.format(name=name) + rest


def group(name: str, properties: str = "{}") -> str:
    """A log group."""
    return f"  {name}: {{Type: AWS::Logs::LogGroup, Properties: {properties}}}\n"


def test_groups_without_a_period_are_one_low_finding() -> None:
    """All of an application are one decision."""
    (found,) = findings(group("One") + group("Two") + group("Three", "{RetentionInDays: 30}"))
    assert found.severity is Severity.LOW
    assert found.message == "2 log groups keep their logs for ever"
    assert [each.message for each in found.related] == ["One", "Two"]


def test_single_group_is_the_findings_resource() -> None:
    """One group is named."""
    (found,) = findings(group("One"))
    assert (found.resource, found.message) == ("One", "One keeps its logs for ever")


def test_functions_without_a_group_are_told_once_some_have_one() -> None:
    """Where a function has a declared group, those without are one finding of the lowest sort."""
    text = fn("A") + fn("B") + group("Logs", "{LogGroupName: !Sub '/aws/lambda/${A}', RetentionInDays: 30}")
    (found,) = findings(text)
    assert (found.severity, found.function) == (Severity.INFO, "B")


def test_group_named_in_logging_config_counts() -> None:
    """A function that names its log group has one, and so has one named after itself."""
    text = fn("A", "      LoggingConfig: {LogGroup: !Ref Logs}\n") + fn("B", "      FunctionName: shop-b\n")
    text += group("Logs", "{RetentionInDays: 30}") + group(
        "Own", "{LogGroupName: /aws/lambda/shop-b, RetentionInDays: 7}"
    )
    assert said(text) == []


def test_application_without_groups_is_left_alone() -> None:
    """Lambda's default is nobody's decision."""
    assert said(fn("A") + fn("B")) == []
