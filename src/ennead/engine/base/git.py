"""Git, asked so that nothing of the repository is executed.

A repository is a stranger's: its configuration may name programs (a file monitor, hooks, filters, text
converters, a pager, a command for ssh).  Only commands that read objects are called (`rev-parse`, `merge-base`,
`ls-tree`, `cat-file`): they look at neither index nor work tree, so no filter and no converter applies.  The
settings that name programs are switched off on top, every protocol is refused, and objects that a partial clone
left out are not fetched.  The configuration of the system and of the user stays: it is theirs, and it is where
`safe.directory` stands.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from threading import Timer
from typing import IO

MAXIMUM_ANSWER = 128 * 1024 * 1024
"""Bytes of one answer: the listing of a revision with about a million files."""
SECONDS = 120

_SWITCHES = (
    "core.fsmonitor=false",
    "core.untrackedCache=false",
    "core.hooksPath=/dev/null",
    "core.attributesFile=/dev/null",
    "core.pager=cat",
    "core.sshCommand=false",
    "core.alternateRefsCommand=",
    "credential.helper=",
    "diff.external=",
    "protocol.allow=never",
    "safe.bareRepository=explicit",
    "submodule.recurse=false",
)
_ENVIRONMENT = {
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_GRAFT_FILE": os.devnull,
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_PAGER": "cat",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
_KEPT = frozenset({"GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM"})
"""What the caller says of his own configuration; all other `GIT_*` (set inside hooks, for one) point elsewhere."""


class GitError(Exception):
    """Git cannot be asked, or said no; the message is the first line of what it said."""


@dataclass(frozen=True, slots=True)
class Git:
    """Git, asked in a folder.  `program` is the file that is run."""

    folder: Path
    program: str

    def ask(self, *arguments: str) -> bytes:
        """What a command writes.

        Raises:
            GitError: it ends with an error, takes longer than `SECONDS`, or writes more than `MAXIMUM_ANSWER`.
        """
        with TemporaryFile() as said, self.start(*arguments, said=said) as process:
            timer = Timer(SECONDS, process.kill)
            timer.start()
            try:
                out = process.stdout.read(MAXIMUM_ANSWER + 1) if process.stdout else b""
                if len(out) > MAXIMUM_ANSWER:  # a crafted tree may list itself without end
                    process.kill()
                process.wait()
            finally:
                late = not timer.is_alive()
                timer.cancel()
            said.seek(0)
            err = said.read(4000)
        if late:
            raise GitError(f"git {arguments[0]} has not answered within {SECONDS} s")
        if len(out) > MAXIMUM_ANSWER:
            raise GitError(f"git {arguments[0]} answered with more than {MAXIMUM_ANSWER // 1024 // 1024} MB")
        if process.returncode:
            raise GitError(_first_line(err) or f"git {arguments[0]} ended with {process.returncode}")
        return out

    def line(self, *arguments: str) -> str | None:
        """The one line a command writes; None where it says no."""
        try:
            return os.fsdecode(self.ask(*arguments)).rstrip("\n") or None
        except GitError:
            return None

    def start(self, *arguments: str, said: IO[bytes] | None = None) -> subprocess.Popen[bytes]:
        """A command with pipes for input and output; the caller ends it.  `said` takes its complaints."""
        switches = [part for switch in _SWITCHES for part in ("-c", switch)]
        return subprocess.Popen(  # noqa: S603  a fixed list of arguments, no shell
            [self.program, "--no-pager", "-C", str(self.folder), *switches, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL if said is None else said,
            env=_environment(),
        )


def git_in(folder: Path) -> Git:
    """Git for a folder.  Raises GitError where there is no git."""
    program = shutil.which("git")
    if program is None:
        raise GitError("git is not installed")
    return Git(folder.resolve(), program)


def _environment() -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("GIT_") or name in _KEPT}
    return {**own, **_ENVIRONMENT}


def _first_line(said: bytes) -> str:
    lines = said[:4000].decode("utf-8", "replace").splitlines()
    return next((line.removeprefix("fatal: ").strip() for line in lines if line.strip()), "")
