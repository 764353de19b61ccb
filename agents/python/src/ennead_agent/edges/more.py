"""Sensors that only a contract needs: files by their whole path, native calls, bodies of HTTP, programs past Popen."""

from __future__ import annotations

import os
import sys

from .. import audit, faults, flows, imports, instance
from . import exempt, judge, places
from .table import within

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType
    from typing import Any

    from .table import Table

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_DEVICES = ("/dev/null/", "/dev/tty/", "/dev/std", "/dev/fd/", "/proc/self/fd/", "/dev/urandom/", "/dev/random/")
_SYSTEM = tuple(
    "/usr/ /lib/ /lib64/ /opt/ /var/lang/ /var/runtime/ /etc/ssl/ /etc/pki/ /etc/ca-certificates/ /etc/mime.types/ "
    "/etc/localtime/ /etc/timezone/ /etc/hosts/ /etc/resolv.conf/ /etc/nsswitch.conf/ /etc/services/ /etc/os-release/ "
    "/etc/protocols/ /etc/apache2/mime.types/ /etc/httpd/ /sys/fs/cgroup/ /proc/self/ /proc/meminfo/ /proc/cpuinfo/ "
    "/proc/stat/ /proc/sys/ /sys/devices/system/cpu/".split()
)
"""What the interpreter, its libraries and the layers bring along, and what libraries ask of the system."""
_SECRETS = ("/proc/self/environ/", "/proc/self/mem/")
_PROGRAMS = frozenset(
    "system popen execv execve execvp execvpe execl execlp execle fexecve posix_spawn posix_spawnp".split()
)
_SOCKETS = frozenset(
    "connect sendto sendmsg sendmmsg getaddrinfo gethostbyname gethostbyname_r res_query res_send".split()
)
_ANYTHING = frozenset("syscall dlsym dlvsym __libc_dlsym".split())
"""Functions by which the others are reached."""


def install(rules: Table) -> None:
    """Set them, each where the contract says something of its kind."""
    exempt.begin()
    if rules.write is not None or rules.read is not None:
        rules.write, rules.read = (kind and places.followed(kind) for kind in (rules.write, rules.read))
        audit.on("open", _open)
        audit.on("os.truncate", lambda args: _written(args[0], to_itself=False))
        audit.on("os.mkdir", lambda args: _written(args[0]))
        for event in ("os.rename", "os.link", "os.symlink"):
            audit.on(event, lambda args: _written(args[1]))
        audit.on("os.link", lambda args: _touched(args[0], written=False))  # by its other name it can be read
        audit.on("sqlite3.connect", _database)
    if rules.processes is not None or rules.named:
        audit.on("ctypes.dlsym", _symbol)
        audit.on("ctypes.dlsym/handle", _symbol)
    if rules.processes is not None:
        imports.when("_posixsubprocess", _follow_programs)
    if rules.weighs_data:
        audit.on("http.client.send", _sent)


def _rules() -> Table:
    found = judge.table()
    assert found is not None  # these sensors are set with it
    return found


def _open(args: tuple[Any, ...]) -> None:
    path, _, flags = args
    if isinstance(path, int) or not isinstance(flags, int):
        return
    _touched(path, written=bool(flags & _WRITES))


def _written(path: Any, *, to_itself: bool = True) -> None:
    """Something is made, moved or linked there: what bears the name itself, not what a link of that name leads to."""
    if not isinstance(path, int):
        _touched(path, written=True, to_itself=to_itself)


def _database(args: tuple[Any, ...]) -> None:
    """SQLite opens its file by itself: one that may be read or written will do."""
    path = _database_file(_text(args[0]))
    rules = _rules()
    if path in ("", ":memory:"):
        return
    if rules.write is not None and within(places.leads(path, rules.write), rules.write):
        return
    _touched(path, written=rules.read is None)


def _database_file(name: str) -> str:
    """The file of a name that may be an URI (`file:data.db?mode=ro`), as SQLite reads it."""
    if not name.startswith("file:"):
        return name
    from urllib.parse import parse_qs, unquote, urlsplit

    found = urlsplit(name)
    return ":memory:" if parse_qs(found.query).get("mode", [""])[-1] == "memory" else unquote(found.path)


def _text(value: Any) -> str:
    return os.fsdecode(value) if isinstance(value, (bytes, os.PathLike)) else str(value)


def _touched(path: Any, *, written: bool, to_itself: bool = False) -> None:
    rules = _rules()
    folders = rules.write if written else rules.read
    if folders is None:
        return
    full = places.leads(_text(path), rules.write or (), to_itself=to_itself)
    bare = full + "/"
    if within(full, folders) or bare.startswith(_DEVICES) or "/__pycache__/" in full:
        return
    if not written and _comes_along(bare, rules):
        return
    from .. import sensors

    shown = sensors.folder(full)
    word = "write" if written else "read"
    key = ("file", "folder/" + shown, word)
    edge = flows.note(*key, fixed=shown == sensors.OWN, exempt=True)
    edge.lawful = False
    judge.stop("a file in a folder that the contract does not name", key, edge)


def _comes_along(bare: str, rules: Table) -> bool:
    """Whether a file is the interpreter's, the function's own code, or one that it may write anyway."""
    if bare.startswith(_SECRETS):
        return False
    return bare.startswith((*_SYSTEM, *_brought())) or (rules.write is not None and bare.startswith(rules.write))


_found: list[str] = []


def _brought() -> list[str]:
    """Where the interpreter and the function's own code lie, also as what these places lead to."""
    if not _found:
        named = {sys.prefix, sys.base_prefix, os.path.dirname(os.__file__), instance.TASK_ROOT}  # noqa: PTH120
        _found.extend(places.followed([place.rstrip("/") + "/" for place in named]))
    return _found


def _symbol(args: tuple[Any, ...]) -> None:
    """A function of the C library is asked for by name: what it does then, no hook sees."""
    name = _text(args[1]) if len(args) > 1 else ""
    rules = _rules()
    starts = rules.processes is not None and name in _PROGRAMS
    sends = rules.named and name in _SOCKETS
    if not (starts or sends or name in _ANYTHING) or _ours():
        return
    key = ("native", "symbol/" + name, "")
    edge = flows.note(*key, fixed=True, exempt=True)
    edge.lawful = False
    judge.stop("a native call past the sensors", key, edge)


def _ours() -> bool:
    """Whether a ring of the agent's own asks."""
    frame: Any = sys._getframe(1)
    for _ in range(12):
        if frame is None:
            return False
        name = frame.f_code.co_filename
        if name.startswith(faults.HOME) and "/edges/" not in name and not name.endswith("/audit.py"):
            return True
        frame = frame.f_back
    return False


def _follow_programs(module: ModuleType) -> None:
    """`_posixsubprocess.fork_exec` raises no audit event: judged here, unless `subprocess` calls it, which does."""
    start = module.fork_exec

    def fork_exec(*args: Any) -> Any:
        subprocess = sys.modules.get("subprocess")
        if subprocess is None or sys._getframe(1).f_globals is not vars(subprocess):
            _started(args)
        return start(*args)

    fork_exec.__doc__ = start.__doc__
    module.fork_exec = fork_exec  # type: ignore[attr-defined]


def _started(args: tuple[Any, ...]) -> None:
    from .. import sensors, verdicts

    words = args[0]
    first = next(iter(words), "?") if isinstance(words, (list, tuple)) else "?"
    verdicts.judged("flows", sensors.run, first)


def _sent(args: tuple[Any, ...]) -> None:
    from . import data

    data.sent(args[0], args[1])
