"""Check `lookalike-package`: a name that is one slip away from a well-known one."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.check import Context, check
from ennead.graph.graph import AppGraph
from ennead.model.finding import Confidence, Fix, Outcome, Practice, Severity
from ennead.model.package import Ecosystem
from ennead.practices.p4_dependencies.told import User, by_function, loads, places, who


@check(
    Practice.DEPENDENCIES,
    Severity.MEDIUM,
    on=AppGraph,
    references=("CWE-1357", "CWE-494", "OWASP-SLS-S9", "ATTACK-T1195.001"),
)
def lookalike_package(_: AppGraph, ctx: Context) -> Iterator[Outcome]:
    """A package is called almost as a well-known one is: a slip, or a trap for one."""
    from ennead.packages.lookalike import model_of  # noqa: PLC0415  loaded only where there are packages

    found: dict[tuple[Ecosystem, str], list[User]] = {}
    for function, load in loads(ctx):
        for carried in load.packages:
            named = carried.named
            if named.own or named.direct is False or _is_known(User(function, carried)):
                continue
            found.setdefault((named.package.ecosystem, named.package.name), []).append(User(function, carried))
    for (ecosystem, name), users in sorted(found.items()):
        model = model_of(ecosystem, name)
        if model is None:
            continue
        users = by_function(users)  # noqa: PLW2901
        functions = [user.function for user in users]
        yield ctx.finding(
            f"{name} in {who(functions)} is one letter away from {model}: a slip, or a package that waits for one",
            node=functions[0] if len(functions) == 1 else None,
            at=users[0].carried.named.at,
            confidence=Confidence.MEDIUM,
            related=places(users),
            about=() if len(functions) == 1 else functions,
            key=name,
            fix=Fix(f"Ask for {model}, if that is meant; if {name} is, read what is in it and accept this finding"),
        )


def _is_known(user: User) -> bool:
    """Whether the database tells of flaws of a package: nobody writes advisories about what does not exist."""
    verdict = user.carried.verdict
    return verdict is not None and any(not one.malicious for one in verdict.advisories)
