"""Check `malicious-package`: a package that is itself the attack."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ennead.check import Context, check
from ennead.graph.graph import AppGraph
from ennead.model.finding import Finding, Fix, Outcome, Practice, Severity
from ennead.model.package import Scope
from ennead.packages.advisories.words import Advisory
from ennead.practices.p4_dependencies.told import User, by_function, loads, places, unasked, unchecked, way, who


@check(
    Practice.DEPENDENCIES,
    Severity.CRITICAL,
    on=AppGraph,
    references=("CWE-506", "CWE-1357", "OWASP-SLS-S9", "ATTACK-T1195.001"),
)
def malicious_package(_: AppGraph, ctx: Context) -> Iterator[Outcome]:
    """A function ships, or its build installs, a package that was published to do harm."""
    yield from unasked(ctx)
    yield from unchecked(ctx)
    groups: dict[tuple[str, str], list[User]] = defaultdict(list)
    for function, load in loads(ctx):
        for carried in load.packages:
            if carried.vulnerable and _attacks(User(function, carried)):
                package = carried.named.package
                groups[package.ecosystem, package.name].append(User(function, carried))
    for key, users in sorted(groups.items()):
        yield _finding(key, users, ctx)


def _attacks(user: User) -> list[Advisory]:
    verdict = user.carried.verdict
    return [one for one in verdict.advisories if one.malicious] if verdict is not None else []


def _finding(key: tuple[str, str], found: list[User], ctx: Context) -> Finding:
    users = by_function(found)
    functions = [user.function for user in users]
    named = users[0].carried.named
    built = all(user.carried.named.scope is Scope.DEVELOPMENT for user in found)
    advisory = _attacks(users[0])[0]
    where = f"is installed where {who(functions)} {'is' if len(users) == 1 else 'are'} built" if built else (
        f"runs in {who(functions)}"
    )  # fmt: skip
    return ctx.finding(
        f"{named.package.name} {named.package.version or ''}".rstrip()
        + f" was published to do harm and {where} ({advisory.id})",
        node=functions[0] if len(functions) == 1 else None,
        at=named.at,
        related=places(users),
        path=() if built else way(ctx, functions),
        references=[name for one in _attacks(users[0]) for name in (one.id, *one.aliases)],
        about=() if len(functions) == 1 else functions,
        key="\n".join(key),
        fix=Fix(
            f"Take {named.package.name} out, and replace every secret that the build and {who(functions)} could read"
        ),
    )
