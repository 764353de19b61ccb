"""What calls of the SDK carry and bring back, by class, and where they are sent.  No value is told."""

from __future__ import annotations

import sys

from . import classes, flows
from .limits import loop

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .flows import Edge
    from .sdk import Call

_SCHEMES = {"https": 443, "http": 80}


def parameters(call: Call, params: dict[str, Any]) -> None:
    """Classes of a call's parameters: judged where a contract says something of them, else sampled."""
    data = _judge()
    for key, edge in call.edges:
        if data is not None:
            data.outgoing(key, edge, params)
        elif _sampled(edge):
            flows.carries(key, edge, frozenset(classes.of(params, _most())))


def _sampled(edge: Edge) -> bool:
    """The first, second, fourth, eighth ... call of an edge."""
    return edge.count & (edge.count - 1) == 0 and not edge.shared


def _most() -> int:
    """Without a contract only names of fields are looked at, which costs next to nothing."""
    return classes.SAMPLE if flows.is_judged() else 0


def _judge() -> Any:
    """The module that judges data, where a contract has something to say of it."""
    judge = sys.modules.get(__package__ + ".edges.judge")
    table = judge.table() if judge is not None else None
    if table is None or not table.weighs_data:
        return None
    from .edges import data

    return data


def response(call: Call, status: int, parsed: Any) -> None:
    """Classes of an answer, sampled; a page that was not given may be asked for again."""
    if call.mark is not None and (status >= 400 or not status):  # an error of either side
        loop.failed(call.mark)
    if isinstance(parsed, dict):
        for key, edge in call.edges:
            if _sampled(edge):
                told = {name: value for name, value in parsed.items() if name != "ResponseMetadata"}
                flows.carries(key, edge, frozenset(classes.of(told, _most())), back=True)


def request(call: Call, prepared: Any, event_name: str) -> None:
    """An allowed call goes to its endpoint: if that is the provider's, the connection is no edge of its own."""
    from .edges import exempt

    host, port = place(str(getattr(prepared, "url", "")))
    call.endpoint = None
    gateway = event_name.startswith("before-send.apigatewaymanagementapi")
    if exempt.is_endpoint(host) or gateway or exempt.configured(host, port):
        call.endpoint = (host, port)
        exempt.add_endpoint(host)
    data = _judge()
    length = str(getattr(prepared, "headers", {}).get("Content-Length", ""))
    if data is not None and length.isdigit():
        for key, edge in call.edges:
            data.large(key, edge, int(length))


def place(url: str) -> tuple[str, int]:
    """Host and port of an URL."""
    scheme, _, rest = url.partition("://")
    host = rest.partition("/")[0].partition("?")[0].rpartition("@")[2].lower()
    name, colon, port = host.rpartition(":")
    if colon and port.isdigit():
        return name.strip("[]"), int(port)
    return host.strip("[]"), _SCHEMES.get(scheme, 0)


def signed(model: Any) -> None:
    """An address of an allowed call was signed: whoever fetches it connects to that service."""
    from .edges import exempt

    exempt.signed.add(str(getattr(model.service_model, "endpoint_prefix", "")))
