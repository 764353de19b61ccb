"""Hooks of the runtime client (`awslambdaric`): each invocation's begin, its end, and a snapshot's restore.

Only methods of its client class are wrapped, which every published version from 2.0 to 4.2 has: `wait_next_invocation`,
`post_invocation_result`, `post_invocation_error`, and `restore_next` from 3.0 on.  They return before the handler is
called and after it has returned, so tracebacks and the depth of the stack are as without the agent.
"""

from __future__ import annotations

import sys

from . import faults, instance, invocation, lifecycle, registry
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
        found = invocation.latest()
        if found is not None and found.drive is not None:  # the next record of a batch that is not answered yet
            found.request.event_body = found.body
            return found.request
        while True:
            lifecycle.turn()
            request = original(self, *args, **kwargs)
            refusal = _begin(request)
            if refusal is None:
                return request
            _refuse(self, request, refusal)

    return wait_next_invocation


def _begin(request: Any) -> Refusal | None:
    found = None
    try:
        found = invocation.Invocation(
            getattr(request, "invoke_id", None),
            getattr(request, "event_body", None),
            cold=instance.this.invocations == 0,
        )
        found.request = request
        refusal = lifecycle.begin(found)
    except Exception as error:  # noqa: BLE001
        refusal = lifecycle.fault("begin", error)
        return refusal if refusal is None or found is None else lifecycle.in_its_shape(found, refusal)
    now = invocation.latest()
    if refusal is None and now is not None and (now is not found or found.held is not None):
        request.event_body = now.body  # less the records that are held back; or the first record alone
    return refusal


def _refuse(client: Any, request: Any, refusal: Refusal) -> None:
    """Answer in the handler's place."""
    try:
        _post(client, request.invoke_id, refusal, getattr(request, "invocation_id", None))
    finally:
        faults.shielded("end", lifecycle.end)


def _post(client: Any, invoke_id: Any, refusal: Refusal, invocation_id: Any) -> None:
    method = _originals["post_invocation_error" if refusal.error else "post_invocation_result"]
    extra = {"invocation_id": invocation_id} if _takes_id(method) else {}
    words = (refusal.body, "") if refusal.error else (refusal.body,)
    method(client, invoke_id, *words, **extra)


def _takes_id(method: Method) -> bool:
    """Whether this version's client tells invocations of one process apart by an id of their own."""
    return "invocation_id" in getattr(getattr(method, "__code__", None), "co_varnames", ())


def _result(original: Method) -> Method:
    def post_invocation_result(self: Any, *args: Any, **kwargs: Any) -> Any:
        ended = lifecycle.record_ended(args[1] if len(args) > 1 else None)
        if ended is registry.GOES_ON:
            return None
        try:
            if ended is not None:
                return _post(self, args[0], ended, args[3] if len(args) > 3 else None)
            return original(self, *_with_held(args), **kwargs)
        finally:
            faults.shielded("end", lifecycle.end)

    return post_invocation_result


def _with_held(args: tuple[Any, ...]) -> tuple[Any, ...]:
    try:
        return args if len(args) < 2 else (args[0], lifecycle.answered(args[1]), *args[2:])
    except Exception as error:  # noqa: BLE001
        faults.caught("refusal", error)
        return args


def _error(original: Method) -> Method:
    def post_invocation_error(self: Any, invoke_id: Any, *args: Any, **kwargs: Any) -> Any:
        ended = lifecycle.record_ended(failed=True)
        if ended is registry.GOES_ON:
            return None
        try:
            refusal = _instead() if ended is None else None if ended is registry.OWN else ended
            if refusal is not None and "post_invocation_result" in _originals:
                own = args[2] if len(args) > 2 else kwargs.get("invocation_id")  # behind the error and the trace
                return _post(self, invoke_id, refusal, own)
            return original(self, invoke_id, *_as_told(args), **kwargs)
        finally:
            faults.shielded("end", lifecycle.end)

    return post_invocation_error


def _instead() -> Refusal | None:
    try:
        return lifecycle.instead()
    except Exception as error:  # noqa: BLE001
        faults.caught("refusal", error)
        return None


def _as_told(documents: tuple[Any, ...]) -> tuple[Any, ...]:
    """The error's document, which the caller gets, and the trace of it, as they go out."""
    documents = _without_us(documents)
    return (lifecycle.failed(documents[0]), *documents[1:]) if documents else documents


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
