"""Blast radii of OWASP DVSA: run where its checkout (ENNEAD_DVSA) is at hand."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.blast.held import broken_paths, differences, wrong_labels

APP = os.environ.get("ENNEAD_DVSA", "")
LABELS = Path(__file__).parent / "dvsa_blast.json"
pytestmark = pytest.mark.skipif(not APP, reason="ENNEAD_DVSA names no checkout of OWASP/DVSA at c04e0a5")


@cache
def dvsa() -> dict[str, Any]:
    """Its map, with its paths."""
    command = [sys.executable, "-m", "ennead", "map", APP, "--format", "json", "--paths"]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode in {0, 3}, done.stderr.decode()
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def test_every_label_is_right() -> None:
    """What a person read out of the template is what the map says."""
    assert wrong_labels(dvsa(), LABELS) == []


def test_a_second_search_reaches_the_same() -> None:
    """From every function and entry, a search over the document alone reaches the same stores with the same aims."""
    assert differences(dvsa()) == []


def test_every_path_holds() -> None:
    """Each path hangs together, goes along edges of the document and is as short as any."""
    assert broken_paths(dvsa()) == []
