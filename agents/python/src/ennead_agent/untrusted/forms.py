"""The decoded forms of a text, as handlers decode what an event carries."""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

_SIGNS = re.compile("[^\\x00-\\x1e !#$'-*,-;>-Z\\]-z|}~\\x7f]")
"""One of `%+&\\=<{["`, the separator of units, or a letter beyond ASCII; named by all others, which compiles soon."""


def may_be_coded(text: str) -> bool:
    """Whether a text has what any coding known here has; most texts have not."""
    if _SIGNS.search(text) is not None or text[0] <= " " or text[-1] <= " ":
        return True
    if len(text) < _CODED:
        return _is_short_code(text)
    if text[:7].lower().startswith(_HEADS):
        return True
    return " " not in text and not text.isdigit() and _BASE64.match(text) is not None


def _is_short_code(text: str) -> bool:
    """Whether a short text may be base64: with small letters and large ones, or a digit among them."""
    return _SHORT_BASE64.match(text) is not None and not (text.islower() or text.isupper() or text.isdigit())


def _of_short_code(text: str) -> Iterator[str]:
    """What it stands for, if that can be written; for a text that may be a name, only if a language would mind it."""
    for form in _base64(text):
        written = form.isascii() and form.isprintable() and (form.isalnum() or len(form) > _SHORTEST)
        if written and (not text.istitle() or TELLING.search(form) is not None):
            yield form


_SHORTEST = 2
TELLING = re.compile(r"[<>='\"|;&*#~+%^]|--|/\*|\$\(")
"""Signs that a language has a meaning for and plain writing seldom has."""


_CODED = 8
"""Characters from which on a text is tried as base64 whatever its letters."""
_LARGEST = 1 << 20
"""Characters of a text that is decoded, and bytes that are unpacked."""
_BASE64 = re.compile(r"\s*([A-Za-z0-9+/_-]{4}[A-Za-z0-9+/_\s-]{2,}={0,2}|[A-Za-z0-9+/_-]{2,3}={1,2})\s*\Z")
_SHORT_BASE64 = re.compile(
    "[I-Za-f][C-HS-Xi-nyz0-3](?:[AEIMQUYcgkosw048]|[ABEFIJMNQRUVYZcdghklopstwx014589][A-Za-z0-9+/_-]"
    r"(?:[I-Za-f](?:[AQgw]|[C-HS-Xi-nyz0-3][AEIMQUYcgkosw048]))?)\Z"
)
"""Letters that stand for two to five signs of ASCII, without blanks after them; few words have such ones."""
_PERCENT = re.compile(r"%[0-9A-Fa-f]{2}")
_ESCAPE = re.compile(r"\\(?:u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|[0-7]{1,3}|[nrtbf'\"\\/])")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]{2,8});?")
_PART = re.compile(r'name="([^"\r\n]{0,200})"[^\r\n]*\r?\n(?:[^\r\n]+\r?\n)*\r?\n(.*?)\r?\n--', re.DOTALL)
"""A field of a multipart body."""
_HEADS = ("basic ", "bearer ", "data:", "eyj")
"""How credentials, tokens and addresses with data begin: what is coded is a part of the text."""
_NAME = re.compile(r"[A-Za-z_%][\w.\[\]%+~-]{0,99}\Z")


_DOCUMENT = frozenset('{["')


def of(text: str) -> Iterator[Any]:  # noqa: C901, PLR0912  # one question for each coding
    """Each other form of a text: a text, or a document with texts in it.  Never the text itself."""
    if len(text) > _LARGEST:
        return
    bare = text.strip()
    if bare != text:
        yield bare
    document = None
    if bare[:1] in _DOCUMENT:
        for document in _json(text):
            yield document
    if "%" in text or "+" in text:
        yield from _percent(text)
    if "=" in text and type(document) not in (dict, list):  # whose texts each have pairs of their own
        yield from _pairs(text)
    if "\\" in text and _ESCAPE.search(text):
        yield _unescaped(text)
    if "&" in text and _ENTITY.search(text):
        from html import unescape

        yield unescape(text)
    if text[:2] == "\x1f\x8b":
        yield from _unpacked(text.encode("latin-1", "ignore"))
    if _BASE64.match(text):
        yield from _base64(text)
    elif _is_short_code(text):
        yield from _of_short_code(text)
    if not text.isascii():
        yield from _other_letters(text)
    if _may_be_rare(text):
        from . import codings

        yield from codings.of(text)


def _may_be_rare(text: str) -> bool:
    """Whether it has what one of the `codings` has, which are loaded then."""
    if "<" in text or "=?" in text or "=2" in text or "=3" in text or text[:7].lower().startswith(_HEADS):
        return True
    bare = text.rstrip("=")
    return len(bare) >= _CODED and bare.isalnum() and not bare.isalpha() and not (bare.isdigit() and len(bare) < 16)


def _json(text: str) -> Iterator[Any]:
    import json

    try:
        yield json.loads(text)
    except (ValueError, RecursionError):
        return


def _percent(text: str) -> Iterator[Any]:
    from urllib.parse import unquote

    if _PERCENT.search(text):
        yield unquote(text)
    if "+" in text:
        yield unquote(text.replace("+", " "))


def _pairs(text: str) -> Iterator[Any]:
    """Forms, query strings, cookies and multipart bodies: each value by itself, the name as its way."""
    if "form-data" in text:
        yield dict(_PART.findall(text))
    query = text.partition("?")[2] or text
    for part in re.split(r"[&;]\s*", query)[:2000]:
        name, found, value = part.partition("=")
        if found and value != text and _NAME.match(name):
            yield {name: value}


_SINGLE = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}


def _unescaped(text: str) -> str:
    def one(found: re.Match[str]) -> str:
        word = found.group()[1:]
        if word[0] in "ux":
            return chr(int(word[1:], 16))
        if word[0].isdigit():
            return chr(int(word, 8))
        return _SINGLE.get(word, word)

    return _ESCAPE.sub(one, text)


_STANDARD = str.maketrans("-_", "+/")


def _base64(text: str) -> Iterator[Any]:
    """What base64 stands for, where it is text or gzip; a word that only looks like it gives bytes that are neither."""
    from binascii import Error, a2b_base64

    bare = text.rstrip("=") if text.isalnum() else "".join(text.split()).translate(_STANDARD).rstrip("=")
    if len(bare) % 4 == 1:
        return
    try:
        data = a2b_base64(bare + "=" * (-len(bare) % 4))
    except (Error, ValueError):
        return
    yield from of_bytes(data)


def of_bytes(data: bytes) -> Iterator[Any]:
    """What bytes stand for, where that is text: plain, packed, or a pickle's words."""
    if data[:2] == b"\x1f\x8b" or (data[:1] == b"x" and len(data) > 2 and (data[0] * 256 + data[1]) % 31 == 0):
        yield from _unpacked(data)
        return
    if is_code(data):
        yield data.decode("latin-1")
        return
    if data[:2] in _WIDE or data[1:2] == b"\0":
        yield data.decode("utf-16" if data[:2] in _WIDE else "utf-16-le", "replace")
        return
    try:
        yield data.decode("utf-8")
    except UnicodeDecodeError:
        if len(data) > 16 and sum(32 <= byte < 127 for byte in data) > 0.8 * len(data):
            yield data.decode("latin-1")
        elif len(data) > 16:
            yield from _unpacked(data, bare=True)


def is_code(data: bytes) -> bool:
    """Whether bytes are a pickle, whose words are plain, or code that `marshal` has written."""
    return (data[:1] == b"\x80" and data[-1:] == b".") or (data[:1] in (b"c", b"\xe3") and b"\0\0" in data[:12])


_WIDE = (b"\xff\xfe", b"\xfe\xff")


def _unpacked(data: bytes, *, bare: bool = False) -> Iterator[Any]:
    """Out of gzip or zlib; or `bare` of either's head, as SAML has it, where it is text then."""
    import zlib

    try:
        found = zlib.decompressobj(-15 if bare else 47).decompress(data, _LARGEST)
        yield found.decode("latin-1") if is_code(found) else found.decode("utf-8", "strict" if bare else "replace")
    except (zlib.error, UnicodeDecodeError):
        return


def folded(text: str) -> Iterator[str]:
    """A text without its accents, and without all that is no ASCII, as names are made of titles.

    Of a text in another alphabet little is left, which is none of it.
    """
    from unicodedata import normalize

    if len(text) > _LARGEST:
        return
    for other in (text, normalize("NFKD", text)):
        bare = other.encode("ascii", "ignore").decode()
        if 4 * len(bare) > 3 * len(text):
            yield bare


def _other_letters(text: str) -> Iterator[Any]:
    """Letters as compatibility has them, and text of UTF-8 that was read as latin-1."""
    from unicodedata import normalize

    yield normalize("NFKC", text)
    try:
        yield text.encode("latin-1").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return
