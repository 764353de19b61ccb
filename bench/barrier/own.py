"""Cases of our own, counted apart: values that were stored before, and values that the handler changes first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from . import score
from .draw import number
from .inputs import Carrier, Events
from .score import counts, entry, grouped, outcome
from .shop.changes import CHANGES
from .sinks import UNBARRED, Sink
from .units import Case

STORES = ("table", "object", "queue")


def stored(tried: Sequence[Case], events: Events, seed: int) -> list[Case]:
    """Each attack that works, by way of each store."""
    return [
        Case(value.value, sink, _carrier(events, seed, value.value.id, store), attack=True, store=store)
        for value, sinks in _working(tried)
        for store in STORES
        for sink in [_one(sinks, seed, value.value.id, store)]
    ]


def transformed(tried: Sequence[Case], events: Events, seed: int) -> list[Case]:
    """Each attack that works, by way of each change."""
    cases = []
    for case, sinks in _working(tried):
        for change in CHANGES:
            sink = _one(sinks, seed, case.value.id, change)
            first, also = _carrier(events, seed, case.value.id, change), None
            if change == "two-fields":
                pairs = _pairs(events, first)
                if not pairs:
                    continue
                first, also = pairs[number(seed, case.value.id, "pair") % len(pairs)]
            cases.append(Case(case.value, sink, first, attack=True, change=change, also=also))
    return cases


def _working(tried: Sequence[Case]) -> Iterator[tuple[Case, list[Sink]]]:
    """Attacks that had an effect without the agent, each once, with the sinks they had it in."""
    found: dict[str, tuple[Case, dict[str, Sink]]] = {}
    for case in tried:
        if outcome(case) is not None and case.sink.name not in UNBARRED:
            found.setdefault(case.value.id, (case, {}))[1][case.sink.name] = case.sink
    for case, sinks in found.values():
        yield case, list(sinks.values())


def _one(sinks: Sequence[Sink], *words: object) -> Sink:
    return sinks[number(*words, "sink") % len(sinks)]


def _carrier(events: Events, *words: object) -> Carrier:
    names = list(events.triggers)
    carriers = events.triggers[names[number(*words, "trigger") % len(names)]]
    return carriers[number(*words, "carrier") % len(carriers)]


def _pairs(events: Events, near: Carrier) -> list[tuple[Carrier, Carrier]]:
    """Two carriers of one event that do not lie within one another: of the same trigger, or of any."""
    for carriers in (events.triggers[near.trigger], events.carriers):
        pairs = [
            (one, other)
            for one in carriers
            for other in carriers
            if one.event == other.event and _apart(one.route[0], other.route[0])
        ]
        if pairs:
            return pairs
    return []


def _apart(one: str, other: str) -> bool:
    return not (one + "/").startswith(other + "/") and not (other + "/").startswith(one + "/")


def document(cases: Sequence[Case], key: str) -> dict[str, Any]:
    """The counts of such cases: in all, by class, and by `key` (`store` or `change`); and those not stopped."""
    run = [case for case in cases if case.unfit is None]
    return {
        "total": counts([case.value for case in run], run),
        "by_class": grouped(run, lambda case: case.value.kind),
        f"by_{key}": grouped(run, lambda case: str(getattr(case, key))),
        "failures": [
            {**entry(case), key: getattr(case, key), "outcome": str(outcome(case))}
            for case in run
            if outcome(case) not in (None, "stopped")
        ],
        "not_run": score.not_run(cases),
    }
