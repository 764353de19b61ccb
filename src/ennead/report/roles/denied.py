"""What to do about refused requests: on the terminal, and as `ennead.denied/1` (`spec/denied.schema.json`)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from ennead.engine.denied import Denied, Records
from ennead.engine.widen import Widening
from ennead.model.location import Location
from ennead.report.scan.text import printable
from ennead.report.table.ink import NARROWEST, WIDEST, Ink

SCHEMA = "ennead.denied/1"
_INDENT = " " * 4
_VERDICTS = {"heal": "allow it", "review": "look first", "stay": "leave it refused"}
_STYLES = {"heal": "good", "review": "soon", "stay": "quiet"}


def verdict_of(one: Widening) -> str:
    """`heal`, `review` or `stay`."""
    if one.statement is None:
        return "stay"
    return "review" if one.review else "heal"


def render(records: Records, answers: Sequence[Widening], *, width: int = WIDEST, colour: bool = False) -> str:
    """The report, no line wider than `width`, with a line feed at its end."""
    ink = Ink(min(max(width, NARROWEST), WIDEST), colour)
    lines = [*_header(records, ink)]
    for verdict, title in _VERDICTS.items():
        chosen = [one for one in answers if verdict_of(one) == verdict]
        if chosen:
            lines += ["", *ink.row("", [title, f" {len(chosen)}"], style=_STYLES[verdict])]
            for one in chosen:
                lines += _entry(one, ink)
    return "\n".join(lines) + "\n"


def _header(records: Records, ink: Ink) -> Iterator[str]:
    refused = sum(one.count for one in records.denied)
    said = [f"{_plural(records.records, 'record')} ·", f"{refused} refused"]
    if len(records.denied) != refused:
        said[-1] += f", {len(records.denied)} different"
    if records.skipped:
        said[-1] += " ·"
        said.append(f"{_plural(records.skipped, 'line')} that {'is' if records.skipped == 1 else 'are'} no record")
    yield from ink.row("", said, style="strong")


def _plural(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def _entry(one: Widening, ink: Ink) -> Iterator[str]:
    on = f" on {one.resource}" if one.resource and one.resource != "*" else ""
    times = _times(one.denied)
    who = one.function or one.denied.function or one.denied.role or "somebody"
    yield from ink.row("  ", printable(f"{who}: {one.denied.action}{on}"), times)
    because = f" ({', '.join(str(at) for at in one.because[:2])})" if one.because else ""
    yield from ink.row(_INDENT, printable(one.reason + because))
    if one.statement is not None:
        if one.at is not None:
            yield from ink.row(_INDENT, printable(f"add to its role ({one.at}):"))
        for line in json.dumps(one.statement, indent=2).splitlines():
            yield from ink.row(_INDENT + "│ ", [printable(line)])


def _times(denied: Denied) -> str:
    last = denied.last[:10]
    return f"{denied.count} times{f', last {last}' if last else ''}" if denied.count > 1 else last


def document(records: Records, answers: Sequence[Widening]) -> dict[str, Any]:
    """The answers as a document."""
    return {
        "schema": SCHEMA,
        "records": records.records,
        "skipped": records.skipped,
        "denied": [_row(one) for one in answers],
    }


def render_json(records: Records, answers: Sequence[Widening]) -> str:
    """The document as JSON text: ASCII, ends in a newline."""
    return json.dumps(document(records, answers), indent=2, allow_nan=False) + "\n"


def _row(one: Widening) -> dict[str, Any]:
    denied = one.denied
    return {
        "app": one.app,
        "function": one.function,
        "action": denied.action,
        "resource": one.resource,
        "asked": {"role": denied.role, "function": denied.function, "resource": denied.resource},
        "count": denied.count,
        "first": denied.first or None,
        "last": denied.last or None,
        "verdict": verdict_of(one),
        "reason": one.reason,
        "statement": one.statement,
        "at": _place(one.at),
        "because": [_place(at) for at in one.because if at.line],
    }


def _place(at: Location | None) -> dict[str, Any] | None:
    return {"path": at.path, "line": at.line} if at and at.line else None
