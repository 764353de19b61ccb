"""Hooks of the runtime client (`awslambdaric`): each invocation's begin, its end, and a snapshot's restore.

Only methods of its client class are wrapped, which every published version from 2.0 to 4.2 has: `wait_next_invocation`,
`post_invocation_result`, `post_invocation_error`, and `restore_next` from 3.0 on.  They return before the handler is
called and after it has returned, so tracebacks and the depth of the stack are as without the agent.
"""

from __future__ import annotations

import sys

from . import faults, instance, invocation, lifecycle
from .registry import Refusal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType
    from typing import Any

    Method = Callable[..., Any]

CLIENT = "awslambdaric.lambda_runtime_client"
_originals: dict[str, Method] = {}
hooked: list[str] = []
"""Names of the methods that are wrapped."""
missing: list[str] = []
"""Names of those this version does not have."""


def attach(module: ModuleType) -> None:
    """Wrap what this version's client has, and say what it has not."""
    client = getattr(module, "LambdaRuntimeClient", None)
    for name, make in _HOOKS.items():
        (hooked if _wrap(client, name, make) else missing).append(name)
    for name in missing:
        if name != "restore_next":  # 2.x knows no snapshots
            faults.missing(f"{CLIENT}: {name}")


def covers() -> bool:
    """Whether begin and end of each invocation are hooked."""
    return {"wait_next_invocation", "post_invocation_result", "post_invocation_error"} <= set(hooked)


def _wrap(client: Any, name: str, make: Callable[[Method], Method]) -> bool:
    """Wrap a method on the class that defines it, so that its subclasses (the worker's client) have it too."""
    for owner in getattr(client, "__mro__", ()):
        method = vars(owner).get(name)
        if callable(method):
            wrapped = make(method)
            wrapped.__name__, wrapped.__qualname__ = name, getattr(method, "__qualname__", name)
            wrapped.__doc__ = method.__doc__
            setattr(owner, name, wrapped)
            _originals[name] = method
            return True
    return False


def _next(original: Method) -> Method:
    def wait_next_invocation(self: Any, *args: Any, **kwargs: Any) -> Any:
        faults.shielded("alive", lifecycle.announce)
        while True:
            request = original(self, *args, **kwargs)
            refusal = _begin(request)
            if refusal is None:
                return request
            _refuse(self, request, refusal)

    return wait_next_invocation


def _begin(request: Any) -> Refusal | None:
    try:
        found = invocation.Invocation(
            getattr(request, "invoke_id", None),
            getattr(request, "event_body", None),
            cold=instance.this.invocations == 0,
        )
        return lifecycle.begin(found)
    except Exception as error:  # noqa: BLE001
        return lifecycle.fault("begin", error)


def _refuse(client: Any, request: Any, refusal: Refusal) -> None:
    """Answer in the handler's place."""
    name = "post_invocation_error" if refusal.error else "post_invocation_result"
    method = _originals[name]
    extra = {}
    if "invocation_id" in getattr(getattr(method, "__code__", None), "co_varnames", ()):
        extra["invocation_id"] = getattr(request, "invocation_id", None)
    words = (refusal.body, "") if refusal.error else (refusal.body,)
    try:
        method(client, request.invoke_id, *words, **extra)
    finally:
        faults.shielded("end", lifecycle.end)


def _result(original: Method) -> Method:
    def post_invocation_result(self: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return original(self, *args, **kwargs)
        finally:
            faults.shielded("end", lifecycle.end)

    return post_invocation_result


def _error(original: Method) -> Method:
    def post_invocation_error(self: Any, invoke_id: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return original(self, invoke_id, *_without_us(args), **kwargs)
        finally:
            faults.shielded("end", lifecycle.end)

    return post_invocation_error


def _without_us(documents: tuple[Any, ...]) -> tuple[Any, ...]:
    """The error documents without frames of ours: the caller sees the trace that the function alone would give."""
    try:
        if any(isinstance(text, str) and faults.HOME in text for text in documents):
            from . import traces

            return tuple(traces.without(text, faults.HOME) for text in documents)
    except Exception as error:  # noqa: BLE001
        faults.caught("traces", error)
    return documents


def _restore(original: Method) -> Method:
    def restore_next(self: Any, *args: Any, **kwargs: Any) -> Any:
        result = original(self, *args, **kwargs)
        faults.shielded("restore", lifecycle.restored)
        return result

    return restore_next


_HOOKS: dict[str, Callable[[Method], Method]] = {
    "wait_next_invocation": _next,
    "post_invocation_result": _result,
    "post_invocation_error": _error,
    "restore_next": _restore,
}


def version() -> str | None:
    """The runtime client's version, if it is loaded."""
    return getattr(sys.modules.get("awslambdaric"), "__version__", None)
