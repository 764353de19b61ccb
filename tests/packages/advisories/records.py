"""Records of our own, made to order."""

from __future__ import annotations

from typing import Any

from ennead.model.package import Ecosystem, Package

Json = dict[str, Any]
DAY = "2024-01-01T00:00:00Z"


def events(*pairs: str) -> list[Json]:
    """`events("introduced 1.0", "fixed 2.0")`."""
    return [dict([pair.split(" ", 1)]) for pair in pairs]


def affected(name: str, *pairs: str, ecosystem: str = "PyPI", versions: list[str] | None = None, **more: Any) -> Json:
    """One entry of `affected`; without events it has no range."""
    entry: Json = {"package": {"ecosystem": ecosystem, "name": name}, **more}
    if pairs:
        entry["ranges"] = [{"type": "ECOSYSTEM", "events": events(*pairs)}]
    if versions is not None:
        entry["versions"] = versions
    return entry


def record(identifier: str, *entries: Json, modified: str = DAY, **more: Any) -> Json:
    """An OSV record."""
    return {"id": identifier, "modified": modified, "published": DAY, "affected": list(entries), **more}


def simple(identifier: str = "PYSEC-1", name: str = "acme", fixed: str = "2.0", **more: Any) -> Json:
    """A record of one PyPI package, affected from the beginning."""
    return record(identifier, affected(name, "introduced 0", f"fixed {fixed}"), **more)


def pypi(name: str, version: str | None = None) -> Package:
    """A package of PyPI."""
    return Package(Ecosystem.PYPI, name, version)


def npm(name: str, version: str | None = None) -> Package:
    """A package of npm."""
    return Package(Ecosystem.NPM, name, version)


def maven(name: str, version: str | None = None) -> Package:
    """A package of Maven."""
    return Package(Ecosystem.MAVEN, name, version)
