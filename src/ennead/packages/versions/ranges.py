"""Ranges as manifests write them: npm's, PEP 440's, Maven's.

They say which versions a project takes, and are never used to evaluate an advisory.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from ennead.packages.versions import maven_range, semver
from ennead.packages.versions.order import canonical

_LONGEST = 1024
_NO_RANGE = re.compile(r"[:/#@]|^\s*(?:latest|next)\s*$")


def admits(ecosystem: str, wanted: str, version: str) -> bool | None:
    """Whether a range admits a version; None where either is none there, or its ranges are not known here."""
    reader = _READERS.get(canonical(ecosystem))
    if reader is None or len(wanted) > _LONGEST or len(version) > _LONGEST:
        return None
    return reader(wanted, version)


@lru_cache(maxsize=4096)
def _npm(wanted: str, version: str) -> bool | None:
    """By node-semver, whose answers are npm's own; a tag, an address or an alias is no range."""
    import nodesemver  # type: ignore[import-untyped]  # noqa: PLC0415

    bare = version.removeprefix("v")
    if semver.key(bare) is None or _NO_RANGE.search(wanted):
        return None
    try:
        nodesemver.make_range(wanted, loose=False)
        return bool(nodesemver.satisfies(bare, wanted, loose=False))
    except (ValueError, TypeError, AttributeError, IndexError, RecursionError):  # how it says that this is no range
        return None


@lru_cache(maxsize=4096)
def _pypi(wanted: str, version: str) -> bool | None:
    """As pip: a prerelease only where the specifiers name one."""
    from packaging.specifiers import InvalidSpecifier, SpecifierSet  # noqa: PLC0415
    from packaging.version import InvalidVersion, Version  # noqa: PLC0415

    try:
        specifiers, parsed = SpecifierSet(wanted), Version(version)
        return specifiers.contains(parsed, prereleases=bool(specifiers.prereleases))
    except (InvalidSpecifier, InvalidVersion, ValueError):
        return None


_READERS: dict[str, Callable[[str, str], bool | None]] = {"npm": _npm, "PyPI": _pypi, "Maven": maven_range.admits}
