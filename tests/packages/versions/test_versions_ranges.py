"""Ranges of manifests."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ennead.packages.versions import admits

SHARED = Path(__file__).parents[4] / "shared" / "acceptance" / "packages"


@pytest.mark.skipif(not SHARED.is_dir(), reason="the labelled truth lies outside the project")
def test_npm_as_npm() -> None:
    """npm's ranges admit what npm says they do."""
    cases = json.loads((SHARED / "ranges-npm.json").read_text())["cases"]
    wrong = [case for case in cases if admits("npm", case["range"], case["version"]) is not case["satisfies"]]
    assert len(cases) == 62
    assert wrong == []


@pytest.mark.parametrize(
    ("ecosystem", "wanted", "version", "answer"),
    [
        ("npm", "^1.2.3", "1.9.0", True),
        ("npm", "^1.2.3", "v1.9.0", True),
        ("npm", "^1.2.3", "2.0.0", False),
        ("npm", "^1.2.3", "1.3.0-rc.1", False),
        ("npm", "", "1.0.0", True),
        ("npm", "latest", "1.0.0", None),
        ("npm", "git+ssh://git@example.com/a.git", "1.0.0", None),
        ("npm", "npm:other@^1", "1.0.0", None),
        ("npm", "workspace:*", "1.0.0", None),
        ("npm", "^1", "1.0", None),
        ("PyPI", ">=1.0,<2", "1.5", True),
        ("PyPI", ">=1.0,<2", "2.0", False),
        ("PyPI", ">=1.0", "2.0rc1", False),
        ("PyPI", ">=2.0rc1", "2.0rc2", True),
        ("PyPI", "~=1.4.2", "1.4.9", True),
        ("PyPI", "===1.0", "1.0", True),
        ("PyPI", "^1.0", "1.0", None),
        ("PyPI", "", "1.0", True),
        ("PyPI", ">=1.0", "nonsense", None),
        ("Maven", "[1.0,2.0)", "1.9", True),
        ("Maven", "[1.0,2.0)", "2.0", False),
        ("Maven", "[1.0,2.0)", "2.0-rc1", True),
        ("Maven", "(1.0,2.0]", "1.0", False),
        ("Maven", "(,1.0],[1.2,)", "1.1", False),
        ("Maven", "(,1.0], [1.2,)", "1.2", True),
        ("Maven", "[1.5]", "1.5.0", True),
        ("Maven", "1.5", "1.5.0", True),
        ("Maven", "1.5", "1.6", False),
        ("Maven", "(1.5)", "1.5", None),
        ("Maven", "[2,1]", "1.5", None),
        ("Maven", "[1,2", "1.5", None),
        ("Maven", "[1,2],", "1.5", None),
        ("Maven", "[1,2][3,4]", "1.5", None),
        ("Maven", "[${low},2]", "1.5", None),
        ("Maven", "${version}", "1.5", None),
        ("Maven", "[1,2]", "", None),
        ("RubyGems", "~> 1.0", "1.0", None),
    ],
)
def test_admits(ecosystem: str, wanted: str, version: str, *, answer: bool | None) -> None:
    """A range admits a version, does not, or is none of its ecosystem's."""
    assert admits(ecosystem, wanted, version) is answer


def test_a_range_longer_than_any_is_none() -> None:
    """A range of absurd length is not evaluated."""
    assert admits("npm", "||".join(["1.0.0"] * 1000), "1.0.0") is None


@pytest.mark.parametrize("ecosystem", ["npm", "PyPI", "Maven"])
@given(
    wanted=st.text(alphabet="0123.x*^~<>=|-, []()rcv", max_size=30), version=st.text(alphabet="0123.-rcv", max_size=12)
)
def test_never_raises(ecosystem: str, wanted: str, version: str) -> None:
    """Whatever stands in a manifest, there is an answer or none."""
    assert admits(ecosystem, wanted, version) in {True, False, None}
