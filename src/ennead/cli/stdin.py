"""`-` as PATH: one template from standard input."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

STDIN = Path("-")
_NAME = "stdin"
_LIMIT = 64 * 1024 * 1024


@contextmanager
def opened(path: Path) -> Iterator[Path]:
    """The path itself; for `-` a file that holds standard input, alone in a folder, until the end of the block.

    It stands alone on purpose: files it names and a samconfig beside it belong to whoever wrote it, and
    are not looked for in the current folder.
    """
    if path != STDIN:
        yield path
        return
    from tempfile import TemporaryDirectory  # noqa: PLC0415

    with TemporaryDirectory(prefix="ennead-") as place:
        folder = Path(place, _NAME)  # the application is named after its folder
        folder.mkdir()
        file = folder / "template.yaml"
        file.write_bytes(sys.stdin.buffer.read(_LIMIT))
        yield file
