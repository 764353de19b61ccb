"""What `stranger-deploys` finds and what it leaves alone."""

from __future__ import annotations

import pytest

from ennead.engine.assess import assess
from ennead.graph.derive import derive
from ennead.graph.merge import merge
from ennead.model.app import Fragment
from ennead.model.finding import Confidence, Exposure, Finding, Outcome, Severity, Unassessed
from ennead.practices.p6_configuration.stranger_deploys import stranger_deploys
from ennead.sources.supply.chain import with_workflows
from ennead.sources.supply.github import read_workflow
from ennead.sources.text import fragment_of

HEAD = "{ref: '${{ github.event.pull_request.head.sha }}'}"
ROLE = "{role-to-assume: 'arn:aws:iam::111122223333:role/deploy'}"
SAME = "github.event.pull_request.head.repo.full_name == github.repository"


def said(
    on: str = "pull_request_target", job: str = "", fetch: str = HEAD, role: str = ROLE, template: str = ""
) -> list[Outcome]:
    """What the check says about a workflow with one job."""
    text = (
        f"on: {on}\njobs:\n  ship:\n{job}    steps:\n      - {{uses: actions/checkout@v4, with: {fetch}}}\n"
        f"      - {{uses: aws-actions/configure-aws-credentials@v4, with: {role}}}\n      - run: sam deploy\n"
    )
    workflow = read_workflow(text, ".github/workflows/deploy.yml")
    assert workflow is not None
    fragment = fragment_of(template) if template else Fragment()
    return list(assess(derive(merge("app", [with_workflows(fragment, [workflow])])), [stranger_deploys]))


@pytest.mark.parametrize("on", ["pull_request_target", "[push, issue_comment]", "{workflow_run: {workflows: [a]}}"])
def test_a_strangers_code_with_the_role_is_found(on: str) -> None:
    """Anybody starts it, and it holds the role: high, for anyone, with the way as a path."""
    (found,) = said(on)
    assert isinstance(found, Finding)
    assert (found.severity, found.exposure, found.confidence) == (Severity.HIGH, Exposure.ANONYMOUS, Confidence.HIGH)
    assert [hop.node for hop in found.path][:2] == ["internet/internet", "workflow/.github/workflows/deploy.yml"]
    assert found.at.line == 5


def test_a_role_that_may_everything_is_critical() -> None:
    """The role of the template says what it is worth."""
    template = (
        "Resources:\n  D:\n    Type: AWS::IAM::Role\n    Properties:\n      RoleName: deploy\n"
        "      ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess']\n      AssumeRolePolicyDocument: {}\n"
    )
    (found,) = said(template=template)
    assert isinstance(found, Finding)
    assert found.severity is Severity.CRITICAL
    assert found.message.endswith("it may do everything on every resource")


@pytest.mark.parametrize(
    "arguments",
    [
        {"on": "pull_request"},
        {"on": "push"},
        {"fetch": "{}"},
        {"role": "{aws-region: eu-central-1}"},
        {"job": f"    if: {SAME}\n"},
        {"job": "    if: '!github.event.pull_request.head.repo.fork'\n"},
    ],
)
def test_own_code_and_empty_hands_are_left_alone(arguments: dict[str, str]) -> None:
    """Events that give strangers nothing, the repository's own code or branches, and jobs without credentials."""
    assert said(**arguments) == []


@pytest.mark.parametrize(
    "condition", ["github.actor == 'me'", f"{SAME} || true", "contains(github.event.comment.body, 'x')"]
)
def test_another_condition_could_not_be_told(condition: str) -> None:
    """Whom it lets in hangs on more than the file."""
    (one,) = said(job=f'    if: "{condition}"\n')
    assert isinstance(one, Unassessed)


def test_a_run_that_succeeded_may_be_a_strangers() -> None:
    """That the tests of a pull request pass says nothing of whose it is."""
    job = "    if: github.event.workflow_run.conclusion == 'success'\n"
    (found,) = said("workflow_run", job, "{ref: '${{ github.event.workflow_run.head_sha }}'}")
    assert isinstance(found, Finding)


def test_an_environment_may_ask_for_approval() -> None:
    """What it asks for is set at GitHub: medium confidence."""
    (found,) = said(job="    environment: preview\n")
    assert isinstance(found, Finding)
    assert found.confidence is Confidence.MEDIUM
