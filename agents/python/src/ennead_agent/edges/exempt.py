"""What no contract need name: the runtime's own API, extensions beside the function, and the SDK's own connections."""

from __future__ import annotations

import os
import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_PORTS = frozenset((2000, 2773, 4317, 4318, 8124, 8125, 8126, 9001))
"""Where extensions listen on this machine: X-Ray, parameters and secrets, OpenTelemetry, Datadog, the runtime API."""
_PLACE = re.compile(r"(127(?:\.\d{1,3}){3}|169\.254(?:\.\d{1,3}){2}|localhost|\[::1\])(?::(\d{2,5}))?(?![\d.])")
_ENDPOINT = re.compile(r"(?:[a-z0-9-]+\.)+(?:amazonaws\.com(?:\.cn)?|api\.aws|amazonaws\.(?:eu|scloud))", re.ASCII)
_OTHERS_SERVE = re.compile(r"(?:^|\.)(?:compute(?:-1)?|elb|execute-api|lambda-url|s3-website[a-z0-9-]*|on)\.")
"""Names below the provider's own, behind which anybody's servers stand."""
_LOCAL = ("127.", "::1", "localhost")
_named: set[tuple[str, int]] = set()
own: set[int] = set()
"""Ports at which this process listens itself."""
endpoints: set[str] = set()
"""Hosts to which the SDK has sent an allowed call: their names may be looked up."""
signed: set[str] = set()
"""Services for which an allowed address was signed, for whoever fetches it."""
_MOST = 64
_ACCOUNT = re.compile(r"[:/](\d{12})[:/]")
_accounts: set[str] = set()


def begin() -> None:
    """Read the extensions' places from the variables as they are at start, before any code of the function's."""
    for value in os.environ.values():
        _named.update(_places(value))
        _accounts.update(_ACCOUNT.findall(value[:4096]))


def _places(text: str) -> Iterator[tuple[str, int]]:
    if len(text) < 4096:
        for host, port in _PLACE.findall(text):
            yield host.strip("[]"), int(port or 80)


def names_account(number: str) -> bool:
    """Whether a variable named this account at start."""
    return number in _accounts


def connects(name: str, address: str, port: int) -> bool:
    """Whether a connection to this address, looked up under this name, is none of the contract's business."""
    if (address, port) in _named or (name, port) in _named:
        return True
    if address.startswith(_LOCAL):
        return port in _PORTS or port in own
    if signed and is_endpoint(name):
        return any(part in signed for part in name.split("."))
    return False


def looks_up(name: str) -> bool:
    """Whether looking this name up is: the machine's own, an endpoint of the SDK's, an extension's."""
    if name in endpoints or name == "localhost" or name == os.uname().nodename:
        return True
    return bool(signed) and is_endpoint(name) and any(part in signed for part in name.split("."))


def is_endpoint(host: str) -> bool:
    """Whether the provider itself serves this host."""
    return _ENDPOINT.fullmatch(host) is not None and not _OTHERS_SERVE.search(host)


def add_endpoint(host: str) -> None:
    """Remember where the SDK sends an allowed call."""
    if len(endpoints) < _MOST:
        endpoints.add(host)


def configured(host: str, port: int) -> bool:
    """Whether the deployment gives the SDK this endpoint (`AWS_ENDPOINT_URL`, `AWS_ENDPOINT_URL_S3`)."""
    if (host, port) in _named:
        return True
    place = host.lower()
    return any(
        name.startswith("AWS_ENDPOINT_URL") and re.search(rf"//{re.escape(place)}(?::{port})?(?:/|$)", value.lower())
        for name, value in os.environ.items()
    )
