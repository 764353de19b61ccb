"""The files beside this module: `*.xz` are made by `tools/build_iam_tables.py`, which says what is in them;
`operations.toml` is written by hand."""

from __future__ import annotations

from pathlib import Path

DATA = Path(__file__).parent / "data"


def text_of(name: str) -> str:
    """The text of one file."""
    if not name.endswith(".xz"):
        return (DATA / name).read_text(encoding="utf-8")
    import lzma  # noqa: PLC0415  (not needed at start-up)

    return lzma.decompress((DATA / name).read_bytes()).decode()
