"""A small assembler of classic BPF, the language of seccomp's filters: labels in, instructions out."""

from __future__ import annotations

import struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Union

    Line = Union[str, "tuple[int, int]", "tuple[int, int, str, str]"]

LOAD = 0x20
"""The word at an offset of what is judged."""
EQUAL, AT_LEAST, ANY_BIT = 0x15, 0x35, 0x45
RETURN = 0x06
NEXT = ""
"""The label of the line that follows."""
_FARTHEST = 255
_FEW = 4


def assemble(lines: Iterable[Line]) -> list[tuple[int, int, int, int]]:
    """Instructions as (code, to if true, to if not, operand).  A line is a label, `(code, operand)`, or a jump."""
    places: dict[str, int] = {}
    code: list[tuple[int, ...] | tuple[int, int, str, str]] = []
    for line in lines:
        if isinstance(line, str):
            places[line] = len(code)
        else:
            code.append(line)
    return [_placed(at, line, places) for at, line in enumerate(code)]


def _placed(at: int, line: tuple[object, ...], places: dict[str, int]) -> tuple[int, int, int, int]:
    code, operand, *labels = line
    far = [places[str(label)] - at - 1 if label != NEXT else 0 for label in labels] or [0, 0]
    if not all(0 <= one <= _FARTHEST for one in far):
        raise ValueError("a jump is too far, or goes back")
    return int(code), far[0], far[1], int(operand)  # type: ignore[call-overload]


def choose(cases: dict[int, str], otherwise: str) -> Iterator[Line]:
    """Lines that go to the label of the loaded number, by halving: a call costs six comparisons, not sixty."""
    yield from _halved(sorted(cases.items()), otherwise, "root")


def _halved(cases: list[tuple[int, str]], otherwise: str, name: str) -> Iterator[Line]:
    if len(cases) > _FEW:
        middle = len(cases) // 2
        yield (AT_LEAST, cases[middle][0], name + ".high", NEXT)
        yield from _halved(cases[:middle], otherwise, name + ".low")
        yield name + ".high"
        yield from _halved(cases[middle:], otherwise, name + ".upper")
        return
    for place, (number, label) in enumerate(cases, 1):
        yield (EQUAL, number, label, otherwise if place == len(cases) else NEXT)


def packed(program: Iterable[tuple[int, int, int, int]]) -> bytes:
    """As the kernel reads it (`struct sock_filter`)."""
    return b"".join(struct.pack("=HBBI", *one) for one in program)
