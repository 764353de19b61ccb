"""Taking turns and measuring, with small scripts in place of the two tools."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from bench import versus
from bench.measure import TRACEBACK, Run, run

CHECKOV = """\
#!{python}
import os, sys
open({log!r}, "a").write("checkov " + " ".join(sys.argv[1:]) + " " + os.environ.get("BC_API_KEY", "no-key")
    + " " + os.environ["CKV_SKIP_PACKAGE_UPDATE_CHECK"] + "\\n")
sys.exit({code})
"""
ENNEAD = """\
import sys
open({log!r}, "a").write("ennead " + " ".join(sys.argv[1:]) + "\\n")
print("{{}}")
sys.exit({code})
"""


def one_run(cpu: float, code: int = 0, stderr: str = "", output: int = 9) -> Run:
    return Run(code, cpu, cpu * 2, cpu * 10, output, stderr)


class Stage:
    """A folder with stand-ins for both tools, each of which writes its calls to a log."""

    def __init__(self, root: Path) -> None:
        self.folder = root
        self.log = root / "log"
        self.checkov = root / "checkov"
        self.environment = {**os.environ, "PYTHONPATH": str(root), "BC_API_KEY": "a-key"}
        self.set_codes(ennead=1, checkov=1)

    def set_codes(self, *, ennead: int, checkov: int) -> None:
        log = str(self.log)
        (self.folder / "ennead.py").write_text(ENNEAD.format(log=log, code=ennead))
        self.checkov.write_text(CHECKOV.format(python=sys.executable, log=log, code=checkov))
        self.checkov.chmod(0o755)

    def main(self, *arguments: str) -> int:
        return versus.main([str(self.folder), "--checkov", str(self.checkov), *arguments], self.environment)


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)


def test_the_three_take_turns(stage: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    """A B C A B C, findings (exit 1) are no failure, and Checkov gets neither key nor update check."""
    assert stage.main("--runs", "2") == 0
    folder = stage.folder
    turn = [
        f"ennead scan {folder} --format json",
        f"checkov --directory {folder} --skip-download no-key True",
        f"checkov --directory {folder} --skip-download --framework cloudformation no-key True",
    ]
    assert stage.log.read_text().splitlines() == turn * 2
    printed = capsys.readouterr().out
    assert "of checkov cfn" in printed
    assert "MiB peak" in printed


def test_json_has_figures_and_ratios(stage: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    """Every contestant has three measures with min, median and max; ratios stand against each of the others."""
    assert stage.main("--runs", "1", "--json") == 0
    document = json.loads(capsys.readouterr().out)
    assert set(document["figures"]) == {"ennead", "checkov", "checkov cfn"}
    for measures in document["figures"].values():
        assert set(measures) == {"cpu", "wall", "peak"}
        assert all(spread["min"] <= spread["median"] <= spread["max"] for spread in measures.values())
    assert set(document["ratios"]) == {"checkov", "checkov cfn"}
    assert document["failed"] == []


@pytest.mark.parametrize("codes", [(2, 1), (4, 1), (1, 2)])
def test_a_tool_that_did_not_do_its_work_fails_the_comparison(
    stage: Stage, codes: tuple[int, int], capsys: pytest.CaptureFixture[str]
) -> None:
    """Other exit codes than those of a finished scan are named and end with 1: a crash is always fast."""
    stage.set_codes(ennead=codes[0], checkov=codes[1])
    assert stage.main("--runs", "1") == 1
    assert f"exit {max(codes)}" in capsys.readouterr().err


def test_a_missing_checkov_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without the binary nothing runs, and the message says where it was looked for and how to get it."""
    assert versus.main([str(tmp_path)], {"PATH": str(tmp_path)}) == 2
    assert "Checkov is not there (PATH)" in capsys.readouterr().err


def test_the_binary_is_the_one_that_was_named(stage: Stage, tmp_path: Path) -> None:
    """`--checkov` goes before `$CHECKOV`, that before the path; a named one that is missing is not replaced."""
    on_path = {"PATH": str(tmp_path)}
    assert versus.find_checkov(None, on_path) == stage.checkov
    assert versus.find_checkov(None, {"PATH": "", "CHECKOV": str(stage.checkov)}) == stage.checkov
    assert versus.find_checkov(None, {**on_path, "CHECKOV": str(tmp_path / "gone")}) is None
    assert versus.find_checkov(str(tmp_path / "gone"), on_path) is None


@pytest.mark.parametrize("arguments", [["nowhere"], [".", "--runs", "0"]])
def test_wrong_calls_end_with_2(arguments: list[str]) -> None:
    """A missing folder or no run at all is a mistake of the call."""
    with pytest.raises(SystemExit) as stopped:
        versus.main(arguments)
    assert stopped.value.code == 2


def test_ratios_are_of_medians() -> None:
    """One slow run moves no ratio; the figure is Ennead's share of what the other takes."""
    found = versus.spreads({"ennead": [one_run(1), one_run(2), one_run(90)], "checkov": [one_run(8)] * 3})
    assert found["ennead"]["cpu"] == versus.Spread(1, 2, 90)
    assert versus.ratios(found) == {"checkov": {"cpu": 0.25, "wall": 0.25, "peak": 0.25}}


def test_a_traceback_and_silence_of_ennead_are_failures() -> None:
    """A traceback fails the run whatever the exit code says, and so does a scan that printed no document."""
    (ennead, *_) = versus.contestants(Path("app"), Path("checkov"), {})
    runs = [one_run(1, 1, TRACEBACK), one_run(1, 1), one_run(1, 1, output=0)]
    assert versus.failures([ennead], {"ennead": runs}) == [
        f"ennead, run 1: exit 1, {TRACEBACK}",
        "ennead, run 3: exit 1, nothing on stderr",
    ]


def test_cpu_and_memory_of_children_are_in(tmp_path: Path) -> None:
    """What a child of the command uses is counted with it: CPU time as a sum, memory as the largest process."""
    child = "held = bytearray(96 * 1024 * 1024); sum(range(6_000_000))"
    alone = run([sys.executable, "-c", "pass"], tmp_path / "alone")
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}], check=True)"
    both = run([sys.executable, "-c", parent], tmp_path / "both")
    assert (alone.code, both.code) == (0, 0)
    assert both.peak > 96
    assert both.cpu > alone.cpu


def test_output_exit_code_and_signals_are_kept(tmp_path: Path) -> None:
    """Standard output lies in the file, stderr in the run, and a killed command has its signal as the code."""
    spoke = run([sys.executable, "-c", "import sys; print('out'); sys.exit('err')"], tmp_path / "spoke")
    assert ((tmp_path / "spoke").read_text(), spoke.code, spoke.stderr.strip()) == ("out\n", 1, "err")
    killed = run([sys.executable, "-c", "import os; os.kill(os.getpid(), 9)"], tmp_path / "killed")
    assert killed.code == -9


@pytest.mark.parametrize(
    ("code", "stderr", "number"),
    [(0, "", 0), (4, "", 1), (4, TRACEBACK, 1), (0, f"{TRACEBACK}\n{TRACEBACK}", 2), (1, "Traceback is a word", 0)],
)
def test_tracebacks_are_counted(code: int, stderr: str, number: int) -> None:
    """Exit code 4 is one at least; the word alone is none."""
    assert one_run(1, code, stderr).tracebacks == number
