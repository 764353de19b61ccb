"""Finds decoys' values in what leaves, from their salted hashes alone.

An entry's `hash` is `LENGTH.OFFSET.SHA256`: of the salt and the value in small letters.  All decoys of one version have
an anchor in common: five characters at that offset, made of the salt's first half, so that a text is sought through for
a handful of words, however many decoys there are.  Sought are the plain value in any case, hexadecimal, and base64 at
each of its three alignments; in names also base32.  Where an anchor is met, the value around it is hashed.
"""

from __future__ import annotations

import os
from binascii import Error, a2b_base64, a2b_hex, b2a_base64

from .contract import digest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    Place = tuple[int, int]

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
ANCHOR = 5
SHORTEST, _LONGEST = 12, 256
_MOST_MET = 64
LARGEST = 1 << 20
"""Bytes of one text that are looked at."""
_PIECE, _OVERLAP = 2400, 64
_BASE32 = bytes.maketrans(LETTERS.lower().encode(), bytes(range(32)))


class Marker:
    """One value: what decoy it is of, and how it is known again."""

    __slots__ = ("decoy", "hash", "length", "offset", "salt")

    def __init__(self, decoy: Any, salt: str, told: str) -> None:
        self.decoy, self.salt = decoy, salt
        length, offset, self.hash = told.split(".")
        self.length, self.offset = int(length), int(offset)
        if not (SHORTEST <= self.length <= _LONGEST and 0 <= self.offset <= self.length - ANCHOR):
            raise ValueError("no hash of a decoy")


def anchor(salt: str) -> str:
    """The characters that the values of a version have in common."""
    seed = digest(b"anchor" + salt[: len(salt) // 2].encode())
    return "".join(LETTERS[int(seed[2 * at : 2 * at + 2], 16) % 32] for at in range(ANCHOR))


def told(salt: str, value: str, offset: int) -> str:
    """The entry's `hash` of a value."""
    return f"{len(value)}.{offset}.{_hash(salt, value.encode())}"


def _hash(salt: str, value: bytes) -> str:
    return digest(salt.encode() + value.lower())


class _Coded:
    """An anchor in one coding: what of it is the same whatever stands around it, and how to read on from there."""

    __slots__ = ("before", "coding", "word")

    def __init__(self, coding: str, word: bytes, before: int) -> None:
        self.coding, self.word, self.before = coding, word, before


def _base64(plain: bytes) -> Iterator[_Coded]:
    """By how many bytes of a group of three stand before it."""
    for before in range(3):
        bits = b2a_base64(b"A" * before + plain + b"AAA", newline=False)
        first, last = -(-before * 8 // 6), (before + len(plain)) * 8 // 6
        yield _Coded("base64", bits[first:last], before)


def _base32(plain: bytes) -> Iterator[_Coded]:
    for before in range(5):
        data = b"A" * before + plain
        number = int.from_bytes(data, "big") << 8
        count = len(data) * 8 // 5
        letters = [(number >> (len(data) * 8 + 8 - 5 * (at + 1))) & 31 for at in range(count)]
        text = "".join(LETTERS[one] for one in letters).lower().encode()
        yield _Coded("base32", text[-(-before * 8 // 5) :], before)


class Markers:
    """All values that are sought."""

    def __init__(self) -> None:
        self._by_anchor: dict[bytes, list[Marker]] = {}
        self._version = ""
        self._sought: list[tuple[bytes, bytes, list[Marker], tuple[_Coded, ...], tuple[_Coded, ...]]] = []

    def __bool__(self) -> bool:
        return bool(self._by_anchor)

    def add(self, decoy: Any, salt: str, hashed: str) -> None:
        """A value that is known by its hash; ValueError if that is none."""
        self._version = self._version or salt[: len(salt) // 2]
        self._add(anchor(salt).encode(), Marker(decoy, salt, hashed))

    def add_value(self, decoy: Any, salt: str, value: str) -> bool:
        """A value that is here itself, kept as hash and anchor too; False if it is too short to be told from others."""
        if len(value) < SHORTEST or not value.isascii():
            return False
        value = value[:_LONGEST]
        offset = (len(value) - ANCHOR) // 2
        marker = Marker(decoy, salt, told(salt, value, offset))
        self._add(value[offset : offset + ANCHOR].encode(), marker)
        return True

    def make(self, decoy: Any, begin: str, length: int) -> str:
        """A value of this instance's own, with the letters that are sought anyway."""
        self._version = self._version or os.urandom(8).hex()
        salt = self._version + os.urandom(len(self._version) // 2 + 1).hex()[: len(self._version)]
        letters = LETTERS if begin else LETTERS + LETTERS[:26].lower()
        rest = "".join(letters[byte % len(letters)] for byte in os.urandom(length - len(begin) - ANCHOR))
        before = 0 if begin else os.urandom(1)[0] % len(rest)
        value = begin + rest[:before] + anchor(salt) + rest[before:]
        self.add(decoy, salt, told(salt, value, len(begin) + before))
        return value

    def _add(self, word: bytes, marker: Marker) -> None:
        markers = self._by_anchor.setdefault(word, [])
        if not markers:
            self._sought.append(
                (word.lower(), word.hex().encode(), markers, tuple(_base64(word)), tuple(_base32(word)))
            )
        markers.append(marker)

    def find(self, data: bytes, *, name: bool = False) -> Any:
        """The decoy whose value stands in here, or None.  `name`: it is a host's, so dots and case say nothing."""
        if name:
            data = data.replace(b".", b"")
        if len(data) <= _PIECE:
            return self._find(data, data, name=name)
        data = data[:LARGEST]
        for start in range(0, len(data), _PIECE - _OVERLAP):  # in a small piece the search is several times as fast
            found = self._find(data[start : start + _PIECE], data, name=name)
            if found is not None:
                return found
        return None

    def _find(self, piece: bytes, data: bytes, *, name: bool) -> Any:
        small = piece.lower()
        for word, hexed, markers, base64, base32 in self._sought:
            found = None
            if word in small:
                found = _verified(data.lower(), word, markers)
            if found is None and hexed in small:
                found = _verified_hex(data.lower(), hexed, markers)
            for coded in base64:
                if found is None and coded.word in piece:
                    found = _verified_base64(data, coded, markers)
            for coded in base32 if name else ():
                if found is None and coded.word in small:
                    found = _verified_base32(data.lower(), coded, markers)
            if found is not None:
                return found
        return None


def _met(data: bytes, word: bytes) -> Iterator[int]:
    at = data.find(word)
    for _ in range(_MOST_MET):
        if at < 0:
            return
        yield at
        at = data.find(word, at + 1)


def _equal(value: bytes, marker: Marker) -> bool:
    return len(value) == marker.length and _hash(marker.salt, value) == marker.hash


def _verified(data: bytes, word: bytes, markers: Iterable[Marker]) -> Any:
    for at in _met(data, word):
        for marker in markers:
            start = at - marker.offset
            if start >= 0 and _equal(data[start : start + marker.length], marker):
                return marker.decoy
    return None


def _verified_hex(data: bytes, word: bytes, markers: Iterable[Marker]) -> Any:
    for at in _met(data, word):
        for marker in markers:
            start = at - 2 * marker.offset
            try:
                if start >= 0 and _equal(a2b_hex(data[start : start + 2 * marker.length]), marker):
                    return marker.decoy
            except (Error, ValueError):
                continue
    return None


def _verified_base64(data: bytes, coded: _Coded, markers: Iterable[Marker]) -> Any:
    for at in _met(data, coded.word):
        for marker in markers:
            start, skipped = _group(at, coded.before, marker.offset, 3, 4, 6)
            count = -(-(skipped + marker.length) // 3) * 4
            if start < 0:
                continue
            try:
                part = data[start : start + count].rstrip(b"=").ljust(count, b"A")
                if _equal(a2b_base64(part)[skipped : skipped + marker.length], marker):
                    return marker.decoy
            except (Error, ValueError):
                continue
    return None


def _group(at: int, before: int, offset: int, size: int, letters: int, bits: int) -> tuple[int, int]:
    """Where the group of letters begins in which the value does, and how many bytes of that group come before it."""
    first = at - -(-before * 8 // bits)  # where the anchor's own group begins
    back = before - offset  # the value's first byte, counted from there
    groups = back // size
    return first + groups * letters, back - groups * size


def _verified_base32(data: bytes, coded: _Coded, markers: Iterable[Marker]) -> Any:
    for at in _met(data, coded.word):
        for marker in markers:
            start, skipped = _group(at, coded.before, marker.offset, 5, 8, 5)
            count = -(-(skipped + marker.length) // 5) * 8
            if start < 0:
                continue
            value = _from_base32(data[start : start + count].ljust(count, b"a"))
            if _equal(value[skipped : skipped + marker.length], marker):
                return marker.decoy
    return None


def _from_base32(text: bytes) -> bytes:
    number = 0
    for one in text.translate(_BASE32):
        number = number << 5 | (one & 31)
    return number.to_bytes(len(text) * 5 // 8, "big")
