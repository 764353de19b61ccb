"""Counts what came of the cases: the document `ennead.perimeter/1`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from .inputs import Value
from .sinks import UNBARRED
from .units import Case

OUTCOMES = ("stopped", "detected_only", "missed")


def outcome(case: Case) -> str | None:
    """What became of an attack; None if it had no effect without the agent, or was not run."""
    bare, agent = case.careless.get("bare"), case.careless.get("agent")
    if bare is None or agent is None or not bare.effects:
        return None
    if agent.effects:
        return "detected_only" if agent.attack else "missed"
    return "stopped" if agent.has("block", "attack") else "missed"


def counts(values: Iterable[Value], cases: Iterable[Case]) -> dict[str, int]:
    """The seven counts of a group."""
    found: Counter[str] = Counter()
    effective = set()
    for case in cases:
        found["cases"] += 1
        became = outcome(case)
        if became is not None:
            found[became] += 1
            effective.add(case.value.id)
    took = sum(found[name] for name in OUTCOMES)
    number = len({value.id for value in values})
    named = {"values": number, "effective": len(effective), "cases": found["cases"], "took_effect": took}
    return named | {name: found[name] for name in OUTCOMES}


def grouped(cases: Sequence[Case], key: Callable[[Case], str]) -> dict[str, dict[str, int]]:
    """The seven counts for each group of cases; a group's values are those it has cases of."""
    groups: dict[str, list[Case]] = {}
    for case in cases:
        groups.setdefault(key(case), []).append(case)
    return {name: counts([case.value for case in group], group) for name, group in sorted(groups.items())}


def by_values(values: Sequence[Value], cases: Sequence[Case], key: Callable[[Value], str]) -> dict[str, dict[str, int]]:
    """The same for groups of values, whether they have cases or not."""
    groups: dict[str, tuple[list[Value], list[Case]]] = {}
    for value in values:
        groups.setdefault(key(value), ([], []))[0].append(value)
    for case in cases:
        groups[key(case.value)][1].append(case)
    return {name: counts(*group) for name, group in sorted(groups.items())}


def attacks(values: Sequence[Value], cases: Sequence[Case]) -> dict[str, Any]:
    """`attacks`, `unbarred` and `no_effect`."""
    barred = [case for case in cases if case.sink.name not in UNBARRED and case.unfit is None]
    free = [case for case in cases if case.sink.name in UNBARRED and case.unfit is None]
    worked = {case.value.id for case in (*barred, *free) if outcome(case) is not None}
    told = {case.value.id for case in (*barred, *free) if "agent" in case.careless and case.careless["agent"].attack}
    idle = {value.id for value in values} - worked
    return {
        "attacks": {
            "total": counts(values, barred),
            "by_class": by_values(values, barred, lambda value: value.kind),
            "by_trigger": grouped(barred, lambda case: case.carrier.trigger),
            "by_sink": grouped(barred, lambda case: case.sink.name),
            "by_source": by_values(values, barred, lambda value: value.origin),
        },
        "unbarred": grouped(free, lambda case: UNBARRED[case.sink.name]),
        "no_effect": {"values": len(idle), "flagged": len(idle & told)},
    }


def comparable(case: Case) -> bool:
    """Whether the value was plain data for the careless handler."""
    careless, twin = case.careless.get("bare"), case.twin.get("bare")
    if careless is None or twin is None:
        return False
    return careless.outcome == twin.outcome == "ok" and careless.answer == twin.answer


def passed(bare_answer: str, agent: Any) -> str:
    """What became of a call that must be answered as without the agent."""
    if agent.has("block"):
        return "blocked"
    return "passed" if agent.answer == bare_answer else "changed"


def benign_outcome(case: Case) -> str | None:
    """What became of a benign case; None if it is not comparable."""
    agent = case.careless.get("agent")
    if not comparable(case) or agent is None:
        return None
    return passed(case.careless["bare"].answer, agent) if agent.outcome == "ok" or agent.has("block") else "changed"


def benign(values: Sequence[Value], cases: Sequence[Case]) -> dict[str, dict[str, int]]:
    """`benign`."""
    return {
        name: _benign([value for value in values if value.doubtful == doubtful], cases, doubtful=doubtful)
        for name, doubtful in (("sure", False), ("doubtful", True))
    }


def _benign(values: Sequence[Value], cases: Sequence[Case], *, doubtful: bool) -> dict[str, int]:
    ours = [case for case in cases if case.value.doubtful == doubtful and case.unfit is None]
    became = Counter(benign_outcome(case) for case in ours)
    flagged = sum(case.careless["agent"].has("flag") for case in ours if "agent" in case.careless)
    named = {name: became[name] for name in ("passed", "blocked", "changed")}
    return {
        "values": len(values),
        "cases": len(ours),
        "comparable": sum(named.values()),
        **named,
        "flagged": flagged,
    }


def twin_outcome(case: Case) -> str | None:
    """What became of an attack in a handler that does it right; None if it was not run with both."""
    bare, agent = case.twin.get("bare"), case.twin.get("agent")
    return None if bare is None or agent is None else passed(bare.answer, agent)


def twins(cases: Sequence[Case]) -> dict[str, int]:
    """`safe_twins`."""
    became = Counter(twin_outcome(case) for case in cases)
    flagged = sum(case.twin["agent"].has("flag") for case in cases if "agent" in case.twin)
    named = {name: became[name] for name in ("passed", "blocked", "changed")}
    return {"cases": sum(named.values()), **named, "flagged": flagged}


def failures(attack_cases: Sequence[Case], benign_cases: Sequence[Case]) -> list[dict[str, str]]:
    """Every attack that was not stopped, and every benign case that did not pass."""
    attacked = ((case, outcome(case)) for case in attack_cases if case.sink.name not in UNBARRED)
    harmless = ((case, benign_outcome(case)) for case in benign_cases)
    return list(_entries(attacked, "stopped")) + list(_entries(harmless, "passed"))


def twin_failures(cases: Sequence[Case]) -> list[dict[str, str]]:
    """Every safe twin that was blocked or answered otherwise."""
    return list(_entries(((case, twin_outcome(case)) for case in cases), "passed"))


def _entries(outcomes: Iterable[tuple[Case, str | None]], good: str) -> Iterator[dict[str, str]]:
    for case, became in outcomes:
        if became not in (None, good):
            yield {**entry(case), "outcome": str(became)}


def entry(case: Case) -> dict[str, str]:
    """A case by its names."""
    named = {"id": case.value.id, **({"class": case.value.kind} if case.attack else {})}
    place = {"trigger": case.carrier.trigger, "event": case.carrier.event, "carrier": case.carrier.name}
    return {**named, **place, "sink": case.sink.name}


def not_run(cases: Sequence[Case]) -> list[dict[str, Any]]:
    """Cases whose carrier could not hold the value, by reason."""
    unfit = Counter((case.sink.name, case.carrier.trigger, case.unfit) for case in cases if case.unfit is not None)
    lost = Counter(case.sink.name for case in cases if case.unfit is None and "bare" not in case.careless)
    found: list[dict[str, Any]] = []
    for (sink, trigger, reason), number in sorted(unfit.items(), key=str):
        found.append({"what": f"{sink} on {trigger}", "reason": str(reason), "cases": number})
    for sink, number in sorted(lost.items()):
        found.append({"what": sink, "reason": "the sandbox ended before", "cases": number})
    return found
