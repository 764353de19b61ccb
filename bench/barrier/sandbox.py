"""Namespaces of user, network, mounts and processes: a read-only root, a scratch folder, loopback, nothing else.

`command` starts a program in new namespaces; `close` is called in there, as root of them.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import shutil
import socket
import struct
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path

_MOUNT_SETATTR, _RECURSIVE, _RDONLY, _AT_FDCWD = 442, 0x8000, 1, -100
_BIND, _REC, _NOSUID, _NODEV, _NOEXEC, _RO = 4096, 16384, 2, 4, 8, 1
_DEVICES = ("null", "zero", "full", "random", "urandom")
_PLACES = ("/mnt", "/srv", "/media", "/opt")
_libc = ctypes.CDLL(None, use_errno=True)


def command(words: Sequence[str]) -> list[str]:
    """The command in namespaces of its own."""
    flags = ["--user", "--map-root-user", "--net", "--mount", "--pid", "--fork", "--kill-child"]
    return [shutil.which("unshare") or "unshare", *flags, "--", *words]


@cache
def unusable() -> str | None:
    """Why there are no namespaces here; None where they work."""
    code = "from bench.barrier import sandbox; sandbox.close(sandbox.scratch())"
    try:
        run = subprocess.run(
            command([sys.executable, "-c", code]),
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        )
    except (OSError, subprocess.SubprocessError) as error:
        return f"namespaces cannot be made: {type(error).__name__}"
    said = run.stderr.strip().splitlines()
    return None if run.returncode == 0 else f"namespaces cannot be made: {said[-1] if said else run.returncode}"


def scratch() -> Path:
    """Where the scratch folder is laid: a folder that holds nothing that is needed."""
    needed = [os.path.realpath(name) for name in (sys.executable, sys.prefix, __file__)]
    for name in _PLACES:
        if Path(name).is_dir() and not any(path.startswith(name + "/") for path in needed):
            return Path(name)
    raise OSError(f"none of {' '.join(_PLACES)} is free for a scratch folder")


def open_scratch(place: Path) -> None:
    """An empty scratch folder, to be filled before the doors are closed."""
    _mount("tmpfs", str(place), "tmpfs", _NOSUID | _NODEV, "size=1g,mode=755")


def close(place: Path, programs: Path | None = None) -> None:
    """Make all read-only but `place/rw`, hide devices and sockets, and lay `programs` over /usr/bin."""
    if not os.path.ismount(place):
        open_scratch(place)
    _devices(place / "dev")
    for name in ("/run", "/tmp", "/dev/shm"):  # noqa: S108
        if Path(name).is_dir() and not Path(sys.executable).resolve().is_relative_to(name) and not _ours(name):
            _mount("tmpfs", name, "tmpfs", _NOSUID | _NODEV | _NOEXEC, "size=1m")
    _mount("proc", "/proc", "proc", _NOSUID | _NODEV | _NOEXEC | _RO)
    if programs is not None:
        _mount(str(programs), "/usr/bin", None, _BIND | _REC)
    (place / "rw").mkdir(exist_ok=True)
    _read_only("/")
    _mount("tmpfs", str(place / "rw"), "tmpfs", _NOSUID | _NODEV, "size=512m,mode=755")
    _loopback()


def bind(source: str, target: Path) -> None:
    """Have what lies at `source` also at `target`."""
    if Path(source).is_dir():
        target.mkdir(parents=True, exist_ok=True)
    else:
        target.touch()
    _mount(source, str(target), None, _BIND | _REC)


def _ours(name: str) -> bool:
    return any(Path(path).resolve().is_relative_to(name) for path in (__file__, sys.prefix))


def _devices(folder: Path) -> None:
    folder.mkdir()
    for name in _DEVICES:
        bind(f"/dev/{name}", folder / name)
    for link, target in (("fd", "fd"), ("stdin", "fd/0"), ("stdout", "fd/1"), ("stderr", "fd/2")):
        (folder / link).symlink_to(f"/proc/self/{target}")
    (folder / "shm").mkdir()
    _mount(str(folder), "/dev", None, _BIND | _REC)


def _mount(source: str, target: str, kind: str | None, flags: int, words: str = "") -> None:
    encoded = [text.encode() if text is not None else None for text in (source, target, kind)]
    if _libc.mount(*encoded, ctypes.c_ulong(flags), words.encode()) != 0:
        raise OSError(ctypes.get_errno(), f"mount {target}: {os.strerror(ctypes.get_errno())}")


def _read_only(path: str) -> None:
    attributes = struct.pack("QQQQ", _RDONLY, 0, 0, 0)
    if _libc.syscall(_MOUNT_SETATTR, _AT_FDCWD, path.encode(), _RECURSIVE, attributes, len(attributes)) != 0:
        raise OSError(ctypes.get_errno(), f"read-only {path}: {os.strerror(ctypes.get_errno())}")


def _loopback() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, 0x8914, struct.pack("16sH14x", b"lo", 0x1 | 0x40))  # SIOCSIFFLAGS: up, running
