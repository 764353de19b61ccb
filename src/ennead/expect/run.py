"""Expectations against an application, in each of its environments, to what became of them."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from ennead.check import Check
from ennead.engine.programs import Programs
from ennead.engine.scan import Request, answers, graphs_of, readings, root_of
from ennead.expect.about import checks as about_checks
from ennead.expect.about import flows as about_flows
from ennead.expect.expectation import Expectation, Outcome, Result, Said, Selector, State, Subject
from ennead.expect.scene import Scene
from ennead.expect.select import chosen, display, named, nothing_called
from ennead.expect.values import Bound
from ennead.expect.words import vocabulary
from ennead.graph.graph import AppGraph
from ennead.graph.merge import names_of
from ennead.model.app import Api
from ennead.model.finding import Outcome as Answer
from ennead.model.location import Location
from ennead.sources.read import AppReading


@dataclass(frozen=True)
class Subjects:
    """An application as it was read: a scene for each environment with values of its own, and what checks say.

    `only` is the environment that was asked for, where one was: its scene has no name of its own.  `programs` read the
    code, for the checks that ask for it.
    """

    reading: AppReading
    graphs: Mapping[str, AppGraph]
    request: Request
    only: str | None = None
    programs: Programs | None = None

    @property
    def name(self) -> str:
        """The application's name."""
        return self.reading.name

    @cached_property
    def scenes(self) -> tuple[Scene, ...]:
        """A scene for each environment with values of its own."""
        return tuple(
            Scene(graph, tuple(name for name in key.split(",") if name) or ((self.only,) if self.only else ()))
            for key, graph in self.graphs.items()
        )

    @cached_property
    def environments(self) -> tuple[str, ...]:
        """Names of all environments that were read; none where the application has no named ones."""
        return (self.only,) if self.only else names_of(self.graphs)

    @cached_property
    def outcomes(self) -> tuple[Answer, ...]:
        """What the checks find and could not tell, less what somebody has accepted."""
        graphs = graphs_of(self.reading, self.request.config.data, self.programs) if self.programs else self.graphs
        applied = answers(self.reading, graphs, self.request, self.programs)
        return (*applied.findings, *applied.unassessed)


def run(path: Path, expectations: Sequence[Expectation], request: Request) -> Outcome:
    """Ask them all.  Raises SourceError where the path does not exist or what was asked for is not there."""
    started = time.perf_counter()
    results: list[Result] = []
    unread: list[Said] = []
    apps: list[str] = []
    programs = Programs(root_of(path))
    for reading in readings(path, request):
        if not isinstance(reading, AppReading):
            unread.append(Said(State.UNKNOWN, f"not read: {reading.reason}", reading.at))
            continue
        apps.append(reading.name)
        subjects = subjects_of(reading, request, programs)
        unread += unread_of(subjects)
        results += [ask(expectation, subjects) for expectation in expectations if _is_about(expectation, reading.name)]
    results += _nowhere(expectations, apps, request.app)
    order = {id(expectation): number for number, expectation in enumerate(expectations)}
    results.sort(key=lambda one: order[id(one.expectation)])
    return Outcome(tuple(results), tuple(apps), tuple(unread), time.perf_counter() - started)


def subjects_of(reading: AppReading, request: Request, programs: Programs | None = None) -> Subjects:
    """The application, ready to be asked; checks of code say something only with `programs`."""
    return Subjects(reading, graphs_of(reading, request.config.data), request, request.sources.environment, programs)


def ask(expectation: Expectation, subjects: Subjects) -> Result:
    """What becomes of one expectation in one application."""
    here = Result(expectation, subjects.name, State.HOLDS)
    strange = [name for name in expectation.environments if name not in subjects.environments]
    if strange and not subjects.only:
        known = ", ".join(subjects.environments) or "it has no environments of its own"
        nowhere = Said(State.FAILS, f"no environment here is called {strange[0]}: {known}")
        return replace(here, state=State.FAILS, said=(nowhere,))
    scenes = [scene for scene in subjects.scenes if _is_in(scene, expectation)]
    if not scenes:
        return replace(here, state=State.SKIPPED, reason=f"it is about {', '.join(expectation.environments)} only")
    if expectation.subject is Subject.CHECKS:
        return _checked(expectation, subjects, here)
    told: list[tuple[Scene, Said]] = []
    things: set[str] = set()
    for scene in scenes:
        found, said = _judged(expectation, scene)
        things |= found
        told += [(scene, one) for one in (*said, *_hidden(expectation, scene))]
    told += [(scene, one) for scene in scenes for one in _unmeant(expectation, scenes, empty=not things and not told)]
    return settled(replace(here, things=len(things)), _joined(told, scenes))


def unread_of(subjects: Subjects) -> tuple[Said, ...]:
    """What of the application could not be read, less what somebody has accepted."""
    applied = answers(subjects.reading, subjects.graphs, replace(subjects.request, checks=()))
    told = (one for one in applied.unassessed if one.check == "source")
    return tuple(Said(State.UNKNOWN, f"not read: {one.reason}", one.at) for one in told)


def settled(result: Result, said: tuple[Said, ...]) -> Result:
    """The result with what was said: it fails where something is not as expected, else it may be untold."""
    if any(one.state is State.FAILS for one in said):
        return replace(result, state=State.FAILS, said=said)
    if not said:
        return result
    reason = result.expectation.accept_unknown
    return replace(result, state=State.ACCEPTED if reason else State.UNKNOWN, said=said, reason=reason)


def _is_about(expectation: Expectation, app: str) -> bool:
    return expectation.app is None or expectation.app == app


def _is_in(scene: Scene, expectation: Expectation) -> bool:
    return not expectation.environments or bool(set(scene.names) & set(expectation.environments))


def _nowhere(expectations: Iterable[Expectation], apps: list[str], only: str | None) -> Iterator[Result]:
    """Expectations about an application that is not there."""
    for expectation in expectations:
        if expectation.app is None or expectation.app in apps:
            continue
        if only is not None:
            yield Result(expectation, expectation.app, State.SKIPPED, reason=f"it is about {expectation.app}")
        elif apps:
            message = f"no application here is called {expectation.app}: there are {', '.join(apps)}"
            yield Result(expectation, expectation.app, State.FAILS, (Said(State.FAILS, message),))


def _judged(expectation: Expectation, scene: Scene) -> tuple[set[str], list[Said]]:
    """The things it was asked of in one scene, and what was said."""
    if expectation.subject is Subject.FLOWS:
        return about_flows.judge(expectation, scene)
    words = vocabulary()[expectation.subject]
    nodes = chosen(scene, expectation.subject.value, expectation.selector)
    asked: set[str] = set()
    said: list[Said] = []
    for clause in expectation.clauses:
        if clause.word == "count":
            said += _count([display(node) for node in nodes], clause.value)
            continue
        word = words[clause.word]
        fitting = [node for node in nodes if isinstance(node, word.on)]
        asked |= {node.id for node in fitting}
        if nodes and not fitting:
            kinds = ", ".join(kind.KIND.replace("_", " ") for kind in word.on)
            said.append(Said(State.FAILS, f"{clause.word} is about {kinds}, and none of these is one", clause.at))
        for node in fitting:
            said += word.judge(node, clause.value, scene)
    return asked, said


def _count(names: list[str], wanted: Bound) -> Iterator[Said]:
    if not wanted.takes(len(names)):
        listed = ", ".join(names[:8]) + (f" and {len(names) - 8} more" if len(names) > 8 else "")
        there = f"there are {len(names)}: {listed}" if len(names) > 1 else f"there is {listed or 'none'}"
        yield Said(State.FAILS, there)


def _unmeant(expectation: Expectation, scenes: list[Scene], *, empty: bool) -> Iterator[Said]:
    """Names that nothing has: an expectation that means nothing would hold for ever.

    A pack's names to leave out are for several expectations; those of one may have nothing of them.
    """
    counts = all(clause.word == "count" for clause in expectation.clauses)
    if not (counts or expectation.may_be_absent or expectation.subject is Subject.FLOWS):
        missing = list(_absent(expectation, scenes))
        yield from missing
        if empty and not missing:
            subject = expectation.subject.value
            none = not any(scene.things(subject) for scene in scenes)
            fits = f"nothing here fits {subject} {expectation.selector.text}"
            yield Said(State.FAILS, f"this application has no {subject}" if none else fits)
    for pattern in expectation.selector.other if expectation.pack is None else ():
        if not any(named(node, (pattern,)) for scene in scenes for node in scene.graph.nodes.values()):
            yield Said(State.FAILS, f"except names {pattern}, and nothing here is called so")


def _absent(expectation: Expectation, scenes: list[Scene]) -> Iterator[Said]:
    subject = expectation.subject.value
    for pattern in expectation.selector.names:
        one = Selector(names=(pattern,))
        if pattern == "*" or any(chosen(scene, subject, one) for scene in scenes):
            continue
        names = sorted({display(node) for scene in scenes for node in scene.things(subject)})
        yield Said(State.FAILS, nothing_called(names, (pattern,), subject))


def _hidden(expectation: Expectation, scene: Scene) -> Iterator[Said]:
    """APIs whose definition could not be told: they may have routes that are meant too."""
    if expectation.subject is not Subject.ROUTES or not any(
        "*" in pattern or "?" in pattern for pattern in expectation.selector.names or ("*",)
    ):
        return
    for api in scene.graph.nodes_of(Api):
        if api.body_unknown is not None and not named(api, expectation.selector.other):
            message = f"{display(api)} may have routes that could not be told: {api.body_unknown.reason}"
            yield Said(State.UNKNOWN, message, api.at, node=api.id)


def _joined(told: list[tuple[Scene, Said]], scenes: list[Scene]) -> tuple[Said, ...]:
    """The same said in several environments once, with their names where it is not in all that were asked."""
    found: dict[tuple[str, str, Location | None], tuple[Said, list[str]]] = {}
    for scene, said in told:
        key = (said.state.value, said.message, said.at)
        _, names = found.setdefault(key, (said, []))
        names += [name for name in scene.names if name not in names]
    everywhere = {name for scene in scenes for name in scene.names}
    return tuple(
        replace(said, environments=() if set(names) >= everywhere else tuple(names)) for said, names in found.values()
    )


def _checked(expectation: Expectation, subjects: Subjects, here: Result) -> Result:
    checks: Sequence[Check] = subjects.request.checks
    try:
        meant = about_checks.checks_of(expectation, checks)
    except ValueError as error:
        return replace(here, state=State.FAILS, said=(Said(State.FAILS, str(error)),))
    said = about_checks.judge(expectation, subjects.outcomes, meant)
    wanted = set(expectation.environments)
    kept = tuple(one for one in said if not (wanted and one.environments) or wanted & set(one.environments))
    return settled(replace(here, things=len(meant)), kept)
