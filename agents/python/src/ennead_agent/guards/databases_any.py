"""Drivers that no table here names: a module that says it is one (PEP 249: `apilevel`, `paramstyle`, `connect`).

Their cursors are the classes of its package that have `execute` and `fetchone`.  Loaded when the first one is found.
"""

from __future__ import annotations

import sys

from .. import faults
from . import databases

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType
    from typing import Any

_METHODS = "execute executemany executescript execute_async prepare parse sql query".split()
_DIALECTS = {
    "databricks": "mysql",
    "google": "mysql",
    "impala": "mysql",
    "pyhive": "mysql",
    "snowflake": "mysql",
    "vertica_python": "postgres",
}
"""By package: those that know a backslash before a quote are read as MySQL is; all others as the standard has it."""
_NO_METHODS = (staticmethod, classmethod, property, type)
_done: set[tuple[type, str]] = set()


def follow(module: ModuleType) -> None:
    """Guard the cursors of a driver; or what its `connect` gives, if they cannot be changed.  What is not is said."""
    package = module.__name__.partition(".")[0]
    dialect = _DIALECTS.get(package, "ansi")
    found = [_guard(owner, package, dialect) for owner in _cursors(module)]
    if any(found):
        return
    if isinstance(vars(module)["connect"], type):  # functions may derive from it: it has to stay a type
        faults.missing("the statements of " + module.__name__)
        return
    from . import databases_shells

    databases_shells.follow(module, lambda _connection: dialect)


def _guard(owner: Any, package: str, dialect: str) -> bool:
    """Whether the methods of a class are guarded now."""
    guarded = False
    for name in _METHODS:
        original = vars(owner).get(name)
        if not callable(original) or isinstance(original, _NO_METHODS):
            continue
        if (owner, name) not in _done:
            try:
                setattr(owner, name, databases.asking(original, dialect, f"{package}.{name}"))
            except (AttributeError, TypeError):  # a type that is not Python's
                continue
            _done.add((owner, name))
        guarded = True
    return guarded


def _cursors(module: ModuleType) -> Iterator[type]:
    """The classes of its package, and those they are derived from there, whose objects are cursors."""
    name = module.__name__
    top = name.partition(".")[0]
    inside = name if hasattr(module, "__path__") else name.rpartition(".")[0] or name
    seen: set[type] = set()
    for other, found in list(sys.modules.items()):
        if other != inside and not other.startswith(inside + "."):
            continue
        for value in list(getattr(found, "__dict__", {}).values()):
            if isinstance(value, type) and callable(getattr(value, "execute", None)) and hasattr(value, "fetchone"):
                for owner in value.__mro__:
                    if owner not in seen and owner.__module__.partition(".")[0].lstrip("_") == top:
                        seen.add(owner)
                        yield owner
