"""Guard `shell`: untrusted text that becomes more than words of a command line, an option with power, or a program.

A line for a shell is read as the shell reads it (`shell_words`); a list of arguments is judged by what its program
makes of them (`programs`).  The judge itself is loaded when the first program is started within an invocation.
"""

from __future__ import annotations

import os
import sys

from .. import audit, imports, invocation, verdicts
from .program_tables import VARIABLES, VARIABLES_LIKE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import ModuleType
    from typing import Any

GUARD = "shell"


def install() -> None:
    """Watch which programs are started, and with what."""
    audit.first("os.system", _system)
    audit.first("subprocess.Popen", _popen)
    audit.first("os.exec", _exec)
    audit.first("os.posix_spawn", _spawn)
    audit.first("pty.spawn", _pty)
    audit.first("os.putenv", _putenv)
    imports.when("subprocess", _follow)


def _system(args: tuple[Any, ...]) -> None:
    _judged("sh", ["sh", "-c", args[0]], None)


def _popen(args: tuple[Any, ...]) -> None:
    program, words, folder, env = args
    words = [words] if isinstance(words, (str, bytes, os.PathLike)) else list(words)
    _judged(program, words, env, folder)


def _exec(args: tuple[Any, ...]) -> None:
    _judged(args[0], args[1], args[2])


def _spawn(args: tuple[Any, ...]) -> None:
    subprocess = sys.modules.get("subprocess")
    if subprocess is None or sys._getframe(2).f_globals is not vars(subprocess):  # else judged as its Popen already
        _judged(args[0], args[1], args[2])


def _pty(args: tuple[Any, ...]) -> None:
    words = [args[0]] if isinstance(args[0], (str, bytes)) else list(args[0])
    _judged(None, words, None)


def _putenv(args: tuple[Any, ...]) -> None:
    """A variable of this process: the programs it starts will have it.

    The runtime client sets one before each event: of those that decide nothing the judge is not asked.
    """
    name = _text(args[0])
    if name in VARIABLES or name.startswith(VARIABLES_LIKE):
        _judged(None, [], {name: args[1]})


def _follow(module: ModuleType) -> None:
    """What a program is given to read: a shell runs it as lines, an interpreter as code."""
    from . import wrapping

    wrapping.before(module.Popen, "communicate", GUARD, _given)


def _given(process: Any, text: Any = None, *_: Any, **named: Any) -> None:
    text = named.get("input", text)
    found = invocation.current()
    if not text or found is None or found.body is None or isinstance(process.args, (str, bytes, os.PathLike)):
        return
    from . import shell_judge

    text = bytes(text) if isinstance(text, (bytearray, memoryview)) else text
    shell_judge.judge_input([_text(word) for word in process.args], _text(text))


def _judged(program: Any, words: Any, env: Mapping[Any, Any] | None, folder: Any = None) -> None:
    """Judge one start of a program, within an invocation; only `Blocked` comes out of it."""
    found = invocation.current()
    if found is not None and found.body is not None:
        verdicts.shielded(GUARD, _judge, program, words, env, folder)


def _judge(program: Any, words: Any, env: Mapping[Any, Any] | None, folder: Any) -> None:
    from . import shell_judge

    shell_judge.judge(program, [_text(word) for word in words], env, _text(folder or ""))


def _text(value: Any) -> str:
    return value if type(value) is str else os.fsdecode(value)
