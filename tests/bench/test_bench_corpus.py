"""The corpus command: runs, saved documents, exit codes.  A small module stands in for Ennead's command line."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import dedent

import pytest

from bench import corpus

TEMPLATE = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Work:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Post: {Type: Api}
        Mail: {Type: SNS}
"""
GRAPH = {
    "schema": "ennead.graph/1",
    "nodes": [
        {"id": "function/Work", "kind": "function", "name": "w", "location": {"path": "template.yaml", "line": 3}}
    ],
    "edges": [
        {
            "kind": "triggers",
            "from": "route/POST /",
            "to": "function/Work",
            "locations": [{"path": "template.yaml", "line": 7}],
        }
    ],
    "gaps": [{"kind": "input", "class": "parameter", "reason": "Stage has no value"}],
}
SCAN = {
    "schema": "ennead.scan/1",
    "app": {"name": "shop", "functions": 1, "sources": ["template.yaml"]},
    "findings": [{"check": "open-route"}, {"check": "no-throttle"}],
    "unassessed": [],
}


@pytest.fixture
def app(tmp_path: Path) -> Path:
    """A folder with one template."""
    folder = tmp_path / "app"
    folder.mkdir()
    (folder / "template.yaml").write_text(TEMPLATE)
    return folder


@pytest.fixture
def saved(tmp_path: Path) -> list[str]:
    """Arguments that name saved documents."""
    (tmp_path / "map.json").write_text(json.dumps(GRAPH))
    (tmp_path / "scan.json").write_text(json.dumps(SCAN))
    return ["--map", str(tmp_path / "map.json"), "--scan", str(tmp_path / "scan.json")]


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of a module `ennead` that the runs start instead of the real one; it prints the documents."""
    place = tmp_path / "stand-in"
    place.mkdir()
    script = place / "ennead.py"
    script.write_text(
        dedent(
            f"""
            import json, sys
            assert sys.argv[3:] == ["--format", "json"], sys.argv
            print({{"map": {json.dumps(GRAPH)!r}, "scan": {json.dumps(SCAN)!r}}}[sys.argv[1]])
            sys.exit({{"map": 0, "scan": 1}}[sys.argv[1]])
            """
        )
    )
    monkeypatch.setenv("PYTHONPATH", str(place))
    return script


def test_saved_documents_are_compared(app: Path, saved: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Rows, sums and misses come from saved documents alone; tracebacks are then not known rather than none."""
    assert corpus.main([str(app), *saved, "--list-misses"]) == 0
    printed = capsys.readouterr().out
    assert "shop" in printed
    assert "functions    1 of 1 found; 0 not declared" in printed
    assert "events       1 of 2 found; 1 trigger edges" in printed
    assert "missed       1 event SNS" in printed
    assert "gaps         1 input/parameter" in printed
    assert "findings     2, per function 2.00 (median over apps)" in printed
    assert "missed event Work.Mail (SNS) template.yaml:8" in printed
    assert "tracebacks   not known" in printed


def test_json_holds_all_of_it(app: Path, saved: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """The JSON has a row per app, the misses with their lines, and the sums."""
    assert corpus.main([str(app), *saved, "--json"]) == 0
    (folder,) = json.loads(capsys.readouterr().out)["folders"]
    assert folder["apps"][0]["findings_per_function"] == 2
    assert folder["misses"][0]["line"] == 8
    assert folder["totals"]["share_read"] == 1
    assert folder["tracebacks"] is None


def test_each_command_runs_once_over_the_folder(app: Path, stand_in: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Both commands are measured; findings (exit 1) are no failure of the run."""
    assert stand_in.is_file()
    assert corpus.main([str(app), "--json"]) == 0
    (folder,) = json.loads(capsys.readouterr().out)["folders"]
    assert {name: one["exit"] for name, one in folder["runs"].items()} == {"map": 0, "scan": 1}
    assert all(one["cpu_seconds"] > 0 and one["peak_mib"] > 1 for one in folder["runs"].values())
    assert (folder["tracebacks"], folder["totals"]["events_found"]) == (0, 1)


def test_a_traceback_beside_a_good_document_fails(
    app: Path, stand_in: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A traceback on stderr is counted and fails the run even where a document came out."""
    noisy = "import sys\nprint('Traceback (most recent call last):', file=sys.stderr)\n"
    stand_in.write_text(noisy + stand_in.read_text())
    assert corpus.main([str(app)]) == 1
    printed = capsys.readouterr().out
    assert "tracebacks   2" in printed
    assert "s CPU" in printed


def test_a_run_without_a_document_is_said_with_its_stderr(
    app: Path, stand_in: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A crash is reported with what it said, and counts for no app."""
    stand_in.write_text("raise SystemExit('the template has no head')")
    assert corpus.main([str(app)]) == 1
    assert "the template has no head" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["[]", '{"schema": "ennead.graph/2"}', "no json", ""])
def test_other_documents_are_refused(
    app: Path, saved: list[str], text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A saved file of another shape is named, never compared."""
    (tmp_path / "map.json").write_text(text)
    assert corpus.main([str(app), *saved]) == 1
    assert "ennead" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["nowhere"], [".", "--map", "x.json"], [".", ".", "--map", "x", "--scan", "y"]])
def test_wrong_calls_end_with_2(arguments: list[str]) -> None:
    """A missing folder, half of the saved documents, or one pair for two folders is a mistake of the call."""
    with pytest.raises(SystemExit) as stopped:
        corpus.main(arguments)
    assert stopped.value.code == 2
