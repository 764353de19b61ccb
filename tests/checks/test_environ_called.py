"""What `environ-called` finds and what it leaves alone."""

from __future__ import annotations

from pathlib import Path

from ennead.practices.p5_code.environ_called import environ_called
from tests.checks.coded import HEAD, findings, function, said

CALLED = 'import os\n\n\ndef handler(event, context):\n    return os.environ("TABLE")\n'


def test_a_call_is_found_at_its_line(tmp_path: Path) -> None:
    """`os.environ(...)` is found where it stands."""
    (found,) = findings(
        said(tmp_path, environ_called, {"template.yaml": HEAD + function("Orders"), "src/app.py": CALLED})
    )
    assert (found.at.path, found.at.line, found.function) == ("src/app.py", 5, "Orders")


def test_functions_with_one_file_are_one_finding(tmp_path: Path) -> None:
    """A call that several functions reach is one finding, with each of them."""
    template = HEAD + function("Orders") + function("Prices")
    (found,) = findings(said(tmp_path, environ_called, {"template.yaml": template, "src/app.py": CALLED}))
    assert [each.function for each in found.related] == ["Orders", "Prices"]


def test_identity_survives_moved_lines(tmp_path: Path) -> None:
    """Lines above change nothing of what it is called."""
    template = HEAD + function("Orders")
    first, second = (
        findings(said(tmp_path, environ_called, {"template.yaml": template, "src/app.py": above + CALLED}))
        for above in ("", "# a comment\n\n")
    )
    assert [one.identity for one in first] == [one.identity for one in second]


def test_reads_are_none(tmp_path: Path) -> None:
    """Reading the environment is not calling it."""
    code = (
        'import os\n\ndef handler(event, context):\n    return os.environ.get("A"), os.environ["B"], os.getenv("C")\n'
    )
    files = {"template.yaml": HEAD + function("Orders"), "src/app.py": code}
    assert said(tmp_path, environ_called, files) == []
