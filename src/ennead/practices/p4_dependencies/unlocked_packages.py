"""Check `unlocked-packages`: what is deployed is decided when it is built, not when it was reviewed."""

from __future__ import annotations

from collections.abc import Iterator

from ennead.check import Context, check
from ennead.graph.graph import AppGraph
from ennead.graph.triggers import called
from ennead.model.app import Function
from ennead.model.finding import Finding, Fix, Outcome, Practice, Related, Severity
from ennead.model.location import Location
from ennead.model.package import Ecosystem, Named, Origin, Scope
from ennead.packages.shipped import Load
from ennead.practices.p4_dependencies.told import OPEN, loads, who

_LOCKS = {
    "package.json": "npm install --package-lock-only",
    "pyproject.toml": "uv lock",
    "Pipfile": "pipenv lock",
    ".txt": "uv pip compile --generate-hashes",
    ".in": "uv pip compile --generate-hashes",
    ".gradle": "gradle dependencies --write-locks",
    ".kts": "gradle dependencies --write-locks",
}


@check(Practice.DEPENDENCIES, Severity.LOW, on=AppGraph, references=("CWE-1357", "CWE-829", "OWASP-SLS-S9"))
def unlocked_packages(_: AppGraph, ctx: Context) -> Iterator[Outcome]:
    """A manifest names ranges of versions and no lock says which are meant: each build may deploy others."""
    ranges: dict[str, list[Named]] = {}
    exact: dict[str, list[Named]] = {}
    functions: dict[str, dict[str, Function]] = {}
    for function, load in loads(ctx):
        for named in _shipped(load):
            open_ = named.reason in OPEN
            if not open_ and (named.package.ecosystem is not Ecosystem.NPM or named.package.version is None):
                continue
            group = (ranges if open_ else exact).setdefault(named.at.path, [])
            group += [named] if named not in group else []
            functions.setdefault(named.at.path, {})[function.id] = function
    if ranges or exact:
        yield _finding(ranges, exact, functions, ctx)


def _shipped(load: Load) -> Iterator[Named]:
    """What manifests name that are not locked; those that a lock was made of are."""
    for one in load.packages:
        named = one.named
        if named.origin is Origin.MANIFEST and named.scope is Scope.SHIPPED and not named.own and not named.hashes:
            yield named


def _finding(
    ranges: dict[str, list[Named]], exact: dict[str, list[Named]], functions: dict[str, dict[str, Function]],
    ctx: Context,
) -> Finding:  # fmt: skip
    chosen = ranges or exact
    count = sum(len({one.package.name for one in group}) for group in chosen.values())
    users = {fn.id: fn for path in chosen for fn in functions[path].values()}
    first = min(chosen)
    files = first if len(chosen) == 1 else f"{len(chosen)} manifests"
    one, itself = ("s" if len(chosen) == 1 else ""), ("themselves" if count > 1 else "itself")
    package = f"{count} package{'s' if count != 1 else ''}"
    if ranges:
        said = f"{files} ask{one} for {package} by range and nothing locks {'them' if count > 1 else 'it'}"
    else:
        said = f"{files} lock{one} nothing of what {package} ask{'' if count > 1 else 's'} for {itself}"
    related = [
        Related(
            Location(path, min(one.at.line for one in group)),
            f"{who(functions[path].values())}: {len(group)} package{'s' if len(group) != 1 else ''}",
        )
        for path, group in sorted(chosen.items())
    ]
    return ctx.finding(
        f"{said}: each build of {who(users.values())} may deploy other versions",
        node=None,
        at=related[0].at,
        severity=Severity.LOW if ranges else Severity.INFO,
        related=[*related, *(Related(fn.at, called(fn), fn.logical_id) for fn in users.values() if fn.at)],
        about=tuple(users.values()),
        key="",
        fix=Fix(f"Write a lock and build from it: {_command(first)}"),
    )


def _command(path: str) -> str:
    return next((command for end, command in _LOCKS.items() if path.endswith(end)), "the package manager's own command")
