"""A folder to applications: for each, its fragment in every environment."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ennead.model.app import Function
from ennead.model.location import Location
from ennead.sources.app import AppReading, Fault, Options
from ennead.sources.cloudformation.load import read_text
from ennead.sources.discover import AppSource, Found, Unread, app_names, discover
from ennead.sources.errors import NotGiven, SourceError
from ennead.sources.joined import Candidate, Joined

if TYPE_CHECKING:
    from ennead.sources.supply.chain import Chain

DIALECTS = {
    "cdk": "ennead.sources.cdk.read",
    "serverless": "ennead.sources.serverless.app",
    "template": "ennead.sources.template_app",
    "terraform": "ennead.sources.terraform.app",
}
"""Where each dialect's `read_app(root, path, name, options) -> AppReading` is; imported when it is met."""


@dataclass(frozen=True, slots=True)
class Sources:
    """What a path holds; `apps` reads one application after the other, each with a view of the others."""

    found: Found
    options: Options
    chain: Chain | None = None

    @property
    def unread(self) -> tuple[Unread, ...]:
        """Inputs that were seen and not read."""
        broken = self.chain.broken if self.chain else ()
        return (*self.found.unread, *(Unread("malformed", error.reason, error.at) for error in broken))

    def apps(self, only: str | None = None) -> Iterator[AppReading | Unread]:
        """Each application, or the one of that name; an `Unread` for a template that turns out malformed.

        Raises SourceError where there is none of that name, NotGiven where what a person asked for is
        not in the only one there is.
        """
        names = app_names(self.found)
        if only is not None and only not in names.values():
            known = ", ".join(names.values()) or "none at all"
            raise SourceError(f"no application {only} here: {known}", Location("."))
        joined = self._joined(names)
        for source in self.found.sources:
            if only is None or names[source] == only:
                outside = joined.seen_by(names[source])
                reading = self._read(source, names[source], replace(self.options, outside=outside))
                yield self._supplied(reading, source) if isinstance(reading, AppReading) else reading

    def _read(self, source: AppSource, name: str, options: Options) -> AppReading | Unread:
        module = importlib.import_module(DIALECTS[source.dialect])
        try:
            reading: AppReading = module.read_app(source.root or self.found.root, source.path, name, options)
        except NotGiven as error:
            if len(self.found.sources) == 1:
                raise
            return Unread("not-given", f"{name}: {error.reason}", error.at)
        except SourceError as error:
            return Unread("malformed", error.reason, error.at)
        except RecursionError:
            return Unread("malformed", "nested too deep to be read", Location(source.path))
        return reading

    def _supplied(self, reading: AppReading, source: AppSource) -> AppReading:
        """The reading with what builds and deploys it."""
        root = source.root or self.found.root
        if _has_images(reading):
            from ennead.sources.supply.origins import with_base_images  # noqa: PLC0415

            reading = with_base_images(reading, root)
        if self.chain is None:
            return reading
        folders = [folder_of(one) for one in self.found.sources]
        return self.chain.supplied(reading, folder_of(source), folders)

    def _joined(self, names: Mapping[AppSource, str]) -> Joined:
        offering = replace(self.options, offering=True)
        return Joined(tuple(self._candidate(source, name, offering) for source, name in names.items()))

    def _candidate(self, source: AppSource, name: str, options: Options) -> Candidate:
        def read() -> AppReading | None:
            reading = self._read(source, name, options)
            return reading if isinstance(reading, AppReading) else None

        return Candidate(name, lambda: text_of(self.found.root, source), read)


def _has_images(reading: AppReading) -> bool:
    nodes = (node for fragment in reading.fragments.values() for node in fragment.nodes)
    images = any(isinstance(node, Function) and node.image is not None for node in nodes)
    return images or any("DockerContext" in mark.metadata for mark in reading.marks)


def folder_of(source: AppSource) -> str:
    """The folder of an application: that of the file that declares it, `.` for the scanned one."""
    if source.dialect == "terraform" and not source.path.endswith(".json"):
        return source.path
    return source.path.rpartition("/")[0] or "."


def text_of(root: Path, source: AppSource) -> str:
    """The text of the file that declares an application, to see whether it may have what another one asks for."""
    if source.dialect == "cdk":
        return "cloud-assembly"
    try:
        return read_text(root / source.path, source.path)
    except SourceError:
        return ""  # its own turn says so


def open_path(path: Path, options: Options) -> Sources:
    """Find what a folder or template holds.  Raises SourceError where the path does not exist."""
    found = discover(path, with_ignored=options.with_ignored)
    if options.synthesised:
        from ennead.sources.cdk.synthesised import with_synthesised  # noqa: PLC0415

        found = with_synthesised(found, options.synthesised)
    chain = None
    if found.pipelines and found.sources:
        from ennead.sources.supply.chain import open_chain  # noqa: PLC0415

        chain = open_chain(found.root, found.pipelines)
    return Sources(found, options, chain)


__all__ = ["AppReading", "Fault", "Options", "Sources", "open_path"]
