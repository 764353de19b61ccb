"""Guard `path`: untrusted text that leads a path out of the folder which the code named.

Most paths need no look at the event: they lie below a folder that the environment or the interpreter names, and nothing
in the event climbs.  The judge is loaded when one has to be looked at (`path_judge`).
"""

from __future__ import annotations

import os
import sys

from .. import audit, faults, imports, instance, invocation, registry, verdicts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType
    from typing import Any

    from ..invocation import Invocation

    Led = tuple[str, Any, str]

GUARD = "path"
_ROOTS = frozenset("etc proc root var home sys dev run boot usr opt tmp mnt task".split())
"""Where a relative path leads if the working folder is the root."""
_ONE = (
    "os.listdir os.scandir os.remove os.mkdir os.rmdir os.chmod os.chown os.truncate os.chdir os.walk os.fwalk "
    "shutil.rmtree shutil.chown glob.glob glob.glob/2 pathlib.Path.glob pathlib.Path.rglob tempfile.mkstemp "
    "tempfile.mkdtemp sqlite3.connect"
)
_TWO = "os.rename os.link os.symlink shutil.copyfile shutil.copymode shutil.copystat shutil.copytree shutil.move"
_TASK = instance.TASK_ROOT.rstrip("/") + "/"


def install() -> None:
    """Watch what is done with files and folders."""
    global _libraries  # noqa: PLW0603
    _libraries = _of_libraries()
    audit.first("open", _open)
    for event in _ONE.split():
        audit.first(event, _first)
    for event in _TWO.split():
        audit.first(event, _both)
    audit.first("shutil.make_archive", _archive)
    audit.first("shutil.unpack_archive", _both)
    imports.when("zipfile", _follow_archives)
    imports.when("tarfile", _follow_archives)
    if sys.version_info < (3, 12):
        imports.when("pathlib", _follow_joins)
    imports.when("posixpath", _follow_joins)


class _Known:
    """What is known of the invocation that is here: whether a text of its event may climb or name the task's folder,
    and whether the contract lists folders."""

    __slots__ = ("climbs", "dropped", "found", "led", "listed", "names_task")

    def __init__(self) -> None:
        self.found: Invocation | None = None
        self.climbs = self.listed = False
        self.names_task: bool | None = None
        """None until it is asked for: most paths lie elsewhere."""
        self.dropped: set[str] = set()
        """Paths that were joined to a folder and, being whole, have dropped it."""
        self.led: dict[str, Led] = {}
        """What came of paths that untrusted text led out of a folder when their `..` was worked out: that folder, the
        text, and the very object."""


def is_library(path: str) -> bool:
    """Whether a module's file is none of the function's own."""
    return path.startswith(_libraries) or "/site-packages/" in path


def has_dropped(path: str) -> bool:
    """Whether the code meant this path to lie in a folder that the path is not in."""
    return path in _known.dropped


def led() -> dict[str, Led]:
    """Paths that untrusted text led out of a folder before they are opened, each with that folder and the text."""
    return _known.led if _known.led and _known.found is invocation.current() else _NONE


def any_noted() -> bool:
    """Whether any path dropped the folder that it was joined to, or was led out of one."""
    return bool(_known.dropped or _known.led)


_known = _Known()
_NONE: dict[str, Led] = {}
_libraries: tuple[str, ...] = (faults.HOME,)
"""Where the interpreter's own modules and those of the function's layers lie: nothing secret, and read all the time."""
_DISKS = ("/tmp/", "/mnt/", "/dev/shm/", "/dev/null", "/dev/urandom", _TASK)  # noqa: S108


def _open(args: tuple[Any, ...]) -> None:
    path = args[0]
    if type(path) is not str:
        if type(path) is int or path is None:
            return
        path = _text(path)
    if path.startswith(_libraries) and ".." not in path:  # also our own modules, some of which may just be loading
        return
    _look(path, writes=_for_writing(args))


def _look(path: Any, *, writes: bool) -> None:
    """Judge a path, within an invocation and if it has to be; only `Blocked` comes out of it."""
    found = invocation.current()
    if found is None or found.body is None or path is None or type(path) is int:
        return
    try:
        text = path if type(path) is str else _text(path)
        if not _plain(text, found):
            from . import path_judge

            path_judge.judge(text, writes=writes)
    except verdicts.Blocked:
        raise
    except Exception as error:  # noqa: BLE001
        verdicts.failed(GUARD, error)


def _plain(path: str, found: Invocation) -> bool:
    """Whether no text of the event can have led this path anywhere, as far as can be told without looking for it."""
    if ".." in path:
        return False
    if path.startswith(_libraries):
        return True
    known = _known
    if known.found is not found:
        _learn(found)
    if known.climbs or known.dropped or known.led:
        return False
    if path[:1] != "/":
        return path.partition("/")[0] not in _ROOTS
    if known.listed or not path.startswith(_DISKS):
        return False
    if not path.startswith(_TASK):
        return True
    if known.names_task is None:
        known.names_task = _NAME in _low(found.body or b"")
    return not known.names_task


def _low(body: bytes) -> bytes:
    return body.lower() if len(body) < 1 << 20 else body


def _climbs(body: bytes) -> bool:
    """Whether a sign stands there by which a path leaves a folder, plain or coded.

    Each sign has two points or `2e` in it: most events have neither, which is soon seen.
    """
    if b".." not in body and b"2e" not in body and b"2E" not in body:
        return False
    low = _low(body)
    return any(sign in low for sign in _CLIMB)


def _learn(found: Invocation) -> None:
    """Look once at an event as it stands; one that is coded as a whole may hold anything."""
    _known.climbs = not found.legible or _climbs(found.body or b"")
    _known.names_task = None
    policy = registry.state.policy
    _known.listed = policy is not None and "paths" in policy.rules
    _known.dropped.clear()
    _known.led.clear()
    _known.found = found


_CLIMB = (b"../", b"/..", b"..\\", b"..%", b"%2e", b"u002e", b"x2e")
_NAME = os.path.basename(_TASK[:-1]).encode("utf-8", "replace").lower()  # noqa: PTH119


def _of_libraries() -> tuple[str, ...]:
    named = [*sys.path, sys.prefix, sys.base_prefix, os.path.dirname(os.__file__)]  # noqa: PTH120
    kept = {one.rstrip("/") + "/" for one in named if one.startswith("/")}
    return (faults.HOME, *sorted(one for one in kept if one.count("/") > 2 and not _TASK.startswith(one)))


def _text(path: Any) -> str:
    return os.fsdecode(path)


def _for_writing(args: tuple[Any, ...]) -> bool:
    flags = args[2] if len(args) > 2 else 0
    return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC))


def _first(args: tuple[Any, ...]) -> None:
    _look(args[0], writes=False)


def _both(args: tuple[Any, ...]) -> None:
    _look(args[0], writes=False)
    _look(args[1], writes=True)


def _archive(args: tuple[Any, ...]) -> None:
    for path in (args[0], *args[2:4]):
        _look(path, writes=path is args[0])


def take_in(names: Any, source: str) -> None:
    """Take names that lead out of a folder, or anywhere, for untrusted texts of this invocation."""
    odd = [one for one in names if type(one) is str and (one[:1] == "/" or ".." in one)]
    found = invocation.current() if odd else None
    index = found.untrusted if found is not None else None
    if index is None or found is None:
        return
    for one in odd:
        if one not in index:
            index.add(one, source)
    if _known.found is not found:
        _learn(found)
    _known.climbs = True


def normal(path: str) -> str:
    """A path without its detours, by its text alone."""
    found = _normal(path)
    return found[1:] if found[:2] == "//" else found


def note_dropped(folder: str, whole: str) -> None:
    """A whole path was joined to a folder: remember it, unless it lies in there."""
    found = invocation.current()
    if found is None or found.body is None or not folder:
        return
    whole = normal(whole)
    if not (whole + "/").startswith(normal(folder).rstrip("/") + "/"):
        if _known.found is not found:
            _learn(found)
        if len(_known.dropped) < _MOST:
            _known.dropped.add(whole)


def note_led(path: str, became: str) -> None:
    """The `..` of a path were worked out: remember what came of it, if untrusted text has led it out of its folder."""
    found = invocation.current()
    if found is None or found.body is None or len(_known.led) >= _MOST or len(path) > _LONGEST:
        return
    from . import path_judge

    if path_judge.is_asked_by_function():
        left = path_judge.left(path, became)
        if left is not None:
            if _known.found is not found:
                _learn(found)
            _known.led[became] = (*left, became)


def note_joined(folder: str, joined: str, *, alike: bool = False) -> None:
    """Something was joined to a path that has been led out of its folder: so is the whole.

    Just that path, if not `alike`: the code may have a folder of its own where the text led.
    """
    left = led().get(folder)
    if left is not None and (alike or left[2] is folder) and len(_known.led) < _MOST:
        whole = normal(joined)
        if not (whole + "/").startswith(left[0]):
            _known.led[whole] = (*left[:2], joined)


_normal, real = os.path.normpath, os.path.realpath
"""As they are without the guard."""
_MOST = 256
_LONGEST = 4096


def _follow_archives(module: ModuleType) -> None:
    from . import path_hooks

    path_hooks.follow_archives(module)


def _follow_joins(module: ModuleType) -> None:
    from . import path_hooks

    path_hooks.follow_joins(module)
