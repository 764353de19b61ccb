"""Codings that few texts have: credentials, tokens, mails, addresses with data, hexadecimal, base32, tags."""

from __future__ import annotations

import re

from . import forms

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

_WORD = re.compile(r"=\?[^?\s]+\?([BbQq])\?([^?]*)\?=")
_QUOTED = re.compile(r"=[0-9A-Fa-f]{2}")
_TAG = re.compile(r"<[^<>]*>")
_DATA = re.compile(r"data:[^,]{0,200},", re.IGNORECASE)
_HEXADECIMAL = re.compile(r"(?:[0-9a-fA-F]{2}){4,}\Z")
_BASE32 = re.compile(r"[A-Z2-7]{16,}=*\Z")
_DIGEST = 16
"""Bytes of which not all are text by chance."""
_MOST_DIGITS = 16
"""Digits that are a number rather than hexadecimal."""


def of(text: str) -> Iterator[Any]:
    """Each other form that a text has in one of these codings."""
    head, _, rest = text.partition(" ")
    if head.lower() == "basic":
        yield from _credentials(rest)
    elif head.lower() == "bearer" or text[:3] == "eyJ":
        yield from _token(rest or text)
    elif data := _DATA.match(text):
        yield from _of_data(text, data.end(), data.group())
    if _HEXADECIMAL.match(text) and not (text.isdigit() and len(text) < _MOST_DIGITS):
        yield from _written(bytes.fromhex(text))
    if _BASE32.match(text):
        yield from _base32(text)
    if _WORD.search(text):
        yield _WORD.sub(_of_word, text)
    if _QUOTED.search(text):
        yield _unquoted(text.replace("=\r\n", "").replace("=\n", ""))
    if _TAG.search(text):
        yield _TAG.sub("", text)


def _credentials(text: str) -> Iterator[Any]:
    """The name and the password by themselves."""
    for one in forms.of(text.strip()):
        if type(one) is str and ":" in one:
            yield one.split(":", 1)


def _token(text: str) -> Iterator[Any]:
    """The claims of a token, and its head."""
    parts = text.strip().split(".")
    if len(parts) in (2, 3, 5):
        for part in parts[:2]:
            yield from forms.of(part)


def _of_data(text: str, at: int, head: str) -> Iterator[Any]:
    from urllib.parse import unquote

    rest = unquote(text[at:])
    yield rest
    if ";base64" in head.lower():
        yield from forms.of(rest)


def _written(data: bytes) -> Iterator[Any]:
    """What bytes stand for, where it can be written: a digest is none."""
    sure = len(data) > _DIGEST or forms.is_code(data)
    yield from (one for one in forms.of_bytes(data) if type(one) is str and (sure or one.isprintable()))


def _base32(text: str) -> Iterator[Any]:
    from base64 import b32decode

    bare = text.rstrip("=")
    try:
        yield from _written(b32decode(bare + "=" * (-len(bare) % 8)))
    except ValueError:
        return


def _of_word(found: re.Match[str]) -> str:
    """An encoded word of a mail's header (RFC 2047)."""
    coding, text = found.groups()
    if coding in "qQ":
        return _unquoted(text.replace("_", " "))
    return next((one for one in forms.of(text) if type(one) is str), text)


def _unquoted(text: str) -> str:
    from urllib.parse import unquote

    return unquote(_QUOTED.sub(lambda found: "%" + found.group()[1:], text.replace("%", "%25")))
