"""Packages on the terminal: what to do first, then what was not checked and why, then what is clean, and how old the
data is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from ennead.engine.packages_change import Document
from ennead.report.change.names import joined
from ennead.report.packages.entry import Entry, entries
from ennead.report.packages.words import age, faults, places, uses, way_out, ways, weight
from ennead.report.scan.text import cells, printable
from ennead.report.table.ink import NARROWEST, WIDEST, Ink

_FULL = 8
"""Packages that are told of in full."""
_BRIEF = 24
"""Packages of one sort that get a line of their own after that."""
_REASONS = 8
_NAMES = 4
_STYLES = {"critical": "now", "high": "soon", "medium": "later"}
_BLANK = " " * 4


def render(
    document: Document, *, today: date, width: int = WIDEST, colour: bool = False, target: str = ".", code: int = 0
) -> str:
    """The report, no line wider than `width`, with a line feed at its end.

    `target` is the PATH the user gave, `code` the exit code.
    """
    ink = Ink(min(max(width, NARROWEST), WIDEST), colour)
    every = entries(document["packages"])
    sorts: dict[str, list[Entry]] = defaultdict(list)
    for entry in every:
        sorts[entry.status].append(entry)
    lines = [*_header(document, every, sorts, ink)]
    lines += _vulnerable(sorts["vulnerable"], ink)
    lines += _accepted(sorts["accepted"], ink)
    lines += _not_checked(sorts["not_checked"], document, ink)
    lines += _clean(sorts["clean"], ink)
    lines += ["", *data(document["database"], today, ink), "", *_verdict(sorts, target, code, ink)]
    return "\n".join(_once_blank(lines)) + "\n"


def _once_blank(lines: Iterable[str]) -> Iterator[str]:
    """Never two empty lines after each other."""
    last = ""
    for line in lines:
        if line or last:
            yield line
        last = line


def _header(document: Document, every: list[Entry], sorts: dict[str, list[Entry]], ink: Ink) -> Iterator[str]:
    names = document.get("apps") or [document.get("app") or "packages"]
    counts = [_packages(every)]
    for sort, word in (("vulnerable", "vulnerable"), ("accepted", "set aside"), ("not_checked", "not checked")):
        if sorts[sort]:
            counts.append(f"{len(sorts[sort]):,} {word}")
    counts.append(f"{len(sorts['clean']):,} clean")
    yield from ink.row(printable(joined(names)) + "   ", _dotted(counts), mark="strong")


def _packages(found: Sequence[Entry]) -> str:
    return f"{len(found):,} package{'' if len(found) == 1 else 's'}"


def _dotted(pieces: Sequence[str]) -> list[str]:
    return [*(f"{one} ·" for one in pieces[:-1]), *pieces[-1:]]


# -- vulnerable ---------------------------------------------------------------------------------------------------


def _vulnerable(found: list[Entry], ink: Ink) -> Iterator[str]:
    """In full those in functions and every attack; the rest a line each, those for development one line together."""
    here = [one for one in found if one.malicious or (one.functions and not one.development)]
    idle = [one for one in found if one not in here and not one.development]
    tools = [one for one in found if one not in here and one.development]
    if here:
        yield from ["", *ink.row("", "vulnerable, what to do first", style="strong")]
        for one in here[:_FULL]:
            yield from full(one, ink)
            yield ""
        yield from _brief(here[_FULL:], ink)
    if idle:
        yield from ["", *ink.row("", f"vulnerable, in no function that is known   {len(idle)}", style="strong")]
        yield from _brief(idle, ink)
    if tools:
        said = joined([printable(one.title) for one in tools], _NAMES)
        yield from ["", *ink.row("vulnerable, for development only   ", f"{len(tools)}: {said}", mark="strong")]


def full(entry: Entry, ink: Ink, change: Sequence[tuple[str, str]] = ()) -> Iterator[str]:
    """All that is to be said of one; `change` are lines about what became of it."""
    told = entry.advisories
    yield from ink.row(
        "  ● ",
        [printable(entry.title), "", weight(told, entry.severity)],
        printable(places(entry)),
        mark="now" if entry.malicious or entry.severity == "critical" else _STYLES.get(entry.severity, ""),
        style="strong",
    )
    yield from ink.row(_BLANK, printable(faults(told)))
    for head, text in (*change, ("in", uses(entry)), ("came by", ways(entry)), ("way out", way_out(entry))):
        yield from ink.row(f"{_BLANK}{head:<9}", printable(text), mark="quiet")


def _brief(found: list[Entry], ink: Ink) -> Iterator[str]:
    for one in found[:_BRIEF]:
        fix = one.row.get("fix")
        out = f"repaired in {fix}" if fix else "no repair known"
        said = f"{one.title}  {weight(one.advisories, one.severity)}  {one.advisories[0]['id']}"
        yield from ink.row("  ○ ", printable(said), printable(out), mark=_STYLES.get(one.severity, ""))
    if len(found) > _BRIEF:
        yield from ink.row(_BLANK, f"and {len(found) - _BRIEF} more: --format json has all of them", style="quiet")


# -- the rest -----------------------------------------------------------------------------------------------------


def _accepted(found: list[Entry], ink: Ink) -> Iterator[str]:
    if not found:
        return
    yield from ["", *ink.row("", f"set aside by a statement (VEX)   {len(found)}", style="strong")]
    for one in found[:_BRIEF]:
        analysis = one.row["advisories"][0]["analysis"]
        why = ": ".join(filter(None, (analysis["state"], analysis.get("justification"), analysis.get("detail"))))
        yield from ink.row("  ○ ", printable(f"{one.title}  {why}"), printable(analysis["by"]), mark="quiet")
    if len(found) > _BRIEF:
        yield from ink.row(_BLANK, f"and {len(found) - _BRIEF} more", style="quiet")


def _not_checked(found: list[Entry], document: Document, ink: Ink) -> Iterator[str]:
    """Grouped by reason, the largest group first; files that were not read, or in part, likewise."""
    packages: dict[str, list[str]] = defaultdict(list)
    files: dict[str, list[str]] = defaultdict(list)
    for one in found:
        packages[one.row.get("reason", "")].append(one.title)
    for row in document["unread"]:
        files[row["reason"]].append(row["at"])
    if not packages and not files:
        return
    yield from ["", *ink.row("", f"not checked   {_packages(found)}" if found else "not checked", style="strong")]
    yield from grouped(packages, ink)
    yield from grouped(files, ink)


def grouped(groups: Mapping[str, Sequence[str]], ink: Ink) -> Iterator[str]:
    """Names by the reason for which they were not checked."""
    ordered = sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
    for reason, names in ordered[:_REASONS]:
        said = f"{reason}: {joined(names, _NAMES)}"
        yield from ink.row(f"  {len(names):>5,}  ", printable(said))
    if len(ordered) > _REASONS:
        yield from ink.row(_BLANK, f"and {len(ordered) - _REASONS} more reasons", style="quiet")


def _clean(found: list[Entry], ink: Ink) -> Iterator[str]:
    tools = sum(one.development for one in found)
    more = f", {tools:,} of them for development only" if tools else ""
    if found:
        yield from ["", *ink.row("clean   ", f"{_packages(found)}{more}", mark="strong")]


def data(database: Mapping[str, Any] | None, today: date, ink: Ink) -> Iterable[str]:
    """How old the data is."""
    return ink.row("data    ", [printable(one) for one in _dotted(age(database, today))], mark="quiet")


def _verdict(sorts: dict[str, list[Entry]], target: str, code: int, ink: Ink) -> Iterator[str]:
    right = f"exit {code}"
    if sorts["vulnerable"]:
        first = sorts["vulnerable"][0]
        said = f"first: {first.title}, {weight(first.advisories, first.severity)}"
        yield from ink.row("", printable(said), right, style="strong")
    else:
        yield from ink.row("", _calm(sorts, code), right, style="strong" if code else "good")
    if cells(target):
        yield from ink.row("", printable(f"a bill of materials:  ennead packages {target} --format cyclonedx"))


def _calm(sorts: dict[str, list[Entry]], code: int) -> str:
    """Where nothing is known: clean is said only of what was checked."""
    if code:
        return "nothing is known against what was checked" if sorts["clean"] else "nothing was checked"
    aside = "what is set aside" if sorts["accepted"] else ""
    runtime = "what the runtime brings, which is AWS's to repair" if sorts["not_checked"] else ""
    but = " and ".join(filter(None, (aside, runtime)))
    return f"clean, but for {but}" if but else "clean, and everything was checked"
