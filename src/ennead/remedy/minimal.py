"""A new value for a place as the few changes that lead to it, so that comments between its members stay."""

from __future__ import annotations

import json
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Any

from ennead.remedy.edit import Edit, Insert, Remove, Route, Set
from ennead.remedy.values import function_of, same


def refined(file: str, route: Route, before: Any, value: Any) -> list[Edit]:
    """Edits that turn one value into the other; a single setting where nothing of the old one stays."""
    if not (before and value) or function_of(before) or function_of(value):
        return [Set(file, route, value)]
    if isinstance(before, dict) and isinstance(value, dict) and before.keys() & value.keys():
        return list(_mapping(file, route, before, value))
    if isinstance(before, list) and isinstance(value, list):
        return _list(file, route, before, value)
    return [Set(file, route, value)]


def _mapping(file: str, route: Route, before: dict[str, Any], value: dict[str, Any]) -> Iterator[Edit]:
    after: str | None = None
    for key, item in value.items():
        if key not in before:
            yield Insert(file, route, key, item, after)
        elif not same(before[key], item):
            yield from refined(file, (*route, key), before[key], item)
        after = key
    for key in before:
        if key not in value:
            yield Remove(file, (*route, key))


def _list(file: str, route: Route, before: list[Any], value: list[Any]) -> list[Edit]:
    matcher = SequenceMatcher(None, [_text(item) for item in before], [_text(item) for item in value], autojunk=False)
    steps = matcher.get_opcodes()
    edits: list[Edit] = []
    for step, start, end, first, last in steps:
        if step == "equal":
            continue
        if step == "replace" and end - start == last - first:
            pairs = zip(range(start, end), value[first:last], strict=True)
            edits += [one for place, item in pairs for one in refined(file, (*route, place), before[place], item)]
            continue
        edits += [Remove(file, (*route, place)) for place in range(start, end)]
        edits += [Insert(file, route, end, item) for item in value[first:last]]
    whole = all(isinstance(edit, Remove) or _whole_item(edit, route) for edit in edits)
    kept = any(step == "equal" for step, *_ in steps)
    return [Set(file, route, value)] if whole and not kept else edits


def _whole_item(edit: Edit, route: Route) -> bool:
    """Whether an edit makes or replaces an item of the list at the route as a whole."""
    return edit.route == route or (isinstance(edit, Set) and edit.route[:-1] == route)


def _text(item: Any) -> str:
    return json.dumps(item, sort_keys=True)
