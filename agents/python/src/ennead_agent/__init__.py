"""The Ennead agent for Python functions: standard library only, Python 3.9 and newer.

Attached by the wrapper `ennead-wrap`, it needs no change of code.  Where no wrapper can be used, `guard` around the
handler or the handler `ennead_agent.handler.handler` (with `ENNEAD_HANDLER`) attach it.
"""

from __future__ import annotations

from . import packed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

__version__ = "0.1.0"
__all__ = ["__version__", "guard"]
packed.use(__path__)


def guard(handler: Callable[..., Any]) -> Callable[..., Any]:
    """Attach the agent from within the code: a decorator of the handler, as last resort.

    Outside of Lambda (no `AWS_LAMBDA_RUNTIME_API`), with `ENNEAD_MODE=off`, or where the runtime client itself could be
    hooked, the handler comes back as it is.
    """
    from . import decorate

    return decorate.guard(handler)
