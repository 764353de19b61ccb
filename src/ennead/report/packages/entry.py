"""A package as it is told of: its rows of a document as one, and what to do first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ennead.engine.packages import Reached
from ennead.engine.packages_change import Row, open_advisories
from ennead.model.finding import Exposure, Severity

_NEARER = {one.value: number for number, one in enumerate(Reached)}
_EXPOSURES = {one.name.lower(): one for one in Exposure}
_RANKS = {one.value: one.rank for one in Severity}
_SCOPES = {"shipped": 0, "optional": 1, "development": 2}


@dataclass(frozen=True)
class Entry:
    """A package's version at all its places; the row that says most comes first."""

    rows: tuple[Row, ...]

    @property
    def row(self) -> Row:
        """The row that says most."""
        return self.rows[0]

    @property
    def title(self) -> str:
        """`lodash 4.17.20`."""
        version = self.row.get("version")
        return f"{self.row['name']} {version}" if version else str(self.row["name"])

    @cached_property
    def functions(self) -> tuple[str, ...]:
        """Those that ship it; those that reach it first."""
        return tuple(dict.fromkeys([*self.reached_by, *sorted(self._all("functions"))]))

    @cached_property
    def reached_by(self) -> tuple[str, ...]:
        """Those whose handlers reach it."""
        return tuple(sorted(self._all("reached_by")))

    def _all(self, key: str) -> set[str]:
        return {one for row in self.rows for one in row.get(key, ())}

    @property
    def reached(self) -> str:
        """How near a handler gets to it."""
        return str(min((row["reached"] for row in self.rows), key=lambda one: _NEARER.get(one, 2)))

    @property
    def exposure(self) -> Exposure | None:
        """Who reaches the functions that ship it; None where there is none."""
        known = (_EXPOSURES.get(row.get("exposure", "")) for row in self.rows)
        return max((one for one in known if one is not None), default=None)

    @property
    def development(self) -> bool:
        """Whether it is nowhere but for development."""
        return all(row["scope"] == "development" for row in self.rows)

    @property
    def status(self) -> str:
        """`clean`, `vulnerable`, `not_checked`, or `accepted` where a statement sets all aside."""
        if self.row.get("accepted"):
            return "accepted"
        return str(self.row["status"])

    @cached_property
    def advisories(self) -> tuple[Row, ...]:
        """Those that count, the worst first."""
        return worst_first(open_advisories(self.row))

    @property
    def malicious(self) -> bool:
        """Whether it is itself the attack."""
        return any(one.get("malicious") for one in self.advisories)

    @property
    def exploited(self) -> str | None:
        """The day since which one of its faults is known to be exploited."""
        return min((one["exploited"] for one in self.advisories if one.get("exploited")), default=None)

    @property
    def severity(self) -> str:
        """The worst of its faults'."""
        return str(max((one["severity"] or "" for one in self.advisories), key=lambda one: _RANKS.get(one, -1)))

    @property
    def places(self) -> tuple[str, ...]:
        """Where it is named."""
        return tuple(dict.fromkeys(at(row) for row in self.rows))

    def order(self) -> tuple[Any, ...]:
        """What to do first: an attack, then what handlers reach, what is exploited, who gets at it, how bad it is."""
        score = max((one.get("score") or 0.0 for one in self.advisories), default=0.0)
        return (
            not self.malicious,
            not self.functions,
            _NEARER.get(self.reached, 2),
            self.exploited is None,
            -(self.exposure if self.exposure is not None else -1),
            -max((_RANKS.get(one["severity"] or "", -1) for one in self.advisories), default=-1),
            -score,
            self.row["ecosystem"],
            self.row["name"],
            self.row.get("version") or "",
        )


def entries(rows: Iterable[Row]) -> list[Entry]:
    """One for each version of each package, in the order in which to look at them."""
    by_package: dict[tuple[str, str, str | None], list[Row]] = {}
    for row in rows:
        by_package.setdefault((row["ecosystem"], row["name"], row.get("version")), []).append(row)
    merged = (Entry(tuple(sorted(group, key=_telling))) for group in by_package.values())
    return sorted(merged, key=Entry.order)


def _telling(row: Row) -> tuple[Any, ...]:
    """Deployed first, then the nearest, then by the shortest way; where the fix is not admitted, before where it is."""
    return (
        not row["functions"],
        _SCOPES.get(row["scope"], 1),
        _NEARER.get(row["reached"], 2),
        len(row.get("via", ())),
        row.get("fix_admitted") is True,
        row["at"]["path"],
        row["at"].get("line", 0),
    )


def worst_first(advisories: Iterable[Row]) -> tuple[Row, ...]:
    """Advisories in the order in which to look at them."""
    return tuple(
        sorted(
            advisories,
            key=lambda one: (
                not one.get("malicious"),
                not one.get("exploited"),
                -_RANKS.get(one["severity"] or "", -1),
                -(one.get("score") or 0.0),
                one["id"],
            ),
        )
    )


def at(row: Mapping[str, Any]) -> str:
    """`package.json:7`."""
    place = row["at"]
    return f"{place['path']}:{place['line']}" if place.get("line") else str(place["path"])
