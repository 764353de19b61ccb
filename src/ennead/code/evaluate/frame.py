"""A call that is being followed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

from ennead.code.evaluate.live import join

if TYPE_CHECKING:
    from ennead.code.evaluate.live import Cls, Live, Scope
    from ennead.code.evaluate.modules import Loaded
    from ennead.code.evaluate.trail import Changes
    from ennead.code.values import Place

_MOST_EXITS = 16
"""Ways out of a function whose changes are kept apart."""
Signal: TypeAlias = Literal["return", "raise", "break", "continue"] | None
"""How statements end: None where control goes on behind them."""


@dataclass(slots=True, eq=False)
class Left:
    """A loop or switch: where the trail was when it began, and what had changed since where it was left."""

    mark: int
    ways: list[Changes] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Frame:
    """A call that is being followed.

    `name` is the qualified name of its function, `via` the calls that lead there.  `returns` and `yields` are the
    values it gives; `exits` what had changed since its start where it left early.  `jumps` are the loops and switches
    around.
    """

    module: Loaded
    scope: Scope
    name: str = ""
    via: tuple[Place, ...] = ()
    cls: Cls | None = None
    returns: list[Live] = field(default_factory=list)
    yields: list[Live] = field(default_factory=list)
    exits: list[Changes] = field(default_factory=list)
    jumps: list[Left] = field(default_factory=list)
    start: int = 0
    """The point of the trail at which the call began."""

    def leave(self, changes: Changes) -> None:
        """It was left early, with these changes to what others see; the same once.

        Of many ways the last ones share a place: a variable is then what it came to on any of them.
        """
        if not changes or changes in self.exits:
            return
        if len(self.exits) < _MOST_EXITS:
            self.exits.append(changes)
            return
        last = self.exits[-1]
        for key, value in changes.items():
            held = last.get(key)
            last[key] = value if held is None else held if value is None else join([held, value])

    @contextmanager
    def within(self, scope: Scope) -> Iterator[None]:
        """Names are looked up in another scope for a while."""
        before = self.scope
        self.scope = scope
        try:
            yield
        finally:
            self.scope = before

    @contextmanager
    def left_by(self, mark: int) -> Iterator[Left]:
        """A loop or switch that `break` leaves; it began at a point of the trail."""
        left = Left(mark)
        self.jumps.append(left)
        try:
            yield left
        finally:
            self.jumps.pop()
