"""The action's one look at the application: annotations, SARIF, a page, and the text of the comment, roles too.

Reads `ENNEAD_*` (the action's inputs) and the runner's own variables; writes the step's outputs and its
summary.  Ends with 0 unless nothing could be said at all: the verdict is the action's last step, so that uploads
and the comment come first.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ANSWERS = (0, 1, 3)
"""Exit codes that come with a report: clean, findings, something not assessed."""
JUDGES = ("auto", "all", "change")
ROLE = "#### "
"""What the heading of each function begins with whose role moved."""


@dataclass(frozen=True, slots=True)
class Step:
    """What this run is asked for."""

    path: str
    judge: str
    options: tuple[str, ...]
    tests: bool
    out: Path
    base: str | None


def step_of(env: dict[str, str]) -> Step:
    """The step's inputs; `options` go to every scan alike."""
    options: list[str] = []
    for name, option in (("FAIL_ON", "--fail-on"), ("BASELINE", "--baseline"), ("ENVIRONMENT", "--env")):
        if env.get(f"ENNEAD_{name}"):
            options += [option, env[f"ENNEAD_{name}"]]
    out = Path(env["RUNNER_TEMP"]) / "ennead-out"
    out.mkdir(parents=True, exist_ok=True)
    path = env.get("ENNEAD_PATH") or "."
    judge = env.get("ENNEAD_JUDGE") or "auto"
    if judge not in JUDGES:
        sys.exit(f"::error::judge is {judge}: one of {', '.join(JUDGES)}")
    return Step(path, judge, tuple(options), env.get("ENNEAD_TESTS") == "true", out, base_of(env))


def base_of(env: dict[str, str]) -> str | None:
    """The commit a pull request starts from; None elsewhere."""
    event: dict[str, Any] = {}
    if env.get("GITHUB_EVENT_NAME", "").startswith("pull_request") and env.get("GITHUB_EVENT_PATH"):
        event = json.loads(Path(env["GITHUB_EVENT_PATH"]).read_text(encoding="utf-8"))
    sha = event.get("pull_request", {}).get("base", {}).get("sha")
    return sha if isinstance(sha, str) and sha.isalnum() else None


def at_hand(base: str) -> bool:
    """Whether the commit is here; a shallow checkout gets that one commit more."""
    known = ["git", "cat-file", "-e", f"{base}^{{commit}}"]
    if subprocess.run(known, capture_output=True, check=False).returncode == 0:
        return True
    fetch = ["git", "fetch", "--no-tags", "--depth=1", "origin", base]
    return subprocess.run(fetch, capture_output=True, check=False).returncode == 0


def ennead(*arguments: str) -> int:
    """Run Ennead; its own words go to the step's log."""
    return subprocess.run([sys.executable, "-m", "ennead", *arguments], check=False).returncode


def look(step: Step) -> dict[str, str]:
    """Scan, compare, test; the step's outputs."""
    outputs: dict[str, str] = {}
    change = step.base is not None and step.judge != "all"
    sarif, report = step.out / "ennead.sarif", step.out / "ennead.html"
    files = ("--sarif-output", str(sarif), "--html-output", str(report))
    code = ennead("scan", step.path, *step.options, *files, "--format", "table" if change else "github")
    if sarif.exists():
        outputs |= {"sarif": str(sarif), "report": str(report)}
    if step.base is not None and code in ANSWERS:
        compared = compare(step, step.base)
        if compared is not None:
            outputs["comment"] = str(step.out / "comment.md")
            code = compared if change else code
    if step.tests and (Path(step.path) / "ennead.tests.yml").exists():
        code = worst(code, ennead("test", step.path))
    outputs["exit-code"] = str(code)
    return outputs


def compare(step: Step, base: str) -> int | None:
    """The exit code of what the pull request changes; None where its base is not to be had."""
    if not at_hand(base):
        print(f"::warning::{base} is not here and could not be fetched: everything is judged, not the change")
        return None
    comment = step.out / "comment.md"
    files = ("--markdown-output", str(comment))
    code = ennead("scan", step.path, *step.options, "--diff", base, *files, "--format", "github")
    if code in ANSWERS:
        with comment.open("a", encoding="utf-8") as handle:
            handle.write(moved(step, base))
        summary = os.environ.get("GITHUB_STEP_SUMMARY")
        if summary:
            with Path(summary).open("a", encoding="utf-8") as handle:
                handle.write(comment.read_text(encoding="utf-8"))
        return code
    return None


def moved(step: Step, base: str) -> str:
    """The comment's section on roles; empty where none moved."""
    file = step.out / "roles.md"
    file.unlink(missing_ok=True)
    environment = os.environ.get("ENNEAD_ENVIRONMENT")
    options = ("--env", environment) if environment else ()
    ennead("roles", step.path, *options, "--compare", base, "--format", "markdown", "--output", str(file))
    if not file.exists():
        return ""
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    if not any(line.startswith(ROLE) for line in lines):
        return ""
    return "\n### Roles\n\n" + "".join(line for line in lines if not line.startswith("<!--"))


def worst(one: int, other: int) -> int:
    """Of two exit codes the one that says more: a failure over findings, findings over what could not be told."""
    order = (0, 3, 1)
    return max((one, other), key=lambda code: order.index(code) if code in order else len(order))


def main() -> int:
    """Look, and hand the outputs on."""
    outputs = look(step_of(dict(os.environ)))
    lines = "".join(f"{name}={value}\n" for name, value in outputs.items())
    with Path(os.environ["GITHUB_OUTPUT"]).open("a", encoding="utf-8") as handle:
        handle.write(lines)
    return 0


if __name__ == "__main__":
    sys.exit(main())
