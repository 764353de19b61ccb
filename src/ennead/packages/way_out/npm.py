"""The way out for packages of npm."""

from __future__ import annotations

from collections.abc import Iterable

from ennead.model.location import Location
from ennead.model.package import Named
from ennead.packages.locks import reasons
from ennead.packages.locks.files import Files, joined
from ennead.packages.locks.npm.find import Npm
from ennead.packages.locks.npm.manifest import SECTIONS
from ennead.packages.locks.text.lined import Table
from ennead.packages.way_out import npm_range
from ennead.packages.way_out.declared_npm import WORKSPACE, Asked, Project, project_of
from ennead.packages.way_out.told import asker, by_whom, command, name_of, top, way
from ennead.packages.way_out.words import Change, Judged, Kind, WayOut

_FIELDS = {"npm": ("overrides",), "bun": ("overrides",), "yarn": ("resolutions",), "berry": ("resolutions",)}
_INSTALL = {"npm": "npm", "pnpm": "pnpm", "yarn": "yarn", "berry": "yarn", "bun": "bun"}


class NpmWays:
    """Ways out for the packages of npm of some files.  `versions` tells which versions of a name a file names."""

    def __init__(self, files: Files, versions: dict[tuple[str, str], set[str | None]]) -> None:
        self._files = files
        self._npm = Npm(files)
        self._versions = versions
        self._projects: dict[tuple[str, str | None], Project] = {}

    def of(self, judged: Judged, fix: str) -> WayOut | None:
        """The way out; None where the package's manifest is not here."""
        project = project_of(self._files, self._npm, judged.named)
        if project is None:
            return None
        project = self._projects.setdefault((project.root, project.lock), project)
        if judged.named.bundled_in is not None:
            return _carried(judged, project)
        asked = project.asked(judged.named) if judged.named.direct is not False else []
        return _direct(judged, project, asked, fix) if asked else self._by_others(judged, project, fix)

    def _by_others(self, judged: Judged, project: Project, fix: str) -> WayOut:
        """A package that others ask for."""
        named = judged.named
        admitted = npm_range.takes(named.wanted, fix) if named.wanted else None
        several = len(self._versions.get((named.at.path, named.package.name), ())) > 1
        overridden = _override(judged, project, fix, several=several, admitted=admitted)
        if overridden is None:
            return _relock(judged, project, admitted=True, steps=("an override asks for that version already",))
        if admitted is False:
            return overridden
        return _relock(judged, project, admitted=admitted, otherwise=overridden)


# -- what the project asks for itself -------------------------------------------------------------


def _direct(judged: Judged, project: Project, asked: list[Asked], fix: str) -> WayOut:
    answers = [npm_range.takes(one.text, fix) for one in asked]
    shut = [one for one, answer in zip(asked, answers, strict=True) if answer is False]
    unknown = [one for one, answer in zip(asked, answers, strict=True) if answer is None]
    if shut:
        install = f"{command(_INSTALL[project.tool], 'install')}{_made_anew(project)}"
        changes = [_raised(one, fix) for one in shut]
        return way(Kind.RAISE, judged, (*map(_by_hand, unknown), install), changes, admitted=False, then=install)
    elsewhere = [one for one in unknown if one.reason != reasons.TAG]
    if elsewhere:
        return way(Kind.RAISE, judged, map(_by_hand, elsewhere), admitted=None)
    return _relock(judged, project, admitted=None if unknown else True)


def _raised(one: Asked, fix: str) -> Change:
    return Change(one.at, one.place, npm_range.raised(one.text, fix) or f"^{fix}", one.text)


def _by_hand(one: Asked) -> str:
    if one.reason == reasons.TAG:
        return f"{one.at}: {one.text[:100]} is a tag, which names whatever was published under it last"
    return f"{one.at}: {one.text[:100]} names no range: take the package from the registry, or a newer commit or file"


# -- the lock -------------------------------------------------------------------------------------


def _made_anew(project: Project) -> str:
    return f" makes {project.lock} anew" if project.lock else " installs it; a lock would keep the version in place"


def _relock(
    judged: Judged,
    project: Project,
    *,
    admitted: bool | None,
    otherwise: WayOut | None = None,
    steps: Iterable[str] = (),
) -> WayOut:
    direct = otherwise is None
    again = _again(project, judged.named, direct=direct)
    return way(Kind.RELOCK, judged, (*steps, again), admitted=admitted, otherwise=otherwise)


def _again(project: Project, named: Named, *, direct: bool) -> str:
    name = named.package.name
    told = {
        "npm": command("npm", "update", name),
        "yarn": command("yarn", "upgrade", name),
        "berry": command("yarn", "up", "-R", name),
        "pnpm": command("pnpm", "update", name) if direct else command("pnpm", "update", name, "--depth", "Infinity"),
        "bun": command("bun", "update", name) if direct else command("bun", "update"),
    }
    if project.tool == "yarn" and not direct:
        return f"take the entry of {name} out of yarn.lock, then `yarn install` makes it anew"
    return f"{told[project.tool]}{_made_anew(project)}"


# -- overrides ------------------------------------------------------------------------------------


def _carried(judged: Judged, project: Project) -> WayOut:
    """One that another package brings inside of itself: no range and no override reaches it."""
    named = judged.named
    name = name_of(named.bundled_in or "")
    told = f"{named.bundled_in} brings it inside: only another version of {name} changes it"
    return way(Kind.PARENT, judged, (told, _newer(project, name)), admitted=False)


def _newer(project: Project, name: str) -> str:
    tool = _INSTALL[project.tool]
    if name.startswith("bundle:") or not name:
        return "build what carries it anew"
    return f"{command(tool, 'install' if tool == 'npm' else 'add', f'{name}@latest')} takes its newest version"


def _override(
    judged: Judged, project: Project, fix: str, *, several: bool, admitted: bool | None
) -> WayOut | None:  # fmt: skip
    """An override for the whole project; None where one admits the version already."""
    named = judged.named
    steps = [by_whom(named, fix), _newer_top(named, project)]
    if not project.manifest:
        return way(
            Kind.PARENT, judged, (*steps, "there is no package.json here to hold an override"), admitted=admitted
        )
    field, file, table = _field(project)
    key = _key(named, project, fix, several=several)
    found = _place(table, key) if key is not None else None
    if key is None or found is None:
        told = "an override here cannot tell this version from the others: raise the package that asks for it"
        return way(Kind.PARENT, judged, (*steps, told), admitted=admitted)
    place, before = found
    if before is not None and npm_range.takes(before, fix):
        return None
    at = Location(file, _line(project, file, (*field, *key)))
    change = Change(at, (*field, *place), f"^{fix}", before)
    install = f"{command(_INSTALL[project.tool], 'install')}{_made_anew(project)}"
    return way(Kind.OVERRIDE, judged, (*steps, install, "test: it was not made for that version"), [change],
               admitted=admitted, then=install)  # fmt: skip


def _newer_top(named: Named, project: Project) -> str | None:
    name = top(named)
    return f"{name} is what the project asks for: {_newer(project, name)}" if name and name != asker(named) else None


def _field(project: Project) -> tuple[tuple[str, ...], str, Table]:
    """Where overrides stand, in which file, and what stands there."""
    manifest = joined(project.root, "package.json")
    if project.tool != "pnpm":
        field = _FIELDS[project.tool]
        return field, manifest, project.manifest.table(field[0])
    inside = project.manifest.table("pnpm").table("overrides")
    space = project.workspace
    if space is not None and ("overrides" in space or (not inside and project.pnpm_major >= 10)):
        return ("overrides",), joined(project.root, WORKSPACE), space.table("overrides")
    return ("pnpm", "overrides"), manifest, inside


def _key(named: Named, project: Project, fix: str, *, several: bool) -> tuple[str, ...] | None:
    """The key of an override; where the project has several versions, that for those who ask for this one."""
    name, version = named.package.name, named.package.version
    if project.tool == "npm" and _own(project, name, version):
        return (asker(named), name) if named.via else None
    if not several:
        return (name,)
    if project.tool == "npm":
        return (f"{name}@{version}",)
    if project.tool == "yarn":
        return (f"**/{asker(named)}/{name}",) if named.via else None
    if project.tool == "pnpm":
        return (f"{name}@{named.wanted or f'<{fix}'}",)
    return (f"{name}@npm:{named.wanted}",) if project.tool == "berry" and named.wanted else None


def _own(project: Project, name: str, version: str | None) -> bool:
    """Whether the root asks for the version too: npm refuses an override that would change what the root asks for."""
    texts = (project.manifest.table(section).text(name) for section, _ in SECTIONS)
    return any(text is not None and npm_range.takes(text, version or "") is not False for text in texts)


def _place(table: Table, key: tuple[str, ...]) -> tuple[tuple[str, ...], str | None] | None:
    """The place of an override with what it says; one with members of its own has its version at `.`."""
    for step in key[:-1]:
        if isinstance(table.get(step), str):
            return None
        table = table.table(step)
    if isinstance(table.get(key[-1]), Table):
        return (*key, "."), table.table(key[-1]).text(".")
    return key, table.text(key[-1])


def _line(project: Project, file: str, place: tuple[str, ...]) -> int:
    """The line of the nearest key of a place that is there."""
    table = project.workspace if file.endswith(WORKSPACE) else project.manifest
    line = 1
    for step in place:
        if table is None or step not in table:
            break
        line = table.line(step)
        table = table.table(step)
    return line
