"""Paths relative to the scanned folder, as text with `/`; "." is the folder itself."""

from __future__ import annotations

from ennead.model.paths import folder_of, is_below, is_outside, joined, upwards

__all__ = ["climbed", "folder_of", "is_below", "is_outside", "joined", "upwards", "without"]


def without(path: str, tail: str) -> str | None:
    """The folder that `tail` lies below, where a path ends with it; None where it does not."""
    if path == tail:
        return "."
    return path[: -len(tail) - 1] or "." if path.endswith(f"/{tail}") else None


def climbed(path: str) -> tuple[str, str]:
    """The `../` that a path begins with, and the rest."""
    rest, up = path, ""
    while rest.startswith(("./", "../")):
        step, _, rest = rest.partition("/")
        up += "../" if step == ".." else ""
    return up, rest
