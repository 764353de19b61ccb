"""Whether two rows of pieces can stand for the same text.

A pattern's pieces are the states of an automaton, held as the bits of one integer; each piece of the
other row moves all states at once.  Time is (pieces x pieces / word size) at worst: no backtracking, so
no pattern is slow.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from ennead.iam.pieces import Alphabet, Kind, Piece, uncommon


def overlap(pattern: tuple[Piece, ...], other: tuple[Piece, ...]) -> bool:
    """Whether some text fits both.  Errs towards True where one token stands twice among wildcards."""
    left, right = uncommon(pattern, other)
    if not left and not right:
        return True
    if _apart(left, right) or _apart(left[::-1], right[::-1]):
        return False
    return _automaton(left).accepts(right)


def _apart(left: tuple[Piece, ...], right: tuple[Piece, ...]) -> bool:
    """Different characters at the start already: the usual case, and cheap."""
    if not left or not right:
        return False
    return left[0].kind is Kind.CHAR and right[0].kind is Kind.CHAR


@dataclass(frozen=True, slots=True)
class _Slot:
    """One state: what it takes, and whether it may take any number of it (and none)."""

    char: str | None = None
    alphabet: Alphabet | None = None
    loop: bool = False

    def takes(self, char: str) -> bool:
        return char == self.char if self.char is not None else self.alphabet is not None and self.alphabet.admits(char)

    def meets(self, alphabet: Alphabet) -> bool:
        """Whether it takes some character of the alphabet (all alphabets share some)."""
        return alphabet.admits(self.char) if self.char is not None else self.alphabet is not None


def _slots(piece: Piece) -> tuple[_Slot, ...]:
    match piece.kind:
        case Kind.CHAR:
            return (_Slot(char=piece.text),)
        case Kind.ONE:
            return (_Slot(alphabet=Alphabet.ANY),)
        case Kind.MANY:
            return (_Slot(alphabet=Alphabet.ANY, loop=True),)
        case Kind.SOME:
            return (_Slot(alphabet=piece.alphabet), _Slot(alphabet=piece.alphabet, loop=True))
        case Kind.MADE:  # the last slot is the random end: it takes nothing that can be written
            return (_Slot(alphabet=piece.alphabet, loop=True), _Slot())


def _flood(states: int, ways: int) -> int:
    """States, and what they reach along unbroken runs of `ways` (carry propagation, as in Myers 1999)."""
    return (((states & ways) + ways) ^ ways) | states


class _Automaton:
    """The states of a pattern."""

    def __init__(self, pattern: tuple[Piece, ...]) -> None:
        self._slots: list[_Slot] = []
        self._made: dict[str, int] = {}
        for piece in pattern:
            if piece.kind is Kind.MADE:
                self._made[piece.text] = self._made.get(piece.text, 0) | 1 << len(self._slots)
            self._slots += _slots(piece)
        self._skips = self._mask([slot.loop for slot in self._slots])
        self._ends = self._mask([slot.alphabet is Alphabet.ANY for slot in self._slots])
        self._all = (1 << len(self._slots) + 1) - 1
        self._by_char: dict[str, int] = {}
        self._by_alphabet: dict[Alphabet, int] = {}

    @staticmethod
    def _mask(bits: list[bool]) -> int:
        return int("".join("1" if bit else "0" for bit in reversed(bits)) or "0", 2)

    def accepts(self, other: tuple[Piece, ...]) -> bool:
        states = _flood(1, self._skips)
        for piece in other:
            states = self._after(piece, states)
            if not states:
                return False
        return bool(states >> len(self._slots) & 1)

    def _after(self, piece: Piece, states: int) -> int:
        match piece.kind:
            case Kind.CHAR:
                return self._step(states, self._taking(piece.text))
            case Kind.ONE:
                return self._step(states, self._meeting(Alphabet.ANY))
            case Kind.MANY:
                return self._all & ~((states & -states) - 1)
            case Kind.SOME:
                return self._run(self._step(states, self._meeting(piece.alphabet)), piece.alphabet)
            case Kind.MADE:
                same = _flood((states & self._made.get(piece.text, 0)) << 2, self._skips)
                return same | self._step(self._run(states, piece.alphabet), self._ends)

    def _step(self, states: int, taking: int) -> int:
        hit = states & taking
        return _flood(((hit & ~self._skips) << 1) | (hit & self._skips), self._skips)

    def _run(self, states: int, alphabet: Alphabet) -> int:
        return _flood(states, self._meeting(alphabet) | self._skips)

    def _taking(self, char: str) -> int:
        if char not in self._by_char:
            self._by_char[char] = self._mask([slot.takes(char) for slot in self._slots])
        return self._by_char[char]

    def _meeting(self, alphabet: Alphabet) -> int:
        if alphabet not in self._by_alphabet:
            self._by_alphabet[alphabet] = self._mask([slot.meets(alphabet) for slot in self._slots])
        return self._by_alphabet[alphabet]


@lru_cache(maxsize=1024)
def _automaton(pattern: tuple[Piece, ...]) -> _Automaton:
    return _Automaton(pattern)
