"""Where a thing stands: a file, the route inside it, and the line once it is known."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in a source.

    `path` is relative to the scanned folder, with `/`.  `route` is the symbolic place inside it
    (`("Resources", "Fn", "Properties", "Policies", "0")`).  `line` and `column` start at 1; 0 means
    the place is known symbolically only.
    """

    path: str
    line: int = 0
    column: int = 0
    route: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.path}:{self.line}" if self.line else self.path
