"""Puts a value into an event along a carrier's route.  What reads it back is `shop.take`."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Callable, Sequence
from http.cookies import CookieError
from typing import Any
from urllib.parse import quote, quote_plus, urlencode

from .shop.take import DECODERS, ZIPPED, take, words

EDGE = "ennead-edge"


class Unfit(ValueError):
    """A carrier cannot hold this value."""


def place(event: Any, route: Sequence[str], value: str) -> bytes:
    """The bytes of an event that carries the value.  Raises Unfit with the reason."""
    if "\0" in value and any("eaders" in word for hop in route if hop.startswith("/") for word in words(hop)):
        raise Unfit("a header cannot hold a NUL")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise Unfit("a lone surrogate cannot be sent") from None
    try:
        body = json.dumps(_put(event, route, value)).encode()
        back = take(json.loads(body), route)
    except (ValueError, TypeError, LookupError, OSError, EOFError, CookieError) as error:
        raise Unfit(f"the carrier cannot hold it ({type(error).__name__})") from None
    if back != value:
        raise Unfit("the carrier gives back another text")
    return body


def _put(here: Any, route: Sequence[str], value: str) -> Any:
    """A copy of `here` with the value at the end of the route; what is not there is made."""
    if not route:
        return value
    hop, rest = route[0], route[1:]
    if hop == "name":
        return {**(here if isinstance(here, dict) else {}), value: "1"}
    if hop.startswith("/"):
        return _under(here, words(hop), rest, value)
    try:
        inside = DECODERS[hop](here)
    except (ValueError, TypeError, AttributeError, OSError, EOFError, CookieError):
        inside = {} if rest and rest[0].startswith("/") else ""
    return ENCODERS[hop](_put(inside, rest, value))


def _under(here: Any, path: Sequence[str], rest: Sequence[str], value: str) -> Any:
    if not path:
        return _put(here, rest, value)
    word, deeper = path[0], path[1:]
    if isinstance(here, list):
        number = int(word)
        grown = [*here, *({} for _ in range(number + 1 - len(here)))]
        grown[number] = _under(grown[number], deeper, rest, value)
        return grown
    held = here if isinstance(here, dict) else {}
    return {**held, word: _under(held.get(word), deeper, rest, value)}


def _zip(text: str) -> str:
    return gzip.compress(text.encode(), mtime=0).decode("latin-1")


def _base64(text: str) -> str:
    return base64.b64encode(text.encode("latin-1" if text.startswith(ZIPPED) else "utf-8")).decode()


def _cookie(entries: dict[str, str]) -> str:
    return "; ".join(f"{name}={quote(text, safe='')}" for name, text in entries.items())


def _multipart(entries: dict[str, str]) -> str:
    heads = ((f'Content-Disposition: form-data; name="{name}"', text) for name, text in entries.items())
    return "".join(f"--{EDGE}\r\n{head}\r\n\r\n{text}\r\n" for head, text in heads) + f"--{EDGE}--\r\n"


ENCODERS: dict[str, Callable[[Any], Any]] = {
    "json": json.dumps,
    "base64": _base64,
    "gzip": _zip,
    "bytes": lambda text: list(text.encode()),
    "form": urlencode,
    "cookie": _cookie,
    "multipart": _multipart,
    "percent": quote,
    "plus": quote_plus,
}
