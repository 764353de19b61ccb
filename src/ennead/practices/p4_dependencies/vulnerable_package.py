"""Check `vulnerable-package`: a function ships a package with a known flaw."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ennead.check import Context, check
from ennead.graph.graph import AppGraph
from ennead.model.finding import Confidence, Finding, Outcome, Practice, Severity
from ennead.model.package import Scope
from ennead.packages.advisories.words import Advisory
from ennead.packages.shipped import Reached
from ennead.practices.fixes.packages import way_out
from ennead.practices.p4_dependencies.told import (
    User,
    by_function,
    loads,
    nearest,
    places,
    started,
    unasked,
    unchecked,
    unread,
    way,
    whether,
    who,
)

_ORDER = (Severity.INFO, Severity.LOW, Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL)
_SUMMARY = 90
_IDS = 12


@check(
    Practice.DEPENDENCIES,
    Severity.HIGH,
    on=AppGraph,
    references=("CWE-1395", "CWE-1104", "OWASP-SLS-S9", "ATTACK-T1195.001"),
)
def vulnerable_package(_: AppGraph, ctx: Context) -> Iterator[Outcome]:
    """A function ships a package in a version that an advisory calls flawed."""
    yield from unasked(ctx)
    yield from unchecked(ctx)
    yield from unread(ctx)
    groups: dict[tuple[str, str, str], list[User]] = defaultdict(list)
    for function, load in loads(ctx):
        for carried in load.packages:
            if carried.vulnerable and _flaws(User(function, carried)) and carried.named.scope is not Scope.DEVELOPMENT:
                package = carried.named.package
                groups[package.ecosystem, package.name, carried.fix or ""].append(User(function, carried))
    for key, users in sorted(groups.items()):
        yield _finding(key, users, ctx)


def _flaws(user: User) -> list[Advisory]:
    verdict = user.carried.verdict
    return [one for one in verdict.advisories if not one.malicious] if verdict is not None else []


def severity_of(advisory: Advisory, reached: Reached) -> Severity:
    """An advisory's own, one step less where the handler does not import the package or sources disagree, one more
    where the flaw is being used."""
    place = _ORDER.index(advisory.severity or Severity.MEDIUM)
    place += (advisory.exploited is not None) - (reached is Reached.NO) - advisory.disputed
    return _ORDER[min(max(place, 0), len(_ORDER) - 1)]


def _finding(key: tuple[str, str, str], found: list[User], ctx: Context) -> Finding:
    rated = [(severity_of(one, user.reached), user, one) for user in found for one in _flaws(user)]
    severity, worst, advisory = max(rated, key=lambda each: each[0].rank)
    users = by_function(found)
    functions = [user.function for user in users]
    single = len(users) == 1
    first = users[0]
    sure = advisory.severity is not None and not advisory.disputed and first.reached is not Reached.UNKNOWN
    several = len({user.carried.named.package.version for user in found}) > 1
    runs = ("lie" if several else "lies") if nearest(users) is Reached.NO else "run" if several else "runs"
    return ctx.finding(
        f"{_named(found)} {runs} in {who(functions)}{whether(users)}: {_said(rated, advisory)}"
        f"{started(ctx, first.function)}",
        node=first.function if single else None,
        at=worst.carried.named.at,
        severity=severity,
        confidence=Confidence.HIGH if sure else Confidence.MEDIUM,
        related=places(users),
        path=way(ctx, [user.function for user in users if user.reached is nearest(users)]),
        references=_ids(rated),
        about=() if single else functions,
        key="\n".join(key),
        fix=way_out(first.carried, nearest(users)),
    )


def _named(users: list[User]) -> str:
    packages = [user.carried.named.package for user in users]
    versions = list(dict.fromkeys(one.version for one in packages if one.version))
    shown = f" {' and '.join(versions)}" if len(versions) <= 2 else f" in {len(versions)} versions"
    return f"{packages[0].name}{shown if versions else ''}"


def _said(rated: list[tuple[Severity, User, Advisory]], worst: Advisory) -> str:
    """The worst flaw's summary and id, and how many more there are."""
    others = len({one.id for _, _, one in rated}) - 1
    summary = worst.summary.strip().rstrip(".")
    if len(summary) > _SUMMARY:
        summary = f"{summary[:_SUMMARY].rpartition(' ')[0]} ..."
    more = f" and {others} more" if others else ""
    used = f", used by attackers since {worst.exploited}" if worst.exploited else ""
    return f"{summary} ({worst.id}{more}{used})" if summary else f"{worst.id}{more}{used}"


def _ids(rated: list[tuple[Severity, User, Advisory]]) -> list[str]:
    ordered = sorted(rated, key=lambda each: -each[0].rank)
    return list(dict.fromkeys(name for _, _, one in ordered for name in (one.id, *one.aliases)))[:_IDS]
