"""Words about who may use a store."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.expect.access import VERBS, User, user_name, users
from ennead.expect.expectation import Said, State, Subject
from ennead.expect.scene import Scene
from ennead.expect.select import named
from ennead.expect.values import texts
from ennead.expect.words import word
from ennead.graph.data.uses import STORES
from ennead.graph.triggers import called
from ennead.model.app import Node


@word(Subject.STORES, takes=texts, on=STORES)
def only_read_by(store: Node, wanted: tuple[str, ...], scene: Scene) -> Iterator[Said]:
    """Who may read what it holds, at most: names of functions, state machines, roles."""
    yield from _only(store, wanted, ("read",), scene)


@word(Subject.STORES, takes=texts, on=STORES)
def only_written_by(store: Node, wanted: tuple[str, ...], scene: Scene) -> Iterator[Said]:
    """Who may put or change something in it, at most."""
    yield from _only(store, wanted, ("write",), scene)


@word(Subject.STORES, takes=texts, on=STORES)
def only_deleted_by(store: Node, wanted: tuple[str, ...], scene: Scene) -> Iterator[Said]:
    """Who may delete what it holds, or the whole of it, at most."""
    yield from _only(store, wanted, ("delete",), scene)


@word(Subject.STORES, takes=texts, on=STORES)
def only_used_by(store: Node, wanted: tuple[str, ...], scene: Scene) -> Iterator[Said]:
    """Who may read, write or delete, at most."""
    yield from _only(store, wanted, VERBS, scene)


def _only(store: Node, wanted: tuple[str, ...], verbs: tuple[str, ...], scene: Scene) -> Iterator[Said]:
    for user in users(scene, store, verbs):
        if not named(user.who, wanted):
            yield _said(store, user, verbs)


def _said(store: Node, user: User, verbs: tuple[str, ...]) -> Said:
    verb = verbs[0] if len(verbs) == 1 else "use"
    message = f"{user_name(user)} {'may perhaps' if user.maybe else 'may'} {verb} {called(store)} ({user.through})"
    return Said(
        State.UNKNOWN if user.maybe else State.FAILS, message, user.at or user.who.at or store.at, user.path, store.id
    )
