"""The handler to name where no wrapper can be used: `ennead_agent.handler.handler`, with ENNEAD_HANDLER."""

from __future__ import annotations

import os
from importlib import import_module

from .decorate import guard

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


def _real() -> Callable[..., Any]:
    """What the runtime client would have found.  Raises ImportError, AttributeError, or ValueError without a dot."""
    name = os.environ.get("ENNEAD_HANDLER", "")
    module, _, function = name.rpartition(".")
    if not module:
        raise ValueError(f"ENNEAD_HANDLER is {name!r}; it must name the function's handler, as in app.handler")
    os.environ["_HANDLER"] = name  # as the function would see it
    found: Callable[..., Any] = getattr(import_module(module.replace("/", ".")), function)
    return found


def _attached() -> Callable[..., Any]:
    guard(lambda *_: None, "redirect")  # before the function's own code is imported
    return guard(_real(), "redirect")


handler = _attached()
