"""How much the evaluation of one configuration may cost.

Loops in loops, locals that double themselves and modules that call modules end here, with a gap.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from ennead.sources.terraform.hcl.problem import Problem

MAX_WORK = 600_000
"""Expressions evaluated, members made and visited, of one environment: more than most cost by far."""
PER_LINE = 20
PER_MODULE = 3_000
"""What a line that is written and a module that is called add to it; a large published module costs some 2,000."""
MAX_ALL = 3_000_000
"""Of all environments of a root module."""
MAX_DEPTH = 350
"""Expressions, locals, variables and module inputs inside each other."""
MAX_TEXT = 1024 * 1024
MAX_MEMBERS = 20_000
"""Of one list or mapping."""
MAX_NESTED = 50
"""Lists and mappings inside each other."""
_FRAMES = 5_000


@dataclass(slots=True)
class Budget:
    work: int = 0
    depth: int = 0
    limit: int = MAX_WORK

    def enter(self) -> None:
        """One expression more, inside those that are open.  Raises Problem where it is too much."""
        self.work += 1
        if self.depth >= MAX_DEPTH:
            raise Problem("values that hang on each other deeper than is followed", "size")
        if self.work > self.limit:
            raise Problem("more work than a configuration may cost", "size")
        self.depth += 1

    def grow(self, *, modules: int = 0, lines: int = 0) -> None:
        """More is written than was known, so more may be done."""
        self.limit += PER_MODULE * modules + PER_LINE * lines

    def leave(self) -> None:
        self.depth -= 1

    def spend(self, work: int) -> None:
        """So many members or, in sixteens, characters.  Raises Problem."""
        self.work += work
        if self.work > self.limit:
            raise Problem("more work than a configuration may cost", "size")

    def text(self, length: int) -> None:
        """Text of a length is about to be made.  Raises Problem."""
        if length > MAX_TEXT:
            raise Problem(f"text of more than {MAX_TEXT} characters", "size")
        self.spend(length // 16)

    def members(self, count: int) -> None:
        """A list or mapping of so many members is about to be made.  Raises Problem."""
        if count > MAX_MEMBERS:
            raise Problem(f"more than {MAX_MEMBERS} members", "size")
        self.spend(count)


@contextmanager
def deep_frames() -> Iterator[None]:
    """Room for `MAX_DEPTH` expressions inside each other, each of which takes some frames."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, _FRAMES))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)
