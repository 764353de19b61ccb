"""Ways out as edits of manifests, and the manifests read again by our own readers before anything is written.

made = fixes_of(listed, files)
apply_plan(made.plan, root)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ennead.model.package import Named, Origin
from ennead.packages.locks.discover import Projects
from ennead.packages.locks.files import Files, folder_of
from ennead.packages.way_out import APPEND, Change, Judged, Kind, WayOut, Ways
from ennead.remedy import apply, documents
from ennead.remedy.edit import Edit, Insert, Plan, Set
from ennead.remedy.encoding import decoded
from ennead.remedy.errors import Conflict, RemedyError
from ennead.remedy.expected import has
from ennead.remedy.files import content, located
from ennead.remedy.packages import formats
from ennead.remedy.packages.overlay import Overlay
from ennead.remedy.packages.together import Together

_SHARED = frozenset({"properties", "settings", "versions"})
"""First steps of places that may give several packages their version."""


@dataclass(frozen=True, slots=True)
class Left:
    """A package that no edit clears, its way out, and why."""

    judged: Judged
    way: WayOut | None
    reason: str


@dataclass(frozen=True, slots=True)
class Fixes:
    """The edits, the packages that they are made for with their ways out, and those that are left."""

    plan: Plan
    made: tuple[tuple[Judged, WayOut], ...]
    left: tuple[Left, ...]


def fixes_of(
    judged: Iterable[Judged], files: Files, known: Iterable[Named] = (), *, override: bool = False
) -> Fixes:  # fmt: skip
    """One plan for vulnerable packages; nothing is written.  `known` are all packages that the files name.

    What only needs its lock made anew, and what no version clears, is left, with the steps of its way out.  `override`:
    where it is not known whether a new lock is enough (pnpm and uv keep no ranges), what would force the version is
    written.
    """
    ways = Ways(files, known)
    together, projects = Together(), Projects(files)
    made: list[tuple[Judged, WayOut]] = []
    left: list[Left] = []
    for one in judged:
        way = ways.of(one)
        if way is None:
            continue
        way = way.otherwise if override and way.otherwise is not None and way.admitted is None else way
        try:
            own = edits_of(way, files)
            check(one, own, way, projects, files)
        except RemedyError as error:
            left.append(Left(one, way, str(error)))
            continue
        if own:
            together.add(own, one.named.package.ecosystem, way.version or "")
            made.append((one, way))
        else:
            left.append(Left(one, way, way.steps[0]))
    return Fixes(_plan(together.edits(), made, files), tuple(made), tuple(left))


def _plan(edits: tuple[Edit, ...], made: Sequence[tuple[Judged, WayOut]], files: Files) -> Plan:
    seen = {file: apply.fingerprint(files.root, file) for file in sorted({edit.file for edit in edits})}
    names = list(dict.fromkeys(f"{one.named.package.name} {way.version}" for one, way in made))
    notes = tuple(dict.fromkeys(step for _, way in made for step in way.steps))
    title = f"raise {', '.join(names[:5])}" if names else "nothing to raise"
    return Plan(title, edits, review=True, notes=notes, seen=seen)


# -- one way out ----------------------------------------------------------------------------------


def edits_of(way: WayOut, files: Files) -> tuple[Edit, ...]:
    """The edits of a way out; none where there is nothing in a manifest to change.

    Raises:
        RemedyError: a manifest cannot be read, or no longer says what it said.
    """
    return tuple(_edit(change, files) for change in way.changes)


def _edit(change: Change, files: Files) -> Edit:
    data = _data(change.file, files)
    value: Any = change.value
    place = change.place
    if change.file.endswith(".xml") and place[-2:-1] == ("dependency",) and isinstance(place[-1], str):
        group, _, artifact = place[-1].partition(":")
        value = {"groupId": [group], "artifactId": [artifact], "version": [change.value]}
        place = (*place[:-1], APPEND)
    depth, here = 0, data
    while depth < len(place) and has(here, place[depth]):
        here = here[place[depth]]
        depth += 1
    if depth == len(place):
        if here not in (change.before, value):
            raise Conflict(f"{change.at} no longer says {change.before!r:.80}: look again")
        return Set(change.file, place, value)
    if change.before is not None:
        raise Conflict(f"{change.at} no longer says {change.before!r:.80}: look again")
    for step in reversed(place[depth + 1 :]):
        value = [value] if isinstance(step, int) else {step: value}
    key = place[depth]
    return Insert(change.file, place[:depth], APPEND if isinstance(key, int) else key, value)


def _data(file: str, files: Files) -> Any:
    text = decoded(content(located(files.root, file), file), file).text
    form = formats.of(file, text) or (documents.JSON if file.endswith(".json") else documents.YAML)
    return form.read(text, file)


# -- read again -----------------------------------------------------------------------------------


def check(judged: Judged, edits: Sequence[Edit], way: WayOut, before: Projects, files: Files) -> None:
    """Raises RemedyError where the manifests would not say what is meant, or something else besides.

    `before` are the projects as they are.
    """
    if not edits:
        return
    after = Overlay(files, {one.file: one.after for one in apply.rewritten(edits, files.root)})
    projects = Projects(after)
    again = _again(judged, way, after, projects)
    if again is not None and again.changes:
        raise RemedyError(f"{again.changes[0].at} would still keep {way.version} out: edit it by hand")
    folders = {folder_of(one.file) for one in way.changes}
    shared = any(one.place[0] in _SHARED or len(one.place) == 1 for one in way.changes)
    for folder in folders:
        _same(judged.named.package.name, _told(before, folder), _told(projects, folder), shared=shared)


def _again(judged: Judged, way: WayOut, after: Overlay, projects: Projects) -> WayOut | None:
    """The way out that would be left; where the manifest itself gives the version, the package is asked for anew."""
    named = judged.named
    if way.kind is not Kind.RAISE or named.origin is not Origin.MANIFEST:
        return Ways(after, (named,)).of(judged)
    folders = {folder_of(one.file) for one in way.changes}
    versions = {
        one.package.version
        for folder in folders
        for one in projects.inventory(folder).named
        if one.package.name == named.package.name
    }
    if not versions & {way.version, None}:
        raise RemedyError(f"{named.at} would still ask for another version than {way.version}: edit it by hand")
    return None


def _told(projects: Projects, folder: str) -> Mapping[str, Counter[Named]]:
    """What the files of a project name, by the name of the package and whatever the line."""
    found: dict[str, Counter[Named]] = {}
    for one in projects.inventory(folder).named:
        found.setdefault(one.package.name, Counter())[replace(one, at=replace(one.at, line=0, column=0))] += 1
    return found


def _same(
    name: str, before: Mapping[str, Counter[Named]], after: Mapping[str, Counter[Named]], *, shared: bool
) -> None:  # fmt: skip
    for other in {*before, *after}:
        moved = before.get(other) != after.get(other)
        if other != name and moved and not (shared and other in before and other in after):
            raise RemedyError(f"nothing is changed: {other} would be asked for otherwise too. Edit by hand")
    if name in before and name not in after:
        raise RemedyError(f"nothing is changed: {name} would no longer be asked for. Edit by hand")
