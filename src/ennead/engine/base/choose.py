"""What `--diff BASE` names: a git revision, or a file that an earlier run wrote."""

from __future__ import annotations

from pathlib import Path

from ennead.engine.base.revision import BaseError, Revision, revision
from ennead.engine.base.saved import Saved, load

__all__ = ["BaseError", "Revision", "Saved", "base_of"]


def base_of(text: str, path: Path) -> Revision | Saved:
    """What a user names, for a scan of `path`.

    A name that ends in `.json` and is a file is that file; else it is a revision; else, where such a file is
    there, it is the file.

    Raises:
        BaseError: it is neither, with the next thing to try.
    """
    file = Path(text)
    if text.endswith(".json") and _is_file(file):
        return load(file)
    try:
        return revision(text, path if path.is_dir() else path.parent)
    except BaseError:
        if _is_file(file):
            return load(file)
        if text.endswith(".json"):
            raise BaseError(f"{text} is not there: write it with `ennead map --format json --output {text}`") from None
        raise


def _is_file(file: Path) -> bool:
    try:
        return file.is_file()
    except (OSError, ValueError):  # a name no file can have
        return False
