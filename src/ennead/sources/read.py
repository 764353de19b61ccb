"""A folder to applications: for each, its fragment in every environment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ennead.model.app import Fragment
from ennead.model.location import Location
from ennead.sources.discover import Found, Unread, app_names, discover, open_template
from ennead.sources.errors import SourceError

if TYPE_CHECKING:
    from ennead.sources.cloudformation.read import Mark


MAX_ENVIRONMENTS = 100
"""Environments of one application with values of their own."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a person hands in: parameter values for every environment, and the one environment to look at."""

    parameters: Mapping[str, str] = field(default_factory=dict)
    environment: str | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """A part of a source that could not be read, and why."""

    logical_id: str | None
    reason: str
    at: Location


@dataclass(frozen=True, slots=True)
class AppReading:
    """One application as read.

    `fragments` by environment; one entry with the name "" where there is only one.  `texts` are its
    sources' texts, for marks in comments.
    """

    name: str
    template: str
    fragments: Mapping[str, Fragment]
    faults: tuple[Fault, ...] = ()
    marks: tuple[Mark, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)


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

        Raises SourceError where there is none of that name.
        """
        names = app_names(self.found)
        if only is not None and only not in names.values():
            raise SourceError(
                f"no application {only} here: {', '.join(names.values()) or 'none at all'}", Location(".")
            )
        for template in self.found.templates:
            if only is not None and names[template] != only:
                continue
            try:
                yield _read(self.found.root, template, names[template], self.options)
            except SourceError as error:
                yield Unread("malformed", error.reason, error.at)
            except RecursionError:
                yield Unread("malformed", "nested too deep to be read", Location(template))


def open_path(path: Path, options: Options) -> Sources:
    """Find what a folder or template holds.  Raises SourceError where the path does not exist."""
    return Sources(discover(path), options)


def _read(root: Path, template: str, name: str, options: Options) -> AppReading:
    from ennead.iam.managed import managed_arns  # noqa: PLC0415
    from ennead.sources.cloudformation.read import read  # noqa: PLC0415

    opened, text = open_template(root, template)
    fragments: dict[str, Fragment] = {}
    faults: dict[tuple[str | None, str], Fault] = {}
    marks: dict[tuple[str, str | None], Mark] = {}
    for environment, given in _environments(root, template, options).items():
        reading = read(opened, root, {**given, **options.parameters}, managed_arns())
        fragments[environment] = reading.fragment
        for logical_id, reason, at in reading.faults:
            faults.setdefault((logical_id, reason), Fault(logical_id, reason, at))
        for mark in reading.marks:
            marks.setdefault((mark.path, mark.logical_id), mark)
    sources = sorted({source for fragment in fragments.values() for source in fragment.sources})
    texts = {template: text} | {path: _text(root, path) for path in sources if path != template}
    return AppReading(name, template, fragments, tuple(faults.values()), tuple(marks.values()), texts)


def _text(root: Path, path: str) -> str:
    from ennead.sources.cloudformation.load import read_text  # noqa: PLC0415

    return read_text(root / path, path)


def _environments(root: Path, template: str, options: Options) -> dict[str, dict[str, str]]:
    """Environments to read; those with the same values are read once, under all their names joined by a comma."""
    from ennead.sources.sam.samconfig import environments  # noqa: PLC0415

    declared = environments(root, template)
    if options.environment is not None:
        if options.environment not in declared:
            known = ", ".join(declared) or "none is declared"
            raise SourceError(f"no environment {options.environment} in samconfig ({known})", Location(template))
        return {"": declared[options.environment]}
    grouped: dict[tuple[tuple[str, str], ...], list[str]] = {}
    for name, values in declared.items():
        grouped.setdefault(tuple(sorted(values.items())), []).append(name)
    if len(grouped) > MAX_ENVIRONMENTS:
        reason = f"samconfig has more than {MAX_ENVIRONMENTS} environments: name the one to read with --env"
        raise SourceError(reason, Location(template))
    if len(grouped) <= 1:
        return {"": dict(next(iter(grouped), ()))}
    return {",".join(names): dict(values) for values, names in grouped.items()}
