"""The first line: what a change does to who gets in and what they reach."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from ennead.engine.change.findings import Standing
from ennead.engine.change.words import Change
from ennead.engine.priority import priority_of
from ennead.graph.change.words import ExposureChange, How, ReachChange
from ennead.model.app import Function, FunctionUrl, Internet, Route
from ennead.model.finding import Exposure, Priority
from ennead.report.change.names import plural
from ennead.report.change.view import View, closed, opened

NOTHING = "Nothing changes: the map is the same, and no finding comes or goes."


def headline(view: View) -> str:
    """One sentence, in the present tense."""
    change = view.change
    if change.nothing:
        return "Nothing changes in what could be compared." if change.notes else _nothing(change)
    said = [*_opened(view), *_data(view)]
    told = [*_by_subject(said), *_findings(change), *_closed(view)]
    if not told:
        return f"This change {_joined(_quiet(change))}; nobody reaches more than before."
    return f"This change {_joined(told)}."


def _by_subject(said: Iterable[tuple[str, str]]) -> Iterator[str]:
    """`lets anyone start Fn and reach OrdersTable`: what one may is said together."""
    of: dict[str, list[str]] = {}
    for who, what in said:
        of.setdefault(who, []).append(what)
    for who, parts in of.items():
        yield f"lets {who} {_joined(parts)}" if who else _joined(parts)


def _nothing(change: Change) -> str:
    if change.graph is None:
        return "Nothing changes: no finding comes or goes."
    return NOTHING if change.scanned is not None else "Nothing changes: the map is the same."


def _opened(view: View) -> Iterator[tuple[str, str]]:
    """Doors first, then what is started behind them, then the rest: `(who, what he may)`."""
    found = opened(view.change.graph.exposure) if view.change.graph else []
    anyone = [one for one in found if one.after is Exposure.ANONYMOUS]
    doors = [one for one in anyone if isinstance(view.names.node(one.node), Route | FunctionUrl)]
    started = [one for one in anyone if isinstance(view.names.node(one.node), Function)]
    others = [one for one in anyone if one not in doors and one not in started]
    if doors:
        yield "", f"opens {_counted(doors, view)} to anyone"
    if started and not doors:
        yield "anyone", f"start {_named(started, view)}"
    if others:
        yield "anyone", f"use {_named(others, view)}"
    limited = [one for one in found if one.after is not Exposure.ANONYMOUS]
    doors = [one for one in limited if isinstance(view.names.node(one.node), Route | FunctionUrl)]
    if doors or limited:
        yield "", f"opens {_counted(doors or limited, view)} to chosen or signed-in callers"


def _closed(view: View) -> Iterator[str]:
    found = closed(view.change.graph.exposure) if view.change.graph else []
    doors = [one for one in found if isinstance(view.names.node(one.node), Route | FunctionUrl)]
    if doors or found:
        yield f"lets fewer people reach {_counted(doors or found, view)}"


def _data(view: View) -> Iterator[tuple[str, str]]:
    """The gravest store, and how many others; one that is named as open already comes last."""
    graph = view.change.graph
    reach = [one for one in graph.reach if one.how is How.ADDED] if graph else []
    named = {one.node for one in opened(graph.exposure)} if graph else set()
    by_store: dict[str, list[ReachChange]] = {}
    for one in sorted(reach, key=lambda one: (one.store in named, -one.level.rank, one.store)):
        by_store.setdefault(one.store, []).append(one)
    if not by_store:
        return
    first = next(iter(by_store.values()))
    more = f" and {plural(len(by_store) - 1, 'other store')}" if len(by_store) > 1 else ""
    best = max(first, key=lambda one: one.level.rank)
    yield _who(view, first), f"reach {view.store(best)}{more}"


def _who(view: View, members: list[ReachChange]) -> str:
    nodes = [view.names.node(one.start) for one in members]
    if any(isinstance(node, Internet) for node in nodes):
        return "anyone"
    functions = [one for one, node in zip(members, nodes, strict=True) if isinstance(node, Function)]
    if len(functions) == 1:
        return view.names.short(functions[0].start)
    return plural(len(functions), "function") if functions else plural(len(members), "entry", "entries")


def _findings(change: Change) -> Iterator[str]:
    new, fixed = change.of(Standing.NEW), change.of(Standing.FIXED)
    if new:
        urgent = sum(priority_of(one.finding) is Priority.NOW for one in new)
        yield f"brings {plural(len(new), 'new finding')}" + (f" ({urgent} to act on now)" if urgent else "")
    if fixed:
        yield f"repairs {plural(len(fixed), 'finding')}"
    if accepted := change.of(Standing.ACCEPTED):
        yield f"accepts {plural(len(accepted), 'finding')}"


def _quiet(change: Change) -> Iterator[str]:
    nodes = change.graph.nodes if change.graph else ()
    counts = Counter(one.how for one in nodes if one.at is not None)
    verbs = {How.ADDED: "adds", How.REMOVED: "removes", How.CHANGED: "changes", How.RENAMED: "renames"}
    told = [f"{verb} {plural(counts[how], 'thing')}" for how, verb in verbs.items() if counts[how]]
    yield from told or ["rewires things"]


def _counted(changes: Iterable[ExposureChange], view: View) -> str:
    counts = Counter(view.names.kind(node) for node in dict.fromkeys(one.node for one in changes))
    return _joined(plural(number, kind) for kind, number in counts.items())


def _named(changes: list[ExposureChange], view: View) -> str:
    return view.names.short(changes[0].node) if len(changes) == 1 else _counted(changes, view)


def _joined(words: Iterable[str]) -> str:
    told = list(words)
    return " and ".join([", ".join(told[:-1]), told[-1]] if len(told) > 1 else told)
