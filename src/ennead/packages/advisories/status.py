"""What `ennead db status` prints: counts, how fresh each source is, and whose data it is."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from textwrap import wrap

import msgspec

from ennead.packages.advisories.database import Advisories
from ennead.packages.advisories.words import Source

SCHEMA = "ennead.db/1"
_WIDTH = 100


def document(advisories: Advisories, path: Path) -> str:
    """As JSON."""
    told = {
        "schema": SCHEMA,
        "database": str(path),
        "newest_advisory": advisories.newest() or None,
        "advisories": advisories.count(),
        "sources": [_source(source) for source in advisories.dated()],
    }
    return msgspec.json.format(msgspec.json.encode(told), indent=2).decode() + "\n"


def _source(source: Source) -> dict[str, object]:
    return asdict(source) | {"newest": source.newest or None, "updated": source.updated or None}


def table(advisories: Advisories, path: Path) -> str:
    """As a table, then the attribution."""
    sources = advisories.dated()
    newest = advisories.newest() or "not dated"
    head = ("source", "records", "packages", "newest", "updated", "tells of")
    rows = [head, *(_row(source) for source in sources)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(head) - 1)]
    lines = [f"{path}   {advisories.count():,} advisories · newest {newest}", ""]
    lines += [_line(row, widths) for row in rows]
    credit = (f"{source.attribution} ({source.licence})" for source in sources)
    lines += ["", *(line for one in credit for line in wrap(one, _WIDTH, subsequent_indent="    "))]
    return "\n".join(lines) + "\n"


def _row(source: Source) -> tuple[str, ...]:
    packages = f"{source.packages:,}" if source.packages else "-"
    told = ", ".join(source.ecosystems) or "-"
    return (source.name, f"{source.records:,}", packages, source.newest or "-", source.updated or "-", told)


def _line(row: tuple[str, ...], widths: list[int]) -> str:
    name, records, packages, *rest = row
    cells = [name.ljust(widths[0]), records.rjust(widths[1]), packages.rjust(widths[2])]
    cells += [cell.ljust(width) for cell, width in zip(rest, widths[3:], strict=False)]
    return "  " + "  ".join([*cells, *rest[len(widths) - 3 :]]).rstrip()
