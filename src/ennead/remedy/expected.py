"""What a document has to be after its edits, worked out on its data: the text is held against it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ennead.remedy.edit import APPEND, Edit, Insert, Remove, Route, Set, shown
from ennead.remedy.errors import Conflict, RemedyError
from ennead.remedy.values import function_of, same

_AGAIN = "the file may have changed, run the command again"
_HOLDS_MORE = frozenset({"Condition", "Fn::Transform"})
"""Keys that are functions in some places and stand beside others elsewhere."""


def at(root: Any, route: Route) -> Any:
    """The value at a route.

    Raises:
        RemedyError: the route leads nowhere.
    """
    value = root
    for place, step in enumerate(route):
        if not has(value, step):
            raise RemedyError(f"there is no {shown(route[: place + 1])}: {_AGAIN}")
        value = value[step]
    return value


def has(value: Any, step: str | int) -> bool:
    """Whether a collection has such a member."""
    if isinstance(value, dict):
        return step in value
    return isinstance(value, list) and isinstance(step, int) and 0 <= step < len(value)


def exact(root: Any, route: Route) -> Route:
    """The route with whole numbers where lists are: `Location.route` has them as text."""
    steps: list[str | int] = []
    value = root
    for step in route:
        if isinstance(value, list) and isinstance(step, str) and step.isdecimal():
            step = int(step)  # noqa: PLW2901
        steps.append(step)
        value = value[step] if has(value, step) else None
    return tuple(steps)


def settled(root: Any, edit: Edit) -> Edit | None:
    """The edit as what is left to do: None where the document is so already.

    Raises:
        RemedyError: its route leads nowhere, or another value is there already.
    """
    if isinstance(edit, Insert):
        return _insert(root, edit)
    if not edit.route:
        raise RemedyError("a document as a whole is not replaced: give the route of a member")
    parent = at(root, edit.route[:-1])
    step = edit.route[-1]
    if isinstance(edit, Remove):
        if isinstance(parent, list) and not has(parent, step):
            raise RemedyError(f"there is no {shown(edit.route)}: {_AGAIN}")
        return edit if has(parent, step) else None
    if has(parent, step):
        return None if same(parent[step], edit.value) else edit
    return _insert(root, Insert(edit.file, edit.route[:-1], step, edit.value))


def _insert(root: Any, edit: Insert) -> Edit | None:
    parent = at(root, edit.route)
    where = shown((*edit.route, edit.key))
    if parent is None and edit.route:
        return edit if isinstance(edit.key, str) else replace(edit, key=0)
    if (name := function_of(parent)) and name not in _HOLDS_MORE and edit.key != name:
        raise RemedyError(f"{shown(edit.route)} is the function {name}, beside which nothing stands: set it as a whole")
    if isinstance(parent, dict) and isinstance(edit.key, str):
        if edit.key in parent:
            if same(parent[edit.key], edit.value):
                return None
            raise Conflict(f"{where} is there already with another value: set it instead of inserting it")
        return edit
    if isinstance(parent, list) and isinstance(edit.key, int):
        if any(same(item, edit.value) for item in parent):
            return None
        last = len(parent)
        if not (edit.key == APPEND or 0 <= edit.key <= last):
            raise RemedyError(f"{shown(edit.route)} has {last} items: {edit.key} is behind its end")
        return replace(edit, key=last if edit.key == APPEND else edit.key)
    raise RemedyError(f"{where} cannot be inserted: what is to hold it is neither a mapping nor a list of that kind")


def changed(root: Any, edit: Edit) -> Any:
    """A copy of the document with one settled edit."""
    return _changed(root, edit, edit.route if isinstance(edit, Insert) else edit.route[:-1])


def _changed(value: Any, edit: Edit, way: Route) -> Any:
    if value is None and isinstance(edit, Insert) and not way:
        value = {} if isinstance(edit.key, str) else []
    made: Any = dict(value) if isinstance(value, dict) else list(value)
    if way:
        made[way[0]] = _changed(value[way[0]], edit, way[1:])
    elif isinstance(edit, Set):
        made[edit.route[-1]] = edit.value
    elif isinstance(edit, Remove):
        del made[edit.route[-1]]
    elif isinstance(edit.key, int):
        made.insert(edit.key, edit.value)
    else:
        made[edit.key] = edit.value
    return made
