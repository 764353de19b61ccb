"""What `discover` asks of each family of package managers, and how what several files name is put together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple, Protocol

from ennead.model.location import Location
from ennead.model.package import Ecosystem, Inventory, Named, Unread
from ennead.packages.locks import reasons
from ennead.packages.locks.files import Files, text_of


class Speaks(NamedTuple):
    """Where the files that speak for a folder lie: the folder of the project, and which of its modules was asked about.

    `member` is relative to the scanned folder; None is the whole project.
    """

    root: str
    member: str | None = None


class Family(Protocol):
    """npm and its like, Python's tools, Maven and Gradle, and so on."""

    @property
    def ecosystems(self) -> frozenset[Ecosystem]:
        """Where its packages come from."""

    def speaks(self, folder: str) -> Speaks | None:
        """The project that a folder belongs to; None where there is none."""

    def read(self, where: Speaks) -> Inventory:
        """What the project, or one module of it, names."""

    def folders(self) -> Iterator[str]:
        """Every folder that has a file of the family."""

    def besides(self, folder: str) -> Speaks | None:  # noqa: ARG002  (one signature for all)
        """A project in a folder that does not speak for its code, and is named among all projects only."""
        return None


def merged(parts: Iterable[Inventory]) -> Inventory:
    """Several inventories as one, each package once at each place."""
    named: dict[tuple[object, object], Named] = {}
    unread: dict[Unread, None] = {}
    files: dict[str, None] = {}
    for part in parts:
        for one in part.named:
            named.setdefault((one.package, one.at), one)
        unread |= dict.fromkeys(part.unread)
        files |= dict.fromkeys(part.files)
    return Inventory(tuple(named.values()), tuple(unread), tuple(files))


def read_text(files: Files, path: str, unread: list[Unread]) -> str | None:
    """The text of a file that is there; where it is too large, that is noted."""
    text = text_of(files, path)
    if text is None and files.exists(path):
        unread.append(Unread(Location(path), reasons.TOO_LARGE))
    return text
