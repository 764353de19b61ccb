"""What `weak-password-policy` finds and what it leaves alone."""

from __future__ import annotations

import pytest

from ennead.engine.assess import assess
from ennead.graph.derive import derive
from ennead.graph.merge import merge
from ennead.model.finding import Finding, Outcome, Severity, Unassessed
from ennead.practices.p6_configuration.weak_password_policy import weak_password_policy
from ennead.sources.text import fragment_of

POOL = """
Parameters: {{Unknown: {{Type: String}}}}
Resources:
  Users: {{Type: AWS::Cognito::UserPool, Properties: {{Policies: {{PasswordPolicy: {{{policy}}}}}}}}}
"""
NONE = "RequireLowercase: false, RequireUppercase: false, RequireNumbers: false, RequireSymbols: false"


def said(text: str) -> list[Outcome]:
    """What the check says about a template."""
    graph = derive(merge("app", [fragment_of(text)]))
    return list(assess(graph, [weak_password_policy]))


def findings(text: str) -> list[Finding]:
    """Its findings."""
    return [one for one in said(text) if isinstance(one, Finding)]


@pytest.mark.parametrize(
    ("policy", "found"),
    [
        ("MinimumLength: 6, RequireLowercase: true", True),
        ("MinimumLength: 7", True),
        ("MinimumLength: 8", False),
        (f"MinimumLength: 8, {NONE}", True),
        (f"MinimumLength: 12, {NONE}", False),
        (NONE, True),
        ("MinimumLength: 8, RequireNumbers: true", False),
    ],
)
def test_weaker_than_the_default(policy: str, found: bool) -> None:
    """Shorter than eight, or of any sort with fewer than twelve characters, is weak."""
    assert bool(findings(POOL.format(policy=policy))) is found


def test_no_rules_are_the_default() -> None:
    """A pool that says nothing has Cognito's own rules."""
    assert not said("Resources: {Users: {Type: AWS::Cognito::UserPool, Properties: {UserPoolName: users}}}")


@pytest.mark.parametrize("policy", ["MinimumLength: !Ref Unknown", "MinimumLength: 8, RequireNumbers: !Ref Unknown"])
def test_values_that_are_not_told(policy: str) -> None:
    """A length or a class that decides and could not be told is no finding and not silent."""
    (one,) = said(POOL.format(policy=policy))
    assert isinstance(one, Unassessed)


def test_the_message_says_what_is_taken() -> None:
    """The message names length and classes."""
    (one,) = findings(POOL.format(policy="MinimumLength: 6, RequireLowercase: true"))
    assert (one.message, one.severity) == ("Users takes 6 characters with lower case as a password", Severity.LOW)
