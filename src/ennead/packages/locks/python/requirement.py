"""One requirement: a PEP 508 text to the package it names."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, replace

from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from ennead.model.location import Location
from ennead.model.package import Ecosystem, Named, Origin, Scope
from ennead.packages.locks import reasons
from ennead.packages.locks.hosts import host, is_git
from ennead.packages.locks.naming import is_name, named
from ennead.packages.locks.python.markers import applies

LONGEST = 4000
_WHEEL = re.compile(r"(?P<name>[A-Za-z0-9._]+)-(?P<version>[A-Za-z0-9._!+]+)(?:-\d[^-]*)?-[^-]+-[^-]+-[^-]+\.whl")
_SDIST = re.compile(r"(?P<name>[A-Za-z0-9._-]+?)-(?P<version>\d[A-Za-z0-9._!+]*?)\.(?:tar\.gz|tar\.bz2|zip|tgz)")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a requirement names: a normalised name, a version where exactly one fits, else why it is not known."""

    name: str
    version: str | None = None
    reason: str | None = None
    wanted: str = ""
    marker: str | None = None
    source: str | None = None
    local: bool = False
    extras: tuple[str, ...] = ()


def normal(name: str) -> str:
    """A name as PyPI compares it."""
    return str(canonicalize_name(name[:300]))


def wanted(text: str) -> Wanted | None:
    """Read a requirement; None where the text is none."""
    if len(text) > LONGEST or text.count("(") > 50:
        return None
    try:
        got = Requirement(text)
    except (InvalidRequirement, ValueError, RecursionError):
        return None
    marker = str(got.marker) if got.marker is not None else None
    base = Wanted(normal(got.name), marker=marker, extras=tuple(sorted(got.extras)))
    if got.url is not None:
        return of_address(base, got.url)
    version = exact(got.specifier)
    reason = None if version is not None else reasons.RANGE if len(got.specifier) else reasons.NO_VERSION
    return replace(base, version=version, reason=reason, wanted=str(got.specifier))


def exact(specifiers: SpecifierSet) -> str | None:
    """The version, where a set of specifiers names one."""
    for one in specifiers:
        if one.operator == "===" or (one.operator == "==" and not one.version.endswith(".*")):
            return one.version
    return None


def of_address(base: Wanted, address: str) -> Wanted:
    """A package from an address or a path: its name and version where the file's name tells them."""
    if is_git(address) or address.startswith(("hg+", "svn+", "bzr+")):
        return replace(base, reason=reasons.GIT, source=host(address), wanted=address)
    local = "://" not in address or address.startswith("file:")
    name = posixpath.basename(address.partition("#")[0].partition("?")[0].partition("[")[0].rstrip("/")).strip(".")
    found = _WHEEL.fullmatch(name[:300]) or _SDIST.fullmatch(name[:300])
    if found is not None and (not base.name or normal(found["name"]) == base.name):
        return replace(base, name=normal(found["name"]), version=found["version"], source=host(address), wanted=address)
    if local and found is None:
        reason = reasons.LOCAL_FILE if name.endswith((".whl", ".gz", ".zip", ".bz2")) else reasons.LOCAL
        return replace(
            base, name=base.name or normal(name), reason=reason, wanted=address, local=reason == reasons.LOCAL
        )
    return replace(base, reason=reasons.ADDRESS, source=host(address), wanted=address)


def of_manifest(got: Wanted, at: Location, scope: Scope = Scope.SHIPPED) -> Named | None:
    """The package as a manifest names it; where its marker does not apply on Lambda, it is optional."""
    if not is_name(got.name):
        return None
    if scope is Scope.SHIPPED and not applies(got.marker):
        scope = Scope.OPTIONAL
    return named(
        Ecosystem.PYPI,
        got.name,
        got.version,
        at,
        origin=Origin.MANIFEST,
        reason=got.reason,
        wanted=got.wanted or None,
        scope=scope,
        source=got.source,
        direct=True,
        own=got.local,
    )
