"""Edges: where this instance goes, each reported once and counted.  What a contract says of them is judged in `edges`.

An edge is (sensor, target, operation).  New ones go out together after the answer is posted, counts of known ones at
most once a minute.  A target that occurs in the event goes out as a keyed hash, unless the environment names it.  Where
the event cannot be searched, every target does that neither the environment nor the function's code names.
"""

from __future__ import annotations

import os
from _thread import get_ident
from time import monotonic

from . import events, instance, invocation, registry
from .sink import sink

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Key = tuple[str, str, str]

MOST_EDGES = 256
COUNTS_EVERY_S = 60.0
_BATCH = 8
_ROOM = 560
"""Characters of edges in one event, so that it stays below the sink's longest line and its share of the bucket."""
_LONGEST = 120
_ELSEWHERE: Key = ("others", "*", "")


class Edge:
    """How often, how often already said, from which line first, what it carried, and whether the contract has it."""

    __slots__ = ("at", "brought", "carried", "count", "lawful", "said", "shared", "shown")

    def __init__(self, shown: str, at: str | None, *, shared: bool = False) -> None:
        self.count = 0
        self.said = 0
        self.shown = shown
        self.at = at
        self.carried: frozenset[str] = frozenset()
        self.brought: frozenset[str] = frozenset()
        self.lawful: bool | None = None
        self.shared = shared
        """It stands for all edges beyond those that are kept."""


_edges: dict[Key, Edge] = {}
_new: list[Key] = []
_told_at = [0.0]
_teller: dict[int, int] = {}
"""The thread that tells edges, which others then leave alone."""
instance.on_renewal(lambda _origin: _teller.clear())


_judges: list[Callable[[Key, Edge], None]] = []
_account: list[str] = []
noted = [0]
"""How many edges that leave the instance were noted: the byte meter asks whether there were any."""
peers: set[tuple[str, int]] = set()
"""Addresses and ports that were connected to: a connection of before may be used again."""
_MOST_PEERS = 512


def install() -> None:
    """Set the sensors, judge by the contract, and tell of new edges after each invocation."""
    from . import brought, meter, sensors

    sensors.install()
    policy = registry.state.policy
    if policy is not None and policy.rules:
        from . import edges, limits

        edges.install()
        limits.install()
    meter.install()
    brought.install()
    registry.after.append(("flows", _tell))


def judged_by(judge: Callable[[Key, Edge], None]) -> None:
    """Have `judge` asked with each edge too; what it raises stops what is being done."""
    _judges.append(judge)


def is_judged() -> bool:
    """Whether a contract says anything of edges."""
    return bool(_judges)


def note(
    sensor: str, target: str, operation: str = "", *, fixed: bool = False, strayed: bool = False, exempt: bool = False
) -> Edge:
    """Count an edge, and have it judged; what a judge raises stops what is being done.

    `fixed`: the target is no text that an event could have brought (a word of ours).  `strayed`: the event that may
    have brought it is not the one that is here.  `exempt`: no contract need name it.
    """
    key = (sensor, target, operation)
    edge = _edges.get(key)
    known = edge is not None
    if edge is None:
        edge = _add(key, fixed=fixed, strayed=strayed)
    edge.count += 1
    if sensor != "file":
        noted[0] += 1
    if _judges and not exempt:
        for judge in _judges:
            judge(key, edge)
    if not known and len(_new) >= _BATCH:
        _tell_new()
    return edge


def connected(address: str, port: int) -> None:
    """Remember a far end."""
    if len(peers) < _MOST_PEERS:
        peers.add((address, port))


def own_account() -> str:
    """The account of this function; empty until its first event."""
    if not _account:
        found = invocation.latest()
        parts = str(getattr(found.request, "invoked_function_arn", None) if found else "").split(":")
        if len(parts) > 4 and parts[4].isdigit():  # arn:aws:lambda:region:account
            _account.append(parts[4])
    return _account[0] if _account else ""


def known(key: Key) -> Edge:
    """The edge, without counting it."""
    return _edges.get(key) or _add(key, fixed=False, strayed=False)


def carries(key: Key, edge: Edge, classes: frozenset[str], *, back: bool = False) -> None:
    """Note which classes of data an edge carries, or brings back; told with it, again where there are new ones."""
    before = edge.brought if back else edge.carried
    if classes <= before or edge.shared:
        return
    if back:
        edge.brought = before | classes
    else:
        edge.carried = before | classes
    if key not in _new:
        _new.append(key)


def told(key: Key, edge: Edge) -> None:
    """An edge was told in an event of its own: it is not told again as new."""
    edge.said = edge.count
    if key in _new:
        _new.remove(key)


def free() -> None:
    """Have edges told again, whatever an exception that came from outside has left: this thread tells none now."""
    if _teller == {0: get_ident()}:
        _teller.clear()


def forget() -> None:
    """Begin anew: another instance reports its own edges."""
    _edges.clear()
    del _new[:]
    _told_at[0] = monotonic()


def _add(key: Key, *, fixed: bool, strayed: bool) -> Edge:
    if len(_edges) >= MOST_EDGES:
        key = _ELSEWHERE
        known = _edges.get(key)
        if known is not None:
            return known
        edge = _edges[key] = Edge("*", None, shared=True)
        _new.append(key)
        return edge
    spot = events.place()
    at = f"{spot['path']}:{spot['line']}" if spot else None
    edge = _edges[key] = Edge(key[1][:_LONGEST] if fixed else shown(key[1], strayed=strayed), at)
    _new.append(key)
    return edge


def shown(text: str, *, strayed: bool = False) -> str:
    """The text if it may be said: not when the event holds it, or when it is not plain ASCII; then its keyed hash."""
    if not text.isascii() or not text.isprintable():
        return instance.keyed_hash(text)
    bare = _bare(text)
    if _may_be_brought(bare, strayed=strayed) and not _ours(bare):
        return instance.keyed_hash(text)
    return _short(text)


def _may_be_brought(text: str, *, strayed: bool) -> bool:
    """Whether the event holds it; where that cannot be searched, whether the function's code does not."""
    found = invocation.current()
    if found is None:
        strayed = strayed or instance.this.invocations > 0  # before the first event nothing can have come with one
        if not strayed:
            return False
    elif not strayed and found.legible:
        return found.mentions(text)
    from . import source

    return not source.names(text)


def _bare(text: str) -> str:
    """What of a target could have come from outside: without our kind before it and the port behind it."""
    name = text.partition("/")[2] or text
    head, colon, port = name.rpartition(":")
    return head if colon and port.isdigit() else name


def _ours(text: str) -> bool:
    return len(text) > 2 and any(text in value for value in os.environ.values())


def _short(text: str) -> str:
    """A host with many or long labels can carry data away in its name: only its last three are said."""
    bare = _bare(text)
    labels = bare.split(".")
    if len(labels) > 6 or len(bare) > _LONGEST or (len(labels) > 2 and any(len(label) > 40 for label in labels)):
        kept = ".".join(label for label in labels[-3:] if len(label) <= 40)
        text = text.replace(bare, "*." + kept)
    return text[: _LONGEST + 40]


def tell() -> None:
    """Write new edges now."""
    if _new:
        _tell_new()


def _tell(_invocation: object) -> None:
    tell()
    now = monotonic()
    if now - _told_at[0] >= COUNTS_EVERY_S:
        _told_at[0] = now
        _send([key for key, edge in list(_edges.items()) if edge.count > edge.said], new=False)


def _tell_new() -> None:
    if _teller:
        return
    thread = get_ident()
    try:
        if _teller.setdefault(0, thread) == thread:
            sent = _send(list(_new), new=True)
            del _new[:sent]
    finally:
        if _teller == {0: thread}:  # no call in here: with its return a signal's exception could come before the end
            del _teller[0]


def _send(keys: list[Key], *, new: bool) -> int:
    """Write these edges in as many events as there is room for; how many keys went out."""
    sent = 0
    while sent < len(keys):
        batch: list[dict[str, Any]] = []
        size = 0
        for key in keys[sent:]:
            entry = entry_of(key, _edges.get(key), new=new)
            size += sum(len(str(value)) + len(name) + 6 for name, value in entry.items())
            if batch and (size > _ROOM or len(batch) >= _BATCH):
                break
            batch.append(entry)
        if not sink.room(380 + min(size, _ROOM), introduces=True):
            break
        many = f"{len(batch)} flow" + ("s" if len(batch) > 1 else "")
        if not events.emit(
            "flow", "allow", "flows", f"{many} seen {'for the first time' if new else 'again'}", facts={"edges": batch}
        ):
            break
        for key in keys[sent : sent + len(batch)]:
            if key in _edges:
                _edges[key].said = _edges[key].count
        sent += len(batch)
    return sent


def entry_of(key: Key, edge: Edge | None, *, new: bool = True) -> dict[str, Any]:
    """An edge as it stands in an event."""
    entry: dict[str, Any] = {"sensor": key[0], "target": edge.shown if edge else "*"}
    if key[2]:
        operation, elsewhere, _ = key[2].partition(" of account ")
        entry["operation"] = operation + (" (another account)" if elsewhere else "")  # its number may be an event's
    if edge is not None:
        entry["count"] = edge.count if new else edge.count - edge.said
        if new and edge.at:
            entry["at"] = edge.at
        for word, classes in (("classes", edge.carried), ("classes_in", edge.brought)):
            if classes:
                entry[word] = sorted(classes)
        if edge.lawful is False:
            entry["undeclared"] = True
    return entry
