"""What `install-script` finds."""

from __future__ import annotations

import json
from pathlib import Path

from ennead.model.finding import Severity
from ennead.practices.p4_dependencies.install_script import install_script
from tests.checks.coded import HEAD, findings, function
from tests.checks.packaged import lock, of, place

__all__ = ["place"]


def files(*scripted: str) -> dict[str, str]:
    """An application that locks three packages, of which some run scripts."""
    text = json.loads(lock(("one-a", "1.0.0"), ("two-b", "1.0.0"), ("three-c", "1.0.0")))
    for name in scripted:
        text["packages"][f"node_modules/{name}"]["hasInstallScript"] = True
    return {
        "template.yaml": HEAD + function("Orders").replace("python3.13", "nodejs22.x"),
        "src/app.js": "exports.handler = async () => 1;\n",
        "src/package.json": '{"dependencies": {"one-a": "1.0.0", "two-b": "1.0.0", "three-c": "1.0.0"}}',
        "src/package-lock.json": json.dumps(text, indent=1),
    }


def test_packages_with_scripts_are_one_finding(tmp_path: Path, place: Path) -> None:
    """They are named together, as information."""
    (found,) = findings(of(tmp_path, install_script, files("one-a", "two-b")))
    assert found.message == "one-a and two-b run scripts when they are installed, with the rights of the build"
    assert (found.severity, len(found.related)) == (Severity.INFO, 2)


def test_packages_without_scripts(tmp_path: Path, place: Path) -> None:
    """A lock that tells of no script is no finding."""
    assert of(tmp_path, install_script, files()) == []
