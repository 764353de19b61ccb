"""What is said of a package, the same on the terminal and in a comment under a pull request."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from ennead.engine.packages_change import Row
from ennead.report.change.names import joined, plural
from ennead.report.change.view import AUDIENCE
from ennead.report.packages.entry import Entry

STALE = 30
"""Days after which data about advisories is called stale."""
_USES = {
    "symbol": "the handler calls what is at fault",
    "handler": "the handler imports it",
    "no": "no handler imports it",
    "unknown": "whether a handler imports it could not be told",
}
_IDS = 3


def called(advisory: Row) -> str:
    """Its id, with the CVE where it has another."""
    cve = next((one for one in sorted(advisory["aliases"]) if one.startswith("CVE-")), None)
    own = str(advisory["id"])
    return own if cve is None or own.startswith("CVE-") else f"{own} ({cve})"


def weight(advisories: tuple[Row, ...], severity: str) -> str:
    """How bad it is, in a word or two."""
    words = ["malicious" if any(one.get("malicious") for one in advisories) else severity or "no severity told"]
    since = min((one["exploited"] for one in advisories if one.get("exploited")), default=None)
    return ", ".join([*words, f"exploited since {since}"] if since else words)


def faults(advisories: tuple[Row, ...]) -> str:
    """The worst with its summary, the others by their ids."""
    first, *others = advisories
    said = f"{called(first)}  {first['summary']}".rstrip()
    return f"{said} (and {joined([one['id'] for one in others], _IDS)})" if others else said


def uses(entry: Entry) -> str:
    """The functions that ship it, who reaches them, and whether their handlers reach it."""
    if not entry.functions:
        return "no function is known to ship it"
    who = f", reached by {AUDIENCE[entry.exposure]}" if entry.exposure is not None else ""
    use = _USES.get(entry.reached, _USES["unknown"])
    others = len(entry.functions) - len(entry.reached_by)
    if entry.reached_by and others:
        rest = f"; {plural(others, 'other function ships', 'other functions ship')} it"
        return f"{joined(entry.reached_by)}{who}: {use}{rest}"
    return f"{joined(entry.functions)}{who}: {use}"


def way(row: Row) -> str:
    """The way by which it came."""
    inside = f", inside {row['bundled_in']}" if row.get("bundled_in") else ""
    if row.get("via"):
        return " → ".join([*row["via"], row["name"]]) + inside
    if row["direct"]:
        return f"the project names it itself{inside}"
    return f"by which way it came is not told{inside}"


def ways(entry: Entry) -> str:
    """The shortest way by which it came, and how many others there are."""
    every = list(dict.fromkeys(way(row) for row in entry.rows))
    return every[0] + (f"  (and {plural(len(every) - 1, 'other way')})" if len(every) > 1 else "")


def places(entry: Entry) -> str:
    """Where it is named."""
    more = len(entry.places) - 1
    return entry.places[0] + (f" +{more}" if more else "")


def way_out(entry: Entry) -> str:
    """What to do about it."""
    row = entry.row
    if entry.malicious:
        return "take it out, and trust nothing on which it was installed: the package itself is the attack"
    fix = row.get("fix")
    if row.get("version") is None:
        return "every version is affected: take it out or replace it"
    if not fix:
        return "no version is known that repairs it: take it out or replace it"
    wanted = row.get("wanted")
    if not wanted or row.get("fix_admitted") is None:
        return f"version {fix}"
    if row["fix_admitted"]:
        return f"version {fix}, which {wanted} admits: bring the lock up to date"
    if row.get("via"):
        asker = row["via"][-1]
        name = asker.rpartition("@")[0] or asker
        return f"version {fix}, which {wanted} of {asker} does not admit: raise {name}, or override what it asks for"
    return f"version {fix}, which {wanted} does not admit: raise the range"


def age(database: Mapping[str, Any] | None, today: date) -> list[str]:
    """How old the data is: the newest advisory, then each source with its newest."""
    if database is None:
        return ["no advisory database: `ennead db sync` makes one, `ennead db import FILE` one without network"]
    newest = database["newest_advisory"]
    said = [f"newest advisory {_dated(newest, today)}"]
    said += [f"{one['name']} {_dated(one['newest'], today)}" for one in database["sources"]]
    if any("stale" in one for one in said):
        said.append("fetch newer: `ennead db sync`")
    return said


def _dated(day: str, today: date) -> str:
    """`2026-11-20`; `2026-08-22 (stale: 96 days)`."""
    try:
        days = (today - date.fromisoformat(day)).days
    except ValueError:
        return "not dated"
    return f"{day} (stale: {days:,} days)" if days > STALE else day
