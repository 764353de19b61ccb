"""Untrusted text: what the event brought, or less trusted people may have stored, and where an argument holds it.

`spans(argument)` is what a guard asks at a sink.  The index is built once an invocation, when the first sink asks.
"""

from __future__ import annotations

from .. import invocation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .match import Span
    from .texts import Index


def spans(argument: str, guard: str, *, doubtful: bool = False) -> list[Span]:
    """Where untrusted text stands in a sink's argument, whether as it came or changed on the way; in order.

    What the running code itself names there (its constants) is left out, and what the contract trusts for this
    `guard`.  Empty where there is no invocation, or its event has gone with the answer.  `doubtful`: see `match.spans`.
    """
    if len(argument) < _SHORTEST or invocation.current() is None:
        return []
    from . import constants

    if constants.is_constant(argument):  # before the index is built: most arguments are
        return []
    index = seen_by(guard)
    if index is None:
        return []
    from . import match

    if index.left or len(argument) > match.LARGEST:
        from .. import verdicts

        verdicts.unjudged(guard, "an event or an argument with more text than is looked at")
    return match.spans(index, argument, doubtful=doubtful)


def seen_by(guard: str) -> Index | None:
    """The untrusted texts of the running invocation, without what the contract trusts for this guard."""
    found = invocation.current()
    index = found.untrusted if found is not None else None
    return index.seen_by(guard) if index is not None and index.may_trust else index


_SHORTEST = 2
