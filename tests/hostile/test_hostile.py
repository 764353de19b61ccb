"""Hostile templates end in an answer: no traceback, no hang, no full memory, no file or socket that is none of ours."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from bench import hostile, hostile_cases, hostile_dialects, hostile_seeds  # noqa: E402


@pytest.mark.long
def test_no_hostile_template_hurts() -> None:
    """Every crafted case, and as many made by chance as time allows, is answered within its bounds."""
    count = 10_000 if os.environ.get("ENNEAD_LONG") == "1" else 150
    command = [sys.executable, str(ROOT / "bench" / "hostile.py"), "--count", str(count), "--seed", "7"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{done.stdout}{done.stderr}"
    crafted = len(hostile_seeds.CRAFTED) + len(list(hostile_dialects.crafted_dialects()))
    assert f"{count + crafted} cases" in done.stdout
    assert ", 0 faults" in done.stdout


@pytest.mark.long
def test_no_hostile_source_file_hurts() -> None:
    """Broken source files of every language are followed to an end, within their bounds."""
    count = 10_000 if os.environ.get("ENNEAD_LONG") == "1" else 150
    command = [sys.executable, str(ROOT / "bench" / "hostile_code.py"), "--count", str(count), "--seed", "7"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{done.stdout}{done.stderr}"
    assert f"{count} cases, 0 faults" in done.stdout


def test_cases_are_the_same_every_time() -> None:
    """A case is told by its number and seed, so that a fault can be looked at again; another seed gives others."""
    texts = hostile_cases.seeds()
    first = [hostile_cases.case(number, 3, texts) for number in range(40)]
    assert first == [hostile_cases.case(number, 3, texts) for number in range(40)]
    assert first != [hostile_cases.case(number, 4, texts) for number in range(40)]
    assert len({one.label for one in first}) == len(first)


def test_dialect_cases_are_the_same_every_time() -> None:
    """A case of another dialect is told by its number and seed as well, and every seed folder gets its turn."""
    folders = hostile_dialects.dialect_seeds()
    first = [hostile_dialects.dialect_case(number, 3, folders) for number in range(300)]
    assert first == [hostile_dialects.dialect_case(number, 3, folders) for number in range(300)]
    assert all(any(f" {name} " in one.label for one in first) for name in folders)


@pytest.mark.parametrize("change", [*hostile_cases.TREE_CHANGES], ids=lambda change: change.__name__)
def test_every_change_of_the_tree_changes_something(change: hostile_cases.Change) -> None:
    """A mutation that leaves every template as it is would test nothing."""
    text = hostile_seeds.SEEDS["plain"]
    before = hostile_cases._tree(text)
    assert any(change(hostile_cases._tree(text), random.Random(seed)) != before for seed in range(10))  # noqa: S311


def test_faults_are_found_and_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A scan that raises, eats its time, writes what steers a terminal or opens what is not ours is reported."""
    monkeypatch.setattr(hostile, "warm", lambda: None)
    monkeypatch.setattr(hostile, "_scan", _bad)
    monkeypatch.setattr(hostile, "_HARD_SECONDS", 1)
    labels = ["raises", "opens", "loops", "writes", "fine"]
    cases = [hostile_cases.Case(label, {"template.yaml": label.encode()}) for label in labels]
    tally = hostile.run(cases, tmp_path)
    found = {fault.label: fault.what for fault in tally.faults}
    assert set(found) == {"raises", "opens", "loops", "writes"}, found
    assert found["raises"].startswith("ZeroDivisionError")
    assert found["opens"].startswith("opened /etc/hosts")
    assert "signal" in found["loops"]
    assert "control character" in found["writes"]
    assert (tally.cases, tally.answered) == (5, 3)
    assert len(list(tmp_path.iterdir())) == 4


def _bad(folder: Path) -> None:
    label = (folder / "template.yaml").read_text(encoding="utf-8")
    if label == "raises":
        raise ZeroDivisionError
    if label == "opens":
        Path("/etc/hosts").read_bytes()
    while label == "loops":
        pass
    if label == "writes":
        hostile._sound("table", "a\x1b[2Jb")
