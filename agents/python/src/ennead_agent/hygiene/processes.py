"""Processes that the function has left running.

Children and their descendants, and those that were left to others but have our session, or were started with our
environment.  Siblings (workers of one instance, extensions) are none of ours.  A process counts when it is there at two
looks in a row.  Those that the contract names, and the helpers of `multiprocessing`, are no strays.
"""

from __future__ import annotations

import os
import sys

from .. import instance
from . import host
from .base import marks
from .finding import Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from .base import Base

    Key = tuple[int, int]

_SUPERVISED = __name__.partition(".")[0] + ".supervised"  # 3.9 tells a module of a zip its package later
_INTERESTING = ("AWS_LAMBDA_RUNTIME_API", "_HANDLER", "LAMBDA_TASK_ROOT", "AWS_LAMBDA_FUNCTION_NAME")


def look(base: Base, names: frozenset[str] = frozenset(), *, deep: bool = False) -> Iterable[Finding]:
    """Those that came, and stay."""
    due = deep or marks.started or base.processes_once or host.may_have_children()
    return _look_at_all(base, names) if due else ()


def _look_at_all(base: Base, names: frozenset[str]) -> Iterator[Finding]:
    marks.started = False
    found = host.processes()
    seen: dict[Key, str] = {}
    for one, ours in _candidates(base, found, names):
        if base.processes_once.get(one.key) is not None:
            base.processes.add(one.key)
            mend = _end(one.pid, one.started) if ours else None
            reason = "a process that the function started goes on after the answer"
            yield Finding("process", one.key, reason, one.name, mend=mend, lasting=not ours, child=ours)
        else:
            seen[one.key] = one.name
    base.processes_once = seen


def _candidates(
    base: Base, found: dict[int, host.Process], names: frozenset[str]
) -> Iterator[tuple[host.Process, bool]]:
    """Processes to be explained, and whether they are surely below this one."""
    own = os.getpid()
    helpers = _helpers()
    supervised = sys.modules.get(_SUPERVISED)  # loaded at the start where there is a supervisor
    above = {os.getppid()} if supervised is not None and supervised.parent and supervised.parent[0].there else set()
    for one in found.values():
        if one.pid == own or not one.runs or one.key in base.processes or one.pid in helpers or one.name in names:
            continue
        if _is_below(one, own, found) or one.parent in above:  # who has lost its parent falls to the supervisor
            yield one, True
        elif one.started >= base.born and _was_ours(one):
            yield one, False


def _is_below(one: host.Process, root: int, found: dict[int, host.Process]) -> bool:
    for _ in range(32):
        if one.parent == root:
            return True
        above = found.get(one.parent)
        if above is None or above.pid <= 1:
            return False
        one = above
    return False


def _was_ours(one: host.Process) -> bool:
    """Whether a process that is not below this one was started with its environment; a neighbour's are not ours."""
    if instance.CONCURRENT and one.parent != 1:
        return False
    text = host.read(f"/proc/{one.pid}/environ")
    wanted = [f"{name}={os.environ[name]}".encode() for name in _INTERESTING if name in os.environ]
    return bool(wanted) and all(word in text for word in wanted)


def _helpers() -> set[int]:
    """Processes of `multiprocessing` itself."""
    found = set()
    for module, holder, name in (
        ("multiprocessing.resource_tracker", "_resource_tracker", "_pid"),
        ("multiprocessing.forkserver", "_forkserver", "_forkserver_pid"),
    ):
        number = getattr(getattr(sys.modules.get(module), holder, None), name, None)
        if isinstance(number, int):
            found.add(number)
    return found


def _end(pid: int, started: int) -> Any:
    def mend() -> None:
        import signal

        below = [pid]
        found = host.processes()
        below += [one.pid for one in found.values() if one.pid != pid and _is_below(one, pid, found)]
        for number in below:
            now = host.process(number)
            if now is not None and (number != pid or now.started == started):
                os.kill(number, signal.SIGKILL)

    return mend
