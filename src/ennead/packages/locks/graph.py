"""A lock as a graph: who asks for whom; from it who is direct, how a package came, and whether it is shipped."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from ennead.model.location import Location
from ennead.model.package import Ecosystem, Inventory, Named, Scope, Unread
from ennead.packages.locks.limits import MAX_ASKS, MAX_PACKAGES, MAX_UNREAD
from ennead.packages.locks.naming import shown
from ennead.packages.locks.text.lined import Malformed, Table

LONGEST_WAY = 24
"""Packages of a way that are told; of a longer one the nearest to the project."""
MAX_ROOTS = 2_000
"""Packages that a project names itself, by which others come."""
UNNAMED = "\n"
"""The name of a project that has none: it stands on top of the graph and is not told."""
_RANK = {Scope.SHIPPED: 0, Scope.OPTIONAL: 1, Scope.DEVELOPMENT: 2}
_BY_RANK = tuple(_RANK)


@dataclass(frozen=True, slots=True)
class Ask:
    """One package asks for another: `to` is the key of an entry of the lock."""

    to: str
    wanted: str | None = None
    scope: Scope = Scope.SHIPPED


@dataclass(frozen=True, slots=True)
class Entry:
    """A package of a lock, and what it asks for.  `told`: the file itself says its scope."""

    named: Named
    asks: tuple[Ask, ...] = ()
    told: bool = False


@dataclass(slots=True)
class Lock:
    """The entries of a lockfile by a key of its own, and which of them are the project's modules, by folder."""

    path: str
    ecosystem: Ecosystem
    entries: dict[str, Entry] = field(default_factory=dict)
    members: dict[str, str] = field(default_factory=dict)
    """Folders of the project's own modules, relative to the lock's folder (`.` is it), with their entries' keys."""
    unread: list[Unread] = field(default_factory=list)
    full: bool = False
    """Whether there are more entries than are read, which is said once."""

    def at(self, line: int) -> Location:
        """A line of the lock."""
        return Location(self.path, line)

    def miss(self, line: int, reason: str) -> None:
        """Note a part that was not read."""
        if len(self.unread) < MAX_UNREAD:
            self.unread.append(Unread(self.at(line), reason))

    def parsed(self, parse: Callable[[str], Table], text: str) -> Table | None:
        """The lock's text as data; None where it is malformed, which is noted."""
        try:
            return parse(text)
        except Malformed as error:
            self.unread.append(Unread(self.at(error.line), error.reason))
            return None

    def add(self, key: str, entry: Entry) -> None:
        """Add an entry; one under the same key keeps its place and asks for what both ask for."""
        known = self.entries.get(key)
        if known is None and len(self.entries) >= MAX_PACKAGES:
            if not self.full:
                self.full = True
                self.miss(0, f"more than {MAX_PACKAGES} packages; the rest is not read")
            return
        if known is not None:
            both = tuple(dict.fromkeys(known.asks + entry.asks))
            best = min((known.named.scope, entry.named.scope), key=_RANK.__getitem__)
            entry = Entry(replace(known.named, scope=best), both, known.told and entry.told)
        self.entries[key] = entry


@dataclass(slots=True)
class _Reach:
    """How an entry was first reached: how seldom it is shipped, who asked, and the range asked for."""

    rank: int
    by: str | None
    wanted: str | None
    direct: bool


def inventory(lock: Lock, folders: Iterable[str] | None = None) -> Inventory:
    """What the lock names; with `folders`, what these of the project's modules lead to."""
    starts = [lock.members[one] for one in (lock.members if folders is None else folders) if one in lock.members]
    reached = _walk(lock, starts)
    ways: dict[str, tuple[str, ...]] = {}
    roots = _roots(lock, reached)
    found = []
    for key, entry in lock.entries.items():
        reach = reached.get(key)
        if entry.named.package.name == UNNAMED or (reach is None and folders is not None):
            continue
        told = _told(entry, reach, _way(lock, key, reached, ways), known=bool(starts))
        found.append(replace(told, roots=roots[key]) if roots.get(key) else told)
    return Inventory(_once(found), tuple(lock.unread), (lock.path,))


def _told(entry: Entry, reach: _Reach | None, way: tuple[str, ...], *, known: bool) -> Named:
    """The package with what the walk found out."""
    named = entry.named
    if reach is None:
        direct = named.direct if named.direct is not None else (False if known and not named.own else None)
        return replace(named, direct=direct)
    scope = named.scope if entry.told else _BY_RANK[max(reach.rank, _RANK[named.scope])]
    direct = named.direct if named.own else reach.direct
    return replace(named, direct=direct, scope=scope, via=way, wanted=named.wanted or shown(reach.wanted))


def _walk(lock: Lock, starts: list[str]) -> dict[str, _Reach]:
    """Everything the starts lead to: shipped ways first, and of these the shortest."""
    reached: dict[str, _Reach] = {}
    waiting: tuple[deque[tuple[str, _Reach]], ...] = (deque(), deque(), deque())
    for key in starts:
        waiting[0].append((key, _Reach(0, None, None, direct=False)))
    begun, budget = set(starts), MAX_ASKS
    for rank, queue in enumerate(waiting):
        while queue:
            key, reach = queue.popleft()
            if key in reached:
                _also_direct(reached[key], reach)
                continue
            reached[key] = reach
            entry = lock.entries.get(key)
            for ask in entry.asks if entry is not None else ():
                own = entry is not None and entry.named.own
                if ask.to not in lock.entries or (own and key not in begun and ask.scope is Scope.DEVELOPMENT):
                    continue
                budget -= 1
                after = max(rank, _RANK[ask.scope])
                waiting[after].append((ask.to, _Reach(after, key, ask.wanted, direct=own)))
            if budget < 0:
                lock.miss(0, f"more than {MAX_ASKS} asks; ways are not followed further")
                return reached
    return reached


def _roots(lock: Lock, reached: Mapping[str, _Reach]) -> dict[str, tuple[str, ...]]:
    """For each entry the packages that the project names itself and that lead to it, itself not among them."""
    direct = [key for key, reach in reached.items() if reach.direct and not lock.entries[key].named.own]
    own = {key: 1 << number for number, key in enumerate(direct)} if len(direct) <= MAX_ROOTS else {}
    above: dict[str, int] = {}
    waiting, steps = deque(own), 4 * MAX_ASKS
    while waiting:
        key = waiting.popleft()
        steps -= len(lock.entries[key].asks) + 1
        if steps < 0:
            return {}
        mask = above.get(key, 0) | own.get(key, 0)
        for ask in lock.entries[key].asks:
            before = above.get(ask.to, 0)
            if ask.to in reached and before | mask != before:
                above[ask.to] = before | mask
                waiting.append(ask.to)
    labels = [label(lock.entries[key].named) for key in direct] if above else []
    known: dict[int, tuple[str, ...]] = {0: ()}
    for key, found in above.items():
        mask = above[key] = found & ~own.get(key, 0)
        if mask not in known:
            known[mask] = tuple(name for number, name in enumerate(labels) if mask >> number & 1)
    return {key: known[mask] for key, mask in above.items()}


def _also_direct(known: _Reach, again: _Reach) -> None:
    """One that the project names itself is direct, though another way to it was found first."""
    if again.direct and not known.direct:
        known.direct, known.by, known.wanted = True, again.by, again.wanted


def _way(lock: Lock, key: str, reached: Mapping[str, _Reach], ways: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The packages from the project to the one that asks for this, as `name@version`."""
    chain: list[str] = []
    here: str | None = key
    while here is not None and here not in ways and len(chain) <= len(reached):
        chain.append(here)
        reach = reached.get(here)
        here = reach.by if reach is not None and not reach.direct else None
    for one in reversed(chain):
        reach = reached.get(one)
        asker = lock.entries.get(reach.by) if reach is not None and reach.by is not None else None
        if asker is None or asker.named.own or reach is None or reach.by is None:
            ways[one] = ()
        else:
            before = ways.get(reach.by, ())
            before = before if len(before) < LONGEST_WAY else (*before[: LONGEST_WAY - 2], "…")
            ways[one] = (*before, label(asker.named))
    return ways[key]


def label(named: Named) -> str:
    """`name@version`, or the name where the version is not known."""
    package = named.package
    return f"{package.name}@{package.version}" if package.version is not None else package.name


def _once(found: Iterable[Named]) -> tuple[Named, ...]:
    """Each package once at each place."""
    return tuple({(one.package, one.at): one for one in reversed(list(found))}.values())[::-1]
