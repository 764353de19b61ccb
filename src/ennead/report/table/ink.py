"""Lines for a terminal: folded, with a right-hand column, colour only on top."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ennead.report.scan.text import cells

NARROWEST, WIDEST = 40, 100

_CODES = {"now": "1;31", "soon": "33", "later": "34", "good": "32", "strong": "1", "quiet": "2"}

# A text that shares its line with a right-hand column keeps at least so many columns.
_ROOM = 36
_INDENT = 4


def colour_wanted(environment: Mapping[str, str], *, terminal: bool) -> bool:
    """Colour on a terminal that knows it, unless `NO_COLOR` says anything (https://no-color.org)."""
    return terminal and not environment.get("NO_COLOR") and environment.get("TERM") != "dumb"


@dataclass(frozen=True, slots=True)
class Ink:
    """Writes lines of at most `width` columns."""

    width: int
    colour: bool

    def paint(self, style: str, text: str) -> str:
        """The text in a style; as it is where colour is off."""
        code = _CODES.get(style) if self.colour and text else None
        return f"\x1b[{code}m{text}\x1b[0m" if code else text

    def row(
        self, head: str, pieces: str | Iterable[str], right: str = "", *, mark: str = "", style: str = ""
    ) -> Iterator[str]:
        """Pieces folded under each other beside `head`, and `right` at the right edge of the first line.

        Lines break between pieces (words, where a text is given).  Where the column on the right
        would leave a long text too little room it goes on a line of its own.  `mark` is the style of
        the head, `style` that of the pieces.
        """
        words = pieces.split(" ") if isinstance(pieces, str) else list(pieces)
        indent = cells(head)
        room = self.width - indent
        narrow = room - cells(right) - 2
        beside = bool(right) and (narrow >= _ROOM or cells(" ".join(words)) <= narrow)
        lines = fold(words, narrow if beside else room)
        for number, line in enumerate(lines):
            start = self.paint(mark, head) if number == 0 else " " * indent
            tail = ""
            if beside and number == 0:
                gap = " " * (room - cells(line) - cells(right))
                tail = gap + self.paint("quiet", right)
            yield (start + self.paint(style, line) + tail).rstrip()
        if right and not beside:
            for line in fold(right.split(" "), self.width - _INDENT):
                yield " " * _INDENT + self.paint("quiet", line)


def fold(pieces: Iterable[str], width: int) -> list[str]:
    """Lines of at most `width` columns; a piece wider than that breaks at its blanks, a word anywhere."""
    lines = [""]
    for piece in _fitting(pieces, width):
        joined = f"{lines[-1]} {piece}" if lines[-1] else piece
        if cells(joined) <= width:
            lines[-1] = joined
        else:
            lines.append(piece)
    return lines


def _fitting(pieces: Iterable[str], width: int) -> Iterator[str]:
    for piece in pieces:
        if cells(piece) <= width:
            yield piece
        else:
            for word in piece.split(" "):
                yield from chunks(word, width)


def chunks(word: str, width: int) -> Iterator[str]:
    """The word in parts of at most `width` (2 or more) columns."""
    part, taken = "", 0
    for char in word:
        wide = cells(char)
        if taken + wide > width:
            yield part
            part, taken = "", 0
        part += char
        taken += wide
    yield part


def clip(text: str, width: int) -> str:
    """The text, its end replaced by an ellipsis where it is wider than `width`."""
    return text if cells(text) <= width else next(chunks(text, width - 1)).rstrip() + "…"
