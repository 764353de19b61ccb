"""Roles written: plan, edit, read again, ask again, and put everything back where the answer is not better."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ennead.engine.roles import AppRoles
from ennead.remedy.apply import apply_plan, undo
from ennead.remedy.errors import RemedyError
from ennead.remedy.roles.plan import Left, name_of, plan

Read = Callable[[], Sequence[AppRoles]]


@dataclass(frozen=True, slots=True)
class Written:
    """The files that were changed, and what was left with its reason."""

    files: tuple[str, ...]
    left: tuple[Left, ...]


def write(read: Read, root: Path, functions: tuple[str, ...] = ()) -> Written:
    """Bring the roles of an application to what is needed, in its templates.

    Raises:
        RemedyError: an edit cannot be made, or the templates would not be better by it; nothing is changed.
    """
    before = read()
    planned, left = plan(before, root, functions)
    applied = apply_plan(planned, root)
    if not applied.files:
        return Written((), left)
    try:
        after = read()
        _check(before, after)
    except BaseException:
        undo(root)
        raise
    return Written(applied.files, left)


def _check(before: Sequence[AppRoles], after: Sequence[AppRoles]) -> None:
    """Raises RemedyError where something was lost, or is missing that was not."""
    known = {(app.name, name_of(one)): one for app in before for one in app.functions}
    now = {(app.name, name_of(one)): one for app in after for one in app.functions}
    if lost := sorted(name for _, name in known.keys() - now.keys()):
        raise RemedyError(f"nothing is changed: {lost[0]} would no longer be read from its template")
    faults = [fault for app in after for fault in app.faults]
    if faults and not any(app.faults for app in before):
        raise RemedyError(f"nothing is changed: the template would no longer be read: {faults[0]}")
    for key, one in now.items():
        was = known[key].held.missing if key in known else ()
        lacked = {(need.action, place) for need in was for place in need.places}
        for need in one.held.missing:
            if any((need.action, place) not in lacked for place in need.places):
                raise RemedyError(f"nothing is changed: {key[1]} would not be allowed {need.action}, which it needs")
