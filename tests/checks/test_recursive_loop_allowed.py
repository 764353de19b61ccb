"""What `recursive-loop-allowed` finds and what it leaves alone."""

from __future__ import annotations

import pytest

from ennead.engine.assess import assess
from ennead.graph.derive import derive
from ennead.graph.merge import merge
from ennead.model.finding import Finding, Outcome, Severity, Unassessed
from ennead.practices.p8_denial.recursive_loop_allowed import recursive_loop_allowed
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
    return list(assess(graph, [recursive_loop_allowed]))


def findings(text: str) -> list[Finding]:
    """Its findings."""
    return [one for one in said(text) if isinstance(one, Finding)]


def test_allow_is_found_on_its_function() -> None:
    """A function that switches loop detection off is a medium finding of its own."""
    (one,) = findings(FN + "      RecursiveLoop: Allow\n")
    assert (one.severity, one.function) == (Severity.MEDIUM, "Fn")


@pytest.mark.parametrize("setting", ["", "      RecursiveLoop: Terminate\n"])
def test_default_is_detection(setting: str) -> None:
    """Without the setting, and with its default, nothing is said."""
    assert said(FN + setting) == []


def test_unknown_setting_is_said() -> None:
    """A setting that could not be told is neither on nor off."""
    (one,) = said(FN + "      RecursiveLoop: !ImportValue loop\n")
    assert isinstance(one, Unassessed)
    assert "loop detection" in one.reason
