"""The first lines of a report: which applications, and what is in them."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.engine.result import AppSummary, ScanResult
from ennead.report.scan.text import cells, printable
from ennead.report.table.ink import Ink, clip

# What a person asks of an application first; roles, logs and the like would drown it.
_KINDS = {
    "function": ("function", "functions"),
    "route": ("route", "routes"),
    "function_url": ("function URL", "function URLs"),
    "bucket": ("bucket", "buckets"),
    "table": ("table", "tables"),
    "queue": ("queue", "queues"),
    "topic": ("topic", "topics"),
    "bus": ("bus", "buses"),
    "stream": ("stream", "streams"),
    "state_machine": ("state machine", "state machines"),
    "user_pool": ("user pool", "user pools"),
    "secret": ("secret", "secrets"),
}


def header(result: ScanResult, ink: Ink) -> Iterator[str]:
    """A line per app (name, numbers), seconds at the right of the first; nothing where there is none."""
    if not result.apps:
        return
    seconds = f"{result.stats.seconds:.1f} s"
    names = [clip(printable(app.name), ink.width // 3) for app in result.apps]
    widest = max(map(cells, names))
    for number, (app, name) in enumerate(zip(result.apps, names, strict=True)):
        head = name + " " * (widest - cells(name) + 3)
        yield from ink.row(head, numbers(app), "" if number else seconds, mark="strong")


def numbers(app: AppSummary) -> list[str]:
    """`26 functions ·`, `4 routes ·`, `1 queue`: lines break after the points."""
    counts = {"function": 0, **app.counts}
    shown = [f"{counts[kind]} {words[counts[kind] != 1]}" for kind, words in _KINDS.items() if kind in counts]
    return [*(f"{text} ·" for text in shown[:-1]), shown[-1]]
