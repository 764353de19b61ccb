"""Services: the groups a large picture opens on.

An app falls into its nested stacks (Terraform: its modules); a part that is still too large into the
folders its functions' code lies in, then by the first word of their names, then by what sort of thing
it holds.  What belongs to one service only goes with it; what several share stands beside them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from ennead.model.app import Node
from ennead.report.map.columns import OUTSIDE
from ennead.report.map.kinds import shape_of
from ennead.report.map.names import folder_keys, name_keys, stack_keys
from ennead.report.map.view import View

ALL_AT_ONCE = 12  # a picture of that few things needs no groups
FULL = 45  # members above which a group is parted again
FEW = 3  # members below which something is no group
_SORTS = {
    "entry": "Ways in",
    "clock": "Schedules",
    "function": "Functions",
    "machine": "State machines",
    "message": "Events and topics",
    "queue": "Queues and streams",
    "bucket": "Data",
    "store": "Data",
    "guard": "Sign-in and secrets",
    "outside": "Outside",
}

Keys = Mapping[str, str]
Splitter = Callable[[Sequence[Node]], Keys]


@dataclass(frozen=True, slots=True)
class Service:
    """A group: `why` says what it is (`app`, `stack`, `folder`, `name`, `sort`); members are ids of nodes."""

    title: str
    why: str
    members: tuple[str, ...] = ()
    parts: tuple[Service, ...] = ()

    def everything(self) -> Iterable[str]:
        """Its members and those of its parts."""
        yield from self.members
        for part in self.parts:
            yield from part.everything()


_SPLITTERS: tuple[tuple[str, Splitter], ...] = (
    ("stack", lambda nodes: stack_keys(nodes, 0)),
    ("stack", lambda nodes: stack_keys(nodes, 1)),
    ("folder", folder_keys),
    ("name", name_keys),
)


def services_of(view: View) -> Service:
    """The whole app as one service with its parts."""
    whole = Service(view.app, "app", tuple(node.id for node in view.nodes))
    if len(view.nodes) <= ALL_AT_ONCE:
        return whole
    return _Parting(view).part(whole, _SPLITTERS, first=True)


class _Parting:
    def __init__(self, view: View) -> None:
        self._nodes = {node.id: node for node in view.nodes}
        self._near: dict[str, set[str]] = defaultdict(set)
        for link in view.links:
            if link.sort != "wildcard":
                self._near[link.source].add(link.target)
                self._near[link.target].add(link.source)

    def part(self, whole: Service, splitters: Sequence[tuple[str, Splitter]], *, first: bool = False) -> Service:
        """Parted by the first splitter that tells its members apart; as it is where it is small enough."""
        if len(whole.members) <= FULL and not first:
            return whole
        for place, (why, splitter) in enumerate(splitters):
            found = self._parts(whole.members, splitter)
            if len(found) > 1:
                parts = [Service(title, why, tuple(members)) for title, members in sorted(found.items())]
                parts = [self.part(part, splitters[place + 1 :]) for part in parts]
                return self._with_rest(whole, parts)
        parts = self._by_sort(whole.members)
        return self._with_rest(whole, parts) if len(parts) > 1 else whole

    def _parts(self, members: Sequence[str], splitter: Splitter) -> dict[str, list[str]]:
        inside = set(members)
        keys = dict(splitter([self._nodes[member] for member in members]))
        self._adopt([member for member in members if member not in keys], keys, inside)
        found: dict[str, list[str]] = defaultdict(list)
        for member in members:
            if member in keys:
                found[keys[member]].append(member)
        return {key: held for key, held in found.items() if len(held) >= FEW}

    def _adopt(self, waifs: Sequence[str], keys: dict[str, str], inside: set[str]) -> None:
        """Give what has no key of its own that of the one part it has to do with."""
        for _ in range(2):  # an API has to do with routes, which have to do with functions
            found: dict[str, str] = {}
            for waif in waifs:
                near = {keys[other] for other in self._near[waif] if other in keys and other in inside}
                if len(near) == 1 and waif not in keys and self._nodes[waif].kind not in OUTSIDE:
                    found[waif] = near.pop()
            keys.update(found)

    def _with_rest(self, whole: Service, parts: Sequence[Service]) -> Service:
        """The parts, and what is in none: single where it is little, else by sort."""
        taken = {member for part in parts for member in part.everything()}
        rest = [member for member in whole.members if member not in taken]
        more = self._by_sort(rest) if len(rest) > FEW else []
        taken |= {member for part in more for member in part.members}
        titles = Counter(part.title for part in parts)
        more = [
            Service(f"{part.title}, shared" if titles[part.title] else part.title, "sort", part.members)
            for part in more
        ]
        return Service(whole.title, whole.why, tuple(member for member in rest if member not in taken), (*parts, *more))

    def _by_sort(self, members: Sequence[str]) -> list[Service]:
        found: dict[str, list[str]] = defaultdict(list)
        for member in members:
            if self._nodes[member].kind != "internet":
                found[_SORTS.get(shape_of(self._nodes[member].kind), "Others")].append(member)
        return [Service(title, "sort", tuple(held)) for title, held in sorted(found.items()) if len(held) >= FEW]
