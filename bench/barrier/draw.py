"""Draws carriers: by hash, so that the same seed gives the same, each trigger has its share, and none is left out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from .inputs import Carrier, Events, Value
from .sinks import SINKS, STORE, Sink, of_class

Pair = tuple[Value, Sink]
Drawn = tuple[Value, Sink, Carrier]
_EACH = 2


def number(*words: object) -> int:
    """A number that these words always give."""
    return int.from_bytes(
        hashlib.sha256("\0".join(map(str, words)).encode("utf-8", "surrogatepass")).digest()[:8], "big"
    )


def attacks(values: Sequence[Value], events: Events, seed: int) -> list[Drawn]:
    """Each attack in every sink of its class, on two carriers; a carrier that nobody got is given to one more case."""
    pairs = [(value, sink) for value in values for sink in of_class(value.kind)]
    drawn: list[Drawn] = []
    for value, sink in pairs:
        drawn += [(value, sink, carrier) for carrier in _two(events, seed, value.id, sink.name)]
    return drawn + list(_left(pairs, drawn, events, seed))


def _two(events: Events, seed: int, identity: str, sink: str) -> list[Carrier]:
    """One by trigger and then by carrier, so that triggers have equal shares; one among all others."""
    names = list(events.triggers)
    carriers = events.triggers[names[number(seed, identity, sink, "trigger") % len(names)]]
    first = carriers[number(seed, identity, sink, "carrier") % len(carriers)]
    others = [carrier for carrier in events.carriers if carrier != first]
    return [first, *(_nth(others, number(seed, identity, sink, other)) for other in range(1, _EACH) if others)]


def _nth(carriers: Sequence[Carrier], position: int) -> Carrier:
    return carriers[position % len(carriers)]


def _left(pairs: Sequence[Pair], drawn: Sequence[Drawn], events: Events, seed: int) -> Iterator[Drawn]:
    used = {carrier for _value, _sink, carrier in drawn}
    left = [carrier for carrier in events.carriers if carrier not in used]
    for carrier in left[: len(pairs)]:
        value, sink = pairs[number(seed, carrier.event, carrier.name, "left") % len(pairs)]
        yield value, sink, carrier


def benign(values: Sequence[Value], events: Events, seed: int) -> list[Drawn]:
    """Each value in every sink that it fits, and in the handler that stores it, on one carrier."""
    return [
        (value, sink, _two(events, seed, value.id, sink.name)[0])
        for value in values
        for sink in (*SINKS, STORE)
        if not value.sinks or sink.name in value.sinks
    ]
