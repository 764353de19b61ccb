"""Packages as a document: `ennead.packages/1` (`spec/packages.schema.json`)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ennead.engine.packages import Listed, Packages, Reached, User
from ennead.engine.packages_change import Document
from ennead.graph.exposure import exposure_of
from ennead.model.finding import Exposure
from ennead.model.location import Location
from ennead.model.package import Ecosystem, Package
from ennead.packages.advisories import Advisories, Advisory, Verdict
from ennead.packages.purl import purl
from ennead.packages.versions import admits

SCHEMA = "ennead.packages/1"
UNASKED = "no advisory database: `ennead db sync` makes one"
_NO_SORT = "its package URL is of a sort that is not known here"
_NEAR = frozenset({Reached.SYMBOL, Reached.HANDLER})
_Exposures = Mapping[str, Mapping[str, Exposure]]


def document(packages: Packages, database: Advisories | None) -> dict[str, Any]:
    """One document: every package at each place, who ships it, its status, what is known against it."""
    several = len(packages.graphs) > 1
    exposures = {name: exposure_of(graph) for name, graph in packages.graphs.items()}
    return {
        "schema": SCHEMA,
        **({"apps": sorted(packages.graphs)} if several else {"app": next(iter(packages.graphs), None)}),
        "database": _database(database),
        "packages": [_listed(one, exposures) for one in packages.listed],
        "unread": [{"at": at, "reason": reason} for at, reason in packages.unread],
    }


def asked_again(saved: Document, database: Advisories | None) -> dict[str, Any]:
    """A document of an earlier run with what this database says of its packages; all else is as it was."""
    return {
        **saved,
        "database": _database(database),
        "packages": [_again(row, database) for row in saved["packages"]],
    }


def render(packages: Packages, database: Advisories | None) -> str:
    """The document as JSON text: ASCII (so that no terminal obeys a name), ends in a newline."""
    return written(document(packages, database))


def written(made: Document) -> str:
    """A document as JSON text: ASCII, ends in a newline."""
    return json.dumps(made, indent=2, allow_nan=False) + "\n"


def _database(database: Advisories | None) -> dict[str, Any] | None:
    if database is None:
        return None
    return {
        "newest_advisory": database.newest(),
        "advisories": database.count(),
        "sources": [
            {"name": one.name, "newest": one.newest or one.updated, "records": one.records} for one in database.dated()
        ],
    }


def _listed(one: Listed, exposures: _Exposures) -> dict[str, Any]:
    named = one.named
    several = len(exposures) > 1
    shown: dict[str, Any] = {
        "purl": purl(named.package),
        "ecosystem": named.package.ecosystem.value,
        "name": named.package.name,
        "version": named.package.version,
        "functions": _names(one.users, several=several),
        "direct": named.direct,
        "at": place(named.at),
        "origin": named.origin.value,
        "scope": named.scope.value,
        **_known(named.package, named.wanted, one.verdict, one.fix, named.reason),
        "reached": one.reached.value,
    }
    near = tuple(user for user in one.users if user.reached in _NEAR)
    widest = max((exposures[user.app].get(user.function.id, Exposure.INTERNAL) for user in one.users), default=None)
    optional = {
        "reached_by": _names(near, several=several),
        "exposure": widest.name.lower() if widest is not None else None,
        "via": list(named.via),
        "wanted": named.wanted,
        "source": named.source,
        "bundled_in": named.bundled_in,
        "installs": named.installs,
    }
    return shown | {key: value for key, value in optional.items() if value}


def _known(
    package: Package, wanted: str | None, verdict: Verdict | None, fix: str | None, reason: str | None
) -> dict[str, Any]:
    """What is known of a package; `fix_admitted` says whether the range that is asked for takes the fix."""
    shown: dict[str, Any] = {
        "status": verdict.status.value if verdict else "not_checked",
        "advisories": [advisory(each) for each in verdict.advisories] if verdict else [],
    }
    if shown["status"] == "not_checked":
        shown["reason"] = reason or (verdict.reason if verdict else None) or UNASKED
    if fix:
        shown["fix"] = fix
        if wanted:
            shown["fix_admitted"] = admits(package.ecosystem, wanted, fix)
    return shown


_KNOWN = frozenset({"status", "advisories", "reason", "fix", "fix_admitted", "accepted"})


def _again(row: Mapping[str, Any], database: Advisories | None) -> dict[str, Any]:
    package = package_in(row)
    rest = {key: value for key, value in row.items() if key not in _KNOWN}
    if package is None:
        return rest | {"status": "not_checked", "advisories": [], "reason": _NO_SORT}
    verdict = database.verdict(package) if database is not None else None
    fix = database.smallest_fix(package) if database is not None and verdict and verdict.advisories else None
    reason = row.get("reason") if package.version is None and row.get("reason") != UNASKED else None
    return rest | _known(package, row.get("wanted"), verdict, fix, reason)


def package_in(row: Mapping[str, Any]) -> Package | None:
    """The package of a row; None where its ecosystem is not known here."""
    ecosystem = next((one for one in Ecosystem if one.value == row["ecosystem"]), None)
    return Package(ecosystem, str(row["name"]), row["version"]) if ecosystem is not None else None


def _names(users: tuple[User, ...], *, several: bool) -> list[str]:
    names = ((user.app, user.function.logical_id or user.function.id.partition("/")[2]) for user in users)
    return sorted(f"{app}:{name}" if several else name for app, name in names)


def advisory(one: Advisory) -> dict[str, Any]:
    """An advisory as it is shown."""
    return {
        "id": one.id,
        "aliases": [alias for alias in one.aliases if alias != one.id],
        "severity": one.severity.value if one.severity else None,
        "score": one.score,
        "summary": one.summary,
        "fixed": list(one.fixed),
        "exploited": one.exploited,
        "epss": one.epss,
        **({"malicious": True} if one.malicious else {}),
        **({"disputed": True} if one.disputed else {}),
    }


def place(at: Location) -> dict[str, Any]:
    """A place in a file; without a line where only the file is known."""
    return {"path": at.path, **({"line": at.line} if at.line else {})}
