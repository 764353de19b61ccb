"""What `missing-code-signing` finds and what it leaves alone."""

from __future__ import annotations

from ennead.engine.assess import assess
from ennead.graph.derive import derive
from ennead.graph.merge import merge
from ennead.model.finding import Finding, Outcome, Severity
from ennead.practices.p6_configuration.missing_code_signing import missing_code_signing
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
    return list(assess(graph, [missing_code_signing]))


def findings(text: str) -> list[Finding]:
    """Its findings."""
    return [one for one in said(text) if isinstance(one, Finding)]


def fn(name: str, rest: str = "") -> str:
    """A function with more properties."""
    return FN.format(name=name) + rest


SIGNED = "      CodeSigningConfigArn: arn:aws:lambda:eu-central-1:111122223333:code-signing-config:csc-1\n"


def test_functions_left_out_are_one_low_finding() -> None:
    """Those without are named together."""
    (found,) = findings(fn("A", SIGNED) + fn("B") + fn("C"))
    assert found.severity is Severity.LOW
    assert [each.function for each in found.related] == ["B", "C"]
    assert found.message == "2 functions accept code that nobody signed, while 1 of 3 ask for a signature"


def test_application_without_signing_is_left_alone() -> None:
    """Signing is a decision somebody has to have made."""
    assert said(fn("A") + fn("B")) == []


def test_all_signed_is_left_alone() -> None:
    """Nobody is left out."""
    assert said(fn("A", SIGNED) + fn("B", SIGNED)) == []


def test_images_are_left_alone() -> None:
    """A container image cannot ask for a signature this way."""
    uri = "111122223333.dkr.ecr.eu-central-1.amazonaws.com/shop:1"
    image = f"  I: {{Type: AWS::Serverless::Function, Properties: {{PackageType: Image, ImageUri: '{uri}'}}}}\n"
    assert said(fn("A", SIGNED) + image) == []
