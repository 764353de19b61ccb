"""The GitHub Action on a small repository: its own steps, a real scan, one comment that is kept up to date."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integrations.composite import Run, run_action
from tests.integrations.service import Comments, comments_service

ACTION = Path(__file__).resolve().parents[2] / "action.yml"
MARK = "<!-- ennead -->"

CLOSED = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Api:
    Type: AWS::Serverless::HttpApi
    Properties:
      DefaultRouteSettings: {ThrottlingRateLimit: 5, ThrottlingBurstLimit: 5}
      Auth:
        DefaultAuthorizer: members
        Authorizers:
          members:
            IdentitySource: $request.header.Authorization
            JwtConfiguration: {issuer: "https://login.example/", audience: [a]}
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      Runtime: python3.13
      InlineCode: |
        import os
        import boto3
        def handler(event, context):
            boto3.resource("dynamodb").Table(os.environ["TABLE"]).put_item(Item={"email": "a"})
      Environment: {Variables: {TABLE: !Ref OrdersTable}}
      ReservedConcurrentExecutions: 5
      Policies:
        - Statement: [{Effect: Allow, Action: "dynamodb:PutItem", Resource: !GetAtt OrdersTable.Arn}]
      Events:
        Post: {Type: HttpApi, Properties: {ApiId: !Ref Api, Method: POST, Path: /orders}}
  OrdersLog:
    Type: AWS::Logs::LogGroup
    Properties: {LogGroupName: !Sub "/aws/lambda/${Orders}", RetentionInDays: 30}
  OrdersTable:
    Type: AWS::DynamoDB::Table
    Properties:
      AttributeDefinitions: [{AttributeName: email, AttributeType: S}]
      KeySchema: [{AttributeName: email, KeyType: HASH}]
      BillingMode: PAY_PER_REQUEST
"""
GRANTED = CLOSED.replace('Action: "dynamodb:PutItem"', 'Action: ["dynamodb:PutItem", "dynamodb:DeleteItem"]')
OPEN = CLOSED.replace("Path: /orders}", "Path: /orders, Auth: {Authorizer: NONE}}")


def git(folder: Path, *arguments: str) -> str:
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
    done = subprocess.run(["git", *identity, *arguments], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def expectation(asks: str) -> str:
    """A file of one expectation: what the route asks for."""
    return f'schema: ennead.tests/1\nexpectations:\n  - name: orders\n    routes: "POST /orders"\n    asks: {asks}\n'


class Repository:
    """An origin with a `main`, and a shallow checkout of a pull request's state."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.origin = folder / "origin"
        self.origin.mkdir()
        git(self.origin, "init", "--quiet", "--initial-branch=main")
        self.base = self.commit(CLOSED)

    def commit(self, template: str) -> str:
        (self.origin / "template.yaml").write_text(template, encoding="utf-8")
        git(self.origin, "add", "-A")
        git(self.origin, "commit", "--quiet", "--allow-empty", "-m", "x")
        return git(self.origin, "rev-parse", "HEAD")

    def checkout(self, name: str) -> Path:
        """A clone of depth 1, as the checkout action makes it."""
        place = self.folder / name
        git(self.folder, "clone", "--quiet", "--depth=1", self.origin.as_uri(), str(place))
        return place


@pytest.fixture(scope="module")
def temp(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The runner's own folder: what the action installs there serves every test of this file."""
    return tmp_path_factory.mktemp("runner")


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


@pytest.fixture
def service() -> Iterator[Comments]:
    with comments_service(Comments()) as held:
        yield held


def run(temp: Path, workspace: Path, service: Comments, base: str | None, **inputs: str) -> Run:
    """The action in a workspace, for a pull request from `base` or for a push."""
    for one in ("summary.md", "ennead-out/comment.md"):
        (temp / one).unlink(missing_ok=True)
    event = temp / "event.json"
    event.write_text(json.dumps({"pull_request": {"number": 7, "base": {"sha": base}}} if base else {}), "utf-8")
    env = {
        "GITHUB_EVENT_NAME": "pull_request" if base else "push",
        "GITHUB_EVENT_PATH": str(event),
        "GITHUB_API_URL": service.url,
        "GITHUB_REPOSITORY": "acme/shop",
    }
    done = run_action(ACTION, workspace, temp, env, **inputs)
    assert "Install" not in done.failed, done.logs["Install"]
    assert "Scan" not in done.failed, done.logs["Scan"]
    return done


def test_a_pull_request_that_opens_a_route_fails_and_says_so(
    temp: Path, repository: Repository, service: Comments
) -> None:
    """The verdict is the change's, the line is annotated, SARIF is uploaded, and the comment names the route."""
    repository.commit(OPEN)
    done = run(temp, repository.checkout("work"), service, repository.base)
    assert done.failed == ["Verdict"]
    assert done.outputs["scan"]["exit-code"] == "1"
    assert "::error file=template.yaml,line=" in done.logs["Scan"]
    sarif = json.loads(Path(done.used["Code scanning"]["sarif_file"]).read_text(encoding="utf-8"))
    assert sarif["version"] == "2.1.0"
    (body,) = service.bodies.values()
    assert body.startswith(MARK)
    assert "POST /orders" in body
    assert "OrdersTable" in body
    assert MARK in done.summary


def test_the_comment_shows_how_roles_move(temp: Path, repository: Repository, service: Comments) -> None:
    """What a function is newly granted stands in the one comment and the summary; nothing of roles where none moved."""
    repository.commit(GRANTED)
    done = run(temp, repository.checkout("work"), service, repository.base)
    (body,) = service.bodies.values()
    assert body.count("<!--") == 1
    assert "\n### Roles\n\n**This change grants 1 permission in 1 function" in body
    assert "#### `Orders`\n\n- **newly granted**: `dynamodb:DeleteItem on OrdersTable`" in body
    assert "newly granted" in done.summary
    repository.commit(OPEN)
    run(temp, repository.checkout("next"), service, repository.base)
    (body,) = service.bodies.values()
    assert "Roles" not in body


def test_the_comment_is_changed_and_never_doubled(temp: Path, repository: Repository, service: Comments) -> None:
    """A second run changes the first comment, also behind a hundred others; one with the same text changes nothing."""
    service.bodies |= dict.fromkeys(range(1, 151), "somebody else")
    repository.commit(OPEN)
    run(temp, repository.checkout("one"), service, repository.base)
    repository.commit(CLOSED.replace("POST", "PUT"))
    run(temp, repository.checkout("two"), service, repository.base)
    ours = [body for body in service.bodies.values() if body.startswith(MARK)]
    assert len(ours) == 1
    assert "PUT /orders" in ours[0]
    before = len(service.requests)
    run(temp, repository.checkout("three"), service, repository.base)
    later = service.requests[before:]
    assert later
    assert all(request.startswith("GET") for request in later)


def test_a_change_of_nothing_passes_where_all_would_fail(temp: Path, repository: Repository, service: Comments) -> None:
    """Old findings do not fail a pull request that adds none; they do where all is judged, and on a push."""
    base = repository.commit(OPEN)
    repository.commit(OPEN + "# a word\n")
    checkout = repository.checkout("work")
    assert run(temp, checkout, service, base).failed == []
    assert run(temp, checkout, service, base, judge="all").failed == ["Verdict"]
    pushed = run(temp, checkout, service, None)
    assert pushed.failed == ["Verdict"]
    assert "Comment" not in pushed.logs


def test_a_token_that_may_not_comment_is_said_and_no_failure(
    temp: Path, repository: Repository, service: Comments
) -> None:
    """A pull request from a fork has its text in the summary, and the verdict is that of the scan alone."""
    service.may_write = False
    repository.commit(OPEN)
    done = run(temp, repository.checkout("work"), service, repository.base)
    assert done.failed == ["Verdict"]
    assert "may not comment" in done.logs["Comment"]
    assert "POST /orders" in done.summary


def test_a_base_that_is_not_to_be_had_is_said(temp: Path, repository: Repository, service: Comments) -> None:
    """Without its base a pull request is judged by all that is found, and a warning says why."""
    repository.commit(OPEN)
    done = run(temp, repository.checkout("work"), service, "0" * 40)
    assert done.failed == ["Verdict"]
    assert "::warning::0000" in done.logs["Scan"]
    assert "Comment" not in done.logs


def test_expectations_are_tested_where_there_are_any(temp: Path, repository: Repository, service: Comments) -> None:
    """An `ennead.tests.yml` of the application fails the step when it does not hold, and can be left out."""
    (repository.origin / "ennead.tests.yml").write_text(expectation("iam"), encoding="utf-8")
    repository.commit(CLOSED)
    checkout = repository.checkout("work")
    done = run(temp, checkout, service, None)
    assert done.failed == ["Verdict"]
    assert "ennead.tests.yml:3" in done.logs["Scan"]
    assert run(temp, checkout, service, None, tests="false").failed == []


def test_an_unknown_way_of_judging_is_refused(temp: Path, repository: Repository, service: Comments) -> None:
    """A misspelt input ends the step with what may stand there."""
    done = run_action(ACTION, repository.checkout("work"), temp, {"GITHUB_API_URL": service.url}, judge="chnage")
    assert "Scan" in done.failed
    assert "one of auto, all, change" in done.logs["Scan"]


def test_others_actions_are_pinned_to_a_commit() -> None:
    """The action uses nothing that its owner could change under us."""
    uses = [
        line.split("@")[1].split()[0] for line in ACTION.read_text(encoding="utf-8").splitlines() if "uses:" in line
    ]
    assert uses
    assert all(len(one) == 40 and int(one, 16) for one in uses)


@pytest.mark.parametrize("script", ["scan.py", "comment.py"])
def test_the_scripts_need_only_the_standard_library(script: str) -> None:
    """What talks to the service imports nothing of ours and nothing of others."""
    text = (ACTION.parent / "integrations" / "github" / script).read_text(encoding="utf-8")
    names = {line.split()[1].split(".")[0] for line in text.splitlines() if line.startswith(("import ", "from "))}
    assert names <= set(sys.stdlib_module_names)
