"""What a change does to packages, or what is newly known of them: on the terminal, as a comment under a pull request,
and as `ennead.packages-change/1` (`spec/packages-change.schema.json`)."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ennead.engine.packages_change import How, PackageChange, PackagesChange, Row
from ennead.report.change.markdown import LONGEST, code, escaped
from ennead.report.change.names import joined, plural
from ennead.report.packages.entry import Entry, entries, worst_first
from ennead.report.packages.table import data, full, grouped
from ennead.report.packages.words import age, called, places, uses, way, way_out, weight
from ennead.report.scan.text import printable
from ennead.report.table.ink import NARROWEST, WIDEST, Ink

SCHEMA = "ennead.packages-change/1"
MARKER = "<!-- ennead packages -->"
_BOUNDS = (25, 10, 4, 1)
"""Packages of one sort that are shown, until the comment is short enough."""
_MOST = 24
_VERBS = ((How.ADDED, "adds"), (How.CHANGED, "changes"), (How.SHIPPED, "newly ships"), (How.REMOVED, "removes"))
_SIGNS = {How.ADDED: "+", How.CHANGED: "~", How.SHIPPED: "^", How.REMOVED: "-"}
_PAST = {
    How.ADDED: "added",
    How.CHANGED: "changed",
    How.SHIPPED: "shipped now",
    How.REMOVED: "removed",
    How.KNOWN: "known",
}


@dataclass(frozen=True)
class _Told:
    """A package against which something new is known: an entry with that alone."""

    entry: Entry
    how: How
    before: tuple[str | None, ...]
    still: tuple[Row, ...]

    @property
    def change(self) -> str:
        """What became of it."""
        if self.how is How.KNOWN:
            newly = all(one.get("newly") == "exploited" for one in self.entry.advisories)
            return "known before, and newly exploited" if newly else "newly known"
        if self.how is How.SHIPPED:
            return "it was there before, and no function shipped it"
        if self.how is How.ADDED:
            return "new"
        still = f"; {_ids(self.still)} it had before" if self.still else ""
        return f"before: {_versions(self.before)}{still}"


def _ids(advisories: Sequence[Row]) -> str:
    return joined([called(one) for one in advisories])


def _versions(versions: Sequence[str | None]) -> str:
    return joined([one or "no version" for one in versions])


def _told(change: PackagesChange) -> list[_Told]:
    """Those with something new, one for each version of a package, in the order in which to look at them."""
    groups: dict[tuple[Any, ...], list[PackageChange]] = defaultdict(list)
    for one in change.packages:
        if one.new:
            groups[one.how, one.row["ecosystem"], one.row["name"], one.row.get("version")].append(one)
    told = []
    for group in groups.values():
        first = group[0]
        (entry,) = entries({**one.row, "advisories": list(one.new)} for one in group)
        before = tuple(dict.fromkeys(version for one in group for version in one.before))
        told.append(_Told(entry, first.how, before, worst_first(first.still)))
    return sorted(told, key=lambda one: one.entry.order())


def headline(change: PackagesChange) -> str:
    """The change in one sentence."""
    told = _told(change)
    attacks = sum(one.entry.malicious for one in told)
    flawed = len(told) - attacks
    parts = [f"{number} {word}" for number, word in ((attacks, "malicious"), (flawed, "vulnerable")) if number]
    bad = f"{' and '.join(parts)} {'package' if len(told) == 1 else 'packages'}"
    if change.watched:
        tail = f"; {plural(len(change.lost), 'package')} cannot be checked any more" if change.lost else ""
        if change.database is None:
            return "Nothing was checked."
        return (f"Newly known: {bad}" if told else "Nothing is newly known") + f"{tail}."
    counts = Counter(one.how for one in change.packages)
    moves = [f"{verb} {counts[how]}" for how, verb in _VERBS if counts[how]]
    if not moves:
        return "This change adds, changes and removes no package."
    said = f"This change {joined(moves, len(moves))} {'package' if sum(counts.values()) == 1 else 'packages'}"
    return f"{said}, and brings in {bad}." if told else f"{said}; {_nothing(change)}."


def _nothing(change: PackagesChange) -> str:
    unchecked = sum(one.unchecked for one in change.packages)
    if change.database is None:
        return "nothing was checked"
    if unchecked:
        return f"{unchecked} could not be checked, nothing is known against the others"
    return "nothing is known against what it brings in"


def _unchecked(change: PackagesChange) -> dict[str, list[str]]:
    """What came and was not checked, and what can be checked no more, by the reason."""
    reasons: dict[str, list[str]] = defaultdict(list)
    for row in (*(one.row for one in change.packages if one.unchecked), *change.lost):
        reasons[row.get("reason", "")].append(_title(row))
    for place, reason in change.unread:
        reasons[reason].append(place)
    return {reason: list(dict.fromkeys(names)) for reason, names in reasons.items()}


def _title(row: Row) -> str:
    return Entry((row,)).title


def _others(change: PackagesChange) -> list[tuple[How, str]]:
    """Changes against which nothing new is known, in short."""
    said: dict[tuple[How, str], None] = {}
    for one in change.packages:
        if not one.new:
            version = one.row.get("version") or "no version"
            moved = f"{one.row['name']} {_versions(one.before)} → {version}"
            said[one.how, moved if one.how is How.CHANGED else _title(one.row)] = None
    return list(said)


# -- terminal -----------------------------------------------------------------------------------------------------


def render(change: PackagesChange, *, today: date, width: int = WIDEST, colour: bool = False) -> str:
    """The report, no line wider than `width`, with a line feed at its end."""
    ink = Ink(min(max(width, NARROWEST), WIDEST), colour)
    base = f"what is newly known since {change.base}" if change.watched else f"compared with {change.base}"
    lines = [*ink.row("", printable(base), style="quiet"), ""]
    lines += ink.row("", printable(headline(change)), style="strong")
    for one in _told(change):
        lines += ["", *full(one.entry, ink, (("change", one.change),))]
    others = _others(change)
    if others:
        lines += ["", *ink.row("", "other changes", style="strong")]
        lines += [line for how, text in others[:_MOST] for line in ink.row(f"  {_SIGNS[how]} ", printable(text))]
        if len(others) > _MOST:
            lines += ink.row("    ", f"and {len(others) - _MOST} more: --format json has all of them", style="quiet")
    unchecked = _unchecked(change)
    if unchecked:
        lines += ["", *ink.row("", "not checked", style="strong"), *grouped(unchecked, ink)]
    lines += ["", *data(change.database, today, ink), "", *ink.row("", "", f"exit {change.exit_code}")]
    return "\n".join(lines) + "\n"


# -- comment ------------------------------------------------------------------------------------------------------


def markdown(change: PackagesChange, today: date) -> str:
    """The comment, with a line feed at its end; shortened where it would be longer than services take."""
    for bound in _BOUNDS:
        text = "\n".join(_comment(change, today, bound)) + "\n"
        if len(text) <= LONGEST:
            return text
    cut = "\n\nThe rest is left out: it is too long for a comment. `--format json` has all of it.\n"
    return text[: LONGEST - len(cut)].rpartition("\n")[0] + cut


def _comment(change: PackagesChange, today: date, bound: int) -> Iterator[str]:
    yield MARKER
    yield f"**{escaped(headline(change))}**"
    told = _told(change)
    if told:
        yield f"\n#### Vulnerable or malicious ({len(told)})\n"
        for one in told[:bound]:
            yield "- " + "<br>\n  ".join(_item(one))
        if len(told) > bound:
            yield f"- and {len(told) - bound} more"
    unchecked = _unchecked(change)
    if unchecked:
        yield "\n#### Not checked\n"
        yield from (f"- {escaped(reason)}: {_codes(names, bound)}" for reason, names in list(unchecked.items())[:bound])
    yield from _folded(_others(change), bound)
    told_of = "newly known since" if change.watched else "compared with"
    foot = [f"{told_of} {change.base}", *age(change.database, today)]
    yield f"\n<sub>Ennead: {escaped('; '.join(foot))}</sub>"


def _item(one: _Told) -> Iterator[str]:
    entry = one.entry
    first, *others = entry.advisories
    yield (
        f"**{escaped(weight(entry.advisories, entry.severity))}** · {code(entry.title)} · {code(places(entry))} · "
        f"{escaped(one.change)}"
    )
    more = f" (and {_codes([each['id'] for each in others], 3)})" if others else ""
    yield f"{code(called(first))} {escaped(first['summary'])}{more}"
    via = entry.row.get("via")
    yield "came by " + (" → ".join(map(code, [*via, entry.row["name"]])) if via else escaped(way(entry.row)))
    yield escaped(uses(entry))
    yield f"**way out**: {escaped(way_out(entry))}"


def _codes(names: Sequence[str], bound: int) -> str:
    more = f" and {len(names) - bound} more" if len(names) > bound else ""
    return ", ".join(code(name) for name in names[:bound]) + more


def _folded(others: list[tuple[How, str]], bound: int) -> Iterator[str]:
    if not others:
        return
    by_how: dict[How, list[str]] = defaultdict(list)
    for how, text in others:
        by_how[how].append(text)
    yield f"\n<details><summary>Other changes ({len(others)})</summary>\n"
    yield from (f"- {_PAST[how]}: {_codes(texts, bound)}" for how, texts in by_how.items())
    yield "\n</details>"


# -- document -----------------------------------------------------------------------------------------------------


def document(change: PackagesChange) -> dict[str, Any]:
    """The change as a document."""
    return {
        "schema": SCHEMA,
        "base": change.base,
        "watched": change.watched,
        "database": change.database,
        "packages": [_row(one) for one in change.packages],
        "unread": [{"at": place, "reason": reason} for place, reason in change.unread],
        "lost": [{"purl": row["purl"], "reason": row["reason"]} for row in change.lost],
    }


def render_json(change: PackagesChange) -> str:
    """The document as JSON text: ASCII, ends in a newline."""
    return json.dumps(document(change), indent=2, allow_nan=False) + "\n"


def _row(one: PackageChange) -> Mapping[str, Any]:
    out = way_out(Entry((one.row,))) if one.new else None
    return {
        "how": one.how.value,
        "before": list(one.before),
        "new": list(one.new),
        "still": [each["id"] for each in one.still],
        **({"way_out": out} if out else {}),
        "package": one.row,
    }
