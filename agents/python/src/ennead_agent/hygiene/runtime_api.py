"""Whom the runtime client asks for events: its address, and the client itself.

A proxy that changed the address before the start is how the platform has it, and is what was there.
"""

from __future__ import annotations

import os

from . import origin
from .base import native, variables
from .finding import Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from .base import Base

_NAME = b"AWS_LAMBDA_RUNTIME_API"
_METHODS = ("wait_next_invocation", "post_invocation_result", "post_invocation_error", "call_rapid")


def look(base: Base) -> Iterator[Finding]:
    """What is not as it was."""
    now = variables().get(_NAME)
    if now != base.api:
        yield _found("variable", "the address of the Runtime API was changed in the environment", _back(base.api))
        base.api = now
    if native() is not base.native:
        base.native = native()
        yield _found("native", "the part of the runtime client that asks for events was replaced")
    client = base.client
    if client is None:
        return
    if client.lambda_runtime_address != base.api_of_client:
        base.api_of_client = client.lambda_runtime_address
        yield _found("address", "the runtime client was given another address")
    if type(client) is not base.kind_of_client:
        base.kind_of_client = type(client)
        yield _found("class", "the runtime client became another class")
    space = vars(client)
    for name in _METHODS:
        if name in space and origin.of(space[name]) in origin.STRANGE:
            yield _found(name, "a method of the runtime client was replaced")


def _found(key: str, reason: str, mend: Any = None) -> Finding:
    return Finding("runtime_api", key, reason, mend=mend)


def _back(before: bytes | None) -> Any:
    def mend() -> None:
        if before is None:
            os.environb.pop(_NAME, None)
        else:
            os.environb[_NAME] = before

    return mend
