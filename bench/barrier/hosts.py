"""Whether a host is one that nobody outside should be able to name, read as a network stack would."""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from urllib.parse import unquote

_NETWORKS = [
    ipaddress.ip_network(text)
    for text in (
        "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.168.0.0/16 "
        "::/128 ::1/128 fc00::/7 fe80::/10"
    ).split()
]
_NAMES = ("localhost", "metadata", "metadata.google.internal", "instance-data", "instance-data.ec2.internal")
_EMBEDS = [ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("::/96")]


def forbidden(netloc: str) -> bool:
    """Whether `user@host:port` leads to a loopback, link-local, private or metadata host."""
    name = host_of(netloc)
    if name in _NAMES or name.endswith(".localhost"):
        return True
    found = address(name)
    return found is not None and any(found in network for network in _NETWORKS if network.version == found.version)


def host_of(netloc: str) -> str:
    """The host without user, port, brackets, coding, or a dot at its end."""
    text = unicodedata.normalize("NFKC", unquote(netloc)).rpartition("@")[2].strip().lower()
    if text.startswith("["):
        return text[1:].partition("]")[0].partition("%")[0]
    return text.partition(":")[0].rstrip(".")


def address(name: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The address that a name is, in any notation; None if it is a name."""
    if ":" in name:
        try:
            return _within(ipaddress.IPv6Address(name))
        except ValueError:
            return None
    return _four(name)


def _within(found: ipaddress.IPv6Address) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    inner = found.ipv4_mapped or found.sixtofour
    if inner is None and any(found in network for network in _EMBEDS) and int(found) & 0xFFFFFFFF > 1:
        inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
    return inner or found


def _four(name: str) -> ipaddress.IPv4Address | None:
    """As `inet_aton` reads it: one to four numbers, each decimal, octal or hexadecimal; the last fills what is left."""
    numbers = [_number(word) for word in name.split(".")]
    if not 1 <= len(numbers) <= 4 or any(number is None for number in numbers):
        return None
    *heads, last = [number or 0 for number in numbers]
    if any(number > 255 for number in heads) or last >= 256 ** (4 - len(heads)):
        return None
    total = last
    for place, number in enumerate(heads):
        total += number << (24 - 8 * place)
    return ipaddress.IPv4Address(total)


def _number(word: str) -> int | None:
    if re.fullmatch(r"0x[0-9a-f]*", word):
        return int(word[2:] or "0", 16)
    if re.fullmatch(r"0[0-7]*", word):
        return int(word, 8)
    return int(word) if re.fullmatch(r"[1-9][0-9]*", word) else None
