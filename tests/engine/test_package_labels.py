"""Whether handlers load packages, held against labels of our own on applications of others (read, not run).

The applications lie in a folder of their own (`ENNEAD_CORPUS`): aws-samples/serverless-patterns as `patterns`,
serverless/examples as `sls-examples`, OWASP/DVSA as `DVSA`; where they are not there, the test is skipped.
"""

from __future__ import annotations

import json
import os
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest

from ennead.engine.programs import Programs
from ennead.engine.scan import Request, map_of, readings
from ennead.model.app import Function
from ennead.packages.shipped import NEARER, Reached
from ennead.sources.read import AppReading

CORPUS = Path(os.environ.get("ENNEAD_CORPUS") or "no-corpus-is-named")
LABELS: list[dict[str, Any]] = json.loads((Path(__file__).parent / "package_labels.json").read_text(encoding="utf-8"))
_SAYS = {Reached.SYMBOL: True, Reached.HANDLER: True, Reached.NO: False, Reached.UNKNOWN: None}


def reached(repository: Path) -> dict[tuple[str, str], Reached]:
    """How far each function goes towards each package, by `ecosystem:name`."""
    programs = Programs(repository)
    found: dict[tuple[str, str], Reached] = {}
    for reading in readings(repository, Request(())):
        if isinstance(reading, AppReading):
            graph = map_of(reading, (), programs)
            for function_id, load in programs.shipped(graph).loads.items():
                function = graph.node(function_id, Function)
                assert function is not None
                name = function.logical_id or function.name
                for one in load.packages:
                    key = name, f"{one.named.package.ecosystem.value}:{one.named.package.name}"
                    found[key] = min(one.reached, found.get(key, one.reached), key=NEARER.__getitem__)
    return found


def wrong(labels: list[dict[str, Any]]) -> list[str]:
    """The labels that are not met, with what was said."""
    by_repository: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for label in labels:
        by_repository[label["repository"]].append(label)
    missed = []
    for name, group in by_repository.items():
        said = reached(CORPUS / name)
        for label in group:
            answer = said.get((label["function"], label["package"]))
            if answer is None or _SAYS[answer] is not label["imported"]:
                missed.append(f"{name} {label['function']} {label['package']}: {answer}, {label['imported']}")
    return missed


def test_labels_are_balanced() -> None:
    """There are twenty pairs of each language, loaded and not, each with a reason."""
    counts = Counter(label["package"].partition(":")[0] for label in LABELS)
    assert counts == {"PyPI": 20, "npm": 20, "Maven": 20}
    assert all(label["why"] for label in LABELS)
    assert sum(label["imported"] for label in LABELS) in range(24, 40)


def test_handlers_load_what_the_labels_say(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """At least 95 % of the pairs are right, where «not told» is right of none."""
    if not all((CORPUS / label["repository"]).is_dir() for label in LABELS):
        pytest.skip(f"the applications are not below {CORPUS}")
    monkeypatch.setenv("ENNEAD_DATABASE", str(tmp_path / "none.db"))
    missed = wrong(LABELS)
    assert len(missed) <= len(LABELS) // 20, missed
