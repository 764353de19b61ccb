"""Files of a place by their names, with what is kept of each; which of them tell of packages."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from ennead.model.location import Location
from ennead.model.package import Origin, Unread, UnreadKind
from ennead.packages.deployed.limits import MAX_NAME, MEBIBYTE

JARS: Final = (".jar", ".war", ".ear")
ARCHIVES: Final = (*JARS, ".zip", ".whl", ".egg", ".pex", ".pyz")


class Kind(Enum):
    """What is done with a file."""

    PLAIN = "plain"  # its first bytes are looked at
    CODE = "code"  # only its name counts
    RECORD = "record"  # it is kept
    HEAD = "head"  # what it begins with is kept
    ARCHIVE = "archive"  # it is gone into
    SCRIPT = "script"  # it may be a bundle
    SOURCE_MAP = "source map"
    DATABASE = "database"  # kept, and may be large


LARGEST: Final = {
    Kind.HEAD: 64 * 1024,
    Kind.RECORD: 8 * MEBIBYTE,
    Kind.SCRIPT: 32 * MEBIBYTE,
    Kind.SOURCE_MAP: 32 * MEBIBYTE,
    Kind.DATABASE: 64 * MEBIBYTE,
}
"""The most bytes of a file that are read; of one of which only the head counts there may be more."""


@dataclass(slots=True)
class Bundled:
    """What a bundle tells of the packages in it, as (name, version or None); `whole` where those are all.

    `sure`: a bundler made it; else nobody wrote it by hand, and what did is not known.
    """

    names: tuple[tuple[str, str | None], ...]
    whole: bool
    sure: bool = True


@dataclass(slots=True)
class Item:
    """A file.  `where` is its path in the scanned folder, `root` that of the place it was read from."""

    where: str
    root: str
    size: int
    origin: Origin
    data: bytes | None = None
    inside: Contents | None = None
    native: bool = False
    bundle: Bundled | None = None


@dataclass(slots=True)
class Contents:
    """The files of a place by their paths in it, with `/`, and what of it could not be read."""

    items: dict[str, Item] = field(default_factory=dict)
    unread: list[Unread] = field(default_factory=list)

    def tell(self, where: str, reason: str, kind: UnreadKind = UnreadKind.OTHER) -> None:
        """Say that something was not read."""
        self.unread.append(Unread(Location(where), reason, kind))


_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (Kind.HEAD, re.compile(
        r"(?:^|/)[^/]+\.dist-info/METADATA$|(?:^|/)[^/]+\.egg-info(?:/PKG-INFO)?$|(?:^|/)EGG-INFO/PKG-INFO$"
        r"|(?:^|/)META-INF/(?:MANIFEST\.MF|maven/[^/]+/[^/]+/pom\.properties)$|^(?:etc|usr/lib)/os-release$"
        r"|\.LICENSE\.txt$"
    )),
    (Kind.RECORD, re.compile(
        r"(?:^|/)[^/]+\.dist-info/(?:RECORD|top_level\.txt|direct_url\.json)$"
        r"|(?:^|/)(?:[^/]+\.egg-info|EGG-INFO)/(?:top_level\.txt|installed-files\.txt)$"
        r"|(?:^|/)package\.json$|(?:^|/)node_modules/\.package-lock\.json$"
        r"|[^/]\.deps\.json$"
        r"|^var/lib/dpkg/(?:status|status\.d/[^/]+|info/[^/]+\.list)$|^(?:usr/)?lib/apk/db/installed$"
    )),
    (Kind.DATABASE, re.compile(r"(?:^|/)(?:var/lib|usr/lib/sysimage)/rpm/rpmdb\.sqlite$")),
    (Kind.ARCHIVE, re.compile(rf"(?:{'|'.join(map(re.escape, ARCHIVES))})$", re.IGNORECASE)),
    (Kind.SCRIPT, re.compile(r"\.[mc]?js$")),
    (Kind.SOURCE_MAP, re.compile(r"\.[mc]?js\.map$")),
)  # fmt: skip
_MOST_PARTS = 8
_CODE = (".py", ".pyc", ".pyi", ".class", ".ts", ".tsx", ".d.ts", ".h", ".hpp", ".java", ".kt", ".rb", ".go")
"""Files that a runtime or a compiler reads as text or byte code: no program starts from them."""
VERSION_FILE = re.compile(r"(?:^|/)(\w+)/(?:__init__|__version__|_version|version|package_data|about|__about__)\.py$")
_PACKAGE_JSON = re.compile(r"(?:^|/)node_modules/(?:@[^/]+/)?[^/@.][^/]*/package\.json$")
_DRIVE = re.compile(r"[A-Za-z]:")
_IN_PACKAGE = re.compile(r"(?:^|/)node_modules/(?:@[^/]+/)?[^/@.][^/]*/")


def kind_of(path: str, libraries: frozenset[str] = frozenset()) -> Kind:
    """What is done with a file of that path; of `libraries` the files that say their versions are kept."""
    end = _end(path)
    for kind, pattern in _KINDS:
        if pattern.search(end):
            return _in_package(kind, path) if in_package(path) else kind
    if in_package(path):
        return Kind.CODE
    if path.endswith(".py") and libraries:
        match = VERSION_FILE.search(end)
        name = match[1] if match else path.rpartition("/")[2].removesuffix(".py")
        return Kind.HEAD if name in libraries else Kind.CODE
    return Kind.CODE if path.endswith(_CODE) else Kind.PLAIN


def _in_package(kind: Kind, path: str) -> Kind:
    """Of an npm package only its record counts: what else lies in it belongs to it."""
    if kind is Kind.ARCHIVE or _PACKAGE_JSON.search(_end(path)) or path.endswith("/node_modules/.package-lock.json"):
        return kind
    return Kind.CODE


def in_package(path: str) -> bool:
    """Whether a file lies in an npm package."""
    return "node_modules/" in path and _IN_PACKAGE.search(path) is not None


def _end(path: str) -> str:
    """As much of a path as says what a file is."""
    return path if path.count("/") <= _MOST_PARTS else "/" + "/".join(path.rsplit("/", _MOST_PARTS)[1:])


def clean(name: str) -> str | None:
    """A name in an archive as a path below it; None for one that leads out of it or is none."""
    path = name.replace("\\", "/")
    while path.startswith("./"):
        path = path[2:]
    parts = path.rstrip("/").split("/")
    if not {"", ".", ".."}.isdisjoint(parts) or len(path) > MAX_NAME or "\0" in path or _DRIVE.match(path):
        return None
    if not path.isascii() and any("\ud800" <= letter <= "\udfff" for letter in path):
        return None
    return "/".join(parts)


def first_line(data: bytes, pattern: bytes) -> int:
    """The line, from 1, at which a pattern first stands; 0 where it does not."""
    match = re.search(pattern, data)
    return data.count(b"\n", 0, match.start()) + 1 if match else 0
