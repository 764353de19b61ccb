"""The files beside this module; made by `tools/build_iam_tables.py`, which says what is in them."""

from __future__ import annotations

from pathlib import Path

DATA = Path(__file__).parent / "data"


def text_of(name: str) -> str:
    """The text of one file."""
    import lzma  # noqa: PLC0415  (not needed at start-up)

    return lzma.decompress((DATA / name).read_bytes()).decode()
