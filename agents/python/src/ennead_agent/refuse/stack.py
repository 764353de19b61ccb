"""A custom resource of CloudFormation is answered at the address its event names, or the stack waits for an hour.

That address comes with the event, and events can be made up: nothing is sent but to an S3 host, or to one that the
contract names (`refusal.response_hosts`).
"""

from __future__ import annotations

import re

from .case import ERROR, result

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any
    from urllib.parse import SplitResult

    from ..registry import Refusal
    from .case import Case

_S3 = re.compile(
    r"(?:[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\.)?s3(?:[.-](?:dualstack\.)?[a-z]{2}(?:-[a-z]{1,12}){1,3}-\d)?"
    r"\.amazonaws\.com(?:\.cn)?\Z"
)
_PORTS = {"http": 80, "https": 443}


def custom_resource(case: Case) -> Refusal:
    """Answer FAILED and return; where that cannot be done, an error, with which the platform tries twice more."""
    address = _address(case)
    if address is None:
        return ERROR
    return result(None) if _put(address, _document(case), case.seconds) else ERROR


def _document(case: Case) -> bytes:
    import json

    names = ("StackId", "RequestId", "LogicalResourceId")
    document: dict[str, Any] = {name: case.text(name) for name in names}
    document["PhysicalResourceId"] = case.text("PhysicalResourceId") or case.text("RequestId") or "refused"
    return json.dumps({"Status": "FAILED", "Reason": "refused", **document}).encode()


def _address(case: Case) -> SplitResult | None:
    """Where the answer goes; None if it may not go there."""
    from urllib.parse import urlsplit

    try:
        address = urlsplit(case.text("ResponseURL"))
        port = address.port
    except ValueError:
        return None
    host = address.hostname or ""
    usual = _PORTS.get(address.scheme)
    if usual is None or "@" in address.netloc or re.search(r"[\x00-\x20\x7f]", case.text("ResponseURL")):
        return None
    if _S3.match(host) and port in (None, usual):
        return address
    named = case.rules.get("response_hosts")
    return address if isinstance(named, list) and address.netloc in named else None


def _put(address: SplitResult, body: bytes, seconds: float) -> bool:
    """Whether the answer was taken."""
    from http.client import HTTPConnection, HTTPException, HTTPSConnection

    make = HTTPSConnection if address.scheme == "https" else HTTPConnection
    path = (address.path or "/") + ("?" + address.query if address.query else "")
    connection = make(address.hostname or "", address.port, timeout=seconds)
    try:
        connection.request("PUT", path, body, {"Content-Type": "", "Content-Length": str(len(body))})
        return 200 <= connection.getresponse().status < 300
    except (OSError, HTTPException, ValueError):  # among them an address that http.client will not send
        return False
    finally:
        connection.close()
