"""What has to hold of a repaired finding before it is left so, and which things a finding is about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from ennead.engine.discover import checks
from ennead.engine.result import ScanResult
from ennead.engine.scan import Request, scan
from ennead.graph.graph import AppGraph
from ennead.graph.merge import combine
from ennead.model.app import LogGroup
from ennead.model.finding import Finding, Fix, Unassessed
from ennead.model.location import Location
from ennead.remedy.edit import Set
from ennead.remedy.errors import RemedyError
from ennead.remedy.findings.case import ByHand, Case
from ennead.remedy.findings.fix import State, fix, propose
from ennead.remedy.findings.mechanical import is_mechanical
from ennead.remedy.findings.written import Written
from ennead.remedy.roles.source import Source
from ennead.sources.app import AppReading

TEMPLATE = """\
Resources:
  Logs:
    Type: AWS::Logs::LogGroup
"""


@pytest.fixture
def app(tmp_path: Path) -> Path:
    """A log group that keeps what it holds for ever."""
    (tmp_path / "template.yaml").write_text(TEMPLATE, encoding="utf-8")
    return tmp_path


def asked(folder: Path, check: str = "log-retention") -> tuple[State, Finding]:
    """What a scan says, and its finding of a check."""
    graphs: dict[str, AppGraph] = {}

    def watch(reading: object, found: Mapping[str, AppGraph]) -> None:
        if isinstance(reading, AppReading):
            graphs[reading.name] = combine(reading.name, found)

    result = scan(folder, Request(checks(), watch=watch)).result
    (finding,) = (one for one in result.findings if one.check == check)
    return State(result, graphs, list), finding


def untold(check: str) -> Unassessed:
    """Something that a check could not tell."""
    return Unassessed(check, "the period is not known", f"{check}-0123456789ab", app="template")


def again(folder: Path, *more: Unassessed) -> Callable[[], ScanResult]:
    """A second scan, which could not tell something besides."""

    def told() -> ScanResult:
        result = scan(folder, Request(checks())).result
        return replace(result, unassessed=(*result.unassessed, *more))

    return told


def test_a_check_that_cannot_tell_any_more_proves_nothing(app: Path) -> None:
    """The finding is gone, but nobody knows that it is repaired: the template is put back."""
    state, finding = asked(app)
    with pytest.raises(RemedyError, match="log-retention could not tell any more: the period is not known"):
        fix([finding], state, again(app, untold("log-retention")), app)
    assert (app / "template.yaml").read_text(encoding="utf-8") == TEMPLATE


def test_what_another_check_cannot_tell_is_no_objection(app: Path) -> None:
    """It was not asked."""
    state, finding = asked(app)
    done = fix([finding], state, again(app, untold("open-route")), app)
    assert done.fixed == (finding,)


def test_a_finding_without_a_line_is_not_about_what_has_none(app: Path) -> None:
    """Two things of which nobody knows where they stand are not the same thing."""
    state, finding = asked(app)
    ((name, graph),) = state.graphs.items()
    (group,) = graph.nodes_of(LogGroup)
    nowhere = AppGraph(name, nodes={group.id: replace(group, at=None)})
    blind = replace(finding, at=Location(""), about=(), related=())
    case = Case(blind, nowhere, Written(app, Source(app)))
    with pytest.raises(ByHand, match="not written in a file here"):
        case.nodes(LogGroup)
    assert Case(replace(blind, about=(group.id,)), nowhere, case.written).nodes(LogGroup)


API = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Front:
    Type: AWS::Serverless::Api
    Properties:
      StageName: live
      Auth:
        Authorizers:
          Pool: {{UserPoolArn: arn:aws:cognito-idp:eu-west-1:111111111111:userpool/eu-west-1_a}}
  Work:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.work
      Runtime: python3.14
      InlineCode: "def work(event, context): return 1"
      Events:
        Take:
          Type: Api
          Properties: {{RestApiId: !Ref Front, Method: post, Path: /orders{auth}}}
        Give:
          Type: Api
          Properties: {{RestApiId: !Ref Front, Method: get, Path: /orders}}
"""


@pytest.mark.parametrize(("auth", "ready"), [("", True), (", Auth: {Authorizer: Pool}", False)])
def test_an_open_route_is_repaired_where_an_authorizer_waits(tmp_path: Path, auth: str, *, ready: bool) -> None:
    """What the finding advises tells whether one does; where every one is in use, a person has to choose."""
    (tmp_path / "template.yaml").write_text(API.format(auth=auth), encoding="utf-8")
    found = [one for one in scan(tmp_path, Request(checks())).result.findings if one.check == "open-route"]
    assert found
    assert [is_mechanical(one) for one in found] == [ready] * len(found)
    assert [is_mechanical(retold(one)) for one in found] == [ready] * len(found)


def retold(finding: Finding) -> Finding:
    """The same, its fix told in other words."""
    assert isinstance(finding.fix, Fix)
    return replace(finding, fix=replace(finding.fix, title="Do what has to be done"))


ROLE = """\
Resources:
  Worker:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]
      Policies:
        - PolicyName: own
          PolicyDocument:
            Statement:
              - {Effect: Allow, Action: dynamodb:PutItems, Resource: "arn:aws:dynamodb:eu-west-1:111111111111:table/a"}
"""


def test_the_action_that_was_meant_is_written_whatever_the_title_says(tmp_path: Path) -> None:
    """The words of a fix are for people: the repair knows the wrong action and the right one by themselves."""
    (tmp_path / "template.yaml").write_text(ROLE, encoding="utf-8")
    state, finding = asked(tmp_path, "unknown-action")
    (edit,) = propose([retold(finding)], state, tmp_path).plan.edits
    assert isinstance(edit, Set)
    assert (edit.route[-1], edit.value) == ("Action", "dynamodb:PutItem")
    nobody = replace(finding, fix=Fix("Write dynamodb:PutItem instead of dynamodb:PutItems, or remove it"))
    assert [one.reason for one in propose([nobody], state, tmp_path).left] == ["which action was meant is not known"]
