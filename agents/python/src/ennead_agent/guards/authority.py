"""The hosts and ports that a client may read from a URL, or from a text that is a place by itself (`localhost:8080`).

Parsers differ on backslashes, users, and what they leave out: all of their readings are given.
"""

from __future__ import annotations

import re

from ..classes.lazy import Pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

SCHEME = Pattern(r"\s*(?:url:)?\s*([a-zA-Z][a-zA-Z0-9+.-]*)\s*:", re.IGNORECASE)
WEB = {"http": 80, "https": 443, "ws": 80, "wss": 443}
"""Schemes of the web, and the ports that they mean."""
_IGNORED = str.maketrans("", "", "\t\r\n")
_END = Pattern(r"[/\\?#]")


def place(url: str, start: int) -> tuple[int, int]:
    """Where the host part lies, the user's name before it included."""
    while start < len(url) and url[start] in "/\\":
        start += 1
    found = _END.search(url, start)
    return start, found.start() if found else len(url)


def hosts(url: str) -> set[str]:
    """The hosts that a client may read from a URL."""
    return {host for _, host, _ in authorities(url)}


def authorities(url: str) -> Iterator[tuple[str, str, int | None]]:
    """Each reading: the scheme if there is one, the host without brackets, the port if one is told."""
    for text in {url, url.translate(_IGNORED).strip(), decoded(url)}:
        scheme = SCHEME.match(text)
        name = scheme.group(1).lower() if scheme else ""
        if scheme is None or (name not in WEB and text[scheme.end() : scheme.end() + 2] != "//"):
            name, begin = "", 0
        else:
            begin = scheme.end()
        start, end = place(text, begin)
        for part in (text[start:end], re.split(r"[/?#]", text[start:], maxsplit=1)[0]):
            for choice in {part.rpartition("@")[2], part.partition("@")[2] or part, part}:
                host, port = _divided(choice)
                if host:
                    yield name, host, port


def decoded(url: str) -> str:
    """Without percent-codes."""
    if "%" not in url:
        return url
    from urllib.parse import unquote

    return unquote(url)


def _divided(place: str) -> tuple[str, int | None]:
    if place.startswith("["):
        host, _, rest = place[1:].partition("]")
        return host, number(rest[1:])
    head, colon, port = place.rpartition(":")
    told = number(port)
    if colon and (told is not None or not port) and ":" not in head:
        return head, told
    return place, None


def number(port: str) -> int | None:
    """The port that a text is, as `int` reads it: clients use that."""
    try:
        return int(port)
    except ValueError:
        return None
