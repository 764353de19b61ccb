"""What may be the name or version of a package: nothing that would surprise whoever prints it."""

from __future__ import annotations

import re
from typing import Final

from ennead.model.location import Location
from ennead.model.package import Ecosystem, Named, Origin, Package, Scope
from ennead.packages.locks import reasons

LONGEST_NAME: Final = 300
LONGEST_VERSION: Final = 200
LONGEST_TEXT: Final = 600
_WORD = re.compile(r"[!#-&*-~]+")  # printable ASCII without blanks, quotes and brackets


def is_name(text: str) -> bool:
    """Whether a text can be the name of a package in any ecosystem."""
    return len(text) <= LONGEST_NAME and _WORD.fullmatch(text) is not None


def is_version(text: str) -> bool:
    """Whether a text can be a version in any ecosystem."""
    return len(text) <= LONGEST_VERSION and _WORD.fullmatch(text) is not None


def named(
    ecosystem: Ecosystem,
    name: str,
    version: str | None,
    at: Location,
    *,
    origin: Origin = Origin.LOCK,
    reason: str | None = None,
    wanted: str | None = None,
    scope: Scope = Scope.SHIPPED,
    source: str | None = None,
    hashes: bool | None = None,
    installs: bool | None = None,
    direct: bool | None = None,
    own: bool = False,
    imports: tuple[str, ...] = (),
    bundled_in: str | None = None,
) -> Named:
    """A package as a file names it.  A version that is none is dropped, with the reason; the name must be one."""
    if version is not None and not is_version(version):
        version, reason = None, reason or reasons.NOT_A_VERSION
    if version is None and not own:
        reason = reason or reasons.NO_VERSION
    return Named(
        package=Package(ecosystem, name, version),
        at=at,
        origin=origin,
        scope=scope,
        direct=direct,
        wanted=shown(wanted),
        reason=None if version is not None else shown(reason),
        source=source,
        hashes=hashes,
        installs=installs,
        own=own,
        imports=tuple(one for one in imports if is_name(one)),
        bundled_in=shown(bundled_in),
    )


def shown(text: str | None) -> str | None:
    """A text of a file as it may be told: bounded, on one line, without the credentials of an address in it."""
    if text is None:
        return None
    text = re.sub(r"//[^/@\s]{1,500}@", "//", text[:LONGEST_TEXT])
    return "".join(letter if letter.isprintable() else " " for letter in text).strip()
