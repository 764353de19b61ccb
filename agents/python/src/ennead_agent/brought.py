"""Which classes of data the events of this function bring: looked at after the answer, and seldom."""

from __future__ import annotations

from . import flows, instance, registry

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .invocation import Invocation

_LARGEST = 65536
_EVERY = 1024


def install() -> None:
    """Look at an event now and then."""
    registry.after.append(("brought", look))


def look(found: Invocation) -> None:
    """The first, second, fourth, eighth ... event, then each 1024th: its classes are told with its trigger."""
    number = instance.this.invocations
    if (number & (number - 1) and number % _EVERY) or found.body is None:
        return
    from . import classes

    told = classes.of(_document(found.body), classes.SAMPLE if flows.is_judged() else 0)
    if told:
        key = ("event", f"trigger/{found.trigger or 'invoke'}", "")
        edge = flows.known(key)
        edge.count += 1
        flows.carries(key, edge, frozenset(told), back=True)


def _document(body: bytes) -> object:
    """The event, or the beginning of one that takes long to read."""
    import json

    from . import classes

    if len(body) > _LARGEST:
        return body[: classes.SAMPLE].decode("utf-8", "replace")
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return body.decode("utf-8", "replace")
