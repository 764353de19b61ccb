"""Words about routes and function URLs: what they ask, who gets through, where they lead."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.expect.expectation import Said, Subject
from ennead.expect.scene import Scene
from ennead.expect.select import display, named
from ennead.expect.values import flag, some_of, some_texts
from ennead.expect.words import fails, untold, word
from ennead.graph.reach import ANYONE, is_open
from ennead.graph.triggers import called
from ennead.model.app import Auth, EdgeKind, FunctionUrl, Node, Route
from ennead.model.finding import Hop
from ennead.model.unknown import Unknown
from ennead.practices.p8_denial.throttle import limited

SIGNED_IN = frozenset({"iam", "jwt", "cognito", "custom"})
ASKS = ("nothing", "api-key", "signed-in", *sorted(SIGNED_IN))
SAID = {
    Auth.NONE: "nothing", Auth.API_KEY: "only an API key", Auth.IAM: "for IAM", Auth.JWT: "for a JWT",
    Auth.COGNITO: "for a Cognito user", Auth.CUSTOM: "a function of its own",
}  # fmt: skip

Door = Route | FunctionUrl
DOORS = (Route, FunctionUrl)


def asked(door: Door) -> str | Unknown:
    """What a caller has to show, as one of `ASKS`."""
    if door.auth in {Auth.UNKNOWN, Auth.POLICY}:
        untold = door.auth_unknown if isinstance(door, Route) else None
        return untold or Unknown("what it asks of callers could not be told")
    if door.auth is Auth.NONE:
        return "api-key" if isinstance(door, Route) and door.api_key is True else "nothing"
    return door.auth.value.replace("_", "-")


def is_open_door(door: Door, scene: Scene) -> bool | Unknown:
    """Whether anyone gets through."""
    if isinstance(door, Route):
        return is_open(scene.graph, door)
    return Unknown("what it asks of callers could not be told") if door.auth is Auth.UNKNOWN else door.auth is Auth.NONE


def target_of(door: Door, scene: Scene) -> Node | None:
    """What stands behind it, as far as the application has it."""
    return scene.graph.nodes.get((door.target if isinstance(door, Route) else door.function) or "")


@word(Subject.ROUTES, takes=some_of(*ASKS), on=DOORS)
def asks(door: Door, wanted: tuple[str, ...], scene: Scene) -> Iterator[Said]:
    """What a caller has to show, one of these; `signed-in` is any proof of who he is, `nothing` no proof at all."""
    found = asked(door)
    if isinstance(found, Unknown):
        yield untold(f"what {display(door)} asks could not be told: {found.reason}", door)
    elif found not in wanted and not ("signed-in" in wanted and found in SIGNED_IN):
        yield fails(f"{display(door)} asks {SAID.get(door.auth, found)}", door, path=way_in(door, scene))


@word(Subject.ROUTES, takes=flag, on=DOORS)
def _open(door: Door, wanted: bool, scene: Scene) -> Iterator[Said]:
    """Whether anyone gets through: no proof asked, no API key, no policy that chooses callers."""
    found = is_open_door(door, scene)
    if isinstance(found, Unknown):
        yield untold(f"who gets through {display(door)} could not be told: {found.reason}", door)
    elif found is not wanted:
        said = "lets anyone in" if found else "does not let everybody in"
        yield fails(f"{display(door)} {said}", door, path=way_in(door, scene) if found else ())


@word(Subject.ROUTES, takes=some_texts, on=DOORS)
def leads_to(door: Door, wanted: tuple[str, ...], scene: Scene) -> Iterator[Said]:
    """What stands behind it, one of these."""
    target = target_of(door, scene)
    if target is not None and named(target, wanted):
        return
    if isinstance(door, Route) and door.integration == "unknown":
        yield untold(f"where {display(door)} leads could not be told", door)
    else:
        said = f"leads to {called(target)}" if target is not None else "leads to nothing of this application"
        yield fails(f"{display(door)} {said}", door)


@word(Subject.ROUTES, takes=flag, on=Route)
def throttled(route: Route, wanted: bool, scene: Scene) -> Iterator[Said]:
    """Whether its API limits how often it is called, below what the account takes anyway."""
    found = limited(scene.graph, route)
    if isinstance(found, Unknown):
        yield untold(f"whether calls of {display(route)} are limited could not be told: {found.reason}", route)
    elif found is not wanted:
        yield fails(f"calls of {display(route)} {'are limited' if found else 'are not limited'}", route)


@word(Subject.ROUTES, takes=flag, on=Route)
def validated(route: Route, wanted: bool, _scene: Scene) -> Iterator[Said]:
    """Whether the gateway checks the request (a request validator) before anything runs."""
    if isinstance(route.validator, Unknown):
        reason = route.validator.reason
        yield untold(f"whether requests of {display(route)} are validated could not be told: {reason}", route)
    elif (route.validator is True) is not wanted:
        yield fails(f"requests of {display(route)} are {'not ' if wanted else ''}validated", route)


def way_in(door: Door, scene: Scene) -> tuple[Hop, ...]:
    """From whoever may call it to what stands behind."""
    source = next((edge.source for edge in scene.graph.into(door, None, EdgeKind.EXPOSES)), None)
    first = ANYONE if source is None or source == ANYONE.node else Hop(source, "whoever shows that")
    hops = [first, Hop(door.id, display(door), door.at)]
    target = target_of(door, scene)
    return (*hops, Hop(target.id, called(target), target.at)) if target is not None else tuple(hops)
