"""Words about what starts a function and what becomes of events it fails on."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.expect.expectation import Said, Subject
from ennead.expect.scene import Scene
from ennead.expect.select import display, globbed, named
from ennead.expect.values import flag, some_texts, texts
from ennead.expect.words import fails, untold, word
from ennead.graph.reach import ANYONE
from ennead.graph.triggers import called, fed_by, keeps_failures, place_of, triggers_of
from ennead.model.app import INTERNET, EdgeKind, Exposure, Function, Mode, Queue, Trigger
from ennead.model.finding import Hop
from ennead.model.unknown import Unknown


@word(Subject.FUNCTIONS, takes=texts, on=Function)
def started_only_by(fn: Function, wanted: tuple[str, ...], scene: Scene) -> Iterator[Said]:
    """What starts it at most: names or kinds (`OrderQueue`, `GET /orders*`, `schedule`, `internet`, `account`)."""
    for edge in triggers_of(scene.graph, fn):
        source = scene.graph.nodes.get(edge.source)
        kind, _, rest = edge.source.partition("/")
        known = source is not None and named(source, wanted)
        if known or any(pattern == kind or globbed(pattern).fullmatch(edge.source) for pattern in wanted):
            continue
        name = display(source) if source is not None else rest
        yield fails(f"{called(fn)} is started by {name} ({kind})", fn, place_of(edge))
    for exposure in scene.graph.into(fn, Exposure):
        kind = exposure.source.partition("/")[0]
        if kind in {"internet", "account"} and not any(pattern in {kind, exposure.source} for pattern in wanted):
            who = "anyone" if exposure.source == INTERNET.id else f"account {exposure.source.partition('/')[2]}"
            at = exposure.locations[0] if exposure.locations else fn.at
            path = (ANYONE, Hop(fn.id, called(fn), fn.at)) if who == "anyone" else ()
            yield fails(f"{called(fn)} may be invoked by {who}", fn, at, path)


@word(Subject.FUNCTIONS, takes=some_texts, on=Function)
def started_by(fn: Function, wanted: tuple[str, ...], scene: Scene) -> Iterator[Said]:
    """What starts it at least: each of these does."""
    edges = triggers_of(scene.graph, fn)
    for pattern in wanted:
        sources = [scene.graph.nodes.get(edge.source) for edge in edges]
        kinds = {edge.source.partition("/")[0] for edge in edges}
        if pattern not in kinds and not any(source is not None and named(source, (pattern,)) for source in sources):
            yield fails(f"{called(fn)} is not started by {pattern}", fn)


@word(Subject.FUNCTIONS, takes=flag, on=Function)
def keeps_failed_events(fn: Function, wanted: bool, scene: Scene) -> Iterator[Said]:
    """Whether events it fails on go somewhere (dead letters, an on-failure destination) where no caller waits."""
    for edge in triggers_of(scene.graph, fn):
        kept = _kept(fn, edge, scene)
        source = scene.graph.nodes.get(edge.source)
        name = display(source) if source is not None else edge.source
        if isinstance(kept, Unknown):
            yield untold(f"whether {called(fn)} keeps what it fails on could not be told: {kept.reason}", fn)
        elif kept is not None and kept is not wanted:
            said = "keeps" if kept else "loses"
            yield fails(f"{called(fn)} {said} events of {name} that it fails on", fn, place_of(edge))


def _kept(fn: Function, edge: Trigger, scene: Scene) -> bool | Unknown | None:
    """None for a trigger whose caller is told of the failure."""
    queue = scene.graph.node(edge.source, Queue)
    if queue is not None:
        return keeps(queue, scene)
    if edge.mode is Mode.POLL:
        return edge.on_failure is not None
    return keeps_failures(scene.graph, fn) if edge.mode is Mode.ASYNC else None


def keeps(queue: Queue, scene: Scene) -> bool | Unknown:
    """Whether a queue hands on messages that always fail."""
    if isinstance(queue.dead_letter, Unknown):
        return queue.dead_letter
    return queue.dead_letter is not None or any(True for _ in scene.graph.out_of(queue, None, EdgeKind.FAILS_TO))


@word(Subject.STORES, takes=flag, on=Queue)
def dead_letters(queue: Queue, wanted: bool, scene: Scene) -> Iterator[Said]:
    """Whether a queue that functions poll hands on messages that always fail; queues nobody polls are passed over."""
    if not fed_by(scene.graph, queue):
        return
    found = keeps(queue, scene)
    if isinstance(found, Unknown):
        yield untold(f"whether {called(queue)} has dead letters could not be told: {found.reason}", queue)
    elif found is not wanted:
        yield fails(f"{called(queue)} has {'a' if found else 'no'} dead-letter queue", queue)
