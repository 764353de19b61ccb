"""Expectations about flows: `from: anyone`, `to: UsersTable`, `never: [read, change]`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ennead.expect.expectation import Clause, Expectation, Said, Selector, State
from ennead.expect.reaching import AIMS, Search, Way, starts_of
from ennead.expect.scene import Scene
from ennead.expect.select import chosen, display, nothing_called
from ennead.expect.values import Read, some_of, some_texts
from ennead.graph.triggers import called
from ennead.model.app import Node, Store
from ennead.model.impact import Aim
from ennead.model.unknown import Unknown

DEEDS = tuple(AIMS)
PAST = {"only_through": "anything", "reads_only_through": "read", "changes_only_through": "change"}
"""Words that name things without which a flow must not get there, and what it does at its end."""
FLOW_WORDS: dict[str, Read] = {"never": some_of(*DEEDS), **dict.fromkeys(PAST, some_texts)}
WHO = ("anyone", "signed-in")
SAID = {Aim.CONFIDENTIALITY: "read", Aim.INTEGRITY: "change", Aim.AVAILABILITY: "disrupt"}
_SUBJECTS = ("functions", "stores", "routes")


def judge(expectation: Expectation, scene: Scene) -> tuple[set[str], list[Said]]:
    """The pairs it was asked of, and what was said."""
    goal = expectation.goal or Selector()
    sources, targets = _ends(scene, expectation.selector), _nodes(scene, goal)
    if not expectation.may_be_absent:
        missing = [*_missing(scene, expectation.selector), *_missing(scene, goal)]
        if missing:
            return set(), [Said(State.FAILS, message) for message in missing]
    pairs: set[str] = set()
    said: list[Said] = []
    for clause in expectation.clauses:
        past = _past(scene, clause) if clause.word in PAST else frozenset()
        if clause.word in PAST and not past:
            said.append(Said(State.FAILS, nothing_called(_names(scene), clause.value, "things")))
            continue
        for name, starts in sources:
            search = Search(scene, (start for start in starts if start not in past), past)
            for target in targets:
                if target.id not in starts and target.id not in past:
                    pairs.add(f"{name} {target.id}")
                    said += _judged(clause, name, search, target)
    return pairs, said


def _judged(clause: Clause, name: str, search: Search, target: Node) -> Iterator[Said]:
    """One source, one goal: a way that must not be there, or that could not be told."""
    deeds = (PAST[clause.word],) if clause.word in PAST else clause.value
    way = _way(search, target, frozenset().union(*(AIMS[deed] for deed in deeds)))
    past = f" without going through {clause.text}" if clause.word in PAST else ""
    if way is None:
        untold = search.untold()
        if untold is not None:
            yield Said(State.UNKNOWN, f"whether {name} gets to {called(target)}{past}: {untold}", target.at)
        return
    verb = SAID[way.deed] if way.deed is not None else "reach"
    at = next((hop.at for hop in reversed(way.hops) if hop.at is not None), target.at)
    if way.maybe is None:
        yield Said(State.FAILS, f"{name} can {verb} {called(target)}{past}", at, way.hops, target.id)
    else:
        message = f"whether {name} can {verb} {called(target)}{past}: {way.maybe}"
        yield Said(State.UNKNOWN, message, at, way.hops, target.id)


def _way(search: Search, target: Node, aims: frozenset[Aim]) -> Way | None:
    return search.to_store(target.id, aims) if isinstance(target, Store) else search.to_place(target.id)


def _ends(scene: Scene, selector: Selector) -> list[tuple[str, tuple[str, ...]]]:
    """Where flows begin: names with their places; everybody of `anyone` is one."""
    found = [(_called(name), starts_of(scene, name)) for name in selector.names if name in WHO]
    return [*found, *((display(node), (node.id,)) for node in _nodes(scene, selector))]


def _called(who: str) -> str:
    return "anyone" if who == "anyone" else "whoever is signed in"


def _nodes(scene: Scene, selector: Selector) -> list[Node]:
    names = tuple(name for name in selector.names if name not in WHO)
    if selector.names and not names:
        return []
    wanted = replace(selector, names=names)
    return [node for subject in _SUBJECTS for node in chosen(scene, subject, wanted)]


def _missing(scene: Scene, selector: Selector) -> Iterator[str]:
    """Names that nothing has."""
    if not selector.names and not _nodes(scene, selector):
        yield f"nothing here fits {selector.text}"
    for name in selector.names:
        if name not in WHO and not any(chosen(scene, subject, Selector(names=(name,))) for subject in _SUBJECTS):
            yield nothing_called([*WHO, *_names(scene)], [name], "functions, stores and routes")


def _names(scene: Scene) -> list[str]:
    return sorted({display(node) for subject in _SUBJECTS for node in scene.things(subject)})


def _past(scene: Scene, clause: Clause) -> frozenset[str]:
    return frozenset(node.id for node in _nodes(scene, Selector(names=clause.value)))


def can_reach(scene: Scene, node: Node, name: str, deed: str) -> bool | Unknown:
    """Whether whoever holds a node gets to the things of a name.  Raises LookupError where nothing is called so."""
    targets = _nodes(scene, Selector(names=(name,)))
    if not targets:
        raise LookupError(nothing_called(_names(scene), [name], "functions, stores and routes"))
    search = Search(scene, (node.id,))
    ways = [_way(search, target, AIMS[deed]) for target in targets]
    if any(way is not None and way.maybe is None for way in ways):
        return True
    maybe = next((way.maybe for way in ways if way is not None), None) or search.untold()
    return Unknown(maybe) if maybe else False
