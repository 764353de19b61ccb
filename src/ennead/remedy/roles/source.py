"""The templates as they are written, for plans that have to know how a thing is spelt."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ennead.remedy import files, json_tree, yaml_tree
from ennead.remedy.edit import Route
from ennead.remedy.encoding import decoded


class Source:
    """Templates below a folder, each read once; short functions are mappings of one member."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._known: dict[str, Any] = {}

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

    def _document(self, file: str) -> Any:
        if file not in self._known:
            text = self.text(file)
            reader = json_tree.read if text.lstrip().startswith("{") else yaml_tree.read
            self._known[file] = reader(text, file)
        return self._known[file]
