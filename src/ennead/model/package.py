"""Packages: what a function ships, where it is named, and what is known of it.

Names are those of the ecosystems; a package URL is https://github.com/package-url/purl-spec.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from ennead.model.location import Location


class Ecosystem(StrEnum):
    """Where a package comes from, as OSV names it in `affected[].package.ecosystem`."""

    PYPI = "PyPI"
    NPM = "npm"
    MAVEN = "Maven"
    NUGET = "NuGet"
    GO = "Go"
    RUBYGEMS = "RubyGems"
    DEBIAN = "Debian"
    ALPINE = "Alpine"
    AMAZON = "Amazon"


class Origin(StrEnum):
    """What a package was read from."""

    LOCK = "lock"
    MANIFEST = "manifest"
    ARCHIVE = "archive"
    LAYER = "layer"
    IMAGE = "image"
    RUNTIME = "runtime"


class Scope(StrEnum):
    """Whether a package is deployed: shipped, only needed to develop or test, or where an option or platform asks."""

    SHIPPED = "shipped"
    DEVELOPMENT = "development"
    OPTIONAL = "optional"


@dataclass(frozen=True, slots=True, order=True)
class Package:
    """A package: `name` as its ecosystem writes it (`@scope/name`, `group:artifact`, PyPI's normalised), and its
    version, None where none is known."""

    ecosystem: Ecosystem
    name: str
    version: str | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """A package as one file names it.

    `direct`: the project names it itself; None where the file does not tell.  `via` is the way by which it came: the
    packages from the project down to the one that asks for it, as `name@version`.  `wanted` is the range a manifest or
    the asking package names.  `reason` says why its version is not known (then `package.version` is None).  `source` is
    where the file says it is fetched from, without credentials; `hashes` whether the file holds a hash of it.
    `installs`: it runs a script when it is installed.  `bundled_in` is the archive or package that carries it inside.
    `own`: it is a module of the project itself, or of its workspace.
    """

    package: Package
    at: Location
    origin: Origin
    scope: Scope = Scope.SHIPPED
    direct: bool | None = None
    via: tuple[str, ...] = ()
    wanted: str | None = None
    reason: str | None = None
    source: str | None = None
    hashes: bool | None = None
    installs: bool | None = None
    bundled_in: str | None = None
    own: bool = False
    imports: tuple[str, ...] = ()
    """Names under which code imports it, where its metadata says so (`top_level.txt`, RECORD, package.json's name)."""
    roots: tuple[str, ...] = ()
    """The packages by which it came that the project names itself, all of them, as `name@version`; empty where a file
    does not tell, and for one that the project names itself and no other asks for."""


class UnreadKind(StrEnum):
    """What sort of thing was not read, where somebody asks for more than the words."""

    OTHER = "other"
    LOWER_BOUND = "lower bound"
    """The file was read whole, and does not say what its packages ask for themselves."""
    SUPERSEDED = "superseded"
    """Another file speaks for the folder."""
    CODE = "code"
    """The code of a function is not in the scanned folder."""
    LAYER = "layer"
    """A layer, of a function or of an image: it may hold any package."""
    PUBLISHED = "published"
    """A layer that an account publishes, known by its ARN: it may hold any package."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A file of packages that was not read, or in part only, and why: what it names is not checked."""

    at: Location
    reason: str
    kind: UnreadKind = UnreadKind.OTHER


@dataclass(frozen=True, slots=True)
class Inventory:
    """What the files of one folder (a project, an archive, a layer) name, and what of them was not read."""

    named: tuple[Named, ...] = ()
    unread: tuple[Unread, ...] = ()
    files: tuple[str, ...] = field(default=())
    """Paths of the files that were read, relative to the scanned folder."""
