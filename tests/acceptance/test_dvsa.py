"""The acceptance bars on OWASP DVSA: run where its checkout (ENNEAD_DVSA) and the labelled truth are at hand."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

TRUTH = Path(__file__).parents[3] / "shared" / "acceptance"
APP = os.environ.get("ENNEAD_DVSA", "")
pytestmark = [
    pytest.mark.skipif(not TRUTH.is_dir(), reason="the labelled truth lies outside the project"),
    pytest.mark.skipif(not APP, reason="ENNEAD_DVSA names no checkout of OWASP/DVSA at c04e0a5"),
]

MAP_BARS = (
    "functions.recall=1 functions.precision=1 functions.properties=1 triggers.recall=1 triggers.precision=1 auth=1"
    " exposed.recall=1 exposed.precision=1 stores.recall=1"
).split()
SCAN_BARS = (
    "--min-kind config=0.85 --min-kind role=0.52 --min-kind denial=0.36 --max-traps 0 --max-other 10 --max-low 3"
    " --max-findings 45"
).split()


def _document(command: str, file: Path) -> Path:
    done = subprocess.run(
        [sys.executable, "-m", "ennead", command, APP, "--format", "json"], capture_output=True, check=False
    )
    assert done.returncode in {0, 1, 3}, done.stderr.decode()
    file.write_bytes(done.stdout)
    return file


def _score(script: str, *arguments: str) -> None:
    done = subprocess.run([sys.executable, TRUTH / script, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_map(tmp_path: Path) -> None:
    """Every function, trigger, route's auth, exposure and store of DVSA is on the map, and nothing else of those."""
    bars = [part for bar in MAP_BARS for part in ("--min", bar)]
    document = _document("map", tmp_path / "map.json")
    _score("score_map.py", str(TRUTH / "dvsa-graph.json"), str(document), *bars, "--max-absent", "0")


def test_scan(tmp_path: Path) -> None:
    """The faults of DVSA's template are found, without a trap, in at most 45 findings."""
    document = _document("scan", tmp_path / "scan.json")
    _score("score_scan.py", str(TRUTH / "dvsa-findings.json"), str(document), *SCAN_BARS)
