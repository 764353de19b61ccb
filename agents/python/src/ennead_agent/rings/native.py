"""System calls by their number, through the C library that is loaded anyway.

`ctypes` is imported here only, and this module only where a contract asks for a ring: it costs two milliseconds.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

MACHINE = os.uname().machine
_library: list[Any] = []


def _libc() -> Any:
    if not _library:
        import ctypes

        library = ctypes.CDLL(None, use_errno=True)
        library.syscall.restype = ctypes.c_long
        library.prctl.restype = ctypes.c_int
        _library.append(library)
    return _library[0]


def call(number: int, *words: Any) -> int:
    """The result of a system call, or its error as a negative number."""
    import ctypes

    given = [ctypes.c_long(word) if isinstance(word, int) else word for word in words]
    result = int(_libc().syscall(ctypes.c_long(number), *given))
    return -ctypes.get_errno() if result == -1 else result


def control(option: int, value: int = 0) -> int:
    """The same for `prctl`."""
    import ctypes

    rest = [ctypes.c_ulong(word) for word in (value, 0, 0, 0)]
    result = int(_libc().prctl(ctypes.c_int(option), *rest))
    return -ctypes.get_errno() if result == -1 else result


def no_new_privileges() -> bool:
    """Give up programs that raise their rights; the kernel asks that of who sets a ring.  False if it refuses."""
    return control(38, 1) == 0
