"""What `undeclared-binary` finds."""

from __future__ import annotations

from pathlib import Path

from ennead.model.finding import Severity
from ennead.practices.p4_dependencies.undeclared_binary import undeclared_binary
from tests.checks.coded import HANDLER, HEAD, findings, function
from tests.checks.packaged import of, place

__all__ = ["place"]
ONE = {"template.yaml": HEAD + function("Orders") + function("Stock"), "src/app.py": HANDLER}
PROGRAM = "\x7fELF" + "." * 40


def test_native_files_are_one_finding(tmp_path: Path, place: Path) -> None:
    """They are told together, with the functions they run in."""
    (found,) = findings(of(tmp_path, undeclared_binary, {**ONE, "src/bin/a": PROGRAM, "src/bin/b.so": PROGRAM}))
    assert found.message.startswith("2 native files run in Orders and Stock, and no package says what they are")
    assert ([one.at.path for one in found.related], found.severity) == (["src/bin/a", "src/bin/b.so"], Severity.LOW)


def test_what_a_record_holds_is_none(tmp_path: Path, place: Path) -> None:
    """A library that an installed package's record names belongs to it."""
    record = "fast/__init__.py,,\nfast/core.so,,\n"
    files = {
        **ONE,
        "src/fast/__init__.py": "",
        "src/fast/core.so": PROGRAM,
        "src/fast-1.0.dist-info/METADATA": "Name: fast\nVersion: 1.0\n",
        "src/fast-1.0.dist-info/RECORD": record,
    }
    assert of(tmp_path, undeclared_binary, files) == []
