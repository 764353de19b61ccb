"""What `static-deploy-keys` finds and what it leaves alone."""

from __future__ import annotations

from ennead.engine.assess import assess
from ennead.graph.derive import derive
from ennead.graph.merge import merge
from ennead.model.app import Fragment
from ennead.model.finding import Finding, Outcome, Severity
from ennead.model.supply import Workflow
from ennead.practices.p6_configuration.static_deploy_keys import static_deploy_keys
from ennead.sources.supply.chain import with_workflows
from ennead.sources.supply.github import read_workflow


def said(*envs: str) -> list[Outcome]:
    """What the check says about a workflow with a job for each environment."""
    jobs = "".join(f"  j{n}: {{env: {env}, steps: [{{run: sam deploy}}]}}\n" for n, env in enumerate(envs))
    workflow = read_workflow(f"on: push\njobs:\n{jobs}", ".github/workflows/deploy.yml")
    assert isinstance(workflow, Workflow)
    return list(assess(derive(merge("app", [with_workflows(Fragment(), [workflow])])), [static_deploy_keys]))


def test_keys_of_a_secret_are_for_information() -> None:
    """One finding per workflow, however many jobs."""
    (found,) = said("{AWS_ACCESS_KEY_ID: '${{ secrets.A }}'}", "{AWS_ACCESS_KEY_ID: '${{ secrets.B }}'}")
    assert isinstance(found, Finding)
    assert found.severity is Severity.INFO


def test_a_key_in_the_file_is_medium() -> None:
    """Its id is in the repository; the finding does not repeat it."""
    (found,) = said("{AWS_ACCESS_KEY_ID: AKIAQWERTYUIOPASDFGH}")
    assert isinstance(found, Finding)
    assert found.severity is Severity.MEDIUM
    assert "QWERTY" not in repr(found)


def test_temporary_keys_are_left_alone() -> None:
    """What ends by itself, and no keys at all."""
    assert said("{AWS_ACCESS_KEY_ID: '${{ a.b }}', AWS_SESSION_TOKEN: '${{ a.c }}'}", "{}") == []
