"""Attaching from within the code: what `ennead_agent.guard` does, and what the redirected handler uses."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .registry import Refusal

    Handler = Callable[..., Any]


def guard(handler: Handler, attached: str = "decorator") -> Handler:
    """The handler with the agent around it; the handler itself where the client could be hooked, or off Lambda."""
    if "AWS_LAMBDA_RUNTIME_API" not in os.environ or os.environ.get("ENNEAD_MODE", "").lower() == "off":
        return handler
    try:
        from . import runtime, start

        start.attach_now(attached)
        return handler if runtime.covers() else _around(handler)
    except Exception as error:  # noqa: BLE001
        from . import faults

        faults.caught("decorator", error)
        return handler


def _around(handler: Handler) -> Handler:
    """For a runtime client that is not the published one: begin and end are then ours to call."""
    import json
    from functools import wraps

    from . import faults, invocation, lifecycle

    @wraps(handler)
    def guarded(event: Any, context: Any, *args: Any, **kwargs: Any) -> Any:
        faults.shielded("alive", lifecycle.announce)
        refusal = lifecycle.begin_with(context, event)
        try:
            if refusal is None:
                found = invocation.latest()
                if found is not None and found.drive is not None:
                    refusal = _one_by_one(lambda record: handler(record, context, *args, **kwargs))
                    return _answer(refusal)
                if found is not None and found.held is not None:
                    event = json.loads(found.body or b"null")  # less the records that are held back
                    return json.loads(lifecycle.answered(json.dumps(handler(event, context, *args, **kwargs))))
                return handler(event, context, *args, **kwargs)
        except Exception as error:
            refusal = lifecycle.instead(error)
            if refusal is None:
                raise
        finally:
            faults.shielded("end", lifecycle.end)
        return _answer(refusal)

    return guarded


def _one_by_one(handle: Callable[[Any], Any]) -> Refusal:
    """Have the handler take each record of a batch; the one answer, or the handler's own error."""
    import json

    from . import invocation, lifecycle, registry

    while True:
        found = invocation.latest()
        try:
            body = json.dumps(handle(json.loads((found and found.body) or b"null")))
        except Exception as error:
            ended = lifecycle.record_ended(failed=True, error=error)
            if ended is registry.OWN or ended is None:
                raise
        else:
            ended = lifecycle.record_ended(body) or registry.FAULT
        if ended is not registry.GOES_ON:
            return ended


def _answer(refusal: Refusal) -> Any:
    """A refusal as what a handler returns or raises."""
    import json

    value = json.loads(refusal.body)
    if not refusal.error:
        return value
    raise type(value["errorType"], (Exception,), {"__module__": "builtins"})(value["errorMessage"]) from None
