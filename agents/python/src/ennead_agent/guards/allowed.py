"""What a function lets be chosen: the texts in tables of its running modules, of which the event picks one."""

from __future__ import annotations

import sys
from itertools import islice

from .. import faults

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

_FRAMES = 24
_MOST = 1000
_COLLECTIONS = (dict, list, tuple, set, frozenset)


def lists(text: str) -> bool:
    """Whether a table that the running code names holds it: a collection, one of a class, an enumeration."""
    frame: Any = sys._getframe(1)
    for _ in range(_FRAMES):
        if not frame.f_code.co_filename.startswith(faults.HOME):  # our own tables let nothing be chosen
            names = frame.f_globals
            for word in frame.f_code.co_names:
                if _holds(names.get(word), text):
                    return True
        frame = frame.f_back
        if frame is None:
            break
    return False


def _holds(value: Any, text: str) -> bool:
    if type(value) in _COLLECTIONS:
        return any(text == one or (type(one) in (list, tuple) and text in one[:1]) for one in _items(value))
    if not isinstance(value, type) or value.__module__ == "builtins":
        return False
    members = vars(value).get("_value2member_map_")  # of an enumeration: by its values
    if type(members) is dict:
        return text in members
    return any(type(one) in _COLLECTIONS and text in _items(one) for one in list(vars(value).values()))


def _items(value: Any) -> Iterator[Any]:
    """The entries of a table, as many as a table that somebody wrote may have."""
    if len(value) < _MOST:
        yield from islice(list(value), _MOST)
        if type(value) is dict:
            yield from list(value.values())
