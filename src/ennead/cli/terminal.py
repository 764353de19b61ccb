"""The terminal that a command's table is written to."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

READABLE = 100
"""Columns that a page of findings fills at most, and that a file gets."""


def terminal(output: Path | None = None, *, widest: int | None = None) -> tuple[int, bool]:
    """Columns to write, at most `widest`, and whether it takes colour; a file (`output`, `-` is stdout) takes none."""
    from ennead.report.table.ink import colour_wanted  # noqa: PLC0415

    if output is not None and str(output) != "-":
        return READABLE, False
    columns = shutil.get_terminal_size((READABLE, 24)).columns
    width = columns if widest is None else min(widest, columns)
    return width, colour_wanted(os.environ, terminal=sys.stdout.isatty())
