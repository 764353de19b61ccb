"""Packages as a document: `ennead.packages/1` (`spec/packages.schema.json`)."""

from __future__ import annotations

import json
from typing import Any

from ennead.engine.packages import Listed, Packages
from ennead.model.location import Location
from ennead.model.package import Ecosystem, Package
from ennead.packages.advisories import Advisories, Advisory

SCHEMA = "ennead.packages/1"
_TYPES = {
    Ecosystem.PYPI: "pypi", Ecosystem.NPM: "npm", Ecosystem.MAVEN: "maven", Ecosystem.NUGET: "nuget",
    Ecosystem.GO: "golang", Ecosystem.RUBYGEMS: "gem", Ecosystem.DEBIAN: "deb", Ecosystem.ALPINE: "apk",
    Ecosystem.AMAZON: "rpm",
}  # fmt: skip
_DISTRIBUTIONS = {Ecosystem.DEBIAN: "debian", Ecosystem.ALPINE: "alpine", Ecosystem.AMAZON: "amzn"}
UNASKED = "no advisory database: `ennead db sync` makes one"


def document(packages: Packages, database: Advisories | None) -> dict[str, Any]:
    """One document: every package at each place, who ships it, its status, what is known against it."""
    several = len(packages.graphs) > 1
    return {
        "schema": SCHEMA,
        **({"apps": sorted(packages.graphs)} if several else {"app": next(iter(packages.graphs), None)}),
        "database": _database(database),
        "packages": [_listed(one, several=several) for one in packages.listed],
        "unread": [{"at": at, "reason": reason} for at, reason in packages.unread],
    }


def render(packages: Packages, database: Advisories | None) -> str:
    """The document as JSON text: ASCII (so that no terminal obeys a name), ends in a newline."""
    return json.dumps(document(packages, database), indent=2, allow_nan=False) + "\n"


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


def _listed(one: Listed, *, several: bool) -> dict[str, Any]:
    named, verdict = one.named, one.verdict
    shown: dict[str, Any] = {
        "purl": purl(named.package),
        "functions": _functions(one, several=several),
        "direct": named.direct,
        "at": place(named.at),
        "origin": named.origin.value,
        "scope": named.scope.value,
        "status": verdict.status.value if verdict else "not_checked",
        "advisories": [advisory(each) for each in verdict.advisories] if verdict else [],
        "reached": one.reached.value,
    }
    reason = named.reason or (verdict.reason if verdict else UNASKED)
    if shown["status"] == "not_checked":
        shown["reason"] = reason or UNASKED
    optional = {"via": list(named.via), "wanted": named.wanted, "fix": one.fix, "source": named.source}
    return shown | {key: value for key, value in optional.items() if value}


def _functions(one: Listed, *, several: bool) -> list[str]:
    names = (user.function.logical_id or user.function.id.partition("/")[2] for user in one.users)
    apps = (user.app for user in one.users)
    return sorted(f"{app}:{name}" if several else name for app, name in zip(apps, names, strict=True))


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


def purl(package: Package) -> str:
    """The package URL (https://github.com/package-url/purl-spec)."""
    from packageurl import PackageURL  # noqa: PLC0415  start-up time

    kind = _TYPES[package.ecosystem]
    namespace: str | None = _DISTRIBUTIONS.get(package.ecosystem)
    name = package.name
    separator = ":" if package.ecosystem is Ecosystem.MAVEN else "/"
    if package.ecosystem in {Ecosystem.MAVEN, Ecosystem.NPM, Ecosystem.GO} and separator in name:
        namespace, _, name = name.rpartition(separator)
    return PackageURL(kind, namespace, name, package.version).to_string()
