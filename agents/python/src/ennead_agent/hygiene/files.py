"""Files that make code or keys available: modules where modules are looked for, start files, links, credentials.

Data that a function or a library keeps on its disk is no finding, whatever it is called.
"""

from __future__ import annotations

import os
import stat
import sys

from .base import temporary
from .finding import Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from .base import Base
    from .written import Written

_MODULES = (".py", ".pyc", ".so", ".pth", ".egg-link")
_STARTS = ("sitecustomize.py", "usercustomize.py", "sitecustomize.pyc", "usercustomize.pyc")
_HOME = ("/.bashrc", "/.bash_profile", "/.profile", "/.zshrc", "/.ssh/authorized_keys", "/.pdbrc", "/.pythonrc.py")
_SYSTEM = ("/etc/ld.so.preload", "/etc/ld.so.conf", "/etc/profile", "/etc/cron", "/var/spool/cron/", "/etc/passwd")
_TARGETS = ("/proc/", "/sys/", "/root/", "/etc/shadow", "/etc/passwd", "/var/run/secrets/")
LARGEST = 1 << 16
"""Bytes of a file that is searched for keys."""


def look(base: Base, one: Written) -> Iterator[Finding]:
    """Whether a new file is one."""
    reason = _judge(base, one)
    if reason is not None:
        key = one.status.st_dev, one.status.st_ino, reason
        yield Finding("file", key, reason, one.path, lasting=True)


def _judge(base: Base, one: Written) -> str | None:
    if stat.S_ISLNK(one.status.st_mode):
        return _of_link(one.path)
    if not one.is_plain or not one.status.st_size:
        return None
    path = one.path
    if one.name in _STARTS:
        return "a file that every interpreter runs at its start was written"
    if path.endswith(_HOME) or path.startswith(_SYSTEM):
        return "a file that programs run or trust at their start was written"
    if one.name.endswith(_MODULES) and "/__pycache__/" not in path and _is_searched(path):
        return "a module was written into a folder that modules are loaded from"
    if any(key in one.data for key in base.keys):
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
