"""Every write is remembered, so that what one branch did can be taken back before the other is followed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeAlias

from ennead.code.evaluate.live import Vars, join

if TYPE_CHECKING:
    from ennead.code.evaluate.live import Live
    from ennead.code.evaluate.machine import Machine

Changes: TypeAlias = "dict[tuple[Vars, str], Live | None]"
"""What some statements came to: by variable its new value, None where it is gone."""


class Trail:
    """All writes so far.  `version` counts those to what functions share (modules, classes, objects)."""

    def __init__(self) -> None:
        self._writes: list[tuple[Vars, str, Live | None]] = []
        self.version = 0
        self.work = 0
        """What joining has cost, in steps."""

    def put(self, into: Vars, key: str, value: Live | None) -> None:
        """Write a variable; None takes it away."""
        old = into.get(key)
        if old is value:
            return
        self._writes.append((into, key, old))
        if into.shared and old != value:
            self.version += 1
        self._set(into, key, value)

    def mark(self) -> int:
        """A point to go back to."""
        return len(self._writes)

    def since(self, mark: int, *, shared: bool = False) -> Changes:
        """What has changed since; with `shared` without the variables of functions."""
        writes = self._writes[mark:]
        self.work += len(writes) // 8
        return {(into, key): into.get(key) for into, key, _ in writes if into.shared or not shared}

    def undo(self, mark: int) -> Changes:
        """Take back what has changed since, and say what it was."""
        changes = self.since(mark)
        for into, key, old in reversed(self._writes[mark:]):
            self._set(into, key, old)
            if into.shared:
                self.version += 1
        del self._writes[mark:]
        return changes

    def merge(self, ways: Iterable[Changes]) -> None:
        """Where several ways meet: each variable is what it came to on one of them."""
        every = list(ways)
        self.work += sum(map(len, every)) // 2
        for into, key in dict.fromkeys(place for way in every for place in way):
            came_to = [way[into, key] if (into, key) in way else into.get(key) for way in every]
            values = [value for value in came_to if value is not None]
            self.put(into, key, join(values) if values else None)

    def replay(self, changes: Changes) -> None:
        """Do it again."""
        for (into, key), value in changes.items():
            self.put(into, key, value)

    @staticmethod
    def _set(into: Vars, key: str, value: Live | None) -> None:
        if value is None:
            into.pop(key, None)
        else:
            into[key] = value


@contextmanager
def apart(machine: Machine) -> Iterator[None]:
    """What happens inside happens once for good, on whichever of several ways it is met first."""
    before = machine.trail
    machine.trail = Trail()
    machine.trail.version = before.version + 1
    try:
        yield
    finally:
        before.version = machine.trail.version + 1
        before.work += machine.trail.work
        machine.trail = before
