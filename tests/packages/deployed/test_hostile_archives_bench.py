"""The program that breaks archives: its ways change them, and it finds what it is for."""

from __future__ import annotations

import random

import pytest

from bench import hostile_archives as bench
from ennead.packages.deployed import Deployed
from tests.packages.deployed.build import Root


@pytest.fixture(scope="module")
def watch() -> bench.Watch:
    """What hears of files that are opened: it cannot be taken away again."""
    return bench.Watch()


def test_cases_are_the_same_each_time() -> None:
    """The same seed makes the same cases."""
    chance = [random.Random(1), random.Random(1)]  # noqa: S311  the same cases each time
    data = bench.seeds()["fn.zip"]
    for way in bench.WAYS:
        assert way(data, chance[0]) == way(data, chance[1])


@pytest.mark.parametrize(
    "name", ["fn.zip", "app.jar", "image.tar", "image.tar.gz", "oci.tar", "stored.zip", "bomb.zip"]
)
def test_whole_archives_are_read(name: str, watch: bench.Watch) -> None:
    """Nothing is wrong with the archives as they are, whose packages are found."""
    assert bench.one(name, name, bench.seeds()[name], watch, 60.0) is None


def test_silence_is_a_fault(watch: bench.Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer of nothing, without a reason, is told."""
    monkeypatch.setattr(bench, "deployed", lambda *_: Deployed())
    assert "passed over in silence" in str(bench.one("x", "fn.zip", b"", watch, 60.0))


def test_exception_is_a_fault(watch: bench.Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    """A traceback is told."""

    def broken(*_: object) -> None:
        raise KeyError("x")

    monkeypatch.setattr(bench, "deployed", broken)
    assert "KeyError" in str(bench.one("x", "fn.zip", b"", watch, 60.0))


def test_writing_is_a_fault(watch: bench.Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is written is told."""

    def writes(_: object, __: object, root: Root) -> Deployed:
        (root.root / "fn.zip").write_bytes(b"y")
        return Deployed()

    monkeypatch.setattr(bench, "deployed", writes)
    assert "touched ['open " in str(bench.one("x", "fn.zip", b"", watch, 60.0))
