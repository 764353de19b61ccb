"""Edges: where this instance goes, each reported once and counted.  Only looks; nothing is stopped here.

An edge is (sensor, target, operation).  New ones go out together after the answer is posted, counts of known ones at
most once a minute.  A target that occurs in the event goes out as a keyed hash, unless the environment names it.
"""

from __future__ import annotations

import os
from _thread import allocate_lock
from time import monotonic

from . import events, instance, invocation, registry
from .sink import sink

TYPE_CHECKING = False
if TYPE_CHECKING:
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
    """How often, how often already said, and from which line first."""

    __slots__ = ("at", "count", "said", "shown")

    def __init__(self, shown: str, at: str | None) -> None:
        self.count = 0
        self.said = 0
        self.shown = shown
        self.at = at


_edges: dict[Key, Edge] = {}
_new: list[Key] = []
_told_at = [0.0]
_lock = [allocate_lock()]
"""Held while edges are told, which another thread then leaves alone."""
instance.on_renewal(lambda _origin: _lock.__setitem__(0, allocate_lock()))


def install() -> None:
    """Set the sensors, and tell of new edges after each invocation."""
    from . import sensors

    sensors.install()
    registry.after.append(("flows", _tell))


def note(sensor: str, target: str, operation: str = "", *, fixed: bool = False) -> None:
    """Count an edge.  `fixed`: the target is no text that an event could have brought (a program's word of ours)."""
    key = (sensor, target, operation)
    edge = _edges.get(key)
    if edge is None:
        edge = _add(key, fixed=fixed)
    edge.count += 1


def forget() -> None:
    """Begin anew: another instance reports its own edges."""
    _edges.clear()
    del _new[:]
    _told_at[0] = monotonic()


def _add(key: Key, *, fixed: bool) -> Edge:
    if len(_edges) >= MOST_EDGES:
        key, fixed = _ELSEWHERE, True
        known = _edges.get(key)
        if known is not None:
            return known
    spot = events.place()
    at = f"{spot['path']}:{spot['line']}" if spot else None
    edge = _edges[key] = Edge(key[1][:_LONGEST] if fixed else shown(key[1]), at)
    _new.append(key)
    if len(_new) >= _BATCH:
        _tell_new()
    return edge


def shown(text: str) -> str:
    """The text if it may be said: not when the event holds it, or when it is not plain ASCII; then its keyed hash."""
    if not text.isascii() or not text.isprintable():
        return instance.keyed_hash(text)
    found = invocation.current()
    if found is not None and found.mentions(_bare(text)) and not _ours(_bare(text)):
        return instance.keyed_hash(text)
    return _short(text)


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


def _tell(_invocation: object) -> None:
    if _new:
        _tell_new()
    now = monotonic()
    if now - _told_at[0] >= COUNTS_EVERY_S:
        _told_at[0] = now
        _send([key for key, edge in list(_edges.items()) if edge.count > edge.said], new=False)


def _tell_new() -> None:
    lock = _lock[0]
    if not lock.acquire(blocking=False):
        return
    try:
        sent = _send(list(_new), new=True)
        del _new[:sent]
    finally:
        lock.release()


def _send(keys: list[Key], *, new: bool) -> int:
    """Write these edges in as many events as there is room for; how many keys went out."""
    sent = 0
    while sent < len(keys):
        batch: list[dict[str, Any]] = []
        size = 0
        for key in keys[sent:]:
            entry = _entry(key, _edges.get(key), new=new)
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


def _entry(key: Key, edge: Edge | None, *, new: bool) -> dict[str, Any]:
    entry: dict[str, Any] = {"sensor": key[0], "target": edge.shown if edge else "*"}
    if key[2]:
        entry["operation"] = key[2]
    if edge is not None:
        entry["count"] = edge.count if new else edge.count - edge.said
        if new and edge.at:
            entry["at"] = edge.at
    return entry
