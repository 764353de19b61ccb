"""The hooks of this repository in a small one that uses them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.integrations.test_github_action import CLOSED, OPEN, expectation, git

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the hooks are installed, once for this file."""
    return tmp_path_factory.mktemp("pre-commit")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    folder.mkdir()
    git(folder, "init", "--quiet")
    return folder


def hook(name: str, folder: Path, home: Path) -> subprocess.CompletedProcess[str]:
    """Try a hook of this checkout on everything in the folder."""
    git(folder, "add", "-A")
    command = [sys.executable, "-m", "pre_commit", "try-repo", str(ROOT), name, "--all-files", "--verbose"]
    env = {**os.environ, "PRE_COMMIT_HOME": str(home), "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.com"}
    env |= {"GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@example.com"}
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)


def test_the_scan_hook_stops_a_commit_that_opens_a_route(repository: Path, home: Path) -> None:
    """A template whose route asks nobody fails the hook with the route's name; the closed one passes."""
    (repository / "template.yaml").write_text(OPEN, encoding="utf-8")
    done = hook("ennead", repository, home)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "POST /orders" in done.stdout
    (repository / "template.yaml").write_text(CLOSED, encoding="utf-8")
    done = hook("ennead", repository, home)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_test_hook_holds_expectations(repository: Path, home: Path) -> None:
    """An expectation that does not hold fails the hook with its line."""
    (repository / "template.yaml").write_text(CLOSED, encoding="utf-8")
    (repository / "ennead.tests.yml").write_text(expectation("iam"), encoding="utf-8")
    done = hook("ennead-test", repository, home)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "ennead.tests.yml:3" in done.stdout
    (repository / "ennead.tests.yml").write_text(expectation("jwt"), encoding="utf-8")
    done = hook("ennead-test", repository, home)
    assert done.returncode == 0, done.stdout + done.stderr
