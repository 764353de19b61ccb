"""Roles of small applications written, and what has to hold of every one."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

from ennead.engine.roles import AppRoles, FunctionRoles, roles
from ennead.engine.scan import Request
from ennead.remedy.apply import undo
from ennead.remedy.roles.plan import Left, name_of
from ennead.remedy.roles.write import write


def laid(folder: Path, files: dict[str, str]) -> Path:
    """The files in a folder, their indentation taken off."""
    for name, text in files.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(dedent(text).lstrip("\n"), encoding="utf-8")
    return folder


def read(folder: Path) -> list[AppRoles]:
    """The roles of the applications in a folder."""
    return [one for one in roles(folder, Request(checks=())) if isinstance(one, AppRoles)]


def functions(folder: Path) -> list[FunctionRoles]:
    """Every function of a folder."""
    return [one for app in read(folder) for one in app.functions]


def brought(folder: Path, *, left: bool = False) -> dict[str, str]:
    """The files that change when the roles are written, by name.

    Nothing is too much and nothing missing then, but for functions that are left where some may be; a second run
    changes nothing, and undoing puts every byte back.
    """
    first = contents(folder)
    done = write(lambda: read(folder), folder)
    assert left or not done.left, done.left
    names = {one.function for one in done.left}
    for one in functions(folder):
        if name_of(one) not in names:
            assert not one.held.missing, one.held.missing
            assert not one.held.excess, one.held.excess
    changed = contents(folder)
    if done.files:
        assert write(lambda: read(folder), folder).files == ()
        undo(folder)
    assert contents(folder) == first
    return {name: text.decode() for name, text in changed.items() if first.get(name) != text}


def refused(folder: Path) -> list[str]:
    """Why functions are left as they are; nothing is changed."""
    first = contents(folder)
    done = write(lambda: read(folder), folder)
    assert not done.files
    assert contents(folder) == first
    return reasons(done.left)


def reasons(left: tuple[Left, ...]) -> list[str]:
    """The reasons alone."""
    return [one.reason for one in left]


def contents(folder: Path) -> dict[str, bytes]:
    """Every file but our own."""
    return {
        one.relative_to(folder).as_posix(): one.read_bytes()
        for one in folder.rglob("*")
        if one.is_file() and ".ennead" not in one.parts
    }
