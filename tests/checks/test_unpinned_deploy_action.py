"""What `unpinned-deploy-action` finds and what it leaves alone."""

from __future__ import annotations

import pytest

from ennead.engine.assess import assess
from ennead.graph.derive import derive
from ennead.graph.merge import merge
from ennead.model.app import Fragment
from ennead.model.finding import Finding, Outcome, Severity
from ennead.model.supply import Workflow
from ennead.practices.p6_configuration.unpinned_deploy_action import unpinned_deploy_action
from ennead.sources.supply.chain import with_workflows
from ennead.sources.supply.github import read_workflow


def said(*uses: str) -> list[Outcome]:
    """What the check says about a job that deploys and runs those actions."""
    steps = "".join(f"      - uses: {one}\n" for one in uses)
    text = f"on: push\njobs:\n  ship:\n    steps:\n      - run: sam deploy\n{steps}"
    workflow = read_workflow(text, ".github/workflows/deploy.yml")
    assert isinstance(workflow, Workflow)
    return list(assess(derive(merge("app", [with_workflows(Fragment(), [workflow])])), [unpinned_deploy_action]))


def test_others_actions_by_a_tag_are_one_finding() -> None:
    """Low, at the first, the others as related places."""
    (found,) = said("halfmoon/a@v1", "halfmoon/b@main", "halfmoon/a@v1")
    assert isinstance(found, Finding)
    assert (found.severity, found.at.line) == (Severity.LOW, 6)
    assert "halfmoon/a@v1 and 1 more" in found.message
    assert [one.message for one in found.related] == ["halfmoon/b@main"]


@pytest.mark.parametrize("uses", [f"halfmoon/a@{'1' * 40}", "actions/cache@v4", "aws-actions/setup-sam@v2", "./local"])
def test_chosen_actions_are_left_alone(uses: str) -> None:
    """A commit, GitHub's and AWS's own, and the repository's own."""
    assert said(uses) == []
