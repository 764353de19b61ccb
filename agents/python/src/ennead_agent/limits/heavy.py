"""The space-saving sketch: who called most, out of however many, in a fixed number of counters."""

from __future__ import annotations


class Heaviest:
    """`size` counters.  A key that has none takes over the smallest, so a count is never too low, at most too high."""

    __slots__ = ("_counts", "_size", "total")

    def __init__(self, size: int = 32) -> None:
        self._counts: dict[str, int] = {}
        self._size = size
        self.total = 0

    def add(self, key: str) -> None:
        """Count one."""
        self.total += 1
        counts = self._counts
        if key in counts:
            counts[key] += 1
        elif len(counts) < self._size:
            counts[key] = 1
        else:
            least = min(counts, key=counts.__getitem__)
            counts[key] = counts.pop(least) + 1

    def top(self, number: int = 3) -> list[tuple[str, int]]:
        """The heaviest keys with their counts, those left out whose count may be nobody's."""
        least = min(self._counts.values(), default=0) if len(self._counts) >= self._size else 0
        found = sorted(self._counts.items(), key=lambda entry: -entry[1])
        return [(key, count) for key, count in found[:number] if count > least]
