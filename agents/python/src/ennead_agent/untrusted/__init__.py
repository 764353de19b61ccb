"""Untrusted text: what the event brought, or less trusted people may have stored, and where an argument holds it.

`spans(argument)` is what a guard asks at a sink.  The index is built once an invocation, when the first sink asks.
"""

from __future__ import annotations

from .. import invocation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .match import Span


def spans(argument: str) -> list[Span]:
    """Where untrusted text stands in a sink's argument, whether as it came or changed on the way; in order.

    What the running code itself names there (its constants) is left out.  Empty where there is no invocation, or its
    event has gone with the answer.
    """
    found = invocation.current()
    if found is None or len(argument) < _SHORTEST:
        return []
    index = found.untrusted
    if index is None:
        return []
    from . import match

    return match.spans(index, argument)


_SHORTEST = 2
