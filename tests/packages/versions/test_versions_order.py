"""The order of versions: by hand for each ecosystem, and what must hold of any order."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ennead.packages.versions import canonical, compare, early, full, key, ordered

SHARED = Path(__file__).parents[4] / "shared" / "acceptance" / "packages"
ECOSYSTEMS = ["PyPI", "npm", "Maven", "NuGet", "Go", "RubyGems", "Debian", "Alpine"]

# Each line is in ascending order; `=` parts equal ones.
RISING = {
    "PyPI": "1.0.dev1 1.0a1 1.0b1 1.0rc1 1.0=1.0.0 1.0.post1 1.0.1 1!0.1",
    "npm": "1.0.0-0 1.0.0-1 1.0.0-alpha 1.0.0-alpha.1 1.0.0=v1.0.0=1.0.0+5 1.0.1-0 1.0.1 1.10.0",
    "Maven": "1-alpha1=1-a1 1-beta 1-m2 1-rc=1-cr 1-SNAPSHOT 1=1.0=1-ga=1.0.RELEASE 1-sp 1-foo 1-1 1.1 1.1.1",
    "NuGet": "1.0-alpha 1.0-BETA=1.0.0-beta 1.0=1.0.0.0 1.0.0.1 1.1 01.2",
    "Go": "v0.0.0-20200101000000-abcdefabcdef v1.0.0-rc.1 v1.0.0 v1.0.1+incompatible=v1.0.1",
    "RubyGems": "1.a.0.b 1.a 1.b 1.rc1 1=1.0 1.0.1.pre 1.0.1 1.1 1.10",
    "Debian": "0~ 0 1~rc1 1 1-0ubuntu1 1-1 1.0a 1.0+b 1.1 1:0.1",
    "Alpine": "1.0_alpha1 1.0_rc1 1.0_rc2 1.0 1.0-r1 1.0_p1 1.0a 1.0.1 1.1",
}
NO_VERSION = {
    "PyPI": ["", "2004d-beta", "latest", "1.0 || 2.0"],
    "npm": ["", "1.0", "01.0.0", "1.0.0-01", "=1.0.0", "latest", "1.0.0-", "1.0.0+", "1.0.0.0"],
    "Maven": ["", "[1.0,2.0)", "${project.version}", "1.0 2.0", "1.0,2.0"],
    "NuGet": ["", "1.0.0.0.0", "x"],
    "RubyGems": ["", "a", "1..0"],
    "Debian": ["", "a1", "1_0"],
    "Alpine": ["", "a", "1.0.01", "1.0-rc1"],
}


@pytest.mark.parametrize("ecosystem", RISING)
def test_rising(ecosystem: str) -> None:
    """Versions stand in the order that the ecosystem gives them, each against each."""
    steps = [step.split("=") for step in RISING[ecosystem].split()]
    wrong = [
        (first, second)
        for low, lower in enumerate(steps)
        for high, higher in enumerate(steps)
        for first in lower
        for second in higher
        if compare(ecosystem, first, second) != (low > high) - (low < high)
    ]
    assert wrong == []


@pytest.mark.parametrize(("ecosystem", "text"), [(name, text) for name, texts in NO_VERSION.items() for text in texts])
def test_no_version(ecosystem: str, text: str) -> None:
    """What is no version of its ecosystem has no order."""
    assert compare(ecosystem, text, text) is None


@pytest.mark.parametrize("name", ["pypi", "maven", "npm"])
@pytest.mark.skipif(not SHARED.is_dir(), reason="the labelled truth lies outside the project")
def test_acceptance_pairs(name: str) -> None:
    """The pairs that were ordered by hand are ordered so."""
    pairs = json.loads((SHARED / f"versions-{name}.json").read_text())["pairs"]
    assert [pair for pair in pairs if compare(name, pair["a"], pair["b"]) != pair["order"]] == []


def test_ecosystems_are_spelled_as_osv_does() -> None:
    """Any spelling of a known ecosystem is OSV's own, with its release; others stay as they are."""
    assert [canonical(one) for one in ("pypi", "MAVEN", "debian:12", "Hex")] == ["PyPI", "Maven", "Debian:12", "Hex"]
    assert ordered("alpine:v3.18")
    assert not ordered("Amazon")
    assert compare("Amazon", "1", "2") is None


def test_bounds_of_advisories_may_be_short() -> None:
    """A bound that is shorter than a version is filled up, one that is none has no version."""
    assert [full("npm", one) for one in ("1.0", "2", "1.2.3-rc.1", "v01.2")] == [
        "1.0.0",
        "2.0.0",
        "1.2.3-rc.1",
        "1.2.0",
    ]
    assert full("npm", "1.0.0.beta.3") is None
    assert full("PyPI", "1.0") == "1.0"
    assert full("PyPI", "x") is None


@pytest.mark.parametrize(
    ("ecosystem", "text", "answer"),
    [
        ("PyPI", "1.0rc1", True),
        ("PyPI", "1.0", False),
        ("npm", "1.0.0-0", True),
        ("npm", "1.0.0+a-b", False),
        ("Maven", "4.0.0.rc.1", True),
        ("Maven", "31.1-jre", False),
        ("Maven", "1-foo-alpha", True),
        ("RubyGems", "1.0.pre", True),
        ("Debian", "1~rc1", False),
        ("PyPI", "nonsense", False),
    ],
)
def test_early(ecosystem: str, text: str, *, answer: bool) -> None:
    """A version that comes before its release is told from a release."""
    assert early(ecosystem, text) is answer


def test_numbers_of_any_length() -> None:
    """Numbers longer than Python reads are compared, or are no versions; they never fail."""
    long, longer = "9" * 5000, "1" + "0" * 5000
    assert compare("npm", f"{long}.0.0", f"{longer}.0.0") == -1
    assert compare("Maven", long, longer) == -1
    assert compare("PyPI", long, longer) is None


def test_deep_maven_version() -> None:
    """A version nested deeper than any is no version."""
    assert key("Maven", "1" + "-1" * 5000) is None


@pytest.mark.skipif(shutil.which("dpkg") is None, reason="there is no dpkg here")
@pytest.mark.parametrize("pair", ["1.0 1.0-0", "1.0~rc1 1.0", "1:1 2", "1.0+b1 1.0", "1.a 1.1", "0 0~", "1.0-1~ 1.0-1"])
def test_debian_as_dpkg(pair: str) -> None:
    """Debian's versions are ordered as dpkg orders them."""
    first, second = pair.split()
    answers = {
        sign: subprocess.run(["dpkg", "--compare-versions", first, word, second], check=False).returncode == 0
        for sign, word in ((-1, "lt"), (0, "eq"), (1, "gt"))
    }
    order = compare("Debian", first, second)
    assert order is not None
    assert answers[order]


# -- what must hold of any order ----------------------------------------------------------------

_PIECES = st.sampled_from(
    [*"0123.-+~_", "10", "01", "a", "b", "rc", "alpha", "SNAPSHOT", "final", "dev1", "post1", "x"]
)
LIKELY = st.lists(_PIECES, min_size=1, max_size=7).map("".join)
_PART = st.sampled_from(["0", "1", "2", "10"])
_PLAIN = st.lists(_PART, min_size=3, max_size=3).map(".".join)
_WORDS = {
    "PyPI": ["", "a1", "rc1", ".dev1", ".post1", "+local.1"],
    "npm": ["", "-0", "-rc.1", "-alpha", "+build"],
    "Maven": ["", "-SNAPSHOT", "-rc1", ".Final", "-jre", "-1", ".1", "-sp"],
    "NuGet": ["", "-rc.1", ".1", "-BETA"],
    "Go": ["", "-rc.1", "+incompatible"],
    "RubyGems": ["", ".pre", ".rc1", ".1"],
    "Debian": ["", "~rc1", "-1", "+b1", "-1~"],
    "Alpine": ["", "_rc1", "-r1", "a", "_p1"],
}


@pytest.mark.parametrize("ecosystem", ECOSYSTEMS)
@given(first=st.one_of(LIKELY, st.text(max_size=20)), second=st.one_of(LIKELY, st.text(max_size=20)))
def test_never_raises_and_is_antisymmetric(ecosystem: str, first: str, second: str) -> None:
    """Any two texts are ordered or not, and the other way round the other way round."""
    order, back = compare(ecosystem, first, second), compare(ecosystem, second, first)
    assert (order is None and back is None) or (order is not None and back == -order)
    assert compare(ecosystem, first, first) in {0, None}


@pytest.mark.parametrize("ecosystem", ECOSYSTEMS)
@given(data=st.data())
def test_transitive(ecosystem: str, data: st.DataObject) -> None:
    """Of three versions, what is after what is after another is after that one."""
    versions = st.builds(str.__add__, _PLAIN, st.sampled_from(_WORDS[ecosystem]))
    one, two, three = data.draw(versions), data.draw(versions), data.draw(versions)
    first, second, whole = compare(ecosystem, one, two), compare(ecosystem, two, three), compare(ecosystem, one, three)
    assert first is not None
    assert second is not None
    if first == second or 0 in {first, second}:
        assert whole == (first or second)
