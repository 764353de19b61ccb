"""Options about what is read: `--no-ignore`, `--synth`, and a workflow that several applications share."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import FUNCTION, Ennead, put

APP = """\
import json, os, pathlib
out = pathlib.Path(os.environ["CDK_OUTDIR"])
out.joinpath("manifest.json").write_text(json.dumps({"version": "55.0.0", "artifacts": {"Shop": {
    "type": "aws:cloudformation:stack", "properties": {"templateFile": "Shop.template.json"}}}}))
out.joinpath("Shop.template.json").write_text(json.dumps({"Resources": {"Jobs": {"Type": "AWS::SQS::Queue"}}}))
"""
WORKFLOW = """\
on: push
jobs:
  ship:
    env: {AWS_ACCESS_KEY_ID: "${{ secrets.KEY }}"}
    steps: [{run: sam deploy, working-directory: services}]
"""


@pytest.fixture(autouse=True)
def _no_cdk(monkeypatch: pytest.MonkeyPatch) -> None:
    """No `cdk` of this machine."""
    monkeypatch.setattr("ennead.engine.synth.shutil.which", lambda _name: None)


def test_ignored_templates_are_said_and_read_when_asked(ennead: Ennead, tmp_path: Path) -> None:
    """The report says how to read them; `--no-ignore` does."""
    put(tmp_path, FUNCTION.format(runtime="python3.14", mode="live"), "template.yaml")
    put(tmp_path, "*.yaml\n", ".gitignore")
    done = ennead("scan", tmp_path)
    assert done.code == 3
    assert "1 template is ignored by git: template.yaml" in " ".join(done.out.split())
    assert json.loads(ennead("map", tmp_path, "--no-ignore").out)["app"]["functions"] == 1


def test_a_cdk_application_is_run_only_when_asked(ennead: Ennead, tmp_path: Path) -> None:
    """Without `--synth` the next command is told; with it the queue is there, and what runs is said."""
    put(tmp_path, json.dumps({"app": f"{sys.executable} app.py"}), "cdk.json")
    put(tmp_path, APP, "app.py")
    before = ennead("scan", tmp_path)
    assert before.code == 3
    assert "cdk synth" in before.out
    done = ennead("map", tmp_path, "--synth")
    assert done.code == 0
    assert "running" in done.err
    assert [node["id"] for node in json.loads(done.out)["nodes"]] == ["queue/Jobs"]
    assert not (tmp_path / "cdk.out").exists()


def test_a_cdk_application_that_fails(ennead: Ennead, tmp_path: Path) -> None:
    """What it said goes to stderr, and the scan could not tell."""
    put(tmp_path, json.dumps({"app": f"{sys.executable} app.py"}), "cdk.json")
    put(tmp_path, "raise SystemExit('no such stack')", "app.py")
    done = ennead("scan", tmp_path, "--synth")
    assert done.code == 3
    assert "no such stack" in done.err
    assert "ended with 1" in done.out


def test_a_shared_workflow_is_told_once(ennead: Ennead, tmp_path: Path) -> None:
    """Two applications that one workflow deploys have one finding about it."""
    for name in ("orders", "users"):
        put(tmp_path / "services" / name, FUNCTION.format(runtime="python3.14", mode="live"), "template.yaml")
    put(tmp_path / ".github" / "workflows", WORKFLOW, "ship.yml")
    found = json.loads(ennead("scan", tmp_path, "--format", "json").out)["findings"]
    assert [one["check"] for one in found if one["location"]["path"].startswith(".github")] == ["static-deploy-keys"]
