"""The GitLab template: its script on a small repository, and the reports it promises."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.integrations.test_github_action import CLOSED, GRANTED, OPEN, git

TEMPLATE = Path(__file__).resolve().parents[2] / "integrations" / "gitlab" / "ennead.yml"


def template() -> tuple[dict[str, Any], dict[str, Any]]:
    head, job = yaml.safe_load_all(TEMPLATE.read_text(encoding="utf-8"))
    return head["spec"]["inputs"], job["ennead"]


def job(folder: Path, **variables: str) -> tuple[int, str]:
    """Exit code and log of the job's script, run as the service does: one shell, ended by the first failure."""
    inputs, job = template()
    names = {name.upper().replace("-", "_"): str(one["default"]) for name, one in inputs.items()}
    env = {f"ENNEAD_{name}": value for name, value in names.items()} | variables
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    script = "\n".join(("set -e", *job["script"]))
    done = subprocess.run(
        ["sh", "-c", script], cwd=folder, env={"PATH": path, **env}, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    (tmp_path / "template.yaml").write_text(CLOSED, encoding="utf-8")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "--quiet", "-m", "x")
    return tmp_path


def test_a_finding_fails_the_job_and_is_in_the_widget(folder: Path) -> None:
    """The job fails with the open route, its code quality report and the text of the change are there."""
    base = git(folder, "rev-parse", "HEAD")
    (folder / "template.yaml").write_text(OPEN, encoding="utf-8")
    code, log = job(folder, CI_MERGE_REQUEST_DIFF_BASE_SHA=base)
    assert code == 1, log
    report = json.loads((folder / "ennead-out" / "code-quality.json").read_text(encoding="utf-8"))
    assert any("POST /orders" in entry["description"] for entry in report)
    assert "POST /orders" in (folder / "ennead-out" / "change.md").read_text(encoding="utf-8")
    assert (folder / "ennead-out" / "ennead.html").stat().st_size > 1000


@pytest.mark.parametrize(("template", "moved"), [(GRANTED, True), (OPEN, False)])
def test_the_text_of_the_change_shows_how_roles_move(folder: Path, template: str, moved: bool) -> None:
    """What a function is newly granted stands in the text of the change; nothing of roles where none moved."""
    base = git(folder, "rev-parse", "HEAD")
    (folder / "template.yaml").write_text(template, encoding="utf-8")
    _, log = job(folder, CI_MERGE_REQUEST_DIFF_BASE_SHA=base)
    text = (folder / "ennead-out" / "change.md").read_text(encoding="utf-8")
    assert ("### Roles" in text) == moved, log
    assert ("- **newly granted**: `dynamodb:DeleteItem on OrdersTable`" in text) == moved
    assert text.count("<!--") == 1
    assert not (folder / "ennead-out" / "roles.md").exists()


def test_a_clean_application_passes(folder: Path) -> None:
    """Without findings the job ends with 0, and its report is an empty list."""
    code, log = job(folder)
    assert code == 0, log
    assert json.loads((folder / "ennead-out" / "code-quality.json").read_text(encoding="utf-8")) == []


def test_what_is_kept_is_what_is_written() -> None:
    """Every report the job names lies in the folder its script writes to, and its variables are its inputs'."""
    inputs, job = template()
    text = "\n".join(job["script"])
    for report in job["artifacts"]["reports"].values():
        assert report in text
    names = {
        value.removeprefix("$[[ inputs.").removesuffix(" ]]") for value in job["variables"].values() if "[[" in value
    }
    assert names | {"stage"} == set(inputs)
