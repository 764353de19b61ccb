"""Packages of Python: wheels as they are installed, eggs, and libraries copied without metadata.

https://packaging.python.org/en/latest/specifications/recording-installed-packages/ ;
https://packaging.python.org/en/latest/specifications/core-metadata/
"""

from __future__ import annotations

import csv
import json
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit, urlunsplit

from ennead.model.location import Location
from ennead.model.package import Ecosystem, Named, Package, Unread
from ennead.packages.deployed.found import Answers, Found, is_name, is_version
from ennead.packages.deployed.items import Item, first_line
from ennead.packages.deployed.vendored import NAMES, copies
from ennead.packages.locks.python.requirement import normal

_RECORD = re.compile(r"(?:^|/)(?:([^/]+)\.(?:dist|egg)-info(?:$|/)|EGG-INFO/)")
_MOST_FILES = 100_000
"""Files of a package that are listed; the largest on PyPI have some ten thousand."""
_MODULE = re.compile(r"[A-Za-z_]\w*")
_HEADER = re.compile(rb"^(Name|Version)[ \t]*:(.*)$", re.MULTILINE | re.IGNORECASE)


@dataclass(slots=True)
class _Record:
    """The folder (or file) of a package's metadata: its path, the files in it by their names."""

    path: str
    files: dict[str, Item] = field(default_factory=dict)

    @property
    def folder(self) -> str:
        """The folder in which the package's modules lie."""
        return posixpath.dirname(self.path)

    def data(self, *names: str) -> bytes | None:
        return next((one.data for name in names if (one := self.files.get(name)) and one.data is not None), None)


def python(items: Mapping[str, Item], bundled: str | None) -> Answers:
    """The packages of Python among some files."""
    answers = Answers()
    records = _records(items)
    asked = {record.folder for record in records if "REQUESTED" in record.files}
    named: list[tuple[_Record, Found]] = []
    for record in records:
        answers.declared.update(_declared(record))
        found = _found(record, record.folder in asked, bundled)
        if found is None:
            answers.unread.append(_nameless(record))
        else:
            named.append((record, found))
    _carried(named)
    answers.found = [found for _, found in named]
    answers.found += _copied(items, answers, bundled)
    return answers


def _records(items: Mapping[str, Item]) -> list[_Record]:
    records: dict[str, _Record] = {}
    for path, item in items.items():
        if "-info" not in path and "EGG-INFO" not in path:
            continue
        match = _RECORD.search(path)
        if match is not None:
            place = path[: match.end()].rstrip("/")
            name = path[match.end() :] or "PKG-INFO"
            records.setdefault(place, _Record(place)).files[name] = item
    return [record for record in records.values() if record.files]


def _nameless(record: _Record) -> Unread:
    at = Location(next(iter(record.files.values())).where)
    return Unread(at, "it is the record of a package and does not say of which")


def _found(record: _Record, asked: bool, bundled: str | None) -> Found | None:
    name, version = _identity(record)
    if name is None:
        return None
    item = next((record.files[one] for one in ("METADATA", "PKG-INFO") if one in record.files), None)
    line = first_line(item.data, rb"(?im)^Version[ \t]*:") if item and item.data else 0
    item = item or next(iter(record.files.values()))
    source, is_local, hashed = _direct(record.data("direct_url.json"))
    named = Named(
        Package(Ecosystem.PYPI, normal(name), version),
        Location(item.where, line),
        item.origin,
        direct=True if "REQUESTED" in record.files else (False if asked else None),
        reason=None if version else "its metadata holds no version",
        source=source,
        hashes=hashed,
        bundled_in=bundled,
        own=is_local,
        imports=_imports(record),
    )
    return Found(named, record.folder, item.root)


def _identity(record: _Record) -> tuple[str | None, str | None]:
    """Name and version: of the metadata, else of the folder's name."""
    head = (record.data("METADATA", "PKG-INFO") or b"").replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    told = {match[1].decode().lower(): match[2].decode("utf-8", "replace").strip() for match in _HEADER.finditer(head)}
    base = posixpath.basename(record.path)
    stem = base.removesuffix(".dist-info").removesuffix(".egg-info") if base != "EGG-INFO" else ""
    name, _, rest = stem.partition("-")
    version = rest.partition("-py")[0] if stem.count("-") else None
    name, version = told.get("name") or name, told.get("version") or version
    return name if is_name(Ecosystem.PYPI, name) else None, version if is_version(version) else None


def _direct(data: bytes | None) -> tuple[str | None, bool, bool | None]:
    """Where it was installed from without an index, whether from a folder here, whether with a hash.

    https://packaging.python.org/en/latest/specifications/direct-url/
    """
    try:
        told = json.loads(data or b"{}")
    except (ValueError, RecursionError):
        return None, False, None
    url = told.get("url") if isinstance(told, dict) else None
    if not isinstance(url, str) or len(url) > 2_000:
        return None, False, None
    archive = told.get("archive_info")
    hashed = bool(isinstance(archive, dict) and (archive.get("hash") or archive.get("hashes")))
    return without_credentials(url), "dir_info" in told, hashed or None


def without_credentials(url: str) -> str | None:
    """An address without user and password; None for what is no address."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", parts.fragment))


def _paths(record: _Record) -> Iterator[str]:
    """The files that a record lists, relative to the folder that the package lies in."""
    data = record.data("RECORD")
    if data is not None:
        lines = data.decode("utf-8", "replace").replace("\0", "").split("\n", _MOST_FILES)[:_MOST_FILES]
        try:
            yield from (row[0] for row in csv.reader(lines) if row)
        except csv.Error:
            return
    for path in (record.data("installed-files.txt") or b"").decode("utf-8", "replace").splitlines():
        yield posixpath.join(posixpath.basename(record.path), path.strip())


def _declared(record: _Record) -> Iterator[str]:
    for path in _paths(record):
        yield (
            posixpath.normpath(posixpath.join(record.folder, path))
            if ".." in path
            else (f"{record.folder}/{path}" if record.folder else path)
        )


def _imports(record: _Record) -> tuple[str, ...]:
    """The modules at the top: packages by their `__init__.py` (so that of a namespace the part is named), files."""
    packages: set[str] = set()
    modules: set[str] = set()
    for path in _paths(record):
        folder, _, file = path.rpartition("/")
        if file in {"__init__.py", "__init__.pyi"} and folder:
            packages.add(folder)
        elif not folder and file.endswith((".py", ".so", ".pyd")):
            modules.add(file.partition(".")[0])
    tops = {one for one in packages if not any(above in packages for above in _above(one))}
    names = {one.replace("/", ".") for one in tops} | modules
    if not names:
        names = set((record.data("top_level.txt") or b"").decode("utf-8", "replace").split()[:200])
    return tuple(sorted(name for name in names if all(_MODULE.fullmatch(part) for part in name.split("."))))


def _above(folder: str) -> Iterator[str]:
    while "/" in folder:
        folder = folder.rpartition("/")[0]
        yield folder


def _carried(named: list[tuple[_Record, Found]]) -> None:
    """Say of packages that lie in others which those are: `setuptools/_vendor/wheel-0.45.1.dist-info`."""
    owners: dict[str, Found] = {}
    for record, found in named:
        for name in found.named.imports:
            owners[posixpath.join(record.folder, name.replace(".", "/"))] = found
    for record, found in named:
        owner = next((owners[one] for one in _above(record.path) if one in owners), None)
        if owner is not None and owner is not found:
            package = owner.named.package
            carrier = f"{package.name}@{package.version}" if package.version else package.name
            found.named = _bundled(found.named, carrier)


def _bundled(named: Named, carrier: str) -> Named:
    return named if named.bundled_in else replace(named, bundled_in=carrier)


def _copied(items: Mapping[str, Item], answers: Answers, bundled: str | None) -> Iterator[Found]:
    """Libraries that lie there without a record, as a build that strips metadata leaves them."""
    recorded = {(one.folder, name.partition(".")[0]) for one in answers.found for name in one.named.imports}
    known = {(one.folder, one.named.package.name) for one in answers.found}
    for folder, name, version, item, line in copies(items):
        if (folder, name) in recorded or (folder, NAMES[name]) in known or not _is_looked_up(folder, recorded):
            continue
        known.add((folder, NAMES[name]))
        reason = None if version else "it lies here without metadata and does not say its version"
        package = Package(Ecosystem.PYPI, NAMES[name], version)
        named = Named(
            package, Location(item.where, line), item.origin, reason=reason, bundled_in=bundled, imports=(name,)
        )
        yield Found(named, folder, item.root)


_LOOKED_UP = re.compile(
    r"(?:var/task(?:/[^/]+){0,2}|opt/python(?:/lib/python[\d.]+/site-packages)?|.*/(?:site|dist)-packages)?"
)


def _is_looked_up(folder: str, recorded: set[tuple[str, str]]) -> bool:
    """Whether imports may be looked up in a folder: a copy in another package is that package's own."""
    parts = folder.split("/")
    inside = any(part in NAMES or ("/".join(parts[:place]), part) in recorded for place, part in enumerate(parts))
    return not inside and _LOOKED_UP.fullmatch(folder) is not None
