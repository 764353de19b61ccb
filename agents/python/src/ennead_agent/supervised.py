"""The runtime's end of the two pipes to its supervisor (`supervisor` says what goes over them).

A runtime that is held back must not ask for an event before it is told to: whatever fails in here then ends it, and the
one before it goes on.
"""

from __future__ import annotations

import os
import sys
from time import process_time

from . import lifecycle, registry

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType
    from typing import Any

    Identity = tuple[int, int]


VARIABLE = "ENNEAD_SUPERVISOR"  # as `supervisor` has it


class Parent:
    """The supervisor, as this runtime knows it."""

    __slots__ = ("_down", "_identities", "_rest", "_said", "_up", "held", "pid", "start_ms")

    def __init__(self, up: int, down: int, start_ms: int, *, held: bool) -> None:
        self._up, self._down, self.held, self.start_ms = up, down, held, start_ms
        self._identities = (_identity(up), _identity(down))
        self._rest = b""
        self._said = False
        self.pid = os.getpid()

    @property
    def there(self) -> bool:
        """Whether both pipes are still ours: the function may have closed them, and the numbers be its own by now."""
        found = (_identity(self._up), _identity(self._down))
        return None not in found and found == self._identities and self.pid == os.getpid()

    def ready(self) -> None:
        """Before the first question: say that the start is done; one that is held waits here until it may go on."""
        if self._said:
            return
        self._said = True
        if not self.held:
            if self.there:
                self._tell(f"R {int(process_time() * 1000)}")
            return
        goes = False
        try:
            if self.there:
                self._tell(f"R {int(process_time() * 1000)}")
                goes = self._answer()[:1] in (b"G", b"N")
        finally:
            if not goes:
                os._exit(1)
        self.held = False

    def failed(self) -> None:
        """This start has failed.  Does not return."""
        try:
            self._tell("E")
        finally:
            _leave(1)

    def anew(self, limit_ms: int, word: str = "F") -> str:
        """Have another runtime started within that time; empty when it is there, else why it is not."""
        self._tell(f"{word} {limit_ms}")
        while True:
            answer = self._answer()
            if answer[:1] == b"X":
                return ""
            if answer[:1] == b"N":
                return answer[2:].decode("ascii", "replace")
            if not answer:
                return "gone"
            self._measured(answer)

    def measured(self) -> int:
        """How many milliseconds a start takes, as the supervisor has it; 0 if it has not said."""
        import select

        while self.start_ms == 0 and select.select([self._down], [], [], 0)[0]:
            answer = self._answer()
            if not answer:
                break
            self._measured(answer)
        return self.start_ms

    def _measured(self, answer: bytes) -> None:
        word, _, number = answer.partition(b" ")
        if word == b"S":
            self.start_ms = int(number)

    def _tell(self, word: str) -> None:
        os.write(self._up, word.encode("ascii") + b"\n")

    def _answer(self) -> bytes:
        """The next line, waited for; empty when the supervisor is gone."""
        while b"\n" not in self._rest:
            data = os.read(self._down, 512)
            if not data:
                return b""
            self._rest += data
        line, _, self._rest = self._rest.partition(b"\n")
        return line


def _identity(descriptor: int) -> Identity | None:
    try:
        found = os.fstat(descriptor)
    except OSError:
        return None
    return found.st_dev, found.st_ino


parent: list[Parent] = []
"""The supervisor; empty where there is none."""


def take(module: ModuleType | None) -> None:
    """Take the pipes out of the environment; where this start is held back, see that it does not go on by itself."""
    word = os.environ.pop(VARIABLE, "")
    numbers = word.split(",")
    held = len(numbers) == 4 and numbers[2] == "1"
    try:
        up, down, _, start_ms = (int(number) for number in numbers)
        for descriptor in (up, down):
            os.set_inheritable(descriptor, False)
        found = Parent(up, down, start_ms, held=held)
        parent[:] = [found]
        lifecycle.at_first_event(found.ready)
        registry.between.insert(0, ("supervised", found.ready))
        if held:
            _hold(module, found)
    except Exception:
        if held:
            os._exit(1)
        raise


def _hold(module: ModuleType | None, found: Parent) -> None:
    """A start that fails is told to the supervisor, not to the platform: for that one, the one before goes on."""
    from . import runtime

    if "wait_next_invocation" not in runtime.hooked:
        os._exit(1)
    client = getattr(module, "LambdaRuntimeClient", None)
    for owner in getattr(client, "__mro__", ()):
        if "post_init_error" in vars(owner):
            setattr(owner, "post_init_error", _instead_of(vars(owner)["post_init_error"], found))  # noqa: B010


def _instead_of(original: Any, found: Parent) -> Any:
    def post_init_error(self: Any, *args: Any, **kwargs: Any) -> Any:
        if found.held:
            found.failed()
        return original(self, *args, **kwargs)

    return post_init_error


def _leave(code: int) -> None:
    """End this process: nothing of the function's is waited for, what it has printed is written."""
    for stream in (sys.stdout, sys.stderr):
        try:  # noqa: SIM105
            stream.flush()
        except Exception:  # noqa: BLE001, PERF203, S110
            pass
    os._exit(code)


def leave() -> None:
    """The other one is there: end.  Does not return."""
    _leave(0)
