"""Roles written: plan, edit, read again, ask again, and put everything back where the answer is not better."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ennead.engine.roles import AppRoles
from ennead.graph.needed.held import Held
from ennead.remedy.apply import apply_plan, undo
from ennead.remedy.errors import RemedyError
from ennead.remedy.roles.plan import Left, name_of, plan

Read = Callable[[], Sequence[AppRoles]]
_LINE = re.compile(r":\d+(?::\d+)?(?=:)")


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
    """Raises RemedyError where something was lost, is missing that was not, or cannot be told any more."""
    known = {(app.name, name_of(one)): one for app in before for one in app.functions}
    now = {(app.name, name_of(one)): one for app in after for one in app.functions}
    if lost := sorted(name for _, name in known.keys() - now.keys()):
        raise RemedyError(f"nothing is changed: {lost[0]} would no longer be read from its template")
    if faults := _new_faults(before, after):
        raise RemedyError(f"nothing is changed: the template would no longer be read: {faults[0]}")
    for key, one in now.items():
        _same(key[1], known[key].held if key in known else None, one.held)


def _new_faults(before: Sequence[AppRoles], after: Sequence[AppRoles]) -> list[str]:
    """Faults that were not there before, wherever they stand: an edit moves lines."""
    left = Counter(_LINE.sub("", fault) for app in before for fault in app.faults)
    found = []
    for fault in (fault for app in after for fault in app.faults):
        left[_LINE.sub("", fault)] -= 1
        if left[_LINE.sub("", fault)] < 0:
            found.append(fault)
    return found


def _same(name: str, before: Held | None, after: Held) -> None:
    """Raises RemedyError where a function lacks, or may lack, what it did not lack before."""
    untold = before.untold if before else ()
    if len(after.untold) > len(untold):
        reason = next((one.reason for one in after.untold if one not in untold), after.untold[-1].reason)
        raise RemedyError(f"nothing is changed: what {name} may do could not be told any more: {reason}")
    lacked = {(need.action, place) for need in (before.missing if before else ()) for place in need.places}
    for need in after.missing:
        if any((need.action, place) not in lacked for place in need.places):
            raise RemedyError(f"nothing is changed: {name} would not be allowed {need.action}, which it needs")
