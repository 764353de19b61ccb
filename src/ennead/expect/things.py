"""The application as a test in Python sees it: small objects whose properties may stand in an `assert`.

    def test_orders(function):
        assert function("OrdersFunction").timeout <= 30

What could not be told raises `CouldNotTell`, what differs between environments `Differs`: neither is ever taken
for true or false.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from ennead.expect.errors import ExpectError, near
from ennead.expect.scene import Scene
from ennead.expect.select import display, named
from ennead.model.app import Function, FunctionUrl, Node, Route, Store
from ennead.model.unknown import Unknown

N = TypeVar("N", bound=Node)
T = TypeVar("T")


class CouldNotTell(ExpectError):
    """The application does not say; the text says why."""


class Differs(ExpectError):
    """The answer is another in each environment: pick one with `app.environment(NAME)` or `--ennead-env`."""


class NoSuchThing(ExpectError, LookupError):
    """Nothing here is called so; the text names what is near."""


@dataclass(frozen=True, repr=False)
class Thing(Generic[N]):
    """Something of the application, as it is in each environment."""

    views: tuple[tuple[Scene, N], ...]

    @property
    def name(self) -> str:
        """What the template calls it."""
        return display(self.views[0][1])

    @property
    def id(self) -> str:
        """Its id in the map: `function/OrdersFunction`."""
        return self.views[0][1].id

    @property
    def kind(self) -> str:
        """What it is: `function`, `route`, `table`, `bucket` …"""
        return self.views[0][1].kind

    @property
    def at(self) -> str:
        """Where it is declared: `template.yaml:12`."""
        return str(self.views[0][1].at or "")

    @property
    def tags(self) -> dict[str, str]:
        """Its tags."""
        return self._same("tags", lambda _, node: dict(node.tags))

    @property
    def exposed_to(self) -> str:
        """Who reaches it at most, without another function between: `anyone`, `signed-in`, `account` … `nobody`."""
        from ennead.expect.audience import audience_of  # noqa: PLC0415

        def ask(scene: Scene, node: Node) -> str | Unknown:
            found = audience_of(scene, node)
            return found if isinstance(found, Unknown) else found.who

        return self._same("exposed_to", ask)

    @property
    def reachable_by_anyone(self) -> bool:
        """Whether somebody who shows no proof reaches it, without another function between."""
        return self.exposed_to == "anyone"

    def reaches(self, name: str, deed: str = "anything") -> bool:
        """Whether whoever holds it can `read`, `change`, `disrupt` the thing of that name, or do `anything` to it."""
        from ennead.expect.about.flows import DEEDS, can_reach  # noqa: PLC0415

        if deed not in DEEDS:
            raise ValueError(f"{deed!r} is no deed: {near(deed, DEEDS, listed='they are')}")
        return self._same(f"reaches({name!r})", lambda scene, node: can_reach(scene, node, name, deed))

    def _same(self, what: str, ask: Callable[[Scene, N], T | Unknown]) -> T:
        """The answer, which is the same in every environment.  Raises CouldNotTell, Differs."""
        __tracebackhide__ = True
        answers: list[tuple[str, T]] = []
        for scene, node in self.views:
            found = ask(scene, node)
            where = ", ".join(scene.names)
            if isinstance(found, Unknown):
                inside = f" in {where}" if where else ""
                raise CouldNotTell(f"{what} of {self.name} ({self.at}){inside}: {found.reason}")
            answers.append((where, found))
        first = answers[0][1]
        if any(found != first for _, found in answers):
            listed = "; ".join(f"{found!r} in {where}" for where, found in answers)
            raise Differs(f"{what} of {self.name} ({self.at}) is {listed}: pick an environment")
        return first

    def __repr__(self) -> str:
        return f"<{self.kind} {self.name} at {self.at}>"


class TheFunction(Thing[Function]):
    """A function."""

    def _value(self, field: str) -> Any:
        return self._same(field, lambda _, node: getattr(node, field))

    @property
    def runtime(self) -> str | None:
        """`python3.13`; None for a container image."""
        from ennead.expect.words import told  # noqa: PLC0415

        return self._same("runtime", lambda _, node: told(node.runtime))

    @property
    def timeout(self) -> float:
        """Seconds it may run."""
        from ennead.graph.triggers import timeout_of  # noqa: PLC0415

        return self._same("timeout", lambda _, node: timeout_of(node))

    @property
    def memory(self) -> float:
        """MB."""
        found = self._value("memory")
        return 128 if found is None else float(found)

    @property
    def reserved_concurrency(self) -> float | None:
        """How many instances run at once at most; None without a bound."""
        found: float | None = self._value("reserved_concurrency")
        return found

    @property
    def in_vpc(self) -> bool:
        """Whether it runs in a network of yours."""
        return self._value("vpc") is True

    @property
    def variables(self) -> tuple[str, ...]:
        """Names of its environment variables, never their values."""
        return self._same("variables", lambda _, node: tuple(one.name for one in node.environment))

    @property
    def started_by(self) -> tuple[str, ...]:
        """Names of what starts it."""
        from ennead.graph.triggers import source_name, triggers_of  # noqa: PLC0415

        def ask(scene: Scene, node: Function) -> tuple[str, ...]:
            return tuple(dict.fromkeys(source_name(scene.graph, edge) for edge in triggers_of(scene.graph, node)))

        return self._same("started_by", ask)

    def may(self, action: str) -> bool:
        """Whether its role allows an action (a pattern: some action it covers) on anything."""
        from ennead.expect.about.roles import may_do  # noqa: PLC0415

        return self._same(f"may({action!r})", lambda scene, node: may_do(node, action, scene))


class TheRoute(Thing[Route | FunctionUrl]):
    """A route of an API, or a function URL."""

    @property
    def asks(self) -> str:
        """What a caller has to show: `nothing`, `api-key`, `iam`, `jwt`, `cognito` or `custom`."""
        from ennead.expect.about.routes import asked  # noqa: PLC0415

        return self._same("asks", lambda _, node: asked(node))

    @property
    def open(self) -> bool:
        """Whether anyone gets through."""
        from ennead.expect.about.routes import is_open_door  # noqa: PLC0415

        return self._same("open", lambda scene, node: is_open_door(node, scene))

    @property
    def leads_to(self) -> str | None:
        """The name of what stands behind it."""
        from ennead.expect.about.routes import target_of  # noqa: PLC0415

        def ask(scene: Scene, node: Route | FunctionUrl) -> str | None:
            target = target_of(node, scene)
            return display(target) if target is not None else None

        return self._same("leads_to", ask)


class TheStore(Thing[Store]):
    """Something that keeps or carries data."""

    @property
    def classes(self) -> frozenset[str]:
        """Classes of the data it holds: `personal`, `financial` … and `unknown`."""
        return self._same("classes", lambda _, node: frozenset(one.data_class.value for one in node.data_classes))

    @property
    def own_key(self) -> bool:
        """Whether it is encrypted with a key of yours."""
        from ennead.expect.about.stores import has_own_key  # noqa: PLC0415

        return self._same("own_key", lambda _, node: has_own_key(node))

    @property
    def readers(self) -> frozenset[str]:
        """Names of who may read it; `anyone` is one."""
        return self._users("read")

    @property
    def writers(self) -> frozenset[str]:
        """Names of who may put or change something in it."""
        return self._users("write")

    @property
    def deleters(self) -> frozenset[str]:
        """Names of who may delete from it, or the whole of it."""
        return self._users("delete")

    def _users(self, verb: str) -> frozenset[str]:
        from ennead.expect.access import user_name, users  # noqa: PLC0415

        def ask(scene: Scene, node: Store) -> frozenset[str] | Unknown:
            found = list(users(scene, node, (verb,)))
            unsure = next((user for user in found if user.maybe), None)
            if unsure is not None:
                return Unknown(f"a policy of {user_name(unsure)} could not be read whole")
            return frozenset(user_name(user) for user in found)

        return self._same(f"who may {verb}", ask)


def every(scenes: tuple[Scene, ...], subject: str, pattern: str) -> Iterator[tuple[tuple[Scene, Node], ...]]:
    """The views of each thing of a subject that a name or glob means, in the template's order."""
    found: dict[str, list[tuple[Scene, Node]]] = {}
    for scene in scenes:
        for node in scene.things(subject):
            preflight = isinstance(node, Route) and (node.preflight or node.method == "OPTIONS")
            if named(node, (pattern,)) and not (preflight and "OPTIONS" not in pattern):
                found.setdefault(node.id, []).append((scene, node))
    yield from (tuple(views) for views in found.values())


def the_one(scenes: tuple[Scene, ...], subject: str, name: str) -> tuple[tuple[Scene, Node], ...]:
    """The views of the one thing of that name.  Raises NoSuchThing where none or several are called so."""
    __tracebackhide__ = True
    found = list(every(scenes, subject, name))
    if len(found) == 1:
        return found[0]
    if found:
        ids = ", ".join(views[0][1].id for views in found)
        raise NoSuchThing(f"{name} means several {subject}: {ids}")
    names = sorted({display(node) for scene in scenes for node in scene.things(subject)})
    raise NoSuchThing(f"nothing here is called {name} among the {subject}: {near(name, names, listed='there are')}")
