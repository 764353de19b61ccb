"""What is handed back of a function: what its instance sees."""

from __future__ import annotations

from dataclasses import dataclass

from ennead.model.location import Location
from ennead.model.package import Inventory


@dataclass(frozen=True, slots=True)
class Deployed(Inventory):
    """The packages that an instance of a function sees.

    A path goes on behind the name of an archive (`build/fn.zip/lib/a.jar/META-INF/...`) and of an image
    (`image.tar/var/task/...`); nothing is unpacked to disk.
    """

    binaries: tuple[Location, ...] = ()
    """Native programs and libraries that no package's record holds."""
    system: str | None = None
    """What an image is made of, as its `os-release` says: `ID:VERSION_ID`."""
    built: bool = False
    """What was read is what is deployed (an archive, an image, the folder of a build); not so for a folder of sources,
    into which a build puts packages that only its lockfile and manifest tell of."""
