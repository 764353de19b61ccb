"""Run a command and measure it: CPU of all its processes, wall time, memory of the largest one."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

TRACEBACK = "Traceback (most recent call last)"
INTERNAL_ERROR = 4
"""Ennead's exit code for an error of its own."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run: exit code (negative: killed by that signal), seconds, MiB, bytes on stdout, the text on stderr.

    `cpu` is user and system time of the process and of every descendant that was waited for; `peak` the
    resident memory of the largest single process among them (`getrusage(2)`), not their sum.
    """

    code: int
    cpu: float
    wall: float
    peak: float
    output: int
    stderr: str

    @property
    def tracebacks(self) -> int:
        """Tracebacks on stderr; at least one where the exit code says «internal error»."""
        return max(self.stderr.count(TRACEBACK), int(self.code == INTERNAL_ERROR))


def run(command: Sequence[str], stdout: Path, env: Mapping[str, str] | None = None) -> Run:
    """Run to its end, its output in a file.

    Linux hands the peak of the process that starts another on to it: call this before reading anything large.
    """
    noise = stdout.with_name(stdout.name + ".stderr")
    started = time.perf_counter()
    with stdout.open("wb") as out, noise.open("wb") as err:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=err, env=env)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - started
    kib = usage.ru_maxrss / 1024 if sys.platform == "darwin" else usage.ru_maxrss
    text = noise.read_text("utf-8", errors="replace")
    cpu = usage.ru_utime + usage.ru_stime
    return Run(process.returncode, cpu, wall, kib / 1024, stdout.stat().st_size, text)
