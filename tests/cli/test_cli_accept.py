"""Accepting from the command line: baselines, suppressions, other tools' marks."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Ennead


def mark(folder: Path, comment: str) -> None:
    """Put a comment behind the function's name."""
    file = folder / "template.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("ChargeFunction:", f"ChargeFunction: # {comment}"), encoding="utf-8")


def test_baseline_round_trip(ennead: Ennead, faulty: Path, tmp_path: Path) -> None:
    """What a written baseline lists is accepted by the next run, which is then clean."""
    file = tmp_path / "ennead-baseline.json"
    first = ennead("scan", faulty, "--write-baseline", file)
    second = ennead("scan", faulty, "--baseline", file)
    assert first.code == 1
    assert f"baseline written to {file}" in first.err
    assert second.code == 0
    assert "accepted  2: 2 baseline" in second.out


def test_baseline_accepts_what_could_not_be_told(ennead: Ennead, unsure: Path, tmp_path: Path) -> None:
    """Something unassessed is baselined like a finding."""
    file = tmp_path / "ennead-baseline.json"
    assert ennead("scan", unsure, "--write-baseline", file).code == 3
    assert ennead("scan", unsure, "--baseline", file).code == 0


def test_new_finding_is_not_in_the_baseline(ennead: Ennead, faulty: Path, tmp_path: Path) -> None:
    """A finding that came after the baseline fails the run."""
    file = tmp_path / "ennead-baseline.json"
    ennead("scan", faulty, "--select", "end-of-life-runtime", "--write-baseline", file)
    done = ennead("scan", faulty, "--baseline", file, "--format", "json")
    assert done.code == 1
    assert [finding["check"] for finding in json.loads(done.out)["findings"]] == ["secret-in-environment"]


def test_gone_entries_are_counted(ennead: Ennead, faulty: Path, clean: Path, tmp_path: Path) -> None:
    """Entries whose finding is gone are counted, with the way to drop them."""
    file = tmp_path / "ennead-baseline.json"
    ennead("scan", faulty, "--write-baseline", file)
    done = ennead("scan", clean, "--baseline", file)
    assert done.code == 0
    assert "2 baseline entries are gone: --write-baseline drops them" in done.err


def test_missing_baseline_is_2(ennead: Ennead, clean: Path, tmp_path: Path) -> None:
    """A baseline that is not there is an error, never an empty one."""
    done = ennead("scan", clean, "--baseline", tmp_path / "nowhere.json")
    assert done.code == 2
    assert "nowhere.json" in done.err


def test_suppression_accepts(ennead: Ennead, faulty: Path) -> None:
    """A comment with a reason accepts the finding and stays in the report with its reason."""
    mark(faulty, "ennead:ignore secret-in-environment the key of a test account")
    done = ennead("scan", faulty, "--show", "all")
    assert done.code == 0
    assert "the key of a test account" in done.out


def test_suppression_without_reason_does_not(ennead: Ennead, faulty: Path) -> None:
    """A comment without a reason accepts nothing."""
    mark(faulty, "ennead:ignore secret-in-environment")
    done = ennead("scan", faulty)
    assert done.code == 1
    assert "suppression without a reason" in " ".join(done.out.split())


def test_expired_suppression_fails(ennead: Ennead, faulty: Path) -> None:
    """After its last day a suppression brings back what it hid, with a finding of its own."""
    mark(faulty, "ennead:ignore secret-in-environment until=2020-01-31 the key of a test account")
    done = ennead("scan", faulty, "--format", "json")
    checks = {finding["check"] for finding in json.loads(done.out)["findings"]}
    assert done.code == 1
    assert checks >= {"expired-suppression", "secret-in-environment"}


def test_unused_suppression_is_said(ennead: Ennead, clean: Path) -> None:
    """A suppression that has nothing to suppress is information on stderr and fails nothing."""
    mark(clean, "ennead:ignore secret-in-environment the key of a test account")
    done = ennead("scan", clean)
    assert done.code == 0
    assert "template.yaml:2 has nothing to suppress" in done.err


def test_foreign_marks(ennead: Ennead, faulty: Path) -> None:
    """A mark for another tool about the same fault counts, unless --no-foreign-marks."""
    mark(faulty, "checkov:skip=CKV_AWS_45:the key of a test account")
    assert ennead("scan", faulty).code == 0
    assert ennead("scan", faulty, "--no-foreign-marks").code == 1
