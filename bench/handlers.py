"""Which handlers of a collection of applications are found, and what is told of them against labels by hand.

    python bench/handlers.py FOLDER [--labels FILE...] [--list]

Each folder directly below FOLDER is an application.  Counts functions in the three languages whose code is declared to
be there: handler found or not, by reason; those with something unresolved; seconds of CPU per function.

A label file is `{"functions": [{"folder", "function", "calls": [{"service", "operation", "optional"}],
"hosts": [{"host", "from"}]}]}`; `folder` lies below FOLDER.  Exit 0 without a traceback, 1 with one.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
import traceback
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from ennead.code.entry import NoEntry
from ennead.code.hosts.target import host_of
from ennead.code.question import Answer
from ennead.engine.programs import Programs
from ennead.engine.scan import Request, graphs_of, readings
from ennead.model.app import Function
from ennead.sources.app import AppReading

LANGUAGES = ("python", "nodejs", "java")
ELSEWHERE = frozenset({"remote", "runtime", "adapter", "framework"})
"""Reasons that say the code is not in the folder, or in no language that is read."""


@dataclass(slots=True)
class Tally:
    """Counts over all applications."""

    found: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    unresolved: int = 0
    seconds: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    misses: list[str] = field(default_factory=list)


def functions_of(folder: Path, tally: Tally) -> dict[str, tuple[Function, Answer | NoEntry]]:
    """What is told of each function of an application, by its id in the template."""
    told: dict[str, tuple[Function, Answer | NoEntry]] = {}
    for reading in readings(folder, Request(checks=())):
        if not isinstance(reading, AppReading):
            continue
        programs = Programs(folder)
        for graph in graphs_of(reading, (), None).values():
            start = time.process_time()
            answers = programs.answers(graph)
            spent = time.process_time() - start
            tally.seconds += [spent / len(answers)] * len(answers) if answers else []
            for node_id, answer in answers.items():
                function = graph.node(node_id, Function)
                if function is not None:
                    told[f"{reading.name}:{function.id.partition('/')[2]}"] = (function, answer)
    return told


def count(name: str, told: dict[str, tuple[Function, Answer | NoEntry]], tally: Tally) -> None:
    """Add an application's functions."""
    for key, (function, answer) in told.items():
        runtime = function.runtime if isinstance(function.runtime, str) else ""
        if function.image is None and not runtime.startswith(LANGUAGES):
            continue
        if isinstance(answer, NoEntry):
            tally.refused[answer.klass] += 1
            tally.misses.append(f"{name} {key}: {answer.klass}: {answer.reason}")
            continue
        tally.found += 1
        tally.unresolved += bool(answer.unresolved)


def asked(answer: Answer | NoEntry) -> set[tuple[str, str]]:
    """Services and operations."""
    return set() if isinstance(answer, NoEntry) else {(one.service, one.operation) for one in answer.calls}


def score_calls(labels: list[dict[str, Any]], told: dict[str, dict[str, tuple[Function, Answer | NoEntry]]]) -> None:
    """Requests found of those labelled, and those found that no label has."""
    wanted = found = invented = silent = 0
    for label in labels:
        answer = _answer(label, told)
        sure = {(one["service"], one["operation"]) for one in label["calls"] if not one.get("optional")}
        known = {(one["service"], one["operation"]) for one in label["calls"]}
        given = asked(answer) if answer is not None else set()
        admitted = answer is None or isinstance(answer, NoEntry) or bool(answer.unresolved)
        wanted, found, invented = wanted + len(sure), found + len(sure & given), invented + len(given - known)
        silent += bool(sure - given) and not admitted
        if sure - given or given - known:
            print(
                f"{label['folder']} {label['function']}: missing {sorted(sure - given)}, beside {sorted(given - known)}"
                f"{'' if admitted else ' SILENT'}{' (no answer)' if answer is None else ''}"
            )
    print(f"requests: {found} of {wanted} found, {invented} beside the labels, {silent} functions miss in silence")


def score_hosts(labels: list[dict[str, Any]], told: dict[str, dict[str, tuple[Function, Answer | NoEntry]]]) -> None:
    """Every host that is labelled and told, to be read side by side."""
    for label in labels:
        answer = _answer(label, told)
        given = () if answer is None or isinstance(answer, NoEntry) else answer.hosts
        shown = sorted({f"{host_of(one.target) or one.target!r:.120} ({one.at.path}:{one.at.line})" for one in given})
        wanted = sorted(
            {f"{one['host'] or one.get('prefix')} from {one['from']} ({one['at']})" for one in label["hosts"]}
        )
        gaps = [] if answer is None or isinstance(answer, NoEntry) else [one.reason for one in answer.unresolved]
        print(f"\n{label['folder']} {label['function']}{' (no answer)' if answer is None else ''}")
        print("  labelled", *wanted, sep="\n    ")
        print("  told", *shown, *(f"unresolved: {one}" for one in gaps), sep="\n    ")


def _answer(
    label: dict[str, Any], told: dict[str, dict[str, tuple[Function, Answer | NoEntry]]]
) -> Answer | NoEntry | None:
    functions = told.get(label["folder"].split("/")[0], {})
    name = label["function"].removeprefix("function/").rpartition(":")[2]
    fitting = [one for key, one in functions.items() if key.partition(":")[2] == name]
    file = label.get("handler_file", "")
    for _, answer in fitting:
        if len(fitting) == 1 or (isinstance(answer, Answer) and file.endswith(answer.entry.file)):
            return answer
    return None


def main() -> int:
    """Read all applications and print the counts."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--labels", type=Path, action="append", default=[])
    parser.add_argument("--list", action="store_true", help="name the functions whose handler is not found")
    options = parser.parse_args()
    labels = [one for file in options.labels for one in json.loads(file.read_text(encoding="utf-8"))["functions"]]
    wanted = {one["folder"].split("/")[0] for one in labels}
    tally = Tally()
    told: dict[str, dict[str, tuple[Function, Answer | NoEntry]]] = {}
    for folder in sorted(
        one for one in options.folder.iterdir() if one.is_dir() and (not wanted or one.name in wanted)
    ):
        try:
            told[folder.name] = functions_of(folder, tally)
        except Exception:  # noqa: BLE001  what is counted here
            tally.faults.append(f"{folder.name}: {traceback.format_exc(limit=-3)}")
            continue
        count(folder.name, told[folder.name], tally)
        if not wanted:
            told.clear()
    there = tally.found + sum(n for klass, n in tally.refused.items() if klass not in ELSEWHERE)
    print(
        f"handlers: {tally.found} of {there} found ({100 * tally.found / max(1, there):.1f} %); {dict(tally.refused)}"
    )
    print(f"with something unresolved: {tally.unresolved}; faults: {len(tally.faults)}")
    if tally.seconds:
        print(f"CPU per function: median {1000 * statistics.median(tally.seconds):.1f} ms")
    print(*(tally.misses if options.list else ()), *tally.faults, sep="\n")
    if any("calls" in one for one in labels):
        score_calls([one for one in labels if "calls" in one], told)
    if any("hosts" in one for one in labels):
        score_hosts([one for one in labels if "hosts" in one], told)
    return 1 if tally.faults else 0


if __name__ == "__main__":
    sys.exit(main())
