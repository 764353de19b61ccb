"""Where code comes from: a library's own file, the function's, ours, or none that lies where it was deployed."""

from __future__ import annotations

import os
import sys
from types import BuiltinFunctionType, FunctionType, MethodType

from .. import faults
from . import host
from .base import ROOT, temporary

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

LIBRARY, OWN, AGENT, MADE = "library", "own", "agent", "made"
STRANGE = frozenset({OWN, MADE})
"""What no library does while the function runs: code of the function itself, or of no file that was deployed."""
_libraries: list[frozenset[str]] = []


def of_file(name: str) -> str:
    """The origin of code that says it comes from this file."""
    if name.startswith(faults.HOME):
        return AGENT
    if name.startswith("<frozen "):
        return LIBRARY
    if not name.startswith("/") or temporary(name):
        return MADE
    if not name.startswith(ROOT) and not os.path.realpath(name).startswith(ROOT):
        return LIBRARY
    first = name[len(ROOT) :].partition("/")[0].partition(".")[0]
    return LIBRARY if "/site-packages/" in name or first in _deployed() else OWN


def of(thing: Any) -> str:
    """The origin of a function, a class, or an object, by its class."""
    for _ in range(4):
        if isinstance(thing, MethodType):
            thing = thing.__func__
        inner = getattr(thing, "func", None) if type(thing).__name__ == "partial" else None
        if inner is None:
            break
        thing = inner
    if type(thing) is FunctionType:
        return of_file(thing.__code__.co_filename)
    if type(thing) is BuiltinFunctionType:
        return LIBRARY
    return _of_class(thing if isinstance(thing, type) else type(thing))


def _of_class(made: type) -> str:
    """A class by its methods' code, which is harder to make up than the name of its module."""
    for value in list(vars(made).values()):
        function = getattr(value, "__func__", value)
        name = function.__code__.co_filename if type(function) is FunctionType else "<"
        if not name.startswith("<") or name.startswith("<frozen "):
            return of_file(name)
    if any(type(value) is FunctionType for value in vars(made).values()):
        return MADE
    file = getattr(sys.modules.get(str(getattr(made, "__module__", ""))), "__file__", None)
    return of_file(file) if isinstance(file, str) else LIBRARY


def _deployed() -> frozenset[str]:
    """Names of libraries that were installed into the function's own folder."""
    if not _libraries:
        names: set[str] = set()
        try:
            for entry in os.listdir(ROOT):  # noqa: PTH208
                if entry.endswith((".dist-info", ".egg-info")):
                    names |= _recorded(ROOT + entry)
        except OSError:
            pass
        _libraries.append(frozenset(names))
    return _libraries[0]


def _recorded(folder: str) -> set[str]:
    """First parts of the paths that an installed distribution has."""
    found = {os.path.basename(folder).partition("-")[0]}  # noqa: PTH119
    for line in host.lines(folder + "/RECORD", 1 << 20) or host.lines(folder + "/top_level.txt"):
        found.add(line.decode("utf-8", "replace").partition("/")[0].partition(",")[0].partition(".")[0])
    return found - {"", ".."}
