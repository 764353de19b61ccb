"""Who may read, write or delete what a store holds, by the table of `ennead.iam.harm`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ennead.expect.scene import Scene
from ennead.graph.blast.rights import rights_of
from ennead.graph.derive import service_of
from ennead.graph.gate import denied_to_strangers
from ennead.graph.reach import ANYONE
from ennead.graph.triggers import called
from ennead.iam.harm import HARMS, Harm
from ennead.iam.match import actions_overlap
from ennead.model.app import INTERNET, EdgeKind, Exposure, Grant, Node, Role, Table
from ennead.model.finding import Hop
from ennead.model.location import Location

VERBS = ("read", "write", "delete")

_EDGES = {
    "read": {EdgeKind.READS},
    "write": {EdgeKind.WRITES, EdgeKind.PUBLISHES},
    "delete": {EdgeKind.DELETES},
}


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who may use a store: a function, a state machine, a role nobody here takes on, or anyone outside.

    `through` says by which action; `maybe` that a part of the policy could not be told.
    """

    who: Node
    through: str
    at: Location | None
    path: tuple[Hop, ...]
    maybe: bool = False


def user_name(user: User) -> str:
    """What to call him: `anyone`, or the template's name."""
    return "anyone" if user.who.id == INTERNET.id else called(user.who)


def actions_on(store: Node, verb: str) -> tuple[str, ...]:
    """Actions that read, write or delete what the store holds; who decides about its policy may do all three."""
    service = service_of(store)
    streamless = isinstance(store, Table) and store.stream is None
    harm = HARMS.get(service or "", Harm())
    words = {"read": harm.reads, "write": harm.writes, "delete": harm.deletes}[verb]
    names = f"{words} {harm.decides}".split()
    return tuple(f"{service}:{name}" for name in names if not (streamless and name == "GetRecords"))


def users(scene: Scene, store: Node, verbs: tuple[str, ...]) -> Iterator[User]:
    """Everybody who may do one of these to the store, each once; surely before perhaps."""
    found: dict[str, User] = {}
    for user in (*_granted(scene, store, verbs), *_in_code(scene, store, verbs), *_outside(scene, store, verbs)):
        known = found.get(user.who.id)
        if known is None or (known.maybe and not user.maybe):
            found[user.who.id] = user
    yield from found.values()


def _granted(scene: Scene, store: Node, verbs: tuple[str, ...]) -> Iterator[User]:
    wanted = [action for verb in verbs for action in actions_on(store, verb)]
    service = service_of(store)
    for grant in scene.graph.into(store, Grant):
        role = scene.graph.node(grant.source, Role)
        if role is None or service is None:
            continue
        sure, maybe, _ = rights_of(scene.graph, role).left(grant, store, service)
        for actions, unsure in ((sure, False), (maybe, True)):
            allowed = [one for one in actions if any(actions_overlap(one, action) for action in wanted)]
            if allowed:
                at = grant.locations[0] if grant.locations else None
                for holder in _holders(scene, role):
                    hops = (Hop(holder.id, called(holder), holder.at), Hop(store.id, ", ".join(allowed[:2]), at))
                    yield User(holder, ", ".join(allowed[:3]), at, hops, unsure)


def _holders(scene: Scene, role: Role) -> list[Node]:
    """What takes the role on; the role itself where nothing here does."""
    sources = (scene.graph.nodes.get(edge.source) for edge in scene.graph.into(role, None, EdgeKind.ASSUMES))
    return [node for node in sources if node is not None] or [role]


def _in_code(scene: Scene, store: Node, verbs: tuple[str, ...]) -> Iterator[User]:
    kinds = {kind for verb in verbs for kind in _EDGES[verb]}
    for edge in scene.graph.into(store, None, *kinds):
        who = scene.graph.nodes.get(edge.source)
        if who is not None:
            at = edge.locations[0] if edge.locations else who.at
            yield User(who, edge.kind.value, at, (Hop(who.id, called(who), who.at), Hop(store.id, called(store), at)))


def _outside(scene: Scene, store: Node, verbs: tuple[str, ...]) -> Iterator[User]:
    wanted = [action for verb in verbs for action in actions_on(store, verb)]
    for edge in scene.graph.into(store, Exposure):
        who = scene.graph.nodes.get(edge.source)
        allowed = [one for one in edge.actions or ("*",) if any(actions_overlap(one, action) for action in wanted)]
        if who is None or not allowed or denied_to_strangers(scene.graph, store, edge.actions):
            continue
        first = ANYONE if who.id == INTERNET.id else Hop(who.id, who.name)
        at = edge.locations[0] if edge.locations else store.at
        yield User(who, ", ".join(allowed[:3]), at, (first, Hop(store.id, called(store), store.at)))
