"""Values of edits as plain data: checked, brought to one form, compared with types and all."""

from __future__ import annotations

import math
import re
from typing import Any

from ennead.remedy.edit import Route, shown
from ennead.remedy.errors import RemedyError

MAX_DEPTH = 60
_HALF = re.compile(r"[\ud800-\udfff]")
_FUNCTION = re.compile(r"(?:Ref|Condition|Fn::[A-Za-z0-9]+)\Z")


def function_of(value: Any) -> str | None:
    """The name of the CloudFormation function that a value is; None where it is none."""
    if isinstance(value, dict) and len(value) == 1:
        name = next(iter(value))
        if isinstance(name, str) and _FUNCTION.match(name):
            return name
    return None


def canonical(value: Any, depth: int = 0) -> Any:
    """The value with `Fn::GetAtt` as a list of two, as the templates' reader gives it.

    Raises:
        RemedyError: it is no plain data.
    """
    if depth > MAX_DEPTH:
        raise RemedyError(f"a new value is nested deeper than {MAX_DEPTH} levels: make it simpler")
    if isinstance(value, dict):
        if not all(isinstance(key, str) for key in value):
            raise RemedyError("a new value has a key that is no text: write its keys as text")
        made = {key: canonical(item, depth + 1) for key, item in value.items()}
        attribute = made.get("Fn::GetAtt")
        if function_of(made) == "Fn::GetAtt" and isinstance(attribute, str) and "." in attribute:
            made["Fn::GetAtt"] = attribute.split(".", 1)
        return made
    if isinstance(value, list | tuple):
        return [canonical(item, depth + 1) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        raise RemedyError("a new value is no finite number: give one")
    if isinstance(value, str) and _HALF.search(value):
        raise RemedyError("a new value holds half a character (a lone surrogate): give whole ones")
    if value is None or isinstance(value, str | int | float):
        return value
    raise RemedyError(f"a new value holds a {type(value).__name__}: use mappings, lists, text, numbers, booleans, None")


def difference(wanted: Any, got: Any, route: Route = ()) -> str | None:
    """Where two values differ first, in words; None where they are the same.  The order of keys is no difference."""
    if isinstance(wanted, dict) and isinstance(got, dict):
        for key in wanted:
            if key not in got:
                return f"{shown((*route, key))} is missing"
        for key in got:
            if key not in wanted:
                return f"{shown((*route, key))} is there and should not be"
        found = (difference(wanted[key], got[key], (*route, key)) for key in wanted)
    elif isinstance(wanted, list) and isinstance(got, list):
        if len(wanted) != len(got):
            return f"{shown(route)} has {len(got)} items instead of {len(wanted)}"
        pairs = enumerate(zip(wanted, got, strict=True))
        found = (difference(one, other, (*route, place)) for place, (one, other) in pairs)
    else:
        alike = _kind(wanted) is _kind(got) and wanted == got
        return None if alike else f"{shown(route)} reads {got!r:.80} instead of {wanted!r:.80}"
    return next((words for words in found if words), None)


def same(one: Any, other: Any) -> bool:
    """Whether two values are the same data."""
    return difference(one, other) is None


def _kind(value: Any) -> type:
    """The plain type: the reader's own mappings and lists count as what they are."""
    return next((kind for kind in (dict, list, str) if isinstance(value, kind)), type(value))
