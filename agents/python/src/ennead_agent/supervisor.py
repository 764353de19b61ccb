"""The runtime's parent, where the contract asks `flush: soft`: it starts the runtime anew between two invocations.

It keeps the environment and the descriptors that the platform gave, passes signals on, and ends as the runtime ends.
Of two runtimes only one may ask for events: the new one is held back when it has started, before its first question.
Once it is there, the old one ends, and only when that is reaped the new one goes on.  If it does not get there in time,
it is ended, and the old one goes on.

Runs on a bare interpreter (`-I -S`), and loads next to nothing: it is there before the runtime starts.

What is said over the two pipes, a line each.  Runtime: `R <cpu ms>` it would ask for its first event; `F <ms>` start
another one within that time; `H <ms>` the same for what hygiene has found; `E` this start has failed.  Supervisor:
`S <start ms>` how long a start takes; `G` go on, to one that is held; `X` end; `N <why>` go on, there is no other one
(`N often <ms>`: none for hygiene before that time is over).
"""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]  # `signal` loads enums, for milliseconds
import os
import select
import sys
from time import monotonic

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

VARIABLE = "ENNEAD_SUPERVISOR"
_FIRST_FD = 220
MOST_CLEANSED, WITHIN_S = 3, 300.0
"""New starts for what hygiene finds, and in which time: who plants it anew each time gets no more than that many."""
_GRACE_S = 0.5
"""What a runtime that was told to end may take for it."""
_PASSED_ON = tuple(
    getattr(_signal, name) for name in ("SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGCONT")
)
_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER = 1, 36


class Runtime:
    """One runtime: its process, the two pipes, and what is known of its start."""

    def __init__(self, pid: int, up: int, down: int) -> None:
        self.pid, self.up, self.down = pid, up, down
        self.started = monotonic()
        self.status: int | None = None
        self._rest = b""

    def words(self) -> list[bytes]:
        """The lines that have come, without waiting."""
        try:
            data = os.read(self.up, 4096)
        except (BlockingIOError, InterruptedError):
            return []
        except OSError:
            data = b""
        if not data:
            self.shut()
        *lines, self._rest = (self._rest + data).split(b"\n")
        return lines

    def shut(self) -> None:
        """Nothing more is read from it."""
        if self.up >= 0:
            os.close(self.up)
            self.up = -1

    def tell(self, word: str) -> None:
        """Write a line to it, if it is there."""
        try:  # noqa: SIM105
            os.write(self.down, word.encode("ascii") + b"\n")
        except OSError:
            pass

    def forget(self) -> None:
        """Close what belongs to it."""
        self.shut()
        os.close(self.down)

    def gone(self) -> bool:
        """Whether it has ended; its status is kept."""
        if self.status is None:
            try:
                pid, status = os.waitpid(self.pid, os.WNOHANG)
            except ChildProcessError:
                pid, status = self.pid, 0
            if pid:
                self.status = status
        return self.status is not None

    def kill(self) -> None:
        """End it now, and reap it."""
        if not self.gone():
            _send(self.pid, _signal.SIGKILL)
            while not self.gone():
                select.select([], [], [], 0.002)


class Supervisor:
    """The current runtime, the one that is being started, and what came of signals."""

    def __init__(self, command: Sequence[str], environment: dict[bytes, bytes]) -> None:
        self.command = [os.fsencode(word) for word in command]
        self.environment = environment
        self.prctl = _prctl()
        self.pending: list[int] = []
        self.start_ms = 0
        self._starts: list[int] = []
        self._cleansed: list[float] = []
        self.next: Runtime | None = None
        self.until = 0.0
        self._woken, wake = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        _signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
        _signal.signal(_signal.SIGCHLD, lambda _number, _frame: None)
        for number in _PASSED_ON:
            if _signal.getsignal(number) is not _signal.SIG_IGN:
                _signal.signal(number, lambda number, _frame: self.pending.append(number))
        if self.prctl is not None:
            self.prctl(_PR_SET_CHILD_SUBREAPER, 1)
        self.current = self.start(held=False)

    def start(self, *, held: bool) -> Runtime:
        """Start a runtime as the platform would have: in the saved environment, with the same descriptors."""
        up, up_end = os.pipe2(os.O_CLOEXEC)
        down_end, down = os.pipe2(os.O_CLOEXEC)
        os.set_blocking(up, False)
        os.set_blocking(down, False)
        parent = os.getpid()
        pid = os.fork()
        if pid == 0:
            self._become(up_end, down_end, parent, held=held)
        os.close(up_end)
        os.close(down_end)
        return Runtime(pid, up, down)

    def _become(self, up: int, down: int, parent: int, *, held: bool) -> None:
        """In the child: turn into the runtime.  Does not return."""
        try:
            if self.prctl is not None:
                os.setpgid(0, 0)  # a signal to the group reaches it once, through us
                self.prctl(_PR_SET_PDEATHSIG, int(_signal.SIGKILL))
                if os.getppid() != parent:
                    os._exit(1)
            _signal.set_wakeup_fd(-1)
            for number in (*_PASSED_ON, _signal.SIGCHLD, _signal.SIGPIPE, _signal.SIGXFSZ):
                if number in (_signal.SIGPIPE, _signal.SIGXFSZ) or _signal.getsignal(number) is not _signal.SIG_IGN:
                    _signal.signal(number, _signal.SIG_DFL)
            numbers = f"{_inherited(up)},{_inherited(down)},{int(held)},{self.start_ms}"
            environment = {**self.environment, VARIABLE.encode(): numbers.encode()}
            os.execvpe(self.command[0], self.command, environment)  # noqa: S606
        except OSError as error:
            os.write(2, f"ennead: {self.command[0]!r} cannot be started: {error}\n".encode())
            os._exit(127 if isinstance(error, FileNotFoundError) else 126)
        finally:
            os._exit(126)

    def run(self) -> int:
        """Until the runtime has ended; its status as `waitpid` gives it."""
        while True:
            self._sleep()
            self._pass_on()
            self._orphans()
            if self.next is not None:
                self._look_at(self.next)
            if self.current.gone() and self.next is None:
                return self.current.status or 0
            if self.next is None and self.current.up >= 0:
                for line in self.current.words():
                    self._hear(line)

    def _sleep(self) -> None:
        poll = select.poll()
        poll.register(self._woken, select.POLLIN)
        for runtime in (self.current, self.next):
            if runtime is not None and runtime.up >= 0 and (runtime is self.next or self.next is None):
                poll.register(runtime.up, select.POLLIN)
        left = None if self.next is None else max(0.0, self.until - monotonic()) * 1000 + 1
        poll.poll(left)
        try:  # noqa: SIM105
            os.read(self._woken, 512)
        except BlockingIOError:
            pass

    def _pass_on(self) -> None:
        while self.pending:
            number = self.pending.pop(0)
            for runtime in (self.current, self.next):
                if runtime is not None and not runtime.gone():
                    _send(runtime.pid, number)

    def _orphans(self) -> None:
        """Reap what has ended and was left to us, but not the runtimes: their status is asked for by name."""
        own = {runtime.pid for runtime in (self.current, self.next) if runtime is not None}
        while True:
            try:
                found = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
                if found is None or found.si_pid in own:
                    return
                os.waitpid(found.si_pid, os.WNOHANG)
            except ChildProcessError:  # noqa: PERF203
                return

    def _hear(self, line: bytes) -> None:
        """What the current runtime says."""
        word, _, number = line.partition(b" ")
        if word == b"R":
            self._measured(self.current, int(number))
            self.current.tell(f"S {self.start_ms}")
        elif word == b"H" and (left_s := too_often(self._cleansed, monotonic())):
            self.current.tell(f"N often {int(left_s * 1000) + 1}")
        elif word in (b"F", b"H"):
            self.until = monotonic() + int(number) / 1000
            try:
                self.next = self.start(held=True)
            except OSError as error:
                self.current.tell("N " + type(error).__name__)

    def _measured(self, runtime: Runtime, cpu_ms: int) -> None:
        """How long a start takes, the longer of the last two: by the clock, or CPU time on this function's share."""
        wall = (monotonic() - runtime.started) * 1000
        self._starts = [*self._starts[-1:], max(int(wall), int(cpu_ms / share(self.environment))) + 1]
        self.start_ms = max(self._starts)

    def _look_at(self, runtime: Runtime) -> None:
        """Whether the next one is there, has failed, or takes too long."""
        for line in runtime.words() if runtime.up >= 0 else ():
            word, _, number = line.partition(b" ")
            if word == b"R" and not runtime.gone():
                self._measured(runtime, int(number))
                self._hand_over(runtime)
                return
            if word == b"E":
                self._give_up(runtime, "failed")
                return
        if runtime.gone():
            self._give_up(runtime, "ended")
        elif monotonic() > self.until:
            self._give_up(runtime, "late")

    def _give_up(self, runtime: Runtime, why: str) -> None:
        """The old one goes on; if it has ended meanwhile, so do we."""
        for pid in descendants(runtime.pid):
            _send(pid, _signal.SIGKILL)
        runtime.kill()
        runtime.forget()
        self.next = None
        self.current.tell("N " + why)

    def _hand_over(self, runtime: Runtime) -> None:
        """End the old one and all that it has left running; then the new one may ask."""
        old = self.current
        old.tell("X")
        until = monotonic() + _GRACE_S
        while not old.gone() and monotonic() < until:
            select.select([], [], [], 0.001)
        old.kill()
        old.forget()
        self.current, self.next = runtime, None
        keep = {runtime.pid, *descendants(runtime.pid)}
        for pid in descendants(os.getpid()):
            if pid not in keep:
                _send(pid, _signal.SIGKILL)
        runtime.tell("G")

    def plain(self) -> int:
        """After a fault of ours: one runtime is left, and we only wait for it."""
        if self.next is not None:
            self.next.kill()
            self.next = None
        self.current.tell("N fault")
        while not self.current.gone():
            select.select([], [], [], 0.02)
            self._pass_on()
        return self.current.status or 0


def too_often(times: list[float], now: float) -> float:
    """Seconds until there may be another new start for hygiene; 0 for now, which is noted then."""
    times[:] = [one for one in times if now - one < WITHIN_S]
    if len(times) >= MOST_CLEANSED:
        return times[0] + WITHIN_S - now
    times.append(now)
    return 0.0


def share(environment: dict[bytes, bytes]) -> float:
    """The share of one processor that a function of this memory has outside of its first start."""
    try:
        return min(1.0, max(0.05, int(environment[b"AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]) / 1769))
    except (KeyError, ValueError):
        return 1.0


def descendants(root: int) -> list[int]:
    """All processes below this one, as far as they can be read."""
    children: dict[int, list[int]] = {}
    for name in os.listdir("/proc"):  # noqa: PTH208
        if name.isdigit():
            children.setdefault(_parent(name), []).append(int(name))
    found: list[int] = []
    waiting = [root]
    while waiting:
        below = children.get(waiting.pop(), [])
        found += below
        waiting += below
    return found


def _parent(pid: str) -> int:
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:  # noqa: PTH123
            return int(file.read(512).rpartition(b")")[2].split()[1])
    except (OSError, ValueError, IndexError):
        return -1


def _send(pid: int, number: int) -> None:
    try:  # noqa: SIM105
        os.kill(pid, number)
    except ProcessLookupError:
        pass


def _inherited(descriptor: int) -> int:
    """The same pipe under a number that no function expects."""
    import fcntl

    try:
        number = fcntl.fcntl(descriptor, fcntl.F_DUPFD, _FIRST_FD)
    except OSError:  # fewer descriptors than that
        number = os.dup(descriptor)
    os.set_inheritable(number, True)
    return number


def _prctl() -> Callable[[int, int], int] | None:
    """The system's call; None where it cannot be reached: then the runtime stays in our process group."""
    try:
        import ctypes

        call = ctypes.CDLL(None).prctl
        return lambda option, value: int(call(option, ctypes.c_ulong(value), 0, 0, 0))
    except (ImportError, OSError, AttributeError):
        return None


def _environment() -> dict[bytes, bytes]:
    """As the platform gave it: the interpreter may have set a variable of its own (`LC_CTYPE`)."""
    try:
        with open("/proc/self/environ", "rb") as file:  # noqa: PTH123
            entries = file.read().split(b"\0")
    except OSError:
        return dict(os.environb)
    return dict(entry.split(b"=", 1) for entry in entries if b"=" in entry)


def end_as(status: int) -> None:
    """End as the runtime did: with its exit code, or by the signal that ended it.  Does not return."""
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # it may have written a core of its own
        if number != _signal.SIGKILL:
            _signal.signal(number, _signal.SIG_DFL)
        os.kill(os.getpid(), number)
        os._exit(128 + number)
    os._exit(os.WEXITSTATUS(status))


def main(layer: str, command: Sequence[str]) -> None:
    """Supervise the command; returns only if it is better run without us."""
    from .asked import soft

    if not soft(layer):
        return
    supervisor = Supervisor(command, _environment())
    try:
        status = supervisor.run()
    except Exception as error:  # noqa: BLE001  # whatever it is, there is a runtime, and it must go on
        os.write(2, f"ennead: {type(error).__name__} in the supervisor: the runtime goes on without it\n".encode())
        status = supervisor.plain()
    end_as(status)


def start(layer: str, command: Sequence[str]) -> None:
    """Run the command under a supervisor, or else in our place."""
    try:
        main(layer, command)
    except Exception as error:  # noqa: BLE001
        os.write(2, f"ennead: {type(error).__name__} before the runtime was started: it runs without us\n".encode())
    os.execvpe(os.fsencode(command[0]), [os.fsencode(word) for word in command], _environment())  # noqa: S606


if __name__ == "__main__":
    start(sys.argv[1], sys.argv[2:])
