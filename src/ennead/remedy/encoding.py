"""Bytes of a file to text and back, byte for byte: the mark at its start and its line breaks stay."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ennead.remedy.errors import RemedyError

_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_OLD_BREAK = re.compile(r"\r(?!\n)")


@dataclass(frozen=True, slots=True)
class Text:
    """A file's text without its byte order mark, and how it is encoded."""

    text: str
    mark: bytes = b""
    encoding: str = "utf-8"

    def encoded(self, text: str) -> bytes:
        """Another text for the same file."""
        return self.mark + text.encode(self.encoding)


def decoded(raw: bytes, path: str) -> Text:
    """The text of a file's bytes.

    Raises:
        RemedyError: they are not valid, or lines end as on old Macintoshes.
    """
    mark, encoding = next(((mark, name) for mark, name in _MARKS if raw.startswith(mark)), (b"", "utf-8"))
    try:
        text = raw[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        raise RemedyError(f"{path} is not valid {encoding.upper()}: save it as UTF-8 first") from error
    if _OLD_BREAK.search(text):
        raise RemedyError(f"{path} has carriage returns without line feeds: convert its line breaks first")
    return Text(text, mark, encoding)
