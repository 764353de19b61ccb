"""Applications with a configuration file that asks something of roles, brought to it."""

from __future__ import annotations

from pathlib import Path

from ennead.engine.config import load
from ennead.engine.roles import AppRoles, roles
from ennead.engine.scan import Request
from ennead.remedy.apply import apply_plan, undo
from ennead.remedy.roles.plan import plan
from ennead.remedy.roles.write import Written, write
from tests.remedy.roles_written import contents

ARN = "arn:aws:iam::111111111111:policy/edge"


def read(folder: Path) -> list[AppRoles]:
    """The roles of a folder's applications, as its configuration file asks for them."""
    return [one for one in roles(folder, Request((), config=load(folder))) if isinstance(one, AppRoles)]


def brought(folder: Path, asked: str) -> dict[str, str]:
    """The files that change where the configuration says so; a second run changes nothing, undoing all of it."""
    (folder / "ennead.toml").write_text(f"[roles]\n{asked}\n", encoding="utf-8")
    first = contents(folder)
    done = write(lambda: read(folder), folder)
    assert not done.left, done.left
    for app in read(folder):
        for one in app.functions:
            assert one.boundary is None or one.boundary.holds is not False
            assert not one.held.missing
            assert not one.held.excess
    changed = contents(folder)
    if done.files:
        assert write(lambda: read(folder), folder).files == ()
        undo(folder)
    assert contents(folder) == first
    return {name: text.decode() for name, text in changed.items() if first.get(name) != text}


def left(folder: Path, asked: str) -> list[str]:
    """Why functions are left as they are; nothing is changed."""
    (folder / "ennead.toml").write_text(f"[roles]\n{asked}\n", encoding="utf-8")
    done: Written = write(lambda: read(folder), folder)
    assert not done.files
    return [one.reason for one in done.left]


def applied(apps: list[AppRoles], folder: Path) -> list[str]:
    """The plan for these roles made; what it left."""
    made, kept = plan(apps, folder)
    apply_plan(made, folder)
    return [one.reason for one in kept]
