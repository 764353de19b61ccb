"""What checks of packages ask first: what each function ships, where that is said, and how it is put in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ennead.check import NOWHERE, Context, identity
from ennead.graph.authority import role_of
from ennead.graph.reach import anonymous_entries
from ennead.graph.triggers import called, own_functions, source_name, triggers_of
from ennead.model.app import Function, Grant, LogGroup
from ennead.model.finding import Hop, Related, Unassessed
from ennead.model.impact import Impact
from ennead.model.package import Unread
from ennead.packages.locks import reasons
from ennead.packages.shipped import NEARER, NOTHING, Carried, Load, Reached, Shipped

ASKED = "vulnerable-package"
"""The check under whose name it is told, once, that there is no database."""


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


_TOLD_ELSEWHERE = (
    reasons.LOWER_BOUND,
    "not read: ",
    "setup.py is a program",
    "a Gemfile without a lock",
    "written by Go",
)
"""What a file of packages says of itself that is no fault of it: `unlocked-packages` speaks of these."""


def unread(ctx: Context) -> Iterator[Unassessed]:
    """Files of packages that could not be read, or in part only; what they name was held against nothing."""
    if shipped(ctx).unchecked is not None:
        return
    found: dict[str, Unread] = {}
    for _, load in loads(ctx):
        for one in load.unread:
            if one.at.path in load.files and not one.reason.startswith(_TOLD_ELSEWHERE):
                found.setdefault(one.at.path, one)
    for path, one in sorted(found.items()):
        yield ctx.unassessed(f"what {path} names: {one.reason}", node=None, at=one.at, key=path)


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
