"""Splits calls into units, and runs each in a sandbox of its own, as many at a time as there are processors."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import sandbox
from .inputs import Carrier, Value
from .sinks import Sink

ROOT = Path(__file__).resolve().parents[2]
_SIZE = 700
"""Cases of a unit."""
_LONGEST = 1500
"""Seconds after which a unit is given up."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of one call: how it ended, its answer's hash, effects, and the agent's events."""

    outcome: str
    answer: str
    effects: tuple[str, ...]
    events: tuple[tuple[str, str, str], ...] = ()

    def has(self, verdict: str, kind: str | None = None) -> bool:
        """Whether an event of that verdict (and kind) was told."""
        return any(event[1] == verdict and kind in (None, event[0]) for event in self.events)

    @property
    def attack(self) -> bool:
        """Whether any event of kind `attack` was told."""
        return any(event[0] == "attack" for event in self.events)


@dataclass(slots=True)
class Case:
    """A value in a sink on a carrier; what the careless handler and its twin did, by variant."""

    value: Value
    sink: Sink
    carrier: Carrier
    attack: bool
    change: str = ""
    """What the handler does to the value first."""
    also: Carrier | None = None
    """Where the second half of it comes from."""
    store: str = ""
    """Where another call has kept it before."""
    careless: dict[str, Heard] = field(default_factory=dict)
    twin: dict[str, Heard] = field(default_factory=dict)
    unfit: str | None = None


@dataclass(slots=True)
class Wrong:
    """What went wrong in a run: reasons why units ended early, and faults that the agent told of itself."""

    units: list[str] = field(default_factory=list)
    faults: Counter[str] = field(default_factory=Counter)


def run(cases: Sequence[Case], events: Path, layer: Path, jobs: int, told: Callable[[str], None]) -> Wrong:
    """Run all cases and note what came of them."""
    wrong = Wrong()
    units = list(split(cases))
    with ThreadPoolExecutor(jobs if sandbox.unusable() is None else 1) as pool:  # without one, they share their ports
        waiting = {pool.submit(_unit, unit, events, layer): unit for unit in units}
        for number, done in enumerate(as_completed(waiting), 1):
            reason, faults = done.result()
            wrong.faults += faults
            told(f"{number} of {len(units)} units: {waiting[done][0].sink.module}")
            if reason is not None:
                wrong.units.append(reason)
    return wrong


def split(cases: Sequence[Case]) -> Iterator[list[Case]]:
    """Units of cases whose sinks are of one module; those that take longest first."""
    groups: dict[str, list[Case]] = {}
    for case in cases:
        groups.setdefault(f"{case.sink.module} {'stored' if case.store else ''}", []).append(case)
    for _name, group in sorted(groups.items(), key=lambda item: (not item[0].startswith(("shell", "fetch")), item[0])):
        for start in range(0, len(group), _SIZE):
            yield group[start : start + _SIZE]


def job(unit: Sequence[Case], events: Path, layer: Path) -> dict[str, Any]:
    """The unit as the sandbox reads it: two numbers a case."""
    calls, beside, alone = [], {}, []
    for place, case in enumerate(unit):
        number = 2 * place + 1
        calls += _calls(case, number)
        if not case.attack:
            beside[str(number)] = number + 1
            alone.append(str(number + 1))
    apart = sandbox.unusable() is None
    names = {"namespaces": apart, "contract": bool(unit and unit[0].store), "events": str(events), "layer": str(layer)}
    return {**names, "calls": calls, "beside": beside, "alone": alone}


def _calls(case: Case, number: int) -> list[dict[str, Any]]:
    """The calls of a case: the careless handler's and its twin's; or the one that keeps and the one that uses."""
    also = case.also.route if case.also is not None else ()
    call = {
        "sink": case.sink.name,
        "value": case.value.text,
        "attack": case.attack,
        "event": case.carrier.event,
        "route": case.carrier.route,
        "change": case.change,
        "also": also,
        "store": case.store,
        "step": "",
    }
    if case.store:
        kept = {**call, "number": number, "fill": number + 1, "twin": True, "step": "keep"}
        return [kept, {**call, "number": number + 1, "fill": number + 1, "twin": False, "step": "use"}]
    twins = (False,) if case.change else (False, True)
    return [{**call, "number": number + twin, "fill": number + twin, "twin": twin} for twin in twins]


def _unit(unit: Sequence[Case], events: Path, layer: Path) -> tuple[str | None, Counter[str]]:
    """Run a unit; why not all of it was run, if so, and the agent's faults."""
    document = job(unit, events, layer)
    command = [sys.executable, "-m", "bench.barrier.inside"]
    if document["namespaces"]:
        command = sandbox.command(command)
    try:
        ran = subprocess.run(
            command,
            cwd=ROOT,
            input=json.dumps(document),
            capture_output=True,
            text=True,
            timeout=_LONGEST,
            check=False,
        )
        output, code, said = ran.stdout, ran.returncode, ran.stderr
    except subprocess.TimeoutExpired as error:
        output, code, said = _text(error.stdout), -1, "took too long"
    faults = note(unit, output)
    if code != 0:
        last = said.strip().splitlines()[-1:] or [str(code)]
        return f"a unit of {unit[0].sink.module} ended early: {last[0]}", faults
    return None, faults


def _text(data: object) -> str:
    return data.decode("utf-8", "replace") if isinstance(data, bytes) else str(data or "")


def note(unit: Sequence[Case], output: str) -> Counter[str]:
    """Write what a sandbox told into the unit's cases; the agent's faults."""
    faults: Counter[str] = Counter()
    heard: dict[tuple[str, int], dict[str, Any]] = {}
    told: dict[tuple[str, int], list[list[str]]] = {}
    for line in output.splitlines(keepends=True):
        if not line.endswith("\n"):  # torn where it was ended
            continue
        document = json.loads(line)
        if "unfit" in document:
            unit[(document["number"] - 1) // 2].unfit = document["unfit"]
        elif "events" in document:
            faults.update(document.get("faults", {}))
            told |= {(document["variant"], int(key)): found for key, found in document["events"].items() if key}
        else:
            heard[document["variant"], document["number"]] = document
    for (variant, number), document in heard.items():
        case = unit[(number - 1) // 2]
        found = [(event[0], event[1], event[2]) for event in told.get((variant, number), [])]
        result = Heard(document["outcome"], document["answer"], tuple(document["effects"]), tuple(found))
        (case.twin if (number % 2 == 0) != bool(case.store) else case.careless)[variant] = result
    return faults
