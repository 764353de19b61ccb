"""Connections and look-ups against a contract: a peer is judged by its address and the name it was looked up under."""

from __future__ import annotations

import os
import re
import sys

from . import exempt, judge

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .table import Table

_LINK_LOCAL = ("169.254.", "fe80:", "fd00:ec2:", "::ffff:169.254.", "::ffff:a9fe:")
_PROXY = re.compile(r"//(?:[^/@]*@)?(\[[^\]]*\]|[^/:]+)(?::(\d{1,5}))?")


class Contract:
    """What a contract says of hosts."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.proxies = set(_proxies())

    def peer(self, name: str, address: str, port: int, names: tuple[str, ...]) -> tuple[str, bool]:
        """The name under which a connection is judged, and whether it need not be."""
        if self.table.named and not exempt.connects(name, address, port):
            return self._named(name, address, port, names)
        return name, True

    def _named(self, name: str, address: str, port: int, names: tuple[str, ...]) -> tuple[str, bool]:
        if self._is_sdk(name, address, port, names):
            return name, True
        if name != address and address.startswith(_LINK_LOCAL):  # a name that was turned to the machine's own services
            return address, False
        for one in (name, *names, address):
            if self.table.flow(f"external/{one.lower()}:{port}") is not None:
                return one.lower(), False
        return name, False

    def _is_sdk(self, name: str, address: str, port: int, names: tuple[str, ...]) -> bool:
        """Whether an allowed call of the SDK, under way in this thread, connects to its endpoint (or a proxy)."""
        sdk = sys.modules.get("ennead_agent.sdk")
        call = sdk.calling() if sdk is not None else None
        if call is None or call.endpoint is None:
            return False
        host, at = call.endpoint
        if (name, port) in self.proxies or (address, port) in self.proxies:
            return True
        return port == at and (host in (name.lower(), address) or host in names)

    def may_look_up(self, name: str) -> bool:
        """Whether the question after this name need not be in the contract."""
        return not self.table.named or exempt.looks_up(name) or any(name == proxy for proxy, _ in self.proxies)

    def stops_lookup(self, name: str) -> bool:
        """Whether it is judged at once, before it leaves; else with its connection, or when the invocation ends."""
        return judge.mode() == "enforce" and not self.may_look_up(name) and not self.table.names_host(name)

    def listens(self, port: int) -> None:
        """This process listens there, as it may."""
        if port:
            exempt.own.add(port)


def _proxies() -> list[tuple[str, int]]:
    found = []
    for name, value in os.environ.items():
        if name.lower() in ("http_proxy", "https_proxy", "all_proxy"):
            place = _PROXY.search(value if "//" in value else "//" + value)
            if place is not None:
                found.append((place.group(1).strip("[]").lower(), int(place.group(2) or 80)))
    return found
