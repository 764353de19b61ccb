"""Broken and hostile files: no traceback, bounded time, nothing unfit to print."""

from __future__ import annotations

import os
import random

import pytest

from bench.hostile_locks import broken, judged
from bench.hostile_locks_slow import slow
from tests.packages.locks.held import NAMES, fixture

COUNT = 10_000 if os.environ.get("ENNEAD_LONG") == "1" else 250


def test_broken_fixtures() -> None:
    """Fixtures that are cut, repeated, shuffled and sprinkled are read, or said not to be, in bounded time."""
    chance, seeds = random.Random(7), [fixture(name) for name in NAMES]  # noqa: S311
    for _ in range(COUNT):
        case = broken(chance, seeds)
        fault, _, _ = judged(case, seconds=2.0)
        assert not fault, case


@pytest.mark.long
@pytest.mark.skipif(os.environ.get("ENNEAD_LONG") != "1", reason="a minute of files of the largest size")
def test_slow_files() -> None:
    """Files of the largest size that are made to be slow are read in bounded time."""
    for label, case in slow():
        fault, used, _ = judged(case, seconds=20.0)
        assert not fault, (label, used)
