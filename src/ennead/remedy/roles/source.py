"""The templates as they are written, for plans that have to know how a thing is spelt."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ennead.remedy import files, json_tree, yaml_tree
from ennead.remedy.edit import Route
from ennead.remedy.encoding import decoded
from ennead.remedy.errors import RemedyError

_TEMPLATES = (".yml", ".yaml", ".json")
_PASSED_BY = frozenset({"node_modules", ".git", files.FOLDER, ".serverless"})


class Source:
    """Templates below a folder, each read once; short functions are mappings of one member."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._known: dict[str, Any] = {}
        self._mentions: dict[str, int] = {}

    def at(self, file: str, route: Route) -> Any:
        """What is written at a route; None where nothing is.  Raises RemedyError for a file that cannot be read."""
        here = self._document(file)
        for step in route:
            if isinstance(here, dict):
                here = here.get(step)
            elif isinstance(here, list) and isinstance(step, int):
                here = here[step] if 0 <= step < len(here) else None
            else:
                return None
        return here

    def text(self, file: str) -> str:
        """A file's text.  Raises RemedyError for one that cannot be read."""
        return decoded(files.content(files.located(self.root, file), file), file).text

    def mentions(self, name: str) -> int:
        """How many places of the templates below the folder name a file.

        Raises:
            RemedyError: one of them cannot be read, so that nobody can tell.
        """
        if name not in self._mentions:
            self._mentions[name] = sum(_text(path).count(name) for path in _templates(self.root))
        return self._mentions[name]

    def _document(self, file: str) -> Any:
        if file not in self._known:
            text = self.text(file)
            reader = json_tree.read if text.lstrip().startswith("{") else yaml_tree.read
            self._known[file] = reader(text, file)
        return self._known[file]


def _templates(root: Path) -> Iterator[Path]:
    """The templates below a folder; what tools put there is passed by."""
    for folder, inner, names in os.walk(root, onerror=_refuse):
        inner[:] = [one for one in inner if one not in _PASSED_BY]
        found = (Path(folder, name) for name in names if name.endswith(_TEMPLATES))
        yield from (path for path in found if path.is_file())


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace")
    except OSError as error:
        raise _unread(error) from error


def _refuse(error: OSError) -> None:
    raise _unread(error)


def _unread(error: OSError) -> RemedyError:
    return RemedyError(f"{error.filename} cannot be read ({error.strerror or error}), and may name the same statements")
