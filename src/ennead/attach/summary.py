"""What events come to: per function what was or would have been blocked, what the agent costs, and who is ready."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from ennead.attach.events import Event, Events
from ennead.attach.words import Coverage

_COSTS = re.compile(r"(?:_ms|_us|_ns|_mb|_kb|_bytes)\Z")
"""Facts of a proof of life that are figures of cost: they say their unit."""
_MOST_COSTS = 20
_MOST_EXAMPLES = 3
_MOST_NAMES = 5
_RANDOM = re.compile(r"-[0-9A-Za-z]{8,14}\Z")
"""What CloudFormation puts behind the name of a function that is given none."""
_TOKEN = re.compile(r"\$\{[^{}]*\}")


@dataclass(frozen=True, slots=True)
class Count:
    """How many events of one sort there were; `would` be blocked in `enforce`; examples are reasons with places.

    `unwritten` of them the log had no room for: they are counted, and nothing else is known of them.
    """

    kind: str
    guard: str
    verdict: str
    would: bool
    count: int
    examples: tuple[str, ...] = ()
    unwritten: int = 0


@dataclass(frozen=True, slots=True)
class Cost:
    """A figure of the proofs of life: its middle and its largest."""

    name: str
    middle: float
    largest: float
    of: int


@dataclass(frozen=True, slots=True)
class Seen:
    """A function and its events.

    `name` is the function's in the template where it is one of them, else the one it is deployed by; `why` is what
    stands against `enforce`, None where nothing does.  `by_contract`: its template leaves the mode to its contract.
    """

    name: str
    app: str | None
    mode: str | None
    alive: int
    instances: int
    counts: tuple[Count, ...]
    costs: tuple[Cost, ...]
    first: str
    last: str
    why: str | None
    by_contract: bool = False

    @property
    def would(self) -> int:
        """How many events would be blocks."""
        return sum(one.count for one in self.counts if one.would)


@dataclass(frozen=True, slots=True)
class Summary:
    """Every function that events are of; those that are attached and silent; lines and damaged ones."""

    seen: tuple[Seen, ...]
    silent: tuple[str, ...]
    lines: int
    damaged: int

    @property
    def ready(self) -> tuple[str, ...]:
        """The functions of which nothing stands against `enforce`."""
        return tuple(one.name for one in self.seen if one.why is None)


def summary(events: Events, coverages: Sequence[Coverage]) -> Summary:
    """What the events come to, held against the templates."""
    grouped: dict[str, list[Event]] = defaultdict(list)
    for event in events.events:
        grouped[event.function].append(event)
    by_function: dict[str, list[Event]] = defaultdict(list)
    known: dict[str, Sequence[Coverage]] = {}
    for name, members in grouped.items():
        found = _named(name, coverages)
        key = found[0].name if len(found) == 1 else name
        by_function[key] += members
        known[key] = found
    seen = tuple(_seen(name, by_function[name], known[name], events.damaged) for name in sorted(by_function))
    silent = tuple(one.name for one in coverages if one.attached and one.name not in by_function)
    return Summary(seen, silent, events.lines, events.damaged)


def _named(name: str, coverages: Sequence[Coverage]) -> list[Coverage]:
    """The functions of the templates that may be deployed by a name."""
    exact = [one for one in coverages if name in {one.function.name, one.name}]
    return exact or [one for one in coverages if _is_made_of(name, one)]


def _is_made_of(name: str, coverage: Coverage) -> bool:
    """Whether CloudFormation makes the name of the logical id, or a token of the template is filled in."""
    logical, given = coverage.name.rpartition(".")[2], coverage.function.name
    if _TOKEN.search(given):
        pattern = ".+".join(re.escape(part) for part in _TOKEN.split(given))
        return bool(re.fullmatch(pattern, name)) and pattern != ".+"
    stem = _RANDOM.sub("", name)
    return stem != name and (stem == logical or stem.endswith(f"-{logical}"))


def _seen(name: str, events: Sequence[Event], found: Sequence[Coverage], damaged: int) -> Seen:
    coverage = found[0] if len(found) == 1 else None
    alive = [one for one in events if one.kind == "alive"]
    counts = tuple(_counts(events))
    times = sorted(one.timestamp for one in events if one.timestamp)
    modes = sorted((one.timestamp, mode) for one in alive if isinstance(mode := one.facts.get("mode"), str))
    mode = coverage.mode if coverage and coverage.mode else modes[-1][1] if modes else None
    return Seen(
        name,
        coverage.app if coverage else None,
        mode,
        len(alive),
        len({one.instance for one in events if one.instance}),
        counts,
        tuple(_costs(one.facts for one in alive)),
        times[0] if times else "",
        times[-1] if times else "",
        _unnamed(found) if coverage is None else _why(coverage, mode, counts, len(alive), damaged),
        coverage is not None and coverage.mode is None and coverage.hashed.digest is not None,
    )


def _counts(events: Sequence[Event]) -> list[Count]:
    """By kind, guard and verdict; what would be blocked first, the most first."""
    numbers: Counter[tuple[str, str, str, bool]] = Counter()
    unwritten: Counter[tuple[str, str, str, bool]] = Counter()
    examples: dict[tuple[str, str, str, bool], dict[str, None]] = defaultdict(dict)
    for event in events:
        key = (event.kind, event.guard, event.verdict, event.would)
        numbers[key] += event.count
        unwritten[key] += event.count if event.unwritten else 0
        for text in _example(event):
            if len(examples[key]) < _MOST_EXAMPLES:
                examples[key][text] = None
    found = [
        Count(*key, count=number, examples=tuple(examples[key]), unwritten=unwritten[key])
        for key, number in numbers.items()
    ]
    return sorted(found, key=lambda one: (not one.would, -one.count, one.kind, one.guard))


def _example(event: Event) -> list[str]:
    """What an event tells, in a line or several: flows that are let be are their edges."""
    if event.unwritten:
        return []
    if event.kind == "flow" and event.verdict == "allow":
        return list(event.edges)
    names = event.facts.get("names") if event.kind == "hygiene" else None
    listed = [str(name)[:60] for name in names] if isinstance(names, list) else event.edges
    reason = event.reason
    if event.edges:  # it ends in the sensor's name, with which the edge begins
        reason = reason.removesuffix(f": {event.edges[0].partition(' ')[0]}")
    text = ": ".join(part for part in (reason, ", ".join(listed)) if part)
    return [f"{text} ({event.at})" if event.at else text] if text else []


def _costs(facts: Iterable[Mapping[str, object]]) -> list[Cost]:
    values: dict[str, list[float]] = defaultdict(list)
    for held in facts:
        for name, value in _flat(held, ""):
            if name in values or len(values) < _MOST_COSTS:
                values[name].append(value)
    return [Cost(name, median(held), max(held), len(held)) for name, held in sorted(values.items())]


def _flat(held: Mapping[str, object], prefix: str) -> list[tuple[str, float]]:
    """The figures of cost in facts, one level down too."""
    found: list[tuple[str, float]] = []
    for key, value in held.items():
        name = f"{prefix}{key}"[:60]
        if isinstance(value, Mapping) and not prefix:
            found += _flat(value, f"{key}.")
        elif _is_figure(value) and _COSTS.search(name):
            found.append((name, float(str(value))))
    return found


def _is_figure(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e15


def _unnamed(found: Sequence[Coverage]) -> str | None:
    """Why nobody can say which function of the templates it is; None where that is known."""
    if len(found) == 1:
        return None
    if not found:
        return "no function of the templates is called so"
    names = dict.fromkeys(one.name for one in found)
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    several = ", ".join([*names][:_MOST_NAMES]) + more
    return f"several functions of the templates may be called so ({several}): which one it is could not be told"


def _why(coverage: Coverage, mode: str | None, counts: Sequence[Count], alive: int, damaged: int) -> str | None:
    """What stands against `enforce`."""
    would = sum(one.count for one in counts if one.would)
    if not coverage.attached:
        return "its template does not attach the agent"
    if mode == "enforce":
        return "it is in enforce already"
    if would:
        return f"{would:,} event{'' if would == 1 else 's'} would be blocked: look whether each is an attack"
    if any(one.kind == "error" for one in counts):
        return "the agent had errors of its own there"
    if any(one.kind == "contract" and one.verdict == "flag" for one in counts):
        return "its agent could not use the contract as it stands"
    if any(one.kind == "hygiene" and one.verdict == "flag" for one in counts):
        return "it leaves things behind: enforce ends such processes and sets variables back"
    if damaged:
        lines = "1 line speaks of an event" if damaged == 1 else f"{damaged:,} lines speak of events"
        return f"{lines} and could not be read: what {'it' if damaged == 1 else 'they'} would tell is not known"
    if not alive:
        return "no proof of life of its agent is among the events"
    return None
