"""Which checks there are: every `Check` in a module under `ennead.practices`."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from ennead import practices
from ennead.check import Check


@cache
def checks() -> tuple[Check, ...]:
    """All checks, by practice and id.  Raises RuntimeError where two share an id."""
    found: dict[str, Check] = {}
    for module in pkgutil.walk_packages(practices.__path__, f"{practices.__name__}."):
        for value in vars(importlib.import_module(module.name)).values():
            if isinstance(value, Check) and found.setdefault(value.id, value) is not value:
                raise RuntimeError(f"two checks are called {value.id}")
    return tuple(sorted(found.values(), key=lambda check: (check.practice, check.id)))
