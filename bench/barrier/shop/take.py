"""Takes a value out of an event along a carrier's route, as a handler does."""

from __future__ import annotations

import base64
import gzip
import json
import re
from collections.abc import Callable, Sequence
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qsl, unquote, unquote_plus

ZIPPED = "\x1f\x8b"
"""How the text of binary data begins that is to be unzipped: it travels from hop to hop as latin-1."""


def take(event: Any, route: Sequence[str]) -> str:
    """The text at the end of the route."""
    found = event
    for hop in route:
        found = step(found, hop)
    return found if isinstance(found, str) else str(found)


def step(found: Any, hop: str) -> Any:
    """What one hop leads to.  Raises ValueError, KeyError, IndexError or TypeError where there is nothing."""
    if hop == "name":
        return list(found)[-1]
    if hop.startswith("/"):
        for word in words(hop):
            found = found[int(word) if isinstance(found, list) else word]
        return found
    return DECODERS[hop](found)


def words(pointer: str) -> list[str]:
    """The words of a JSON pointer."""
    return [word.replace("~1", "/").replace("~0", "~") for word in pointer[1:].split("/")]


def _base64(text: str) -> str:
    data = base64.b64decode(text, validate=True)
    return data.decode("latin-1" if data.startswith(ZIPPED.encode("latin-1")) else "utf-8")


def _gzip(text: str) -> str:
    return gzip.decompress(text.encode("latin-1")).decode("utf-8")


def _bytes(numbers: list[int]) -> str:
    return bytes(number & 255 for number in numbers).decode("utf-8")


def _form(text: str) -> dict[str, str]:
    return dict(parse_qsl(text, keep_blank_values=True))


def _cookie(text: str) -> dict[str, str]:
    return {name: unquote(morsel.value) for name, morsel in SimpleCookie(text).items()}


def _multipart(text: str) -> dict[str, str]:
    return dict(re.findall(r'name="([^"]*)"\r\n\r\n(.*?)\r\n--', text, re.DOTALL))


DECODERS: dict[str, Callable[[Any], Any]] = {
    "json": json.loads,
    "base64": _base64,
    "gzip": _gzip,
    "bytes": _bytes,
    "form": _form,
    "cookie": _cookie,
    "multipart": _multipart,
    "percent": unquote,
    "plus": unquote_plus,
}
