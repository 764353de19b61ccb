"""A folder to applications: for each, its fragment in every environment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ennead.model.location import Location
from ennead.sources.app import AppReading, Fault, Options
from ennead.sources.discover import Found, Unread, app_names, discover
from ennead.sources.errors import NotGiven, SourceError


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
        from ennead.sources.template_app import read_app  # noqa: PLC0415

        names = app_names(self.found)
        if only is not None and only not in names.values():
            raise SourceError(
                f"no application {only} here: {', '.join(names.values()) or 'none at all'}", Location(".")
            )
        for template in self.found.templates:
            if only is not None and names[template] != only:
                continue
            try:
                yield read_app(self.found.root, template, names[template], self.options)
            except NotGiven as error:
                if len(self.found.templates) == 1:
                    raise
                yield Unread("not-given", f"{names[template]}: {error.reason}", error.at)
            except SourceError as error:
                yield Unread("malformed", error.reason, error.at)
            except RecursionError:
                yield Unread("malformed", "nested too deep to be read", Location(template))


def open_path(path: Path, options: Options) -> Sources:
    """Find what a folder or template holds.  Raises SourceError where the path does not exist."""
    return Sources(discover(path), options)


__all__ = ["AppReading", "Fault", "Options", "Sources", "open_path"]
