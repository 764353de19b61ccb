"""What `malicious-package` finds, also where only the build is hit."""

from __future__ import annotations

from pathlib import Path

from ennead.model.finding import Severity
from ennead.practices.p4_dependencies.malicious_package import malicious_package
from ennead.practices.p4_dependencies.vulnerable_package import vulnerable_package
from tests.checks.coded import HANDLER, HEAD, findings, function
from tests.checks.packaged import flaw, known, of, place

__all__ = ["place"]


def test_a_package_that_does_harm(tmp_path: Path, place: Path) -> None:
    """It is critical, whether or not a handler imports it, and no finding of `vulnerable-package` besides."""
    known(place, flaw("requests", None, record="MAL-2026-1"))
    files = {
        "template.yaml": HEAD + function("Orders"),
        "src/app.py": HANDLER,
        "src/requirements.txt": "requests==2.0\n",
    }
    (found,) = findings(of(tmp_path, malicious_package, files))
    assert found.message == "requests 2.0 was published to do harm and runs in Orders (MAL-2026-1)"
    assert found.severity is Severity.CRITICAL
    assert of(tmp_path, vulnerable_package, files) == []


def test_a_package_of_the_build(tmp_path: Path, place: Path) -> None:
    """A package for development harms where the function is built."""
    known(place, flaw("requests", None, record="MAL-2026-1"))
    files = {
        "template.yaml": HEAD + function("Orders"),
        "src/app.py": HANDLER,
        "src/requirements.txt": "",
        "src/requirements-dev.txt": "requests==2.0\n",
    }
    (found,) = findings(of(tmp_path, malicious_package, files))
    assert "is installed where Orders is built" in found.message
    assert found.path == ()
