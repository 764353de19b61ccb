"""Whether a host lies inside: this machine, its network, or the link's own services (credentials, metadata).

Hosts are read as a network stack reads them: numbers in one to four parts, decimal, octal or hexadecimal, IPv6 with an
IPv4 address in it, letters that Unicode folds into digits and dots.  Names are known where they always mean inside.
"""

from __future__ import annotations

from ..classes.lazy import Pattern

_PART = Pattern(r"(0[xX][0-9a-fA-F]*|0[0-7]*|[1-9]\d*)\Z")
_NAMES = ("localhost", "localdomain", "local", "internal", "intranet", "lan", "home.arpa", "localtest.me", "lvh.me")
"""Names, and the ends of names, that no public server has; the last two are public names of this machine."""
_CARRIERS = Pattern(r"(?:^|[.-])(\d{1,3})[.-](\d{1,3})[.-](\d{1,3})[.-](\d{1,3})\.(?:nip\.io|sslip\.io|xip\.io)\Z")
"""Public names that answer with the address in them."""
_LABEL = Pattern(r"[a-z0-9_-]{1,63}\Z")
_INSIDE_4 = ("127.", "10.", "192.", "169.", "172.", "100.", "198.")
_PUBLIC_6 = ("2a0", "2606:", "2600:", "2620:", "2404:", "2400:", "2800:", "2c0f:")


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


def is_one_word(host: str) -> bool:
    """Whether a host of a URL is a name without a dot: the resolver puts its own domain behind it (`metadata`)."""
    name = _folded(host)
    return _LABEL.match(name) is not None and number_of(name) is None


def may_be_inside(address: str) -> bool:
    """A quick look at a peer, which never says no where the long one says yes, but for multicast and reserved ones."""
    if address.count(".") == 3 and address[:1] in _DIGITS and ":" not in address:
        return address.startswith(_INSIDE_4) or not address.replace(".", "").isdigit()
    return not address.startswith(_PUBLIC_6)


_DIGITS = frozenset("123456789")


def is_inside_address(address: str) -> bool:
    """Whether an address (as text; anything else is none) is loopback, private, link-local or otherwise not public."""
    from _socket import AF_INET, AF_INET6, inet_pton

    try:
        if ":" not in address:
            return _is_inside_4(inet_pton(AF_INET, address))
        data = inet_pton(AF_INET6, address.partition("%")[0])
    except (OSError, ValueError):
        return False
    inner = _carried(data)
    if inner is not None:
        return _is_inside_4(inner)
    return data[0] in (0xFC, 0xFD, 0xFF) or (data[0] == 0xFE and data[1] >= 0x80) or data.startswith(_TRANSLATED_HERE)


def _is_inside_4(data: bytes) -> bool:
    number = int.from_bytes(data, "big")
    return any(number >> shift == prefix for prefix, shift in _INSIDE)


def _carried(data: bytes) -> bytes | None:
    """The IPv4 address in an IPv6 one: mapped, compatible, unspecified and loopback; translated (RFC 6052); 6to4."""
    if data.startswith(_TRANSLATED) or not any(data[:10]):
        return data[12:] if any(data[12:15]) or not any(data[12:]) else b"\x7f\0\0\1"
    return data[2:6] if data.startswith(b"\x20\x02") else None


_TRANSLATED = bytes.fromhex("0064ff9b0000000000000000")
_TRANSLATED_HERE = bytes.fromhex("0064ff9b0001")
_INSIDE = tuple(
    (int.from_bytes(bytes(map(int, base.split("."))), "big") >> 32 - bits, 32 - bits)
    for base, bits in (
        ("0.0.0.0", 8),  # noqa: S104
        ("10.0.0.0", 8),
        ("100.64.0.0", 10),
        ("127.0.0.0", 8),
        ("169.254.0.0", 16),
        ("172.16.0.0", 12),
        ("192.0.0.0", 24),
        ("192.168.0.0", 16),
        ("198.18.0.0", 15),
        ("224.0.0.0", 3),
    )
)
"""Networks of this machine, private ones, the link's, those of benches, multicast and reserved (RFC 6890)."""


def _folded(host: str) -> str:
    if not host.isascii():
        from unicodedata import normalize

        host = normalize("NFKC", host).replace("\u3002", ".")
    return host.strip().strip("[]").rstrip(".").lower()


def canonical(host: str) -> str:
    """One spelling for all spellings of a host; this machine is `127.0.0.1` by any of its names and addresses."""
    name = _folded(host)
    if not name.isascii():
        try:
            name = name.encode("idna").decode()
        except UnicodeError:
            return name
    if name in _THIS or name.endswith(tuple("." + one for one in _THIS)):
        return "127.0.0.1"
    carried = _CARRIERS.search(name)
    if carried is not None:
        return ".".join(carried.groups())
    if ":" in name:
        return _canonical_6(name)
    number = number_of(name)
    return name if number is None else number


_THIS = ("localhost", "localtest.me", "lvh.me")


def _canonical_6(name: str) -> str:
    from _socket import AF_INET, AF_INET6, inet_ntop, inet_pton

    try:
        data = inet_pton(AF_INET6, name.partition("%")[0])
    except (OSError, ValueError):
        return name
    inner = _carried(data)
    return inet_ntop(AF_INET6, data) if inner is None else inet_ntop(AF_INET, inner)


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
