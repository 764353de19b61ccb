"""The agent attached: plan, edit, read again, and put everything back where anything else changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from ennead.attach import rights
from ennead.attach.contracts import Agreed
from ennead.attach.plan import App, Attachment, functions_of, plan
from ennead.attach.words import OURS, Allowed, Wish
from ennead.model.app import Function
from ennead.model.location import Location
from ennead.model.unknown import Unknown
from ennead.remedy.apply import apply_plan, undo
from ennead.remedy.errors import RemedyError

_MOVING = frozenset({"at", "runtime_at", "inline_at", "layers", "environment"})
"""Fields that may change: lines move, and the rest is what is written."""


@dataclass(frozen=True, slots=True)
class Written:
    """The files that were changed, and every function as it is now."""

    files: tuple[str, ...]
    attachment: Attachment


def write(read: Callable[[], Sequence[App]], root: Path, wish: Wish) -> Written:
    """Attach the agent in the templates.

    Raises:
        RemedyError: an edit cannot be made, or reading again tells of another change than that; nothing is changed.
    """
    before = read()
    attachment = plan(before, root, wish)
    applied = apply_plan(attachment.plan, root)
    if not applied.files:
        return Written((), attachment)
    try:
        after = read()
        _refuse_others(before, after)
        rights.refuse_others(before, after, wish.dead_letter if attachment.sent else None)
        now = plan(after, root, wish)
        _refuse_unfinished(attachment, now, wish)
    except BaseException:
        undo(root)
        raise
    return Written(applied.files, now)


def _refuse_others(before: Sequence[App], after: Sequence[App]) -> None:
    """Raises RemedyError where something else of functions changed than layers and our variables."""
    now = {app.name: app for app in after}
    for app in before:
        there = now.get(app.name)
        if there is None or (there.faults and not app.faults):
            raise RemedyError(f"nothing is changed: {app.name} would no longer be read: {there and there.faults[0]}")
        for node_id in app.graph.nodes:
            if node_id not in there.graph.nodes and not _is_ours(node_id):
                raise RemedyError(f"nothing is changed: {node_id} would be gone")
        for one in functions_of(app.graph):
            other = there.graph.node(one.id, Function)
            if other is None or (name := _changed(one, other)):
                raise RemedyError(f"nothing is changed: {name if other else one.id} of {one.name} would be another")


def _is_ours(node_id: str) -> bool:
    """Whether a node is an earlier layer of ours: another one may take its place."""
    return node_id.startswith("layer/") and "ennead" in node_id.casefold()


def _changed(one: Function, other: Function) -> str | None:
    """The field of a function that is another; None where there is none."""
    for field in fields(one):
        if field.name not in _MOVING and getattr(one, field.name) != getattr(other, field.name):
            return field.name
    if not {layer for layer in one.layers if not _is_ours(layer)} <= set(other.layers):
        return "layers"
    return "environment" if _variables(one) != _variables(other) else None


def _variables(function: Function) -> dict[str, Any]:
    """Variables that are not ours; where a value is not told, that it is not."""
    return {
        one.name: None if isinstance(one.value, Unknown | Location) else one.value
        for one in function.environment
        if one.name not in OURS
    }


def _refuse_unfinished(attachment: Attachment, now: Attachment, wish: Wish) -> None:
    """Raises RemedyError where a function that was to be attached is not, or in another mode."""
    states = {(one.app, one.name): one for one in now.coverages}
    for app, name in sorted(attachment.edited):
        found = states.get((app, name))
        if found is None or not found.attached:
            raise RemedyError(f"nothing is changed: {name} would not be attached by what was written")
        if (app, name) in attachment.sent and (found.letter is None or found.letter.allowed is not Allowed.YES):
            why = (found.letter and found.letter.reason) or "it is not told of it"
            raise RemedyError(f"nothing is changed: {name} could not send to {wish.dead_letter}: {why}")
        if found.function.image is not None:  # what brings its agent is not written here
            continue
        if wish.mode is not None and found.mode != wish.mode:
            raise RemedyError(f"nothing is changed: {name} would be in the mode {found.mode}, not {wish.mode}")
        if wish.contract is not None and found.hashed.agreed is not Agreed.SAME:
            raise RemedyError(f"nothing is changed: {name} would not name the contract {wish.contract.file}")
