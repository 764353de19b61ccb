"""`ennead scan` from the command line to the exit code."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from tests.cli.conftest import FUNCTION, SECRET, Ennead, put


def found(text: str) -> list[str]:
    """The checks of a JSON report's findings."""
    return [finding["check"] for finding in json.loads(text)["findings"]]


def test_clean_is_0(ennead: Ennead, clean: Path) -> None:
    """A clean application that was wholly assessed exits 0 and says so."""
    done = ennead("scan", clean)
    assert done.code == 0
    assert "clean, and everything was assessed" in done.out
    assert not done.err


def test_finding_is_1(ennead: Ennead, faulty: Path) -> None:
    """A finding at or above the default level exits 1."""
    done = ennead("scan", faulty)
    assert done.code == 1
    assert "secret-in-environment" in done.out


def test_could_not_tell_is_3(ennead: Ennead, unsure: Path) -> None:
    """Something that could not be told exits 3, and is never called clean."""
    done = ennead("scan", unsure)
    assert done.code == 3
    assert "not assessed  1" in done.out
    assert "clean" not in done.out


def test_finding_wins_over_could_not_tell(ennead: Ennead, faulty: Path, unsure: Path) -> None:
    """With both, the exit code is 1."""
    assert ennead("scan", faulty.parent, "--fail-on", "medium").code == 1


def test_folder_without_input_is_3(ennead: Ennead, tmp_path: Path) -> None:
    """Nothing to read is not clean: exit 3, and what to do."""
    done = ennead("scan", tmp_path)
    assert done.code == 3
    assert "give the folder or the template" in done.out


def test_missing_path_is_2(ennead: Ennead, tmp_path: Path) -> None:
    """A path that does not exist is a usage error without a traceback."""
    done = ennead("scan", tmp_path / "nowhere")
    assert done.code == 2
    assert "does not exist" in done.err
    assert "Traceback" not in done.err
    assert not done.out


def test_malformed_template_is_3(ennead: Ennead, tmp_path: Path) -> None:
    """A template that is no YAML is named with its line and exits 3."""
    folder = put(tmp_path, "AWSTemplateFormatVersion: x\nResources: {\n  a: [\n")
    done = ennead("scan", folder)
    assert done.code == 3
    assert "template.yaml:" in done.out
    assert "not valid YAML" in done.out


@pytest.mark.parametrize(
    ("file", "advice"),
    [
        ("cdk.json", "cdk synth"),
        ("serverless.ts", "written as code: not run"),
    ],
)
def test_dialect_that_is_not_read_is_named(ennead: Ennead, tmp_path: Path, file: str, advice: str) -> None:
    """An application in a dialect we do not read is named with the next command, and exits 3."""
    done = ennead("scan", put(tmp_path, "{}\n", file))
    assert done.code == 3
    assert advice in done.out


@pytest.mark.parametrize(
    ("level", "code"), [("critical", 0), ("high", 1), ("medium", 1), ("low", 1), ("info", 1), ("none", 0)]
)
def test_fail_on(ennead: Ennead, faulty: Path, level: str, code: int) -> None:
    """Findings below --fail-on are shown and do not fail the run."""
    done = ennead("scan", faulty, "--fail-on", level)
    assert done.code == code
    assert "secret-in-environment" in done.out


@pytest.mark.parametrize(
    ("arguments", "left"),
    [
        (("--select", "end-of-life-runtime"), {"end-of-life-runtime"}),
        (("--select", "secret-*"), {"secret-in-environment"}),
        (("--ignore", "secret-in-environment"), {"end-of-life-runtime"}),
        (("--practice", "configuration"), {"end-of-life-runtime", "secret-in-environment"}),
        (("--practice", "8"), set()),
        (("--select", "practice:6", "--ignore", "end-*"), {"secret-in-environment"}),
    ],
)
def test_selection(ennead: Ennead, faulty: Path, arguments: tuple[str, ...], left: set[str]) -> None:
    """--select, --ignore and --practice decide what runs."""
    assert set(found(ennead("scan", faulty, "--format", "json", *arguments).out)) == left


@pytest.mark.parametrize("option", ["--select", "--ignore"])
def test_unknown_check_is_2_with_advice(ennead: Ennead, faulty: Path, option: str) -> None:
    """A check that does not exist is a usage error that names the nearest one."""
    done = ennead("scan", faulty, option, "end-of-live-runtime")
    assert done.code == 2
    assert "did you mean end-of-life-runtime" in done.err


def test_unknown_practice_is_2(ennead: Ennead, faulty: Path) -> None:
    """A practice that does not exist is a usage error that lists the nine."""
    done = ennead("scan", faulty, "--practice", "10")
    assert done.code == 2
    assert "9 refresh" in done.err


@pytest.mark.parametrize("arguments", [("--formt", "json"), ("--format", "yaml"), ("--fail-on", "bad")])
def test_unknown_option_is_2(ennead: Ennead, faulty: Path, arguments: tuple[str, ...]) -> None:
    """An option or value that does not exist is a usage error."""
    done = ennead("scan", faulty, *arguments)
    assert done.code == 2
    assert "Usage: ennead scan" in done.err
    assert not done.out


def test_several_outputs_at_once(ennead: Ennead, faulty: Path, tmp_path: Path) -> None:
    """Each --<format>-output is written, in folders that are made, beside what stands on stdout."""
    formats = ("table", "json", "sarif", "junit", "github", "gitlab", "html")
    files = {name: tmp_path / "reports" / f"report.{name}" for name in formats}
    arguments = [part for name, file in files.items() for part in (f"--{name}-output", file)]
    done = ennead("scan", faulty, "--format", "json", *arguments)
    written = {name: file.read_text(encoding="utf-8") for name, file in files.items()}
    assert done.code == 1
    assert found(done.out) == found(written["json"]) == ["secret-in-environment", "end-of-life-runtime"]
    assert {result["ruleId"] for result in json.loads(written["sarif"])["runs"][0]["results"]} == set(found(done.out))
    assert ET.fromstring(written["junit"]).tag == "testsuites"  # noqa: S314  (our own output)
    assert "title=secret-in-environment" in written["github"]
    assert len(json.loads(written["gitlab"])) == 2
    assert "secret-in-environment" in written["table"]
    assert '<article id="secret-in-environment-' in written["html"]


@pytest.mark.parametrize("option", ["--json-output", "--write-baseline"])
def test_output_that_cannot_be_written_is_2(ennead: Ennead, faulty: Path, tmp_path: Path, option: str) -> None:
    """A file that cannot be written is an error that names it, not a report that is silently missing."""
    (tmp_path / "file").write_text("in the way")
    done = ennead("scan", faulty, option, tmp_path / "file" / "report.json")
    assert done.code == 2
    assert f"cannot write {tmp_path / 'file' / 'report.json'}" in done.err


def test_stdin(ennead: Ennead, faulty: Path) -> None:
    """`-` reads one template from standard input and finds what the file has."""
    text = (faulty / "template.yaml").read_text(encoding="utf-8")
    done = ennead("scan", "-", "--format", "json", stdin=text)
    document = json.loads(done.out)
    assert done.code == 1
    assert document["app"]["name"] == "stdin"
    assert {finding["location"]["path"] for finding in document["findings"]} == {"template.yaml"}


@pytest.mark.parametrize("text", ["", "hello\n", '{"Resources": 3}'])
def test_stdin_that_is_no_template_is_3(ennead: Ennead, text: str) -> None:
    """Standard input that holds no template is no clean application."""
    done = ennead("scan", "-", stdin=text)
    assert done.code == 3
    assert "no application found" in done.out


def test_stdin_has_no_folder(ennead: Ennead) -> None:
    """Code that a template from standard input names is not called missing: it was not handed in."""
    template = (
        "Resources:\n  Work:\n    Type: AWS::Lambda::Function\n    Properties: "
        "{Handler: app.work, Runtime: python3.13, Role: 'arn:aws:iam::123456789012:role/work', Code: src}\n"
    )
    done = ennead("scan", "-", "--practice", "5", "--format", "json", stdin=template)
    document = json.loads(done.out)
    assert document["findings"] == []
    assert document["unassessed"] == []


def test_one_template_as_path(ennead: Ennead, faulty: Path) -> None:
    """PATH may be the template itself."""
    assert ennead("scan", faulty / "template.yaml").code == 1


def test_environments_are_told_apart(ennead: Ennead, staged: Path) -> None:
    """A finding of one environment says so."""
    (finding,) = json.loads(ennead("scan", staged, "--format", "json").out)["findings"]
    assert finding["environments"] == ["prod"]


@pytest.mark.parametrize(("name", "count"), [("default", 0), ("prod", 1)])
def test_env_picks_one(ennead: Ennead, staged: Path, name: str, count: int) -> None:
    """--env looks at one environment of samconfig only."""
    assert len(found(ennead("scan", staged, "--env", name, "--format", "json").out)) == count


def test_unknown_env_is_not_clean(ennead: Ennead, staged: Path) -> None:
    """An environment that samconfig does not have is not scanned, and the ones it has are named."""
    done = ennead("scan", staged, "--env", "production")
    assert done.code == 2
    assert "default, prod" in done.err


def test_parameter_gives_a_value(ennead: Ennead, staged: Path) -> None:
    """--parameter wins over the default and over samconfig."""
    old = ennead("scan", staged, "--parameter", "Python=python3.8", "--format", "json").out
    new = ennead("scan", staged, "--parameter", "Python=python3.14", "--format", "json").out
    assert found(old) == ["end-of-life-runtime"]
    assert found(new) == []


@pytest.mark.parametrize("pair", ["Python", "=python3.8", ""])
def test_parameter_without_value_is_2(ennead: Ennead, staged: Path, pair: str) -> None:
    """--parameter takes NAME=VALUE."""
    done = ennead("scan", staged, "--parameter", pair)
    assert done.code == 2
    assert "NAME=VALUE" in done.err


def test_app_picks_one(ennead: Ennead, faulty: Path, clean: Path) -> None:
    """--app looks at one of several applications."""
    both: dict[str, Any] = json.loads(ennead("scan", faulty.parent, "--format", "json").out)
    assert {finding["app"] for finding in both["findings"]} == {"faulty"}
    assert ennead("scan", faulty.parent, "--app", "clean").code == 0
    assert ennead("scan", faulty.parent, "--app", "faulty").code == 1


def test_unknown_app_is_2(ennead: Ennead, faulty: Path) -> None:
    """An application that is not there is a usage error that names those that are."""
    done = ennead("scan", faulty, "--app", "fault")
    assert done.code == 2
    assert "faulty" in done.err


def test_secret_is_in_no_format(ennead: Ennead, faulty: Path) -> None:
    """No report repeats the secret it is about."""
    value = SECRET.split('"')[1]
    for name in ("table", "json", "sarif", "junit", "github", "gitlab"):
        done = ennead("scan", faulty, "--format", name)
        assert value not in done.out + done.err


def test_no_colour_without_terminal(ennead: Ennead, faulty: Path) -> None:
    """What is not shown on a terminal has no escape sequences."""
    assert "\x1b" not in ennead("scan", faulty, "--show", "all").out


def test_no_color_wins(ennead: Ennead, faulty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal gets colour, unless NO_COLOR is set."""
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    coloured = ennead("scan", faulty).out
    monkeypatch.setenv("NO_COLOR", "1")
    plain = ennead("scan", faulty).out
    assert "\x1b[" in coloured
    assert "\x1b" not in plain


def test_parameters_of_the_configuration_file(ennead: Ennead, staged: Path) -> None:
    """Parameters in ennead.toml are given values; the command line wins over them."""
    put(staged, '[parameters]\nPython = "python3.8"\n', "ennead.toml")
    assert found(ennead("scan", staged, "--format", "json").out) == ["end-of-life-runtime"]
    assert found(ennead("scan", staged, "-p", "Python=python3.14", "--format", "json").out) == []


def test_unknown_key_in_configuration_is_2(ennead: Ennead, faulty: Path) -> None:
    """A setting nobody knows is an error that names the file and the nearest one."""
    put(faulty, 'fail-om = "low"\n', "ennead.toml")
    done = ennead("scan", faulty)
    assert done.code == 2
    assert "ennead.toml" in done.err
    assert "did you mean fail_on?" in done.err


def test_config_names_another_file(ennead: Ennead, faulty: Path, tmp_path: Path) -> None:
    """--config reads that file instead of looking for one."""
    put(tmp_path, 'fail_on = "critical"\n', "other.toml")
    assert ennead("scan", faulty, "--config", tmp_path / "other.toml").code == 0
    assert ennead("scan", faulty, "--config", tmp_path / "missing.toml").code == 2


def test_next_command_fits_the_path(ennead: Ennead, tmp_path: Path) -> None:
    """The next command that the table names works as it stands, also for a path with blanks."""
    text = FUNCTION.format(runtime="python3.8", mode="live")
    folder = put(tmp_path / "my shop", text)
    assert f"ennead scan '{folder}' --show" in ennead("scan", folder).out.replace("\n", "")
