"""What checks of packages ask first: what each function ships, where that is said, and how it is put in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ennead.check import NOWHERE, Context, identity
from ennead.graph.authority import role_of
from ennead.graph.reach import anonymous_entries
from ennead.graph.triggers import called, own_functions, source_name, triggers_of
from ennead.model.app import Function, Grant, LogGroup
from ennead.model.finding import Hop, Related, Unassessed
from ennead.model.impact import Impact
from ennead.model.location import Location
from ennead.model.package import Named, Origin, Scope, Unread, UnreadKind
from ennead.packages.advisories.words import UNVERSIONED, Status
from ennead.packages.locks import reasons
from ennead.packages.shipped import NEARER, NOTHING, Carried, Load, Reached, Shipped

ASKED = "vulnerable-package"
"""The check under whose name it is told, once, what was not held against advisories."""
OPEN = frozenset({reasons.RANGE, reasons.NO_VERSION, reasons.TAG, reasons.NOT_LOCKED})
"""Why a version is not known where nothing locks it."""
_MOST = 5
"""Reasons that are told of one thing."""
_MOST_FILES = 20
_INTO = re.compile(r"(.*?\.(?:jar|war|ear|zip|whl|egg|pex|pyz|tar|tar\.gz|tgz))/", re.IGNORECASE)


def shipped(ctx: Context) -> Shipped:
    """What the functions ship; nothing where nobody asked for code."""
    return ctx.ship() if ctx.ship is not None else NOTHING


def loads(ctx: Context) -> Iterator[tuple[Function, Load]]:
    """The application's own functions in order, with what each ships."""
    told = shipped(ctx)
    for function in own_functions(ctx.graph):
        if function.id in told.loads:
            yield function, told.loads[function.id]


def unasked(ctx: Context) -> Iterator[Unassessed]:
    """That no package was held against advisories, and why: the same item whichever check says it."""
    reason = shipped(ctx).unchecked
    if reason is not None:
        one = ctx.unassessed(f"whether anything is known against the packages: {reason}", node=None)
        yield replace(one, check=ASKED, identity=identity(ASKED, "unassessed", "database"))


def unchecked(ctx: Context) -> Iterator[Unassessed]:
    """Packages that the database cannot judge: an item for each ecosystem and reason, whichever check says it."""
    found: dict[tuple[str, str], dict[Named, None]] = {}
    for _, load in loads(ctx):
        for carried in load.packages:
            reason = _not_checked(carried)
            if reason is not None:
                found.setdefault((carried.named.package.ecosystem.value, reason), {})[carried.named] = None
    for (ecosystem, reason), named in _bounded(found):
        names = sorted({one.package.name for one in named})
        shown = names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"
        about = f"whether anything is known against {shown} of {ecosystem}: {_why(reason, named)}"
        item = ctx.unassessed(about, node=None, at=min(one.at for one in named))
        yield replace(item, check=ASKED, identity=identity(ASKED, "unassessed", "not checked", ecosystem, reason))


def _why(reason: str, named: Iterable[Named]) -> str:
    """A reason in words; where no version is known, why not, if that is the same of all."""
    why = {one.reason for one in named} if reason == UNVERSIONED else set()
    return (why.pop() if len(why) == 1 else None) or reason


def _not_checked(one: Carried) -> str | None:
    """Why a package was not checked; None where it was, where nobody is to check it, and where nothing locks its
    version, of which `unlocked-packages` speaks."""
    named, verdict = one.named, one.verdict
    if verdict is None or verdict.status is not Status.NOT_CHECKED or named.own or named.origin is Origin.RUNTIME:
        return None
    if named.scope is Scope.DEVELOPMENT or (verdict.reason == UNVERSIONED and named.reason in OPEN):
        return None
    return verdict.reason


_Group = tuple[tuple[str, str], Iterable[Named]]


def _bounded(found: dict[tuple[str, str], dict[Named, None]]) -> Iterator[_Group]:
    """Some reasons of each ecosystem, and the packages of all others together."""
    for ecosystem in sorted({ecosystem for ecosystem, _ in found}):
        groups = sorted((key, named) for key, named in found.items() if key[0] == ecosystem)
        yield from groups[:_MOST]
        rest = {one: None for _, named in groups[_MOST:] for one in named}
        if rest:
            yield (ecosystem, "for other reasons; `ennead packages` tells them"), rest


_TOLD_ELSEWHERE = frozenset({UnreadKind.LOWER_BOUND, UnreadKind.SUPERSEDED, UnreadKind.CODE, UnreadKind.PUBLISHED})
"""What is not said again.  `unlocked-packages` speaks of manifests without a lock where versions are open.  A file that
is superseded names nothing that is deployed.  That code is not here is said where code is asked for (`missing-code`,
and what is without a value).  `foreign-layer` judges who publishes a layer."""


def unread(ctx: Context) -> Iterator[Unassessed]:
    """Files of packages that could not be read, or in part only; what they name was held against nothing."""
    if shipped(ctx).unchecked is not None:
        return
    found: dict[str, dict[Unread, None]] = {}
    for _, load in loads(ctx):
        for one in load.unread:
            if one.kind not in _TOLD_ELSEWHERE:
                found.setdefault(_file(one.at.path), {})[one] = None
    for path, parts in sorted(found.items())[:_MOST_FILES]:
        first = min(one.at for one in parts)
        at = first if first.path == path else Location(path)
        yield ctx.unassessed(f"what {path} names: {_reasons(path, parts)}", node=None, at=at, key=path)
    if len(found) > _MOST_FILES:
        more = f"what {len(found) - _MOST_FILES} more files name, which were not read: `ennead packages` tells which"
        yield ctx.unassessed(more, node=None, key="more files")


def _file(path: str) -> str:
    """The file in the folder that a path leads into: of one in an archive or an image, that."""
    match = _INTO.match(path)
    return match[1] if match is not None else path


def _reasons(path: str, parts: Iterable[Unread]) -> str:
    """All reasons, each with what of an archive or an image it is about."""
    inside: dict[str, list[str]] = {}
    for one in parts:
        inside.setdefault(one.reason, []).append(one.at.path[len(path) :].strip("/"))
    said = []
    for reason, places in inside.items():
        names = sorted({name for name in places if name})
        more = f" and {len(names) - 1} more" if len(names) > 1 else ""
        said.append(f"{names[0]}{more}: {reason}" if names else reason)
    rest = f"; and {len(said) - _MOST} reasons more" if len(said) > _MOST else ""
    return "; ".join(said[:_MOST]) + rest


@dataclass(frozen=True, slots=True)
class User:
    """A function and a package in it."""

    function: Function
    carried: Carried

    @property
    def reached(self) -> Reached:
        """How far its handler goes towards the package."""
        return self.carried.reached


def nearest(users: Iterable[User]) -> Reached:
    """The nearest of what several functions do."""
    return min((user.reached for user in users), key=NEARER.__getitem__, default=Reached.UNKNOWN)


def by_function(users: Iterable[User]) -> list[User]:
    """One entry for each function, that by which it comes nearest; the nearest first, then as they are declared."""
    found: dict[str, User] = {}
    for user in users:
        known = found.get(user.function.id)
        if known is None or NEARER[user.reached] < NEARER[known.reached]:
            found[user.function.id] = user
    return sorted(found.values(), key=lambda user: NEARER[user.reached])


_SAID = {
    Reached.SYMBOL: "calls what is flawed in it",
    Reached.HANDLER: "imports it",
    Reached.UNKNOWN: "ships it; whether its handler loads it could not be told",
    Reached.NO: "ships it and does not import it",
}


def places(users: Iterable[User]) -> list[Related]:
    """An entry for each function, at its own line."""
    entries = (
        Related(user.function.at or NOWHERE, f"{called(user.function)} {_SAID[user.reached]}", user.function.logical_id)
        for user in users
    )
    return sorted(entries, key=lambda entry: (entry.at, entry.message))


def who(functions: Iterable[Function]) -> str:
    """`A`, `A and B`, `5 functions (A, B and 3 more)`."""
    names = [called(fn) for fn in functions]
    if len(names) <= 2:
        return " and ".join(names)
    more = (
        f"{names[0]}, {names[1]} and {len(names) - 2} more"
        if len(names) > 3
        else f"{names[0]}, {names[1]} and {names[2]}"
    )
    return f"{len(names)} functions ({more})"


def whether(users: list[User]) -> str:
    """A clause on what the handlers do with the package, with a comma in front; empty where that is not told."""
    reached = nearest(users)
    if reached is Reached.UNKNOWN:
        return ""
    near = [user for user in users if user.reached is reached]
    verb = _verb(reached, near)
    if len(users) == 1:
        return f", which {verb}"
    if reached is Reached.NO:
        return f", none of which {verb.replace('does not import', 'imports').replace('does not load', 'loads')}"
    if len(near) == 1:
        return f", of which {called(near[0].function)} {verb}"
    plural = verb.replace("calls", "call").replace("imports", "import").replace("loads", "load")
    return f", all of which {plural}" if len(near) == len(users) else f", of which {len(near)} {plural}"


def _verb(reached: Reached, users: list[User]) -> str:
    """What is done with a package that the project names, or that came with another."""
    if reached is Reached.SYMBOL:
        return "calls what is flawed"
    came = all(user.carried.named.direct is False for user in users)
    if reached is Reached.NO:
        return "does not load it" if came else "does not import it"
    return "loads it with another package" if came else "imports it"


def way(ctx: Context, functions: Iterable[Function]) -> tuple[Hop, ...]:
    """How anyone gets to the first of the functions that anyone gets to."""
    return next((one for fn in functions for one in anonymous_entries(ctx.graph, fn)), ())


def started(ctx: Context, function: Function) -> str:
    """What starts a function and what its role gets at, as a clause; empty where neither is told."""
    edges = triggers_of(ctx.graph, function)
    open_way = next(iter(anonymous_entries(ctx.graph, function)), ())
    first = open_way[1].message if len(open_way) > 2 else source_name(ctx.graph, edges[0]) if edges else ""
    starts = f"{first} starts {called(function)}" if first else ""
    reach = _authority(ctx, function)
    if starts and reach:
        return f"; {starts}, whose role {reach}"
    return f"; {starts}" if starts else f"; the role of {called(function)} {reach}" if reach else ""


def _authority(ctx: Context, function: Function) -> str:
    """`reaches UsersTable and 2 more`: what the role is granted, the most worth first."""
    role = role_of(ctx.graph, function)
    targets = {edge.target for edge in ctx.graph.out_of(role, Grant)} if role is not None else set()
    nodes = [ctx.graph.nodes[one] for one in sorted(targets) if one in ctx.graph.nodes]
    stores = sorted(
        (node for node in nodes if node.worth is not None and not isinstance(node, LogGroup)),
        key=lambda node: -_worth(node),
    )
    if not stores:
        return ""
    more = f" and {len(stores) - 1} more" if len(stores) > 1 else ""
    return f"reaches {called(stores[0])}{more}"


def _worth(node: object) -> int:
    value = getattr(node, "worth", None)
    levels = (value.confidentiality, value.integrity, value.availability) if value is not None else ()
    return max((Impact(level.value).rank for level in levels), default=0)
