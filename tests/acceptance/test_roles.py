"""The acceptance bars of roles: on small cases, and on OWASP DVSA where its checkout is at hand."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ennead.cli.main import main

TRUTH = Path(__file__).parents[3] / "shared" / "acceptance" / "roles"
APP = os.environ.get("ENNEAD_DVSA", "")
pytestmark = pytest.mark.skipif(not TRUTH.is_dir(), reason="the labelled truth lies outside the project")

CASE_BARS = "--min-tight 0.958 --min-resources 0.95 --max-silent 0".split()


def _script(name: str, *arguments: str | Path) -> str:
    command = [sys.executable, str(TRUTH / name), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _roles(folder: Path, file: Path) -> None:
    assert main(["roles", str(folder), "--format", "json", "--output", str(file)]) in {0, 3}, folder
    assert json.loads(file.read_bytes())["functions"], folder


def test_small_cases(tmp_path: Path) -> None:
    """Each case has what it needs, nothing besides, on what it is needed; what could not be told is said."""
    cases, out = tmp_path / "cases", tmp_path / "out"
    out.mkdir()
    number = int(_script("write_snippets.py", cases).split()[-1])
    folders = sorted(cases.iterdir())
    assert len(folders) == number > 50
    for folder in folders:
        _roles(folder, out / f"{folder.name}.json")
    _script("score_roles.py", out, "--labels", TRUTH / "snippets.json", *CASE_BARS)


@pytest.mark.skipif(not APP, reason="ENNEAD_DVSA names no checkout of OWASP/DVSA at c04e0a5")
def test_dvsa(tmp_path: Path) -> None:
    """The functions of DVSA have what was read by hand from their code and template."""
    _roles(Path(APP), tmp_path / "dvsa.json")
    _script("score_roles.py", tmp_path / "dvsa.json")
