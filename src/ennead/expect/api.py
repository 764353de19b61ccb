"""The application in a test: what the fixtures `app`, `function`, `route` and `store` hand out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

from ennead.expect.errors import ExpectError, FaultyFile
from ennead.expect.expectation import Expectation, Result, Said, State
from ennead.expect.run import Subjects, ask, subjects_of, unread_of
from ennead.expect.things import CouldNotTell, NoSuchThing, TheFunction, TheRoute, TheStore, every, the_one
from ennead.model.location import Location


@dataclass(frozen=True, repr=False)
class App:
    """One application, in all of its environments."""

    subjects: Subjects

    @property
    def name(self) -> str:
        """Its name: the folder it stands in."""
        return self.subjects.name

    @property
    def environments(self) -> tuple[str, ...]:
        """Its environments by name; none where it has a single nameless one."""
        return self.subjects.environments

    def environment(self, name: str) -> App:
        """The same application in one environment.  Raises NoSuchThing."""
        subjects = self.subjects
        for key, graph in subjects.graphs.items():
            if name in (key.split(",") if key else [subjects.only]):
                return App(replace(subjects, graphs={"": graph}, only=name))
        known = ", ".join(self.environments) or "it has none of its own"
        raise NoSuchThing(f"no environment of {self.name} is called {name}: {known}")

    def function(self, name: str) -> TheFunction:
        """The function of that name (the template's, its own, or its id).  Raises NoSuchThing."""
        __tracebackhide__ = True
        return TheFunction(cast("Any", the_one(self.subjects.scenes, "functions", name)))

    def route(self, name: str) -> TheRoute:
        """The route (`POST /orders`) or function URL (`url NAME`).  Raises NoSuchThing."""
        __tracebackhide__ = True
        return TheRoute(cast("Any", the_one(self.subjects.scenes, "routes", name)))

    def store(self, name: str) -> TheStore:
        """The table, bucket, queue, topic, secret … of that name.  Raises NoSuchThing."""
        __tracebackhide__ = True
        return TheStore(cast("Any", the_one(self.subjects.scenes, "stores", name)))

    def functions(self, pattern: str = "*") -> Iterator[TheFunction]:
        """Every function that a glob means."""
        return (TheFunction(cast("Any", views)) for views in every(self.subjects.scenes, "functions", pattern))

    def routes(self, pattern: str = "*") -> Iterator[TheRoute]:
        """Every route and function URL that a glob means; preflights only where it says OPTIONS."""
        return (TheRoute(cast("Any", views)) for views in every(self.subjects.scenes, "routes", pattern))

    def stores(self, pattern: str = "*") -> Iterator[TheStore]:
        """Every store that a glob means."""
        return (TheStore(cast("Any", views)) for views in every(self.subjects.scenes, "stores", pattern))

    def expect(self, **entry: Any) -> None:
        """Hold an expectation as the file has them: `app.expect(functions="*", timeout="at most 30")`.

        Raises AssertionError where it fails, CouldNotTell where it could not be told, ExpectError for words that
        are none.  The flow's `from` is written `from_`, `except` is `except_`.
        """
        from ennead.expect.entry import Entry  # noqa: PLC0415

        __tracebackhide__ = True
        reader = Entry({key.rstrip("_"): value for key, value in entry.items()}, Location("app.expect"))
        expectation = reader.read()
        if expectation is None:
            raise FaultyFile(reader.faults)
        self._hold(expectation)

    def _hold(self, expectation: Expectation) -> None:
        __tracebackhide__ = True
        result = ask(expectation, self.subjects)
        if result.state is State.FAILS:
            raise AssertionError(told(result))
        if result.state is State.UNKNOWN:
            raise CouldNotTell(told(result))

    def __repr__(self) -> str:
        return f"<app {self.name}>"


def told(result: Result, *, with_place: bool = False) -> str:
    """What became of an expectation, in lines: what was expected (and where), what is instead, the way there."""
    expectation = result.expectation
    lines = [f"{expectation.at}: {expectation.title}" if with_place else expectation.title]
    if expectation.why:
        lines.append(f"  because {expectation.why}")
    for said in result.said:
        lines += _said(said)
    return "\n".join(lines)


def _said(said: Said) -> Iterator[str]:
    at = f"{said.at}: " if said.at is not None and said.at.path else ""
    only = f" (in {', '.join(said.environments)} only)" if said.environments else ""
    unsure = "could not tell: " if said.state is State.UNKNOWN else ""
    yield f"  {at}{unsure}{said.message}{only}"
    if len(said.path) > 2:
        yield "      " + " → ".join("anyone" if hop.node.startswith("internet/") else hop.message for hop in said.path)


@dataclass(frozen=True)
class Loaded:
    """What a path holds: its applications, and what could not be read."""

    apps: tuple[App, ...]
    unread: tuple[str, ...] = ()


def load_apps(path: Path, environment: str | None = None, app: str | None = None) -> Loaded:
    """Read the applications of a path with the settings of its `ennead.toml`.  Raises ExpectError."""
    from ennead.engine.config import ConfigError, load  # noqa: PLC0415
    from ennead.engine.discover import checks  # noqa: PLC0415
    from ennead.engine.programs import Programs  # noqa: PLC0415
    from ennead.engine.scan import Request, readings, root_of  # noqa: PLC0415
    from ennead.sources.errors import SourceError  # noqa: PLC0415
    from ennead.sources.read import AppReading, Options  # noqa: PLC0415

    try:
        config = load(path)
        options = Options(dict(config.parameters), environment or config.environment)
        request = Request(checks=checks(), sources=options, config=config, app=app)
        apps: list[App] = []
        unread: list[str] = []
        programs = Programs(root_of(path))
        for reading in readings(path, request):
            if isinstance(reading, AppReading):
                subjects = subjects_of(reading, request, programs)
                apps.append(App(subjects))
                unread += [f"{said.at}: {said.message}" for said in unread_of(subjects)]
            else:
                unread.append(f"{reading.at}: not read: {reading.reason}")
    except (ConfigError, SourceError) as error:
        raise ExpectError(str(error)) from error
    return Loaded(tuple(apps), tuple(unread))
