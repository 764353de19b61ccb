"""Runs `cdk synth`, when a person asks for it, and only then: it executes the application's own code.

The assembly is written to a scratch folder; the scanned one is left as it is (what the application's
own code does there is its own affair).
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from ennead.sources.app import Synthesis
from ennead.sources.discover import discover

LIMIT = 600
"""Seconds an application may take."""
SHOWN = 20_000
"""Characters of what it said that are shown where it failed: the last ones."""
MAX_SETTINGS = 4 * 1024 * 1024
ASSEMBLY = "cdk.out"


@dataclass(frozen=True, slots=True)
class Command:
    """What is run in the folder of the application.

    `arguments` is text for the shell where it is the `app` of `cdk.json`, which the CLI hands to one too.
    `reason` says why nothing can be run.
    """

    shown: str
    arguments: tuple[str, ...] | str = ()
    context: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""


def cdk_folders(path: Path, *, with_ignored: bool = False) -> tuple[str, ...]:
    """The folders with a `cdk.json` that discovery knows, relative to the path (`.` for itself), in order."""
    if not path.is_dir():
        return ()
    found = discover(path, with_ignored=with_ignored)
    folders = {one.at.path.rpartition("/")[0] for one in found.unread if one.kind == "cdk"}
    for source in found.others:
        holder = source.path
        while source.dialect == "cdk" and holder:
            holder = holder.rpartition("/")[0]
            if (path / holder / "cdk.json").is_file():
                folders.add(holder)
                break
    return tuple(sorted(folder or "." for folder in folders))


def command_of(path: Path, folder: str, *, offline: bool = False) -> Command:
    """The project's own `cdk`, else the one that is installed, else the `app` of `cdk.json` by itself."""
    options = ("synth", "--quiet", *(("--no-lookups",) if offline else ()))
    here = (path / folder).resolve()
    for holder in (here, *here.parents):
        own = holder / "node_modules" / ".bin" / "cdk"
        if own.is_file():
            return Command("the project's cdk synth", (str(own), *options))
        if holder == path.resolve():
            break
    installed = shutil.which("cdk")
    if installed:
        return Command("cdk synth", (installed, *options))
    settings = _settings(path / folder / "cdk.json")
    app = settings.get("app")
    if not isinstance(app, str) or not app.strip():
        return Command("nothing", reason="there is no cdk here, and no `app` in cdk.json to run without it")
    context = settings.get("context")
    return Command(f"`{app[:200]}`", app, context if isinstance(context, dict) else {})


def _settings(file: Path) -> dict[str, Any]:
    try:
        text = file.read_text("utf-8") if file.stat().st_size <= MAX_SETTINGS else ""
        content = json.loads(text)
    except (OSError, ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def synthesise(path: Path, folder: str, scratch: Path, command: Command, limit: float = LIMIT) -> tuple[Synthesis, str]:
    """Run an application; what came of it, and what it said (the end of it)."""
    if command.reason:
        return Synthesis(folder, None, command.reason), command.reason
    output = scratch.resolve() / folder / ASSEMBLY
    output.mkdir(parents=True, exist_ok=True)
    with (scratch / "said").open("w+b") as said:
        code = _run(command, (path / folder).resolve(), output, said, limit)
        said.seek(max(0, said.tell() - SHOWN))
        text = said.read().decode("utf-8", "replace").strip()
    if code is None:
        return Synthesis(folder, None, f"{command.shown} took longer than {limit:.0f} s"), text
    if code != 0:
        return Synthesis(folder, None, f"{command.shown} ended with {code}"), text
    if not (output / "manifest.json").is_file():
        return Synthesis(folder, None, f"{command.shown} left no cloud assembly"), text
    return Synthesis(folder, scratch), text


def _run(command: Command, here: Path, output: Path, said: IO[bytes], limit: float) -> int | None:
    """The exit code; None where it took too long.  Whatever it started ends with it."""
    arguments: tuple[str, ...] | str = command.arguments
    shell = isinstance(arguments, str)
    if not isinstance(arguments, str):
        arguments = (*arguments, "--output", str(output))
    environment = {**os.environ, "CDK_OUTDIR": str(output)}
    if shell:
        environment["CDK_CONTEXT_JSON"] = json.dumps({**command.context, **_settings(here / "cdk.context.json")})
    process = subprocess.Popen(  # noqa: S603  (what the application's owner asked to be run)
        arguments, cwd=here, env=environment, stdin=subprocess.DEVNULL, stdout=said, stderr=said, shell=shell,
        start_new_session=True,
    )  # fmt: skip
    try:
        return process.wait(limit)
    except subprocess.TimeoutExpired:
        return None
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError, PermissionError):  # all of them have ended
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
