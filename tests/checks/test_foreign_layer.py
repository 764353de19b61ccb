"""What `foreign-layer` finds and what it leaves alone."""

from __future__ import annotations

import pytest

from ennead.engine.assess import assess
from ennead.graph.derive import derive
from ennead.graph.merge import merge
from ennead.model.finding import Finding, Outcome, Severity
from ennead.practices.p6_configuration.foreign_layer import foreign_layer
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
    return list(assess(graph, [foreign_layer]))


def findings(text: str) -> list[Finding]:
    """Its findings."""
    return [one for one in said(text) if isinstance(one, Finding)]


def fn(name: str, rest: str = "") -> str:
    """A function with more properties."""
    return FN.format(name=name) + rest


def layer(account: str, name: str = "pillow", region: str = "eu-central-1") -> str:
    """A function's layer."""
    return f"      Layers: [!Sub 'arn:aws:lambda:{region}:{account}:layer:{name}:7']\n"


@pytest.mark.parametrize("region", ["eu-central-1", "${AWS::Region}"])
def test_layer_of_a_foreign_account_is_medium(region: str) -> None:
    """Name, version and account are told, wherever it runs."""
    (found,) = findings(fn("A", layer("444455556666", region=region)))
    assert found.message == "pillow 7 of account 444455556666 runs inside A"
    assert (found.severity, found.function, found.at.line) == (Severity.MEDIUM, "A", 10)


def test_layer_of_several_functions_is_one_finding() -> None:
    """Each function is named at its own Layers."""
    (found,) = findings(fn("A", layer("444455556666")) + fn("B", layer("444455556666")))
    assert [(each.function, each.at.line) for each in found.related] == [("A", 10), ("B", 18)]


@pytest.mark.parametrize(
    ("account", "name"),
    [
        ("017000801446", "AWSLambdaPowertoolsPythonV3-python313-arm64"),
        ("580247275435", "LambdaInsightsExtension"),
        ("027255383542", "AWS-AppConfig-Extension"),
        ("464622532012", "Datadog-Extension"),
        ("123456789012", "my-layer"),
        ("${AWS::AccountId}", "own"),
    ],
)
def test_known_publishers_are_left_alone(account: str, name: str) -> None:
    """AWS's own layers, known vendors', examples' and one's own are no finding."""
    assert said(fn("A", layer(account, name))) == []


def test_name_of_aws_in_an_unknown_account_is_low() -> None:
    """It may be a new region's account, or a copy."""
    (found,) = findings(fn("A", layer("444455556666", "AWS-AppConfig-Extension")))
    assert found.severity is Severity.LOW
    assert "none of AWS's known ones" in found.message


def test_declared_layer_is_left_alone() -> None:
    """A layer of the application itself is its own."""
    declared = "  L: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: layers/l}}\n"
    assert said(fn("A", "      Layers: [!Ref L]\n") + declared) == []
