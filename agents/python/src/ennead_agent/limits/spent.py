"""What the limits keep of one invocation: when it began, and which pages it has asked for."""

from __future__ import annotations

from time import monotonic


class Spent:
    """Kept on the invocation, so that it goes with it."""

    __slots__ = ("began", "deadline", "pages")

    def __init__(self) -> None:
        self.began = monotonic()
        self.deadline: float | None = None
        self.pages: dict[tuple[int, str, str], set[int]] = {}
