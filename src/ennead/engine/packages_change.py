"""What a change brings in: two documents `ennead.packages/1` held against each other, and one against itself after
a database was asked again."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import Any

from ennead.engine.base.document import saved
from ennead.engine.base.revision import BaseError
from ennead.engine.packages import Reached
from ennead.model.finding import Exposure
from ennead.model.package import Origin, Scope
from ennead.packages.purl import package_of

SCHEMA = "ennead.packages/1"
_WRITE = "write it anew with `ennead packages --format json`"
_WORDS = {
    "status": ("clean", "vulnerable", "not_checked"),
    "origin": tuple(Origin),
    "scope": tuple(Scope),
    "reached": tuple(Reached),
    "exposure": tuple(one.name.lower() for one in Exposure),
}
_ASSUMED = {"origin": "lock", "scope": "shipped", "reached": "unknown"}
"""What stands for a word that a document leaves out."""
Document = Mapping[str, Any]
Row = Mapping[str, Any]


class How(StrEnum):
    """How a package is different.  `shipped`: it was there, and no function shipped it; `known`: only what is known of
    it is new."""

    ADDED = "added"
    CHANGED = "changed"
    SHIPPED = "shipped"
    REMOVED = "removed"
    KNOWN = "known"


def unchecked(row: Row) -> bool:
    """Whether a package should have been checked and was not.

    What the runtime brings is shown as not checked and is nobody's to repair but AWS's: a build cannot wait for it.
    """
    return bool(row["status"] == "not_checked" and row["origin"] != Origin.RUNTIME)


@dataclass(frozen=True, slots=True)
class PackageChange:
    """A package at a place: `row` is that of the document as it is now, or as it was where it is gone.

    `before` are the versions that stood there.  `new` are the advisories that come with it, `still` those that its
    version before had too; what a statement (VEX) sets aside is in neither.
    """

    how: How
    row: Row
    before: tuple[str | None, ...] = ()
    new: tuple[Row, ...] = ()
    still: tuple[Row, ...] = ()

    @property
    def unchecked(self) -> bool:
        """Whether something came that could not be checked."""
        return self.how not in {How.REMOVED, How.KNOWN} and unchecked(self.row)


@dataclass(frozen=True, slots=True)
class PackagesChange:
    """All that is different.  `unread` are files newly not read, `lost` packages that can be checked no more.

    `watched`: the same packages, and what is newly known of them.
    """

    base: str
    database: Mapping[str, Any] | None
    packages: tuple[PackageChange, ...]
    unread: tuple[tuple[str, str], ...] = ()
    lost: tuple[Row, ...] = ()
    watched: bool = False

    @property
    def exit_code(self) -> int:
        """1 for something vulnerable or malicious, 3 for something not checked, else 0."""
        if any(one.new for one in self.packages):
            return 1
        unread = self.database is None or self.unread or self.lost
        return 3 if unread or any(one.unchecked for one in self.packages) else 0


# -- a saved document ---------------------------------------------------------------------------------------------


def load(file: Path) -> Document:
    """A saved document, with what is needed of it.  Raises BaseError where it cannot be read or is another one."""
    document = saved(file, SCHEMA, _WRITE)
    try:
        return {
            "schema": SCHEMA,
            **{key: document[key] for key in ("app", "apps") if key in document},
            "database": document.get("database"),
            "packages": [_row(row) for row in document["packages"]],
            "unread": [{"at": str(one["at"]), "reason": str(one["reason"])} for one in document.get("unread", ())],
        }
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise BaseError(f"a part of {file} is missing or has another shape ({error}): {_WRITE}") from error


_TEXTS = ("reason", "wanted", "source", "bundled_in", "fix")
_LISTS = ("via", "reached_by")


def _row(row: Row) -> dict[str, Any]:
    """A row of a saved document.  Raises KeyError, TypeError, AttributeError and ValueError for another shape."""
    at = row["at"]
    return {
        **_package(row),
        "functions": [str(one) for one in row["functions"]],
        "direct": None if row.get("direct") is None else bool(row["direct"]),
        "at": {"path": str(at["path"]), **({"line": int(at["line"])} if at.get("line") else {})},
        **{key: _word(key, row.get(key, _ASSUMED.get(key))) for key in _WORDS if key in row or key in _ASSUMED},
        "status": _word("status", row["status"]),
        "advisories": [_advisory(one) for one in row["advisories"]],
        **{key: str(row[key]) for key in _TEXTS if row.get(key) is not None},
        **{key: [str(one) for one in row[key]] for key in _LISTS if row.get(key)},
        **({"installs": True} if row.get("installs") is True else {}),
        **({"fix_admitted": bool(row["fix_admitted"])} if row.get("fix_admitted") is not None else {}),
    }


def _word(key: str, value: Any) -> str:
    if value not in _WORDS[key]:
        raise ValueError(f"{value!r:.80} is no {key}")
    return str(value)


def _package(row: Row) -> dict[str, Any]:
    """The package as it is named; where only its URL is there, by that."""
    url, ecosystem, name, version = str(row["purl"]), row.get("ecosystem"), row.get("name"), row.get("version")
    if not (ecosystem and name):
        package = package_of(url)
        ecosystem, name, version = (
            (package.ecosystem.value, package.name, package.version) if package else ("", url, None)
        )
    return {
        "purl": url,
        "ecosystem": str(ecosystem),
        "name": str(name),
        "version": None if version is None else str(version),
    }


def _advisory(row: Row) -> dict[str, Any]:
    """What of an advisory tells it from others; the rest is asked again."""
    return {
        "id": str(row["id"]),
        "aliases": [str(one) for one in row.get("aliases", ())],
        "severity": str(row["severity"]) if row.get("severity") else None,
        "summary": str(row.get("summary") or ""),
        "exploited": str(row["exploited"]) if row.get("exploited") else None,
        **({"malicious": True} if row.get("malicious") is True else {}),
    }


# -- two documents ------------------------------------------------------------------------------------------------

_Key = tuple[str, str, str]
"""The folder, the ecosystem and the name."""
_Versions = dict[str | None, list[Row]]


def compared(old: Document, new: Document, base: str) -> PackagesChange:
    """What is different.  Both were asked of the same database.

    Packages are held against each other folder by folder; a version that went in one folder and came in another has
    moved, and is no change.
    """
    before, after = _placed(old["packages"]), _placed(new["packages"])
    moved = _moved(before, after)
    changes = []
    for key in sorted({*before, *after}):
        was, now = before.get(key, {}), after.get(key, {})
        changes += list(_changes(was, now, moved.get(key[1:], frozenset())))
    known = {(one["at"], one["reason"]) for one in old["unread"]}
    unread = [(one["at"], one["reason"]) for one in new["unread"]]
    return PackagesChange(base, new["database"], tuple(changes), tuple(one for one in unread if one not in known))


def _placed(rows: Iterable[Row]) -> dict[_Key, _Versions]:
    placed: dict[_Key, _Versions] = {}
    for row in rows:
        package, version = identity(row)
        folder = str(PurePosixPath(row["at"]["path"]).parent)
        placed.setdefault((folder, *package), defaultdict(list))[version].append(row)
    return placed


def identity(row: Row) -> tuple[tuple[str, str], str | None]:
    """The ecosystem and the name of a row's package, and its version."""
    return (row["ecosystem"], row["name"]), row.get("version")


def _moved(before: Mapping[_Key, _Versions], after: Mapping[_Key, _Versions]) -> dict[tuple[str, str], frozenset[Any]]:
    """Of each package the versions that left as many folders, or more, as they came to."""
    went: dict[tuple[str, str], Counter[str | None]] = defaultdict(Counter)
    came: dict[tuple[str, str], Counter[str | None]] = defaultdict(Counter)
    for key in {*before, *after}:
        was, now = set(before.get(key, ())), set(after.get(key, ()))
        went[key[1:]].update(was - now)
        came[key[1:]].update(now - was)
    return {
        package: frozenset(one for one, number in versions.items() if went[package][one] >= number)
        for package, versions in came.items()
    }


def _changes(was: _Versions, now: _Versions, moved: frozenset[str | None]) -> Iterator[PackageChange]:
    went = [version for version in was if version not in now and version not in moved]
    came = [version for version in now if version not in was and version not in moved]
    earlier = [row for version in went for row in was[version]]
    for version in came:
        row = _nearest(now[version])
        new, still = _split(row, earlier)
        yield PackageChange(How.CHANGED if went else How.ADDED, row, tuple(went), new, still)
    if not came:
        yield from (PackageChange(How.REMOVED, _nearest(was[version]), (version,)) for version in went)
    for version in now:
        if version in was and _ships(now[version]) and not _ships(was[version]):
            row = _nearest([one for one in now[version] if _ships([one])])
            yield PackageChange(How.SHIPPED, row, (version,), open_advisories(row))


def _ships(rows: Iterable[Row]) -> bool:
    """Whether a function is deployed with it."""
    return any(row["functions"] and row["scope"] != "development" for row in rows)


def _nearest(rows: list[Row]) -> Row:
    """Of several places the one that says most: deployed first, by the shortest way."""
    return min(rows, key=lambda row: (not _ships([row]), len(row.get("via", ())), row["at"]["path"]))


def _split(row: Row, earlier: Iterable[Row]) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    """The advisories that come with a version, and those that an earlier version had too.

    What is itself the attack is never one that was there before.
    """
    known = {name for one in earlier for each in one["advisories"] for name in names(each)}
    every = open_advisories(row)
    new = tuple(one for one in every if one.get("malicious") or not names(one) & known)
    return new, tuple(one for one in every if one not in new)


def open_advisories(row: Row) -> tuple[Row, ...]:
    """The advisories that no statement sets aside."""
    return tuple(one for one in row["advisories"] if not one.get("analysis", {}).get("aside"))


def names(advisory: Row) -> frozenset[str]:
    """All that it is called."""
    return frozenset({advisory["id"], *advisory["aliases"]})


# -- one document, asked again ------------------------------------------------------------------------------------


def news(saved: Document, again: Document, base: str) -> PackagesChange:
    """What is newly known of the packages of a saved document: advisories, and that one is exploited now."""
    pairs = list(zip(saved["packages"], again["packages"], strict=True))
    changes = [change for old, now in pairs for change in _news(old, now)]
    lost = tuple(now for old, now in pairs if old["status"] != "not_checked" and now["status"] == "not_checked")
    return PackagesChange(base, again["database"], tuple(changes), (), lost, watched=True)


def _news(old: Row, now: Row) -> Iterator[PackageChange]:
    before = {name: one for one in old["advisories"] for name in names(one)}
    new: list[Row] = []
    still: list[Row] = []
    for one in open_advisories(now):
        known = [before[name] for name in sorted(names(one)) if name in before]
        turned = one["exploited"] and known and not any(each["exploited"] for each in known)
        if turned:
            new.append({**one, "newly": "exploited"})
        else:
            (still if known else new).append(one)
    if new:
        yield PackageChange(How.KNOWN, now, (identity(now)[1],), tuple(new), tuple(still))
