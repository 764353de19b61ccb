"""Where guards hang themselves in: before the handler, and after the answer is posted.

No frame of ours stands on the stack while the handler runs: an event is judged before the runtime client hands it on,
and a refused one is answered there.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .contract import Policy
    from .invocation import Invocation

    Before = Callable[[Invocation], "Refusal | None"]
    After = Callable[[Invocation], None]


class Refusal:
    """What the platform gets instead of the handler's answer.

    `body` is the answer's text; with `error` it is the runtime API's error document (`errorMessage`, `errorType`).
    """

    __slots__ = ("body", "error")

    def __init__(self, body: str, *, error: bool) -> None:
        self.body = body
        self.error = error


FAULT = Refusal('{"errorMessage":"refused","errorType":"Ennead.Refused","stackTrace":[]}', error=True)
"""The named error, of which nothing is told.  From a guard or a fault, it becomes the refusal of the event's kind."""

GOES_ON = Refusal("", error=False)
"""Nothing is answered yet: the next record of a batch is handed on (`refuse.drive`)."""
OWN = Refusal("", error=True)
"""The handler's own error goes out, as it is."""

before: list[tuple[str, Before]] = []
"""Asked in order with each invocation before the handler; the first refusal holds."""
after: list[tuple[str, After]] = []
"""Told of each invocation once its answer is posted."""
answering: list[tuple[str, Callable[[Any], None]]] = []
"""Told of the handler's answer before it is posted."""
between: list[tuple[str, Callable[[], None]]] = []
"""Called in order before each question for an event, where the runtime client is hooked: no invocation is open then."""


class State:
    """What the agent runs under; replaced once, when the runtime client is there."""

    __slots__ = ("attached", "dead_letter", "layer", "one_by_one", "policy")

    def __init__(self) -> None:
        self.policy: Policy | None = None
        self.layer: str | None = None
        self.attached = "not"
        self.one_by_one = False
        """Whether handlers get the records of a batch one by one."""
        self.dead_letter: str | None = None
        """The queue that dropped records are sent to: its URL or ARN."""


state = State()
