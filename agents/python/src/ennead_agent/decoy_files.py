"""Decoys that are files: seen when they are opened and, where the file system notes the time of it, when they are read.

A file in `/tmp` that the contract names without a hash is made by the agent itself before the first event, with values
that exist in this instance only.  Others were laid down with the function or a layer.
"""

from __future__ import annotations

import os

from . import audit, faults, instance, registry, verdicts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .decoys import Decoy

GUARD = "decoys"
_SCRATCH = "/tmp/"  # noqa: S108
_ODD = ("/tmp/", "/proc/", "/dev/fd/", "/var/tmp/", "/dev/shm/")  # noqa: S108
"""Where another name for a file may lie: links are followed there, and from any name that is not whole."""
_TEMPLATE = "[default]\naws_access_key_id = {id}\naws_secret_access_key = {key}\nregion = {region}\n"
_PLAIN = "user = admin\npassword = {key}\n"
known: dict[str, Decoy] = {}
_made: dict[str, Decoy] = {}
_names: tuple[str, ...] = ()
_inodes: dict[tuple[int, int], Decoy] = {}
_read: dict[str, int] = {}
"""When each was last read, as far as the file system tells."""


def add(decoy: Decoy, *, made: bool) -> None:
    """Watch a path; `made`: it is ours to make if nobody has."""
    global _names  # noqa: PLW0603  # a tuple, since every `open` asks it
    path = os.path.normpath(os.path.join(instance.TASK_ROOT, decoy.name))  # noqa: PTH118
    known[path] = decoy
    _names = (*_names, os.path.basename(path))  # noqa: PTH119
    if made and path.startswith(_SCRATCH):
        _made[path] = decoy


def install() -> None:
    """Watch what is opened, and make what is to be made before the first event."""
    from . import lifecycle

    audit.first("open", _open)
    for event in ("os.rename", "os.link", "os.symlink", "shutil.copyfile", "shutil.move", "os.truncate"):
        audit.first(event, _open)
    audit.first("os.remove", _removed)
    audit.first("sqlite3.connect", _open)
    lifecycle.at_first_event(lambda: audit.unwatched(_begin))
    registry.between.append((GUARD, refresh))


def _begin() -> None:
    for path, decoy in _made.items():
        faults.shielded(GUARD, _make, path, decoy)
    for path, decoy in known.items():
        try:
            found = os.stat(path)  # noqa: PTH116
        except OSError:
            continue
        _inodes[found.st_dev, found.st_ino] = decoy
        _read[path] = found.st_atime_ns


def _make(path: str, decoy: Decoy) -> None:
    """Write it as such files look, with a value of this instance's own, and with a time of reading long ago."""
    from .decoys import markers

    text = _TEMPLATE if "credentials" in path or ".aws" in path else _PLAIN
    try:
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)  # noqa: PTH103, PTH120
        place = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    except OSError:  # it is there already: a neighbour's, or the function's own
        return
    with os.fdopen(place, "w") as file:
        key_id, key = markers.make(decoy, "AKIA", 20), markers.make(decoy, "", 40)
        file.write(text.format(id=key_id, key=key, region=os.environ.get("AWS_REGION", "us-east-1")))
        file.flush()
        _arm(place)


def _arm(place: int | str) -> None:
    """Have the next reading noted also where only the first one after a change is (`relatime`)."""
    written = os.stat(place).st_mtime_ns  # noqa: PTH116
    os.utime(place, ns=(written - 10**12, written))


def _open(args: tuple[Any, ...]) -> None:
    path = args[0]
    if not isinstance(path, int):
        verdicts.shielded(GUARD, _judge, path)


def _judge(path: Any) -> None:
    text = path if isinstance(path, str) else os.fsdecode(path)
    if text.startswith("file:"):
        text = text[5:].partition("?")[0]
    decoy = None
    if text.endswith(_names):
        decoy = known.get(os.path.abspath(text))  # noqa: PTH100
    if decoy is None and (text.startswith(_ODD) or not text.startswith("/")):
        decoy = _by_inode(text)
    if decoy is not None:
        from .decoys import trip

        trip(decoy, "it is opened")


def _by_inode(path: str) -> Decoy | None:
    """The same file under another name."""
    try:
        found = os.stat(path)  # noqa: PTH116
    except (OSError, ValueError):
        return None
    return _inodes.get((found.st_dev, found.st_ino))


def _removed(args: tuple[Any, ...]) -> None:
    """Whoever empties `/tmp` removes it too: that is no act of an intruder's, and there is nothing to watch then."""
    if isinstance(args[0], (str, bytes)):
        _read.pop(os.path.abspath(os.fsdecode(args[0])), None)  # noqa: PTH100


def named(text: str) -> Decoy | None:
    """The decoy whose path stands in a command's text."""
    return next((decoy for path, decoy in known.items() if path in text), None)


def look() -> None:
    """Say a file that was read since the last look, by native code or a child: the file system has noted it."""
    if instance.CONCURRENT:  # a sibling may have read it, in an invocation of its own
        return
    for path, before in list(_read.items()):
        try:
            now = os.stat(path).st_atime_ns  # noqa: PTH116
        except OSError:
            _read.pop(path, None)
            continue
        if now != before:
            _read[path] = _armed(path, now)
            from .decoys import said_of, trip

            if not said_of(known[path]):
                trip(known[path], "it was read", stops=False)


def _armed(path: str, now: int) -> int:
    if path not in _made:
        return now
    _arm(path)
    return os.stat(path).st_atime_ns  # noqa: PTH116


def refresh(_origin: str = "") -> None:
    """Take what is noted now as known: between two invocations, others of ours may have read the files."""
    for path in list(_read):
        try:
            _read[path] = os.stat(path).st_atime_ns  # noqa: PTH116
        except OSError:  # noqa: PERF203
            _read.pop(path, None)


instance.on_renewal(refresh)
