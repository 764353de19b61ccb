"""Compares documents by their structure: whether a value of a query holds what an object of the event does.

True and False where it can be told, None where not: a value that the code has made of a text (a date, an identifier of
a database) may be that of the event or another.
"""

from __future__ import annotations

from collections.abc import Mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

_DEEPEST = 48
_TYPED = frozenset("S N B BOOL NULL M L SS NS BS".split())
"""Names that stand for the type of a value in DynamoDB's JSON."""


def came(holder: Any, name: str, objects: Iterable[dict[str, Any]]) -> bool | None:
    """Whether `name` and its value came into `holder` with one of the event's objects, which all have that name.

    The code may have added to it.  Of an object that the code has taken names from, the value has to be a structure:
    a single value that is alike may have been put into an object of the code's own.
    """
    worst: bool | None = False
    for theirs in objects:
        found = holds(holder, theirs)
        if found is False and isinstance(theirs[name], (dict, list)) and theirs[name]:
            found = holds(holder[name], theirs[name])
        if found:
            return True
        worst = None if found is None else worst
    return worst


def holds(mine: Any, theirs: Any, depth: int = 0) -> bool | None:
    """Whether `mine` has all that `theirs` has, a value of the event's.  It ends with that: `mine` may be circular."""
    if depth > _DEEPEST:
        return None
    if isinstance(theirs, dict):
        return _members(mine, theirs, depth + 1)
    if isinstance(theirs, list):
        return _items(mine, theirs, depth + 1)
    if isinstance(mine, (Mapping, list, tuple, set, frozenset)):
        return False
    if mine is None or type(mine) in (str, bool, int, float):
        return type(mine) is type(theirs) and (mine == theirs or (mine != mine and theirs != theirs))  # noqa: PLR0124
    return _converted(mine, theirs)


def _members(mine: Any, theirs: dict[str, Any], depth: int) -> bool | None:
    (first, *_) = theirs or ("",)
    if len(theirs) == 1 and first in _TYPED and not (isinstance(mine, Mapping) and first in mine):
        return _typed(mine, first, theirs[first], depth)
    if not isinstance(mine, Mapping):
        # `{"$date": ...}`, `{"$oid": ...}`: the extended JSON of MongoDB, of which a library makes a value
        return first[:1] == "$" and not isinstance(mine, (str, list, tuple))
    if not theirs:
        return not mine
    if not theirs.keys() <= mine.keys():
        return False
    return _all(holds(mine[name], inner, depth) for name, inner in theirs.items())


def _typed(mine: Any, kind: str, inner: Any, depth: int) -> bool | None:
    if kind == "NULL":
        return mine is None
    if kind == "N" and isinstance(inner, str) and not isinstance(mine, (str, bool)):
        return _number(mine) is not None and _number(mine) == _number(inner)
    if kind == "B":
        return not isinstance(mine, (str, int, float, Mapping, list, tuple, type(None)))
    if kind in ("SS", "NS", "BS") and isinstance(mine, (set, frozenset)) and isinstance(inner, list):
        return len(mine) == len(inner)
    return holds(mine, inner, depth)


def _number(value: Any) -> float | None:
    """What a number is, whichever type it has; a date, for one, is none."""
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        return None


def _items(mine: Any, theirs: list[Any], depth: int) -> bool | None:
    if not isinstance(mine, (list, tuple)) or len(mine) < len(theirs) or (mine and not theirs):
        return False
    return _all(holds(one, other, depth) for one, other in zip(mine, theirs))


def _all(found: Iterable[bool | None]) -> bool | None:
    worst: bool | None = True
    for one in found:
        if one is False:
            return False
        worst = None if one is None else worst
    return worst


def _converted(mine: Any, theirs: Any) -> bool | None:
    """A value of another type than JSON's: numbers can be compared, all else may have been made of this or not."""
    if isinstance(mine, (str, int, float)) or type(mine) is type(theirs):
        return bool(mine == theirs)
    if type(mine).__module__ in ("decimal", "_decimal", "_pydecimal") and not isinstance(theirs, (str, bool)):
        return theirs is not None and _number(mine) == _number(theirs)
    return None if isinstance(theirs, (str, int, float)) and not isinstance(theirs, bool) else False
