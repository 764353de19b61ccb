"""Edges: where this instance goes, each reported once and counted.  Only looks; nothing is stopped here.

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
_teller: dict[int, int] = {}
"""The thread that tells edges, which others then leave alone."""
instance.on_renewal(lambda _origin: _teller.clear())


def install() -> None:
    """Set the sensors, and tell of new edges after each invocation."""
    from . import sensors

    sensors.install()
    registry.after.append(("flows", _tell))


def note(sensor: str, target: str, operation: str = "", *, fixed: bool = False, strayed: bool = False) -> None:
    """Count an edge.

    `fixed`: the target is no text that an event could have brought (a word of ours).  `strayed`: the event that may
    have brought it is not the one that is here.
    """
    key = (sensor, target, operation)
    edge = _edges.get(key)
    known = edge is not None
    if edge is None:
        edge = _add(key, fixed=fixed, strayed=strayed)
    edge.count += 1
    if not known and len(_new) >= _BATCH:
        _tell_new()


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
        key, fixed = _ELSEWHERE, True
        known = _edges.get(key)
        if known is not None:
            return known
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
