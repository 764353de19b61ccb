"""What could not be told, and what somebody has accepted."""

from __future__ import annotations

import shlex
from collections import Counter, defaultdict
from collections.abc import Iterator

from ennead.engine.result import Accepted, ScanResult
from ennead.model.finding import Finding, Unassessed
from ennead.report.scan.text import printable
from ennead.report.table.ink import Ink

_REASONS = 3


def unassessed(result: ScanResult, ink: Ink, show: str | None, command: str) -> Iterator[str]:
    """How many, and the reasons, the most frequent first; all of them where asked for."""
    if not result.unassessed:
        return
    whole = show in {"unassessed", "all"}
    groups = by_reason(result.unassessed)
    shown = groups if whole else groups[:_REASONS]
    complete = whole or (show is None and len(result.unassessed) == len(shown))
    more = "" if complete else f"{command} unassessed"
    yield ""
    yield from ink.row("not assessed  ", str(len(result.unassessed)), more, mark="strong")
    if not whole and show is not None:
        return
    for reason, items in shown:
        yield from ink.row("    ", printable(reason), _places(items))
        if whole and len(items) > 1:
            for item in items:
                yield from ink.row("      ", _where(item))
    if len(shown) < len(groups):
        left = len(groups) - len(shown)
        yield f"    and {left} more reason" + ("s" if left > 1 else "")


def by_reason(items: tuple[Unassessed, ...]) -> list[tuple[str, list[Unassessed]]]:
    """Items with one reason together, the most frequent reason first."""
    groups: dict[str, list[Unassessed]] = defaultdict(list)
    for item in items:
        groups[item.reason].append(item)
    return sorted(groups.items(), key=lambda pair: -len(pair[1]))


def _places(items: list[Unassessed]) -> str:
    return _where(items[0]) if len(items) == 1 else f"{len(items)} times"


def _where(item: Unassessed) -> str:
    place = str(item.at) if item.at and item.at.path else ""
    return printable(place or item.function or item.resource or item.check)


def inputs(result: ScanResult, ink: Ink, target: str) -> Iterator[str]:
    """How many inputs have no value, by class, and where they are listed."""
    counts: Counter[str] = Counter()
    for app in result.apps:
        counts.update(app.gaps)
    if not counts:
        return
    text = ", ".join(f"{number} {name}" for name, number in counts.most_common())
    yield ""
    command = f"ennead map {printable(shlex.quote(target))}"
    yield from ink.row("without a value  ", printable(f"{counts.total()}: {text}"), command, mark="strong")


def accepted(result: ScanResult, ink: Ink, show: str | None, command: str) -> Iterator[str]:
    """How many and by whom; each with its reason where asked for."""
    if not result.accepted:
        return
    whole = show in {"accepted", "all"}
    by = Counter(item.by for item in result.accepted).most_common()
    text = f"{len(result.accepted)}: " + ", ".join(f"{number} {name}" for name, number in by)
    yield ""
    yield from ink.row("accepted  ", printable(text), "" if whole else f"{command} accepted", mark="strong")
    for item in result.accepted if whole else ():
        yield from _acceptance(item, ink)


def _acceptance(item: Accepted, ink: Ink) -> Iterator[str]:
    outcome = item.outcome
    message = outcome.message if isinstance(outcome, Finding) else outcome.reason
    until = f" until {item.expires}" if item.expires else ""
    why = f": {item.reason}" if item.reason else ", no reason given"
    yield from ink.row("    ", printable(message), outcome.check)
    yield from ink.row("      ", printable(f"{item.by}{until}{why}"))
