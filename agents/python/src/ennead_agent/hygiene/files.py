"""Files that make code or keys available: modules where modules are looked for, start files, links, credentials.

Data that a function or a library keeps on its disk is no finding, whatever it is called.
"""

from __future__ import annotations

import os
import stat
import sys

from . import host
from .base import temporary
from .finding import Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .base import Base

_MODULES = (".py", ".pyc", ".so", ".pth", ".egg-link")
_STARTS = ("sitecustomize.py", "usercustomize.py", "sitecustomize.pyc", "usercustomize.pyc")
_HOME = ("/.bashrc", "/.bash_profile", "/.profile", "/.zshrc", "/.ssh/authorized_keys", "/.pdbrc", "/.pythonrc.py")
_SYSTEM = ("/etc/ld.so.preload", "/etc/ld.so.conf", "/etc/profile", "/etc/cron", "/var/spool/cron/", "/etc/passwd")
_TARGETS = ("/proc/", "/sys/", "/root/", "/etc/shadow", "/etc/passwd", "/var/run/secrets/")
_LARGEST = 1 << 16


def look(base: Base, paths: Iterable[str]) -> Iterator[Finding]:
    """Those among the new files."""
    for path in paths:
        try:
            found = os.lstat(path)
        except OSError:
            continue
        reason = _judge(base, path, found)
        if reason is not None:
            yield Finding("file", (found.st_dev, found.st_ino, reason), reason, path, lasting=True)


def _judge(base: Base, path: str, found: os.stat_result) -> str | None:
    if stat.S_ISLNK(found.st_mode):
        return _of_link(path)
    if not stat.S_ISREG(found.st_mode) or not found.st_size:
        return None
    name = path.rpartition("/")[2]
    if name in _STARTS:
        return "a file that every interpreter runs at its start was written"
    if path.endswith(_HOME) or path.startswith(_SYSTEM):
        return "a file that programs run or trust at their start was written"
    if name.endswith(_MODULES) and "/__pycache__/" not in path and _is_searched(path):
        return "a module was written into a folder that modules are loaded from"
    if base.keys and found.st_size <= _LARGEST:
        data = host.read(path, _LARGEST)
        if any(key in data for key in base.keys):
            return "a file holds the credentials of this instance"
    return None


def _of_link(path: str) -> str | None:
    try:
        target = os.readlink(path)  # noqa: PTH115
    except OSError:
        return None
    full = os.path.normpath(os.path.join(os.path.dirname(path), target))  # noqa: PTH118, PTH120
    if temporary(path) and (full + "/").startswith(_TARGETS):
        return "a link leads out of the temporary folder to what is the system's"
    return None


def _is_searched(path: str) -> bool:
    """Whether an import can reach it: its folder, or the one its package lies in, is searched."""
    folders = {os.path.abspath(entry) for entry in sys.path if isinstance(entry, str)}  # noqa: PTH100
    folder = os.path.dirname(path)  # noqa: PTH120
    if path.endswith((".pth", ".egg-link")):
        return folder in folders
    while len(folder) > 1:
        if folder in folders:
            return True
        if not os.path.exists(folder + "/__init__.py") and folder.rpartition("/")[0] not in folders:  # noqa: PTH110
            return False
        folder = os.path.dirname(folder)  # noqa: PTH120
    return False
