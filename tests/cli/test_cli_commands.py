"""The commands beside scan, and what holds for all of them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from ennead.cli.group import Lazy, root
from ennead.engine.discover import checks
from tests.cli.conftest import FUNCTION, Ennead, put

SHOP = Path(__file__).parents[2] / "samples" / "shop" / "vulnerable"
SARIF = {
    "version": "2.1.0",
    "runs": [
        {
            "tool": {"driver": {"name": "Checkov", "version": "3.2.0"}},
            "results": [
                {
                    "ruleId": "CKV_AWS_45",
                    "message": {"text": "no secrets"},
                    "locations": [
                        {
                            "physicalLocation": {
                                "artifactLocation": {"uri": "template.yaml"},
                                "region": {"startLine": 2},
                            }
                        }
                    ],
                }
            ],
        }
    ],
}


# -- map ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("json", "{"),
        ("text", ""),
        ("mermaid", "flowchart"),
        ("dot", "digraph"),
        ("svg", "<?xml"),
        ("html", "<!doctype html>"),
    ],
)
def test_map_in_every_format(ennead: Ennead, clean: Path, tmp_path: Path, name: str, start: str) -> None:
    """Each format holds the function, on stdout and in a file alike."""
    shown = ennead("map", clean, "--format", name)
    written = ennead("map", clean, "--format", name, "--output", tmp_path / "out" / "map")
    assert shown.code == written.code == 0
    assert shown.out.lower().startswith(start)
    assert "ChargeFunction" in shown.out
    assert (tmp_path / "out" / "map").read_text(encoding="utf-8") == shown.out
    assert not written.out


def test_paths_are_of_json(ennead: Ennead, clean: Path) -> None:
    """`--paths` adds the ways in JSON, and is a usage error elsewhere."""
    assert '"paths": [' in ennead("map", clean, "--paths").out
    done = ennead("map", clean, "--paths", "--format", "text")
    assert done.code == 2
    assert "--paths is for --format json" in done.err


def test_map_of_nothing_is_3(ennead: Ennead, tmp_path: Path) -> None:
    """A folder without a template is no empty map."""
    done = ennead("map", put(tmp_path, "{}", "cdk.json"))
    assert done.code == 3
    assert not done.out
    assert "cdk synth" in done.err
    assert "nothing to map" in done.err


def test_map_of_missing_path_is_2(ennead: Ennead, tmp_path: Path) -> None:
    """A path that does not exist is a usage error."""
    done = ennead("map", tmp_path / "nowhere")
    assert done.code == 2
    assert "does not exist" in done.err


def test_map_of_stdin(ennead: Ennead) -> None:
    """`-` maps the template on standard input."""
    done = ennead("map", "-", stdin=FUNCTION.format(runtime="python3.14", mode="live"))
    assert done.code == 0
    assert "function/ChargeFunction" in {node["id"] for node in json.loads(done.out)["nodes"]}


def test_map_follows_the_configuration(ennead: Ennead, staged: Path) -> None:
    """Parameters of ennead.toml hold for the map as for the scan."""
    put(staged, '[parameters]\nPython = "python3.12"\n', "ennead.toml")
    nodes = json.loads(ennead("map", staged).out)["nodes"]
    assert [node["properties"]["runtime"] for node in nodes if node["kind"] == "function"] == ["python3.12"]


# -- explain ------------------------------------------------------------------------------------


def test_explain_lists_every_check(ennead: Ennead) -> None:
    """Without an argument there is a line for each check."""
    done = ennead("explain")
    assert done.code == 0
    assert [line.split()[0] for line in done.out.splitlines()] == [check.id for check in checks()]


def test_explain_page(ennead: Ennead) -> None:
    """With a check, its page."""
    done = ennead("explain", "end-of-life-runtime")
    assert done.code == 0
    assert done.out.startswith("# end-of-life-runtime\n")


def test_explain_identity(ennead: Ennead, faulty: Path) -> None:
    """The identity of a finding, or a part of it, leads to its check's page."""
    (finding, *_) = json.loads(ennead("scan", faulty, "--format", "json").out)["findings"]
    identity = finding["identity"]
    assert ennead("explain", identity).out.startswith(f"# {finding['check']}\n")
    assert ennead("explain", identity[:-4]).out.startswith(f"# {finding['check']}\n")


def test_explain_unknown_is_2(ennead: Ennead) -> None:
    """A check that does not exist is an error that names the nearest."""
    done = ennead("explain", "secrets-in-environment")
    assert done.code == 2
    assert "did you mean secret-in-environment?" in done.err


# -- compare ------------------------------------------------------------------------------------


def test_compare(ennead: Ennead, faulty: Path, tmp_path: Path) -> None:
    """The same fault at the same place stands under the same, ours under only here."""
    report = put(tmp_path, json.dumps(SARIF), "results.sarif") / "results.sarif"
    done = ennead("compare", faulty, report)
    assert done.code == 0
    assert "1 the same · 1 only here · 0 only there" in done.out
    assert done.out == ennead("compare", faulty, "--with", report).out


@pytest.mark.parametrize("text", [None, "no json", '{"version": "2.1.0"}'])
def test_compare_with_no_report_is_2(ennead: Ennead, faulty: Path, tmp_path: Path, text: str | None) -> None:
    """A report that is missing or no SARIF is an error that names the file."""
    if text is not None:
        put(tmp_path, text, "results.sarif")
    done = ennead("compare", faulty, tmp_path / "results.sarif")
    assert done.code == 2
    assert "results.sarif" in done.err


def test_compare_without_report_is_2(ennead: Ennead, faulty: Path) -> None:
    """Without a report there is nothing to hold against ours."""
    done = ennead("compare", faulty)
    assert done.code == 2
    assert "ennead compare PATH results.sarif" in done.err


# -- all of them --------------------------------------------------------------------------------


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(ennead: Ennead, shell: str) -> None:
    """There is a completion script for each shell."""
    done = ennead("completion", shell)
    assert done.code == 0
    assert "_ENNEAD_COMPLETE" in done.out


def test_completion_of_an_unknown_shell_is_2(ennead: Ennead) -> None:
    """A shell without completion is a usage error that names those with one."""
    done = ennead("completion", "tcsh")
    assert done.code == 2
    assert "fish" in done.err


@pytest.mark.parametrize("name", list(Lazy.table))
def test_help_of_every_command(ennead: Ennead, name: str) -> None:
    """Each command of the table exists and says what it does."""
    done = ennead(name, "--help")
    assert done.code == 0
    assert done.out.startswith(f"Usage: ennead {name} ")


def test_help_lists_every_command(ennead: Ennead) -> None:
    """`--help` names each command."""
    done = ennead("--help")
    assert done.code == 0
    assert [name for name in root.list_commands(None) if name not in done.out] == []  # type: ignore[arg-type]


def test_unknown_command_is_2(ennead: Ennead) -> None:
    """A command that does not exist is a usage error."""
    done = ennead("scna")
    assert done.code == 2
    assert "scna" in done.err


@pytest.mark.parametrize("arguments", [("--version",), ("--version", "--help")])
def test_version(ennead: Ennead, arguments: tuple[str, ...]) -> None:
    """`--version` names the tool and its version."""
    done = ennead(*arguments)
    assert done.code == 0
    assert done.out.startswith("ennead ")


def test_internal_error_is_4(ennead: Ennead, clean: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of ours says that it is ours, what to send, and shows no traceback."""

    def broken(*_: object) -> None:
        raise ZeroDivisionError("broken")

    monkeypatch.setattr("ennead.engine.scan.scan", broken)
    done = ennead("scan", clean)
    assert done.code == 4
    assert "a fault of ours" in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize(("arguments", "code"), [(("map", str(SHOP)), 0), (("scan", str(SHOP), "-f", "json"), 1)])
def test_reader_that_goes_away(arguments: tuple[str, ...], code: int) -> None:
    """A reader that stops early (`| head`) is no error, and the exit code stays that of the work."""
    command = [sys.executable, "-m", "ennead", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == code


@pytest.mark.parametrize("command", [("roles",), ("attach", "--check")])
def test_a_file_gets_no_colour(
    ennead: Ennead, faulty: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    """A table written to a file from a terminal has no escape sequences; on the terminal it has."""
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    file = tmp_path / "table.txt"
    ennead(*command, faulty, "--output", file)
    assert "\x1b" not in file.read_text(encoding="utf-8")
    assert "\x1b[" in ennead(*command, faulty).out
