"""Which order an ecosystem's versions have."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Protocol

from ennead.packages.versions import alpine, debian, maven, nuget, pypi, rubygems, semver


class Ordered(Protocol):
    """A key: those of one ecosystem order as its versions do."""

    def __lt__(self, other: Any, /) -> bool: ...


Reader = Callable[[str], Ordered | None]

_READERS: dict[str, Reader] = {
    "PyPI": pypi.key,
    "npm": semver.key,
    "Maven": maven.key,
    "NuGet": nuget.key,
    "Go": semver.key,
    "RubyGems": rubygems.key,
    "crates.io": semver.key,
    "Debian": debian.key,
    "Ubuntu": debian.key,
    "Alpine": alpine.key,
}
_SEMVER = frozenset({"npm", "Go", "crates.io"})
_EARLY: dict[str, Callable[[str], bool]] = {
    "PyPI": pypi.early,
    "Maven": maven.early,
    "NuGet": semver.early,
    "RubyGems": rubygems.early,
    **dict.fromkeys(_SEMVER, semver.early),
}
_SPELLED = {name.lower(): name for name in _READERS}


def canonical(ecosystem: str) -> str:
    """The ecosystem as OSV writes it: `pypi` is `PyPI`, `debian:12` is `Debian:12`; others as they are."""
    name, colon, release = ecosystem.partition(":")
    return f"{_SPELLED.get(name.lower(), name)}{colon}{release}"


def ordered(ecosystem: str) -> bool:
    """Whether the order of its versions is known here."""
    return _base(ecosystem) in _READERS


def key(ecosystem: str, version: str) -> Ordered | None:
    """What orders as the version does; None where the text is no version there, or there is no order."""
    return _key(_base(ecosystem), version)


def full(ecosystem: str, version: str) -> str | None:
    """A bound of an advisory as a version (`1.0` of an npm package is `1.0.0`); None where it is none."""
    base = _base(ecosystem)
    if base in _SEMVER:
        return semver.full(version)
    return None if _key(base, version) is None else version


def early(ecosystem: str, version: str) -> bool:
    """Whether a version comes before its release: alpha, candidate, snapshot."""
    reader = _EARLY.get(_base(ecosystem))
    return reader is not None and reader(version)


def compare(ecosystem: str, first: str, second: str) -> int | None:
    """-1, 0 or 1: first before, equal to or after second; None where one of them is no version of the ecosystem."""
    base = _base(ecosystem)
    one, two = _key(base, first), _key(base, second)
    if one is None or two is None:
        return None
    return -1 if one < two else int(two < one)


def _base(ecosystem: str) -> str:
    name = ecosystem.partition(":")[0]
    return name if name in _READERS else _SPELLED.get(name.lower(), name)


@lru_cache(maxsize=1 << 16)
def _key(base: str, version: str) -> Ordered | None:
    reader = _READERS.get(base)
    return reader(version) if reader else None
