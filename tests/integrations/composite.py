"""Runs the steps of a composite action as a runner does, as far as ours needs it.

Steps that run something are run; steps that use another action are noted with their inputs.  Understood are
`${{ inputs.x }}`, `${{ github.x }}` and `${{ steps.x.outputs.y }}`, and conditions of `always()`, `==` and `!=` joined
by `&&`; anything else raises, so that the action cannot grow beyond what is tested.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

_EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")


@dataclass
class Run:
    """What came of it: the log of each step that ran, what others were used, outputs, and whether all went well."""

    workspace: Path
    temp: Path
    env: Mapping[str, str]
    inputs: dict[str, str]
    outputs: dict[str, dict[str, str]] = field(default_factory=dict)
    logs: dict[str, str] = field(default_factory=dict)
    used: dict[str, dict[str, str]] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)

    @property
    def summary(self) -> str:
        """The step summary, all steps together."""
        file = self.temp / "summary.md"
        return file.read_text(encoding="utf-8") if file.exists() else ""

    def value(self, expression: str) -> str:
        """The value of an expression: an input, a fact of the run, an earlier step's output, a text in quotes."""
        if expression.startswith("'"):
            return expression.strip("'")
        match expression.split("."):
            case ["inputs", name]:
                return self.inputs[name]
            case ["github", "token"]:
                return "a-token"
            case ["steps", step, "outputs", name]:
                return self.outputs.get(step, {}).get(name, "")
        raise AssertionError(f"the runner does not know {expression}")

    def text(self, value: str) -> str:
        """A text with its expressions evaluated."""
        return _EXPRESSION.sub(lambda match: self.value(match.group(1)), value)

    def holds(self, condition: str) -> bool:
        """Whether a step's `if` holds; without `always()` a step is left out once another failed."""
        parts = [part.strip() for part in condition.split("&&")]
        if "always()" not in parts and self.failed:
            return False
        return all(self._compares(part) for part in parts if part != "always()")

    def _compares(self, part: str) -> bool:
        match = re.fullmatch(r"(\S+) (==|!=) ('.*')", part)
        assert match, f"the runner does not know {part}"
        left, sign, right = match.groups()
        return (self.value(left) == self.value(right)) == (sign == "==")


def run_action(action: Path, workspace: Path, temp: Path, env: Mapping[str, str], **given: str) -> Run:
    """Run every step of the action in the workspace; `given` are its inputs, with `_` for `-`."""
    document = yaml.safe_load(action.read_text(encoding="utf-8"))
    asked = {name.replace("_", "-"): value for name, value in given.items()}
    unknown = set(asked) - set(document["inputs"])
    assert not unknown, f"the action has no input {unknown}"
    run = Run(workspace, temp, env, {})
    for name, declared in document["inputs"].items():
        run.inputs[name] = asked.get(name, run.text(str(declared["default"])))
    for step in document["runs"]["steps"]:
        if run.holds(step.get("if", "always()" if not run.failed else "")):
            _step(step, run, action.parent)
    return run


def _step(step: Mapping[str, Any], run: Run, home: Path) -> None:
    name = step["name"]
    if "uses" in step:
        run.used[name] = {key: run.text(str(value)) for key, value in step.get("with", {}).items()}
        return
    output = run.temp / f"output-{name}"
    output.write_text("", encoding="utf-8")
    env = {
        **{key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ},
        **run.env,
        **{key: run.text(str(value)) for key, value in step.get("env", {}).items()},
        "RUNNER_TEMP": str(run.temp),
        "GITHUB_ACTION_PATH": str(home),
        "GITHUB_OUTPUT": str(output),
        "GITHUB_STEP_SUMMARY": str(run.temp / "summary.md"),
        "GITHUB_ACTIONS": "true",
    }
    assert step["shell"] == "sh"
    assert not _EXPRESSION.search(step["run"]), "an expression inside a script is a way in for whoever names a branch"
    done = subprocess.run(
        ["sh", "-e", "-c", step["run"]], cwd=run.workspace, env=env, capture_output=True, text=True, check=False
    )
    run.logs[name] = done.stdout + done.stderr
    if done.returncode:
        run.failed.append(name)
    pairs = (line.partition("=") for line in output.read_text(encoding="utf-8").splitlines())
    run.outputs[step.get("id", name)] = {key: value for key, _, value in pairs}
