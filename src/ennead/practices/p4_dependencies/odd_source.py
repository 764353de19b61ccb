"""Check `odd-source`: a package is fetched from elsewhere than the others of its lock, or without encryption."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ennead.check import Context, check
from ennead.graph.graph import AppGraph
from ennead.model.finding import Confidence, Finding, Fix, Outcome, Practice, Related, Severity
from ennead.model.location import Location
from ennead.model.package import Ecosystem, Named, Origin
from ennead.packages.locks import reasons
from ennead.packages.locks.hosts import host
from ennead.practices.p4_dependencies.told import loads
from ennead.practices.p8_denial.grouping import listed

if TYPE_CHECKING:
    from ennead.code.entry import Tree

_MOST = 20
_NPM = ("registry.npmjs.org", "registry.yarnpkg.com")
"""One registry under two names."""
_SHARE = 0.2
"""The share of a lock above which another host is a second registry of the project's, and no stray."""
_REGISTRY = re.compile(r"^\s*(?:@[\w.-]+:)?registry\s*=\s*(\S+)", re.MULTILINE)
_INDEX = re.compile(r"^\s*(?:extra-)?index-url\s*=\s*(.+(?:\n\s+.+)*)", re.MULTILINE)
_UV = re.compile(r"\[\[tool\.uv\.index\]\][^\[]*?^url\s*=\s*[\"']([^\"']+)", re.MULTILINE | re.DOTALL)
_PLAIN = re.compile(
    r"(?:\"resolved\"\s*:\s*\"|resolved\s+\"|tarball:\s*|url\s*=\s*\"|--(?:extra-)?index-url[ =])http://([\w.:-]+)"
)


@check(Practice.DEPENDENCIES, Severity.LOW, on=AppGraph, references=("CWE-1357", "CWE-494", "OWASP-SLS-S9"))
def odd_source(_: AppGraph, ctx: Context) -> Iterator[Outcome]:
    """A lock fetches packages from a place of its own, other than its others or the project's settings, or in plain."""
    locks: dict[str, dict[Location, Named]] = {}
    for _fn, load in loads(ctx):
        for one in load.packages:
            named = one.named
            if named.origin is Origin.LOCK and not named.own and named.reason not in {reasons.GIT, reasons.LOCAL}:
                locks.setdefault(named.at.path, {})[named.at] = named
    if ctx.sources is None:
        return
    for path, listed_ in sorted(locks.items()):
        yield from _plain(path, ctx, ctx.sources.tree)
        odd = list(_odd(path, list(listed_.values()), ctx.sources.tree))
        if odd:
            yield _strays(path, odd, ctx)


def _odd(path: str, named: list[Named], tree: Tree) -> Iterator[Named]:
    """The packages of a lock whose host is neither the usual one nor one that the project names."""
    sourced = [(one, place) for one in named if (place := _place(one))]
    counts = Counter(place for _, place in sourced)
    configured = _configured(path, named[0].package.ecosystem, tree)
    if configured:
        yield from (one for one, place in sourced if place not in configured)
    elif len(counts) > 1:
        usual = {place for place, count in counts.items() if count > _SHARE * len(sourced)}
        yield from (one for one, place in sourced if usual and place not in usual)


def _place(named: Named) -> str | None:
    """The host of a package; the registry of npm has two names."""
    place = host(named.source) or named.source
    return _NPM[0] if place in _NPM else place


def _configured(path: str, ecosystem: Ecosystem, tree: Tree) -> set[str]:
    """The hosts that the project's own settings name beside a lock or above it."""
    folder, found = path.rpartition("/")[0], set[str]()
    while True:
        for name, pattern in _FILES.get(ecosystem, {}).items():
            text = tree.text(f"{folder}/{name}" if folder else name) or ""
            for match in pattern.finditer(text):
                found |= {place for word in match[1].split() if (place := host(word.strip("\"'")))}
        if found or not folder:
            return found
        folder = folder.rpartition("/")[0]


_FILES = {
    Ecosystem.NPM: {".npmrc": _REGISTRY},
    Ecosystem.PYPI: {"pip.conf": _INDEX, "pip.ini": _INDEX, "pyproject.toml": _UV, "uv.toml": _UV},
}


def _strays(path: str, odd: list[Named], ctx: Context) -> Finding:
    odd = sorted(odd, key=lambda one: (one.at, one.package))
    names = list(dict.fromkeys(one.package.name for one in odd))
    places = sorted({place for one in odd if (place := _place(one))})
    return ctx.finding(
        f"{path} fetches {listed(names)} from {listed(places)}: nothing else of it comes from there, and no setting of"
        " the project names it",
        node=None,
        at=odd[0].at,
        confidence=Confidence.MEDIUM,
        related=[Related(one.at, one.package.name) for one in odd[:_MOST]] if len(odd) > 1 else (),
        key=f"{path}\nstray",
        fix=Fix("Fetch what comes from there from the registry of the others, or name the host in the settings"),
    )


def _plain(path: str, ctx: Context, tree: Tree) -> Iterator[Finding]:
    """Addresses without encryption: whoever is on the way chooses what is installed where no hash is kept."""
    from ennead.packages.locks.files import text_of  # noqa: PLC0415

    text = text_of(tree, path) or ""
    if "http://" not in text:
        return
    lines = [(text.count("\n", 0, match.start()) + 1, match[1]) for match in _PLAIN.finditer(text)]
    if lines:
        yield ctx.finding(
            f"{path} fetches packages over http from {listed(sorted({place for _, place in lines}))}",
            node=None,
            at=Location(path, lines[0][0]),
            related=[Related(Location(path, line), place) for line, place in lines[:_MOST]] if len(lines) > 1 else (),
            references=("CWE-319",),
            key=f"{path}\nplain",
            fix=Fix("Fetch them over https, and write the lock again"),
        )
