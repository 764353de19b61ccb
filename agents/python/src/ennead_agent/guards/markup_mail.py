"""The HTML in a whole mail: its parts of the type `text/html`, decoded (RFC 2045, 2046)."""

from __future__ import annotations

import re
from binascii import a2b_base64, a2b_qp

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import Message

_DEEPEST = 16
"""Parts within one another."""
_LARGEST_HEAD = 65_536
_LARGEST_PART = 2 << 20
"""Bytes of a coded part: more than the characters that are judged take in any coding."""
_HEAD_ENDS = re.compile(rb"\A\r?\n|\r?\n\r?\n")
_LINE_ENDS = re.compile(rb"(--)?[ \t]*\r?(?:\n|\Z)")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")


def html_parts(message: bytes) -> Iterator[str | None]:
    """Each part that is HTML, with single line feeds; None for what is too deep within others to be looked at."""
    return _parts(message, 0)


def _parts(data: bytes, depth: int) -> Iterator[str | None]:
    from email.parser import BytesHeaderParser

    ends = _HEAD_ENDS.search(data)
    head, body = (data, b"") if ends is None else (data[: ends.end()], data[ends.end() :])
    headers = BytesHeaderParser().parsebytes(head[:_LARGEST_HEAD])
    kind = headers.get_content_type()
    boundary = headers.get_boundary() if kind.startswith("multipart/") else None
    if kind == "text/html":
        yield _text(headers, body[:_LARGEST_PART])
    elif boundary is not None or kind == "message/rfc822":
        if depth >= _DEEPEST:
            yield None
            return
        for part in [body] if boundary is None else _between(body, b"--" + boundary.encode("utf-8", "replace")):
            yield from _parts(part, depth + 1)


def _between(body: bytes, line: bytes) -> Iterator[bytes]:
    """What stands between the lines of the boundary; the last one may be missing."""
    begin = -1
    at = body.find(line)
    while at >= 0:
        rest = _LINE_ENDS.match(body, at + len(line)) if body[at - 1 : at] in (b"", b"\n") else None
        if rest is not None:
            if begin >= 0:
                yield body[begin:at]
            if rest[1]:
                return
            begin = rest.end()
        at = body.find(line, at + len(line))
    if begin >= 0:
        yield body[begin:]


def _text(headers: Message, body: bytes) -> str:
    coding = str(headers.get("content-transfer-encoding", "")).strip().lower()
    if coding == "base64":
        bare = _NOT_BASE64.sub(b"", body)
        bare = bare[: len(bare) - 1] if len(bare) % 4 == 1 else bare
        body = a2b_base64(bare + b"=" * (-len(bare) % 4))
    elif coding == "quoted-printable":
        body = a2b_qp(body)
    try:
        text = body.decode(headers.get_content_charset("utf-8"), "replace")
    except (LookupError, ValueError):  # a coding that there is not, or that is none of text
        text = body.decode("utf-8", "replace")
    return text.replace("\r\n", "\n")
