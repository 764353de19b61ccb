"""Answers many questions, a line each: what `ennead db compare` and `ennead db match` print."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import BinaryIO, Protocol

from ennead.packages.advisories.database import Advisories
from ennead.packages.versions import compare

UNKNOWN = "?"
_CHUNK = 1 << 16
Answer = Callable[[str, str], str]


class Readable(Protocol):
    """A stream that gives what has come so far."""

    def read1(self, size: int = -1, /) -> bytes: ...


def comparing(ecosystem: str) -> Answer:
    """The order of two versions: `-1`, `0`, `1`, or `?` where one of them is none."""

    def answer(first: str, second: str) -> str:
        order = compare(ecosystem, first, second)
        return UNKNOWN if order is None else str(order)

    return answer


def matching(advisories: Advisories, ecosystem: str) -> Answer:
    """The ids of the records by which a package's version is affected; nothing where there are none."""

    def answer(name: str, version: str) -> str:
        return " ".join(advisories.match(ecosystem, name, version))

    return answer


def answered(source: Readable, sink: BinaryIO, answer: Answer) -> None:
    """One line for each line, in order, as soon as it has come; `?` for what is not two words."""
    for lines in _lines(source):
        sink.write("".join(f"{_one(line, answer)}\n" for line in lines).encode())
        sink.flush()


def _one(line: bytes, answer: Answer) -> str:
    words = line.decode("utf-8", errors="replace").split()
    return answer(words[0], words[1]) if len(words) == 2 else UNKNOWN


def _lines(source: Readable) -> Iterator[list[bytes]]:
    rest = b""
    while chunk := source.read1(_CHUNK):
        *lines, rest = (rest + chunk).split(b"\n")
        yield lines
    if rest:
        yield [rest]
