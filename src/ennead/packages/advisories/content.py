"""What a database holds, before it is written and after it is read."""

from __future__ import annotations

from dataclasses import dataclass, field

from msgspec.structs import replace

from ennead.packages.advisories.feeds import Feed
from ennead.packages.advisories.stored import Stored

Place = tuple[str, str]
"""Ecosystem and name."""


@dataclass(slots=True)
class Content:
    """Entries by package and by the record's id; withdrawn ids with the date of the withdrawal; both feeds."""

    entries: dict[Place, dict[str, Stored]] = field(default_factory=dict)
    withdrawn: dict[str, str] = field(default_factory=dict)
    exploited: Feed[str] = field(default_factory=Feed)
    scores: Feed[int] = field(default_factory=Feed)

    def put(self, place: Place, entry: Stored) -> None:
        """An entry in its place."""
        self.entries.setdefault(place, {})[entry.id] = entry

    def modified(self) -> dict[str, str]:
        """Every record's id with its date, withdrawn ones included."""
        dated = {entry.id: entry.modified for group in self.entries.values() for entry in group.values()}
        return dated | self.withdrawn

    def drop(self, identifiers: set[str]) -> None:
        """Takes all entries of these records away."""
        for place, group in list(self.entries.items()):
            for identifier in identifiers & group.keys():
                del group[identifier]
            if not group:
                del self.entries[place]


def merged(content: Content) -> list[tuple[Place, tuple[Stored, ...]]]:
    """All entries in order.

    npm's names were once written with capitals, and some records still do (`Axios`): such an entry also stands under
    the name in small letters where records of that name show that there is such a package, and says how it is spelled.
    """
    whole = {place: dict(group) for place, group in content.entries.items()}
    for (ecosystem, name), group in content.entries.items():
        small = (ecosystem, name.lower())
        if ecosystem == "npm" and name != small[1] and small in content.entries:
            whole[small] |= {one.id: replace(one, spelled=name) for one in group.values() if one.id not in whole[small]}
    return [(place, tuple(entry for _, entry in sorted(group.items()))) for place, group in sorted(whole.items())]
