"""Whether a host lies inside: this machine, its network, or the link's own services (credentials, metadata).

Hosts are read as a network stack reads them: numbers in one to four parts, decimal, octal or hexadecimal, IPv6 with an
IPv4 address in it, letters that Unicode folds into digits and dots.  Names are known where they always mean inside.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ipaddress import IPv4Address, IPv6Address

_PART = re.compile(r"(0[xX][0-9a-fA-F]*|0[0-7]*|[1-9]\d*)\Z")
_NAMES = ("localhost", "localdomain", "local", "internal", "intranet", "lan", "home.arpa", "localtest.me", "lvh.me")
"""Names, and the ends of names, that no public server has; the last two are public names of this machine."""
_CARRIERS = re.compile(r"(?:^|[.-])(\d{1,3})[.-](\d{1,3})[.-](\d{1,3})[.-](\d{1,3})\.(?:nip\.io|sslip\.io|xip\.io)\Z")
"""Public names that answer with the address in them."""
_QUICK = ("127.", "10.", "192.168.", "169.254.", "172.", "100.", "0.", "192.0.0.", "198.1", ":", "f", "F")


def is_inside(host: str) -> bool:
    """Whether a host, as it stands in a URL (brackets, port and user taken off), lies inside."""
    name = _folded(host)
    if not name:
        return False
    if name in _NAMES or name.endswith(tuple("." + end for end in _NAMES)):
        return True
    carried = _CARRIERS.search(name)
    if carried is not None:
        return is_inside_address(".".join(carried.groups()))
    number = number_of(name)
    return is_inside_address(number if number is not None else name)


def may_be_inside(address: str) -> bool:
    """A quick look at an address, which seldom says yes where the long one says no."""
    return address.startswith(_QUICK)


def is_inside_address(address: str) -> bool:
    """Whether an address (as text; anything else is none) is loopback, private, link-local or otherwise not public."""
    if ":" not in address and not address[:1].isdigit():
        return False
    from ipaddress import IPv6Address, ip_address

    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, IPv6Address):
        found = found.ipv4_mapped or found.sixtofour or _translated(found) or found
    return not found.is_global or found.is_multicast


def _translated(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address in one of the translators' prefix (RFC 6052), or in the old compatible form."""
    from ipaddress import IPv4Address

    number = int(address)
    if number >> 32 in {0x0064FF9B << 64, 0} and number > 1:
        return IPv4Address(number & 0xFFFFFFFF)
    return None


def _folded(host: str) -> str:
    if not host.isascii():
        from unicodedata import normalize

        host = normalize("NFKC", host).replace("\u3002", ".")
    return host.strip().strip("[]").rstrip(".").lower()


def number_of(name: str) -> str | None:
    """The dotted address of a host of numbers, as `inet_aton` reads it; None if it is a name."""
    parts = name.split(".")
    if len(parts) > 4 or not all(_PART.match(part) for part in parts):
        return None
    values = [int(part, 16) if part[:2] in ("0x", "0X") and len(part) > 2 else _octal(part) for part in parts]
    last = 256 ** (5 - len(values))
    if values[-1] >= last or any(value > 255 for value in values[:-1]):
        return None
    whole = values[-1]
    for number, value in enumerate(values[:-1]):
        whole += value << (8 * (3 - number))
    return ".".join(str(whole >> shift & 255) for shift in (24, 16, 8, 0))


def _octal(part: str) -> int:
    if part in ("0x", "0X"):
        return 0
    return int(part, 8) if part.startswith("0") and len(part) > 1 else int(part)
