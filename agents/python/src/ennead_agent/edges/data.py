"""What a flow carries, held against the classes and the size that the contract gives it."""

from __future__ import annotations

import sys

from .. import classes, flows
from . import exempt, judge

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..flows import Edge, Key

_EVERYTHING = frozenset((*classes.ALL,))


def forbidden(target: str, operation: str = "") -> tuple[frozenset[str], Any]:
    """The classes that may not go there, and the flow that says so (None where only `deny` does)."""
    rules = judge.table()
    if rules is None:
        return frozenset(), None
    flow = rules.flow(target, operation)
    denied = rules.denied(target)
    if flow is not None and flow.classes is not None:
        denied |= _EVERYTHING - flow.classes
    return denied, flow


def outgoing(key: Key, edge: Edge, value: Any) -> None:
    """Judge a call's parameters by what they hold."""
    denied, flow = forbidden(judge.account(key[1], key[2]), key[2])
    if not denied:
        return
    found = classes.of(value)
    flows.carries(key, edge, frozenset(found))
    wrong = denied & set(found)
    if wrong:
        judge.stop("data of a class that may not go there", key, edge, flow, {"classes": sorted(wrong)})


def large(key: Key, edge: Edge, size: int) -> None:
    """Judge a request by its length."""
    rules = judge.table()
    flow = rules.flow(judge.account(key[1], key[2]), key[2]) if rules is not None else None
    if flow is not None and flow.max_bytes is not None and size > flow.max_bytes:
        judge.stop("more bytes than the flow may carry", key, edge, flow, {"bytes": size, "max_bytes": flow.max_bytes})


def sent(connection: Any, data: Any) -> None:
    """`http.client` is about to send: head or body of a request to a host that a flow may lead to."""
    if not isinstance(data, (bytes, bytearray, str)):
        return
    host = str(getattr(connection, "_tunnel_host", None) or getattr(connection, "host", ""))
    port = getattr(connection, "_tunnel_port", None) or getattr(connection, "port", 0)
    if _sdk_is_calling():  # judged by its parameters
        return
    target = f"external/{host}:{port}"
    denied, flow = forbidden(target)
    if flow is None and (not denied or exempt.connects(host, host, int(port or 0))):
        return
    key = ("socket", target, "")
    edge = flows.known(key)
    if denied:
        found = classes.of(_body(data))
        flows.carries(key, edge, frozenset(found))
        wrong = denied & set(found)
        if wrong:
            judge.stop("data of a class that may not go there", key, edge, flow, {"classes": sorted(wrong)})
    large(key, edge, len(data))


def _body(data: Any) -> str:
    """Text of what is sent; of a head, the path and query alone: its own headers carry credentials by design."""
    text = data[:8192]
    if not isinstance(text, str):
        text = bytes(text).decode("utf-8", "replace")
    first, _, rest = text.partition("\r\n")
    if first.endswith(("HTTP/1.1", "HTTP/1.0")):
        return first.split(" ")[1] + "\n" + rest.partition("\r\n\r\n")[2] if first.count(" ") > 1 else ""
    return str(text)


def _sdk_is_calling() -> bool:
    """Whether a call of the SDK is under way in this thread or task."""
    sdk = sys.modules.get("ennead_agent.sdk")
    return sdk is not None and sdk.calling() is not None
