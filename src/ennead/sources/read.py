"""A folder to applications: for each, its fragment in every environment."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ennead.model.location import Location
from ennead.sources.app import AppReading, Fault, Options
from ennead.sources.discover import AppSource, Found, Unread, app_names, discover
from ennead.sources.errors import NotGiven, SourceError

DIALECTS = {
    "cdk": "ennead.sources.cdk.read",
    "serverless": "ennead.sources.serverless.app",
    "template": "ennead.sources.template_app",
}
"""Where each dialect's `read_app(root, path, name, options) -> AppReading` is; imported when it is met."""


@dataclass(frozen=True, slots=True)
class Sources:
    """What a path holds; `apps` reads one application after the other."""

    found: Found
    options: Options

    @property
    def unread(self) -> tuple[Unread, ...]:
        """Inputs that were seen and not read."""
        return self.found.unread

    def apps(self, only: str | None = None) -> Iterator[AppReading | Unread]:
        """Each application, or the one of that name; an `Unread` for a template that turns out malformed.

        Raises SourceError where there is none of that name, NotGiven where what a person asked for is
        not in the only one there is.
        """
        names = app_names(self.found)
        if only is not None and only not in names.values():
            known = ", ".join(names.values()) or "none at all"
            raise SourceError(f"no application {only} here: {known}", Location("."))
        for source in self.found.sources:
            if only is None or names[source] == only:
                yield self._read(source, names[source])

    def _read(self, source: AppSource, name: str) -> AppReading | Unread:
        module = importlib.import_module(DIALECTS[source.dialect])
        try:
            reading: AppReading = module.read_app(self.found.root, source.path, name, self.options)
        except NotGiven as error:
            if len(self.found.sources) == 1:
                raise
            return Unread("not-given", f"{name}: {error.reason}", error.at)
        except SourceError as error:
            return Unread("malformed", error.reason, error.at)
        except RecursionError:
            return Unread("malformed", "nested too deep to be read", Location(source.path))
        return reading


def open_path(path: Path, options: Options) -> Sources:
    """Find what a folder or template holds.  Raises SourceError where the path does not exist."""
    return Sources(discover(path), options)


__all__ = ["AppReading", "Fault", "Options", "Sources", "open_path"]
