"""Untrusted text: what the event brought, or less trusted people may have stored, and where an argument holds it.

`spans(argument)` is what a guard asks at a sink.  The index is built once an invocation, when the first sink asks.
"""

from __future__ import annotations

from .. import invocation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .match import Span


def spans(argument: str, guard: str | None = None, *, doubtful: bool = False) -> list[Span]:
    """Where untrusted text stands in a sink's argument, whether as it came or changed on the way; in order.

    What the running code itself names there (its constants) is left out, and what the contract trusts for this
    `guard`.  Empty where there is no invocation, or its event has gone with the answer.  `doubtful`: see `match.spans`.
    """
    found = invocation.current()
    if found is None or len(argument) < _SHORTEST:
        return []
    from . import constants

    if constants.is_constant(argument):  # before the index is built: most arguments are
        return []
    index = found.untrusted
    if index is None:
        return []
    if guard is not None and index.may_trust:
        index = index.seen_by(guard)
    from . import match

    return match.spans(index, argument, doubtful=doubtful)


_SHORTEST = 2
