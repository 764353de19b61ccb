"""A share of one processor for a command, as a small function has it: by a control group of version 1."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

CGROUP = Path("/sys/fs/cgroup/cpu")


def is_possible() -> bool:
    """Whether a control group can be made here."""
    return os.access(CGROUP, os.W_OK)


@contextmanager
def quota(percent: int | None) -> Iterator[tuple[str, ...]]:
    """A command to put before another one, which then has that share of one processor.  Raises OSError."""
    if percent is None:
        yield ()
        return
    group = CGROUP / f"ennead-bench-{os.getpid()}"
    group.mkdir()
    try:
        (group / "cpu.cfs_period_us").write_text("20000", encoding="ascii")
        (group / "cpu.cfs_quota_us").write_text(str(200 * percent), encoding="ascii")
        yield ("/bin/sh", "-c", f'echo $$ > {group}/cgroup.procs && exec "$@"', "quota")
    finally:
        _remove(group)


def _remove(group: Path) -> None:
    """Remove it once its last process is gone, which takes a moment.  Raises OSError."""
    for _ in range(100):
        with suppress(OSError):
            group.rmdir()
            return
        time.sleep(0.05)
    group.rmdir()
