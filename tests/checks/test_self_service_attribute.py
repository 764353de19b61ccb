"""What `self-service-attribute` finds and what it leaves alone."""

from __future__ import annotations

import pytest

from ennead.engine.assess import assess
from ennead.graph.derive import derive
from ennead.graph.merge import merge
from ennead.model.finding import Confidence, Exposure, Finding, Outcome, Severity
from ennead.practices.p6_configuration.self_service_attribute import self_service_attribute
from ennead.sources.text import fragment_of

POOL = """
Resources:
  Users:
    Type: AWS::Cognito::UserPool
    Properties:
      {pool}
      Schema: [{{Name: {name}, AttributeDataType: String{more}}}]
  Web:
    Type: AWS::Cognito::UserPoolClient
    Properties: {{UserPoolId: !Ref Users, ClientName: web{client}}}
"""
ADMIN_ONLY = "AdminCreateUserConfig: {AllowAdminCreateUserOnly: true}"


def pool(name: str = "role", more: str = "", client: str = "", pool: str = "UserPoolName: users") -> str:
    """A pool with one attribute and one client."""
    return POOL.format(name=name, more=more, client=client, pool=pool)


def said(text: str) -> list[Outcome]:
    """What the check says about a template."""
    graph = derive(merge("app", [fragment_of(text)]))
    return list(assess(graph, [self_service_attribute]))


def findings(text: str) -> list[Finding]:
    """Its findings."""
    return [one for one in said(text) if isinstance(one, Finding)]


@pytest.mark.parametrize("name", ["is_admin", "isAdmin", "userRole", "tenant-id", "company_id", "plan", "can_publish"])
def test_names_that_carry_rights(name: str) -> None:
    """Words of the name decide, however they are joined."""
    (one,) = findings(pool(name))
    assert (one.severity, one.exposure) == (Severity.HIGH, Exposure.ANONYMOUS)


@pytest.mark.parametrize("name", ["favourite_colour", "planet", "locale_hint", "company", "island", "candle", "email"])
def test_other_names_are_left_alone(name: str) -> None:
    """Names that only contain such letters, or speak of something else, are no finding."""
    assert not said(pool(name))


def test_a_client_that_lists_it_is_sure() -> None:
    """A client that lists the attribute is sure; one that lists nothing is taken to let it through."""
    (sure,) = findings(pool(client=", WriteAttributes: [email, 'custom:role']"))
    (default,) = findings(pool())
    assert (sure.confidence, default.confidence) == (Confidence.HIGH, Confidence.MEDIUM)


def test_a_client_that_leaves_it_out_is_no_finding() -> None:
    """Where no client lets users write it, nobody does."""
    assert not said(pool(client=", WriteAttributes: [email]"))


def test_immutable_is_still_set_when_signing_up() -> None:
    """An attribute that cannot be changed is chosen by whoever signs up, and by nobody where administrators do that."""
    (one,) = findings(pool(more=", Mutable: false"))
    assert "when they sign up" in one.message
    assert not said(pool(more=", Mutable: false", pool=ADMIN_ONLY))


def test_users_made_by_administrators_change_theirs_too() -> None:
    """Without sign-up the finding is medium and about those who are signed in."""
    (one,) = findings(pool(pool=ADMIN_ONLY))
    assert (one.severity, one.exposure) == (Severity.MEDIUM, Exposure.SIGNED_IN)


def test_developer_only_attributes_are_left_alone() -> None:
    """Attributes that only credentials of the account write are no finding."""
    assert not said(pool(more=", DeveloperOnlyAttribute: true"))
