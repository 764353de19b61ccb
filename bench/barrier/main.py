"""Measures whether the agent stops attacks, and nothing else: `bench/perimeter`.

Each attack is put into an event at a carrier; a careless handler uses it; without the agent and with it, the bench
looks whether the attack's effect happened.  Benign values go the same way and must get the same answer.  With no option
the inputs are those that lie in ../shared/data, beside the project.  Exit 0 if the run came to its end, 2 if an input
is missing.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from . import cost, draw, inputs, own, sandbox, score, table, units
from .inputs import Events, Missing, Value
from .units import ROOT, Case

PARTS = ("attacks", "benign", "stored", "transformed", "cost")
_UNTRIED = {"yaml-load": ("yaml", "PyYAML"), "template-jinja": ("jinja2", "Jinja2"), "partiql-text": ("boto3", "boto3")}
_Read = tuple[Sequence[Value], str]
_KEYS = {"stored": "store", "transformed": "change"}
_RUNS_CODE = ("shell", "code", "deserialisation", "template")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run, print."""
    options = _parse(arguments)
    began = time.monotonic()
    try:
        document, cases = _measure(options)
    except Missing as reason:
        print(f"bench/perimeter: {reason}", file=sys.stderr)
        return 2
    document["seconds"] = round(time.monotonic() - began, 1)
    if options.cases:
        _write_cases(options.cases, cases)
    print(json.dumps(document, indent=1) if options.format == "json" else table.text(document))
    return 0


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bench/perimeter", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--attacks", type=Path, default=inputs.SHARED / "attacks" / "attacks.jsonl", help="attack values, JSON lines")
    add("--benign", type=Path, default=inputs.SHARED / "attacks" / "benign.jsonl", help="benign values, JSON lines")
    add("--events", type=Path, default=inputs.SHARED / "events", help="folder of events with index.json")
    add("--seed", type=int, default=1, help="draws other carriers")
    add("--format", choices=("table", "json"), default="table")
    add("--cases", type=Path, help="write one line per case there")
    quick = parser.add_argument_group("to be quick while working on it")
    quick.add_argument(
        "--only", action="append", metavar="CLASS", help="only these classes of attacks, and sinks of theirs"
    )
    quick.add_argument(
        "--limit", type=int, metavar="N", help="only N values of each class and source, and N benign ones"
    )
    quick.add_argument("--parts", default=",".join(PARTS), help="what to run: %(default)s")
    quick.add_argument("--layer", type=Path, help="a layer built before, instead of this checkout's")
    quick.add_argument("--jobs", type=int, default=max(2, os.cpu_count() or 2), help="sandboxes at a time")
    return parser.parse_args(arguments)


def _measure(options: argparse.Namespace) -> tuple[dict[str, Any], list[Case]]:
    attacks, attacks_digest = inputs.values(options.attacks)
    benign, benign_digest = inputs.values(options.benign)
    events = inputs.events(options.events.resolve())
    attacks, benign = _fewer(options, attacks), _fewer(options, benign)
    parts = options.parts.split(",")
    excuses = [*_missing_libraries(), *_without_namespaces()]
    drawn = draw.attacks(attacks, events, options.seed) if "attacks" in parts else []
    attack_cases = _cases(drawn, options, attack=True)
    drawn = draw.benign(benign, events, options.seed) if "benign" in parts else []
    benign_cases = _cases(drawn, options, attack=False)
    with tempfile.TemporaryDirectory(prefix="ennead-perimeter-") as folder:
        layer = options.layer.resolve() if options.layer else _layer(Path(folder))
        wrong = units.run([*attack_cases, *benign_cases], events.folder, layer, options.jobs, _say)
        further = _own(parts, attack_cases, events, options.seed)
        for cases in further.values():
            more = units.run(cases, events.folder, layer, options.jobs, _say)
            wrong.units += more.units
            wrong.faults += more.faults
        figures = cost.measure(layer, Path(folder)) if "cost" in parts else cost.NOTHING
    document = {
        "schema": "ennead.perimeter/1",
        "agent": _agent(),
        "inputs": _inputs((attacks, attacks_digest), (benign, benign_digest), events, options.seed),
        **score.attacks(attacks, attack_cases),
        "benign": score.benign(benign, benign_cases),
        "safe_twins": score.twins(attack_cases),
        **{name: own.document(cases, _KEYS[name]) for name, cases in further.items()},
        "cost": figures,
        "failures": score.failures(attack_cases, benign_cases),
        "twin_failures": score.twin_failures(attack_cases),
        "not_run": [
            *excuses,
            *score.not_run([*attack_cases, *benign_cases]),
            *({"what": "a unit", "reason": reason} for reason in wrong.units),
        ],
        "agent_faults": dict(wrong.faults.most_common()),
    }
    return document, [*attack_cases, *benign_cases, *(case for cases in further.values() for case in cases)]


def _own(parts: Sequence[str], tried: Sequence[Case], events: Events, seed: int) -> dict[str, list[Case]]:
    """Our own cases, of the attacks that have worked."""
    found = {}
    if "stored" in parts and find_spec("boto3") is not None:
        found["stored"] = own.stored(tried, events, seed)
    if "transformed" in parts:
        found["transformed"] = own.transformed(tried, events, seed)
    return found


def _fewer(options: argparse.Namespace, values: list[Value]) -> list[Value]:
    """What --only and --limit leave."""
    if options.only:
        values = [value for value in values if not value.kind or value.kind in options.only]
    if options.limit is None:
        return values
    kept: dict[tuple[str, str], int] = {}
    left = []
    for value in sorted(values, key=lambda value: draw.number(options.seed, value.id)):
        group = (value.kind, value.origin if value.kind else "")
        kept[group] = kept.get(group, 0) + 1
        if kept[group] <= options.limit:
            left.append(value)
    return left


def _cases(drawn: Sequence[draw.Drawn], options: argparse.Namespace, *, attack: bool) -> list[Case]:
    """Those that can be run here."""
    absent = {excuse["what"] for excuse in _missing_libraries()}
    apart = sandbox.unusable() is None
    kept = []
    for value, sink, carrier in drawn:
        tame = apart or not attack or value.kind not in _RUNS_CODE or value.origin == "ennead"
        chosen = not options.only or not sink.classes or set(sink.classes) & set(options.only)
        if sink.name not in absent and tame and chosen:
            kept.append(Case(value, sink, carrier, attack))
    return kept


def _missing_libraries() -> list[dict[str, str]]:
    return [
        {"what": sink, "reason": f"{name} is not installed"}
        for sink, (module, name) in _UNTRIED.items()
        if find_spec(module) is None
    ]


def _without_namespaces() -> list[dict[str, str]]:
    reason = sandbox.unusable()
    return [] if reason is None else [{"what": f"{kind} strings of corpora", "reason": reason} for kind in _RUNS_CODE]


def _layer(folder: Path) -> Path:
    """The agent as it is deployed, built by its own script."""
    layer = folder / "layer"
    command = [sys.executable, str(ROOT / "agents" / "python" / "build_layer.py"), str(layer)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    if ran.returncode != 0:
        raise Missing(f"the agent's layer cannot be built: {ran.stderr.strip().splitlines()[-1:]}")
    return layer


def _agent() -> dict[str, str]:
    text = (ROOT / "agents" / "python" / "src" / "ennead_agent" / "__init__.py").read_text(encoding="utf-8")
    found = re.search(r'__version__ = "([^"]+)"', text)
    return {"language": "python", "version": found.group(1) if found else "unknown", "ring": "patches+audit"}


def _inputs(attacks: _Read, benign: _Read, events: Events, seed: int) -> dict[str, Any]:
    return {
        "attacks": {"sha256": attacks[1], "values": len(attacks[0])},
        "benign": {"sha256": benign[1], "values": len(benign[0])},
        "events": {"sha256": events.digest, "events": events.events, "carriers": len(events.carriers)},
        "seed": seed,
    }


def _write_cases(path: Path, cases: Sequence[Case]) -> None:
    with path.open("w", encoding="utf-8") as file:
        for case in cases:
            became = score.outcome(case) if case.attack else score.benign_outcome(case)
            line = {
                **score.entry(case),
                "kind": "attack" if case.attack else "benign",
                **({"change": case.change} if case.change else {}),
                **({"store": case.store} if case.store else {}),
                "outcome": became or case.unfit or ("no effect" if case.attack else "not comparable"),
                "twin": score.twin_outcome(case) if case.attack else None,
                "effects": {variant: list(heard.effects) for variant, heard in case.careless.items()},
                "ended": {variant: heard.outcome for variant, heard in case.careless.items()},
                "events": [list(event) for event in case.careless["agent"].events] if "agent" in case.careless else [],
                "twin_events": [list(event) for event in case.twin["agent"].events] if "agent" in case.twin else [],
            }
            file.write(json.dumps(line) + "\n")


def _say(text: str) -> None:
    """Tell how far it is, where somebody watches."""
    if sys.stderr.isatty() or os.environ.get("PERIMETER_VERBOSE"):
        print(text, file=sys.stderr, flush=True)
