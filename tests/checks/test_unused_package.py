"""What `unused-package` finds, and where it cannot know."""

from __future__ import annotations

from pathlib import Path

import pytest

from ennead.model.finding import Severity
from ennead.practices.p4_dependencies.unused_package import unused_package
from tests.checks.coded import HANDLER, HEAD, findings, function
from tests.checks.packaged import REQUESTS, of, place

__all__ = ["place"]
ONE = {
    "template.yaml": HEAD + function("Orders"),
    "src/app.py": HANDLER,
    "src/requirements.txt": "requests==2.0\nflask==3.0\n",
}


def test_what_no_handler_imports(tmp_path: Path, place: Path) -> None:
    """They are one finding, with a place for each."""
    (found,) = findings(of(tmp_path, unused_package, ONE))
    assert found.message == "flask and requests are declared for Orders, and no handler imports them"
    assert (found.severity, [one.at.line for one in found.related]) == (Severity.INFO, [2, 1])


@pytest.mark.parametrize(
    "files",
    [
        {"src/requirements.txt": "requests==2.0\n", "src/app.py": REQUESTS},
        {"src/requirements.txt": "requests==2.0\n", "src/tool.py": "import requests\n"},
        {"src/app.py": "def handler(event, context):\n    return eval(event['what'])\n"},
        {"src/requirements.txt": "psycopg2-binary==2.9\n"},
        {"src/requirements.txt": "package-nobody-knows==2.0\n", "src/app.py": REQUESTS.replace("requests", "strange")},
        {"src/requirements.txt": "", "src/requirements-dev.txt": "requests==2.0\n"},
    ],
    ids=["imported", "by another file", "not followed", "a driver", "may be another name", "for development"],
)
def test_what_is_none(tmp_path: Path, place: Path, files: dict[str, str]) -> None:
    """What is imported by any file, loaded by name, or may be what an unknown module is of, is none."""
    assert of(tmp_path, unused_package, {**ONE, **files}) == []


def test_one_of_several_functions_imports_it(tmp_path: Path, place: Path) -> None:
    """A package that one function of the folder imports is used."""
    files = {
        **ONE,
        "template.yaml": HEAD + function("Orders") + function("Stock", "stock.handler"),
        "src/stock.py": REQUESTS,
    }
    (found,) = findings(of(tmp_path, unused_package, files))
    assert found.message.startswith("flask is declared")
