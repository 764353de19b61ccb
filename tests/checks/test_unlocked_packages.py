"""What `unlocked-packages` finds: manifests with ranges and no lock."""

from __future__ import annotations

from pathlib import Path

import pytest

from ennead.model.finding import Severity
from ennead.practices.p4_dependencies.unlocked_packages import unlocked_packages
from tests.checks.coded import HANDLER, HEAD, findings, function
from tests.checks.packaged import lock, of, place

__all__ = ["place"]
TWO = {
    "template.yaml": HEAD + function("Orders") + function("Basket", code="basket/"),
    "src/app.py": HANDLER,
    "basket/app.py": HANDLER,
}
NODE = {
    "template.yaml": HEAD + function("Orders").replace("python3.13", "nodejs22.x"),
    "src/app.js": "exports.handler = async () => 1;\n",
}


def test_one_finding_for_an_application(tmp_path: Path, place: Path) -> None:
    """Several manifests are one finding, with a place for each and for each function."""
    files = {**TWO, "src/requirements.txt": "requests>=2\nflask\n", "basket/requirements.txt": "requests\n"}
    (found,) = findings(of(tmp_path, unlocked_packages, files))
    assert found.severity is Severity.LOW
    assert found.message == (
        "2 manifests ask for 3 packages by range and nothing locks them: each build of Orders and Basket may deploy"
        " other versions"
    )
    assert {one.at.path for one in found.related} == {
        "src/requirements.txt",
        "basket/requirements.txt",
        "template.yaml",
    }


def test_exact_versions_of_npm_are_told_as_information(tmp_path: Path, place: Path) -> None:
    """Without a lock it is open what they ask for themselves."""
    (found,) = findings(
        of(tmp_path, unlocked_packages, {**NODE, "src/package.json": '{"dependencies": {"a-b": "1.0.0"}}'})
    )
    assert found.severity is Severity.INFO


@pytest.mark.parametrize(
    "files",
    [
        {**TWO, "src/requirements.txt": "requests==2.32.4\n"},
        {**TWO, "src/requirements-dev.txt": "requests>=2\n"},
        {**TWO, "requirements.txt": "requests>=2\n"},
        {
            **NODE,
            "src/package.json": '{"dependencies": {"a-b": "^1"}}',
            "src/package-lock.json": lock(("a-b", "1.2.0")),
        },
        {**NODE, "src/package.json": '{"devDependencies": {"a-b": "^1"}}'},
        {**NODE, "src/package.json": "{}"},
    ],
    ids=["exact", "development", "above", "locked", "development of npm", "nothing"],
)
def test_what_is_none(tmp_path: Path, place: Path, files: dict[str, str]) -> None:
    """Exact versions, locks, development, and manifests that build nothing here are no finding."""
    assert of(tmp_path, unlocked_packages, files) == []
