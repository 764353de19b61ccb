"""Native code in memory whose file is gone, or never was one.

Looked at when native code was loaded, and now and then.  What just-in-time compilers and callbacks of `ctypes` make is
no file's image: only what begins as a program's or library's file does counts.
"""

from __future__ import annotations

import os

from .base import images, marks
from .finding import Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .base import Base

_ELF = b"\x7fELF"


def look(base: Base, *, deep: bool = False) -> Iterable[Finding]:
    """Images that came."""
    return _look_at_all(base) if deep or marks.loaded else ()


def _look_at_all(base: Base) -> Iterator[Finding]:
    marks.loaded = False
    for key, path, begin in images():
        if key not in base.images:
            base.images.add(key)
            if _is_image(begin):
                gone = path.endswith(" (deleted)") or path.startswith("/memfd:")
                where = "whose file is gone" if gone else "from where anyone can write"
                yield Finding("deleted", key, f"native code is in memory {where}", path.removesuffix(" (deleted)"))


def _is_image(begin: int) -> bool:
    """Whether memory holds a file's head there."""
    try:
        descriptor = os.open("/proc/self/mem", os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return True
    try:
        return os.pread(descriptor, 4, begin) == _ELF
    except OSError:
        return False
    finally:
        os.close(descriptor)
