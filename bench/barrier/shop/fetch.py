# ruff: noqa: S310
"""Requests to an address from outside, and the same with the address checked."""

from __future__ import annotations

import re
from urllib.parse import urlsplit
from urllib.request import urlopen

_NAME = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,18}", re.IGNORECASE)
_PATH = re.compile(r"/[!-~]*")
_OWN = ("localhost", "local", "internal", "localdomain")


def url(v: str) -> str:
    """The whole address."""
    with urlopen(v, timeout=1.5) as answer:
        return str(answer.read().decode("latin-1"))


def host(v: str) -> str:
    """The host."""
    with urlopen("http://" + v + "/orders", timeout=1.5) as answer:
        return str(answer.read().decode("latin-1"))


def path(v: str) -> str:
    """What follows the host."""
    with urlopen("http://api.example.com" + v, timeout=1.5) as answer:
        return str(answer.read().decode("latin-1"))


def url_checked(v: str) -> str:
    """Only public names, by HTTP."""
    parts = urlsplit(v)
    if parts.scheme not in ("http", "https") or parts.username or not _public(parts.hostname or ""):
        return "refused"
    return url(v)


def host_checked(v: str) -> str:
    """Only public names."""
    return host(v) if _public(v) else "refused"


def path_checked(v: str) -> str:
    """Only what is a path."""
    return path(v) if _PATH.fullmatch(v) else "refused"


def _public(name: str) -> bool:
    return bool(_NAME.fullmatch(name)) and name.lower().rsplit(".", 1)[-1] not in _OWN
