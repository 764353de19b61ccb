"""The agent's coverage as a document: `ennead.attach/1` (`spec/attach.schema.json`)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

from ennead.attach.absent import Absent
from ennead.attach.plan import App
from ennead.attach.summary import Seen, Summary
from ennead.attach.words import Coverage, Letter, State, Wish
from ennead.model.unknown import Unknown

SCHEMA = "ennead.attach/1"


def document(
    apps: Sequence[App],
    coverages: Sequence[Coverage],
    wish: Wish,
    summary: Summary | None = None,
    diff: str | None = None,
    *,
    absent: Sequence[Absent] = (),
    unread: Sequence[str] = (),
) -> dict[str, Any]:
    """Every function with its state and reasons; what events came to; the difference as text.

    `absent` are functions that are declared and not made here: they are in no state, and not counted.  `unread` is what
    was not read and may make more.
    """
    several = len(apps) > 1
    counts = Counter(one.state.value for one in coverages)
    return {
        "schema": SCHEMA,
        **({"apps": [app.name for app in apps]} if several else {"app": apps[0].name if apps else None}),
        "layer": wish.arn or wish.layer,
        "counts": {state.value: counts[state.value] for state in State},
        "functions": [{**({"app": one.app} if several else {}), **_function(one)} for one in coverages],
        **({"absent": [_absent(one) for one in absent]} if absent else {}),
        **({"unread": [*unread]} if unread else {}),
        **({"events": _summary(summary)} if summary else {}),
        **({"diff": diff} if diff is not None else {}),
    }


def render(
    apps: Sequence[App],
    coverages: Sequence[Coverage],
    wish: Wish,
    summary: Summary | None = None,
    diff: str | None = None,
    *,
    absent: Sequence[Absent] = (),
    unread: Sequence[str] = (),
) -> str:
    """The document as JSON text: ASCII (so that no terminal obeys a name), ends in a newline."""
    made = document(apps, coverages, wish, summary, diff, absent=absent, unread=unread)
    return json.dumps(made, indent=2, allow_nan=False) + "\n"


def _absent(one: Absent) -> dict[str, Any]:
    at = {"path": one.at.path, "line": one.at.line} if one.at.line else None
    return {"function": one.name, "only": one.only, "at": at}


def _function(one: Coverage) -> dict[str, Any]:
    runtime = one.function.runtime
    return {
        "function": one.name,
        "state": one.state.value,
        "runtime": None if isinstance(runtime, Unknown) else runtime,
        "mode": one.mode,
        "contract": {
            "agreed": one.hashed.agreed.value,
            "hash": one.hashed.digest,
            "file": one.hashed.file,
            "called": one.called,
        },
        "dead_letter": _letter(one.letter),
        "reasons": [{"why": reason.why.value, "text": reason.text} for reason in one.reasons],
        "notes": list(one.notes),
        "chained": one.chained,
        "lines": list(one.lines),
        "layers": len(one.function.layers),
        "environment_bytes": one.variables or None,
        "unpacked_bytes": one.size,
        "at": {"path": one.at.path, "line": one.at.line} if one.at and one.at.line else None,
    }


def _letter(letter: Letter | None) -> dict[str, Any] | None:
    if letter is None:
        return None
    return {"queue": letter.queue, "allowed": letter.allowed.value, "reason": letter.reason}


def _summary(summary: Summary) -> dict[str, Any]:
    return {
        "lines": summary.lines,
        "damaged": summary.damaged,
        "functions": [_seen(one) for one in summary.seen],
        "silent": list(summary.silent),
        "ready": list(summary.ready),
    }


def _seen(one: Seen) -> dict[str, Any]:
    return {
        "function": one.name,
        "known": one.app is not None,
        "mode": one.mode,
        "alive": one.alive,
        "instances": one.instances,
        "would_block": one.would,
        "first": one.first or None,
        "last": one.last or None,
        "counts": [
            {
                "kind": count.kind,
                "guard": count.guard,
                "verdict": count.verdict,
                "would_block": count.would,
                "count": count.count,
                "examples": list(count.examples),
                "unwritten": count.unwritten,
            }
            for count in one.counts
        ],
        "cost": [
            {"name": cost.name, "middle": cost.middle, "largest": cost.largest, "of": cost.of} for cost in one.costs
        ],
        "against_enforce": one.why,
    }
