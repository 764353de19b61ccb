"""Where a thing stands, seen from the root of the repository."""

from __future__ import annotations

import posixpath

from ennead.engine.result import ScanResult
from ennead.model.finding import Finding, Unassessed
from ennead.model.location import Location


def from_root(path: str, prefix: str) -> str:
    """The path with the scanned folder's own before it: `template.yml` under `services/orders`."""
    return posixpath.normpath(posixpath.join(prefix, path))


def place_of(item: Finding | Unassessed, result: ScanResult) -> Location:
    """Where the item stands; the first source of its app where it names no file, so that it is shown somewhere.

    `path` is empty where there is no app either.
    """
    if item.at is not None and item.at.path:
        return item.at
    own = [app for app in result.apps if item.app in (None, app.name)]
    sources = [source for app in own for source in app.sources]
    return Location(sources[0] if sources else "")
