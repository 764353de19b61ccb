"""Cloud assemblies that were made for this scan, in place of those that lie in the scanned folder."""

from __future__ import annotations

from dataclasses import replace

from ennead.model.location import Location
from ennead.sources.app import Synthesis
from ennead.sources.discover import AppSource, Found, Unread

ASSEMBLY = "cdk.out"


def with_synthesised(found: Found, done: tuple[Synthesis, ...]) -> Found:
    """What was found, each CDK application with its fresh assembly; one that failed is unread, with the reason.

    An older assembly of an application that was run is left out either way: it is not what was asked for.
    """
    folders = {one.folder: one for one in done}
    others = [source for source in found.others if source.dialect != "cdk" or _owner(source.path, folders) is None]
    unread = [one for one in found.unread if one.kind != "cdk" or _folder(one.at.path) not in folders]
    for one in done:
        base = "" if one.folder == "." else f"{one.folder}/"
        if one.root is None:
            unread.append(Unread("cdk", f"a CDK application: {one.reason}", Location(f"{base}cdk.json")))
        else:
            others.append(AppSource("cdk", f"{base}{ASSEMBLY}", one.root))
    return replace(found, others=tuple(others), unread=tuple(unread))


def _folder(path: str) -> str:
    return path.rpartition("/")[0] or "."


def _owner(assembly: str, folders: dict[str, Synthesis]) -> str | None:
    """The application that was run and an assembly belongs to: the nearest above it."""
    holder = assembly
    while holder:
        holder = holder.rpartition("/")[0]
        if (holder or ".") in folders:
            return holder or "."
    return None
