"""The acceptance bar on the order of versions, by its own scorer."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

TRUTH = Path(__file__).parents[3] / "shared" / "acceptance" / "packages"


@pytest.mark.skipif(not TRUTH.is_dir(), reason="the labelled truth lies outside the project")
def test_versions() -> None:
    """Every pair of versions is ordered as the scorer says."""
    command = [sys.executable, str(TRUTH / "score_packages.py"), "versions", "--ennead", f"{sys.executable} -m ennead"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert done.stdout.splitlines()[-1].startswith("0 faults; version pairs 184/184")
