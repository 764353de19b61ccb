"""The order of NuGet: SemVer 2.0.0 with one to four numbers, and words without regard to case.

https://learn.microsoft.com/nuget/concepts/package-versioning
"""

from __future__ import annotations

import re

from ennead.packages.versions.number import ZERO, Number, number

_FIELDS = r"[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*"
_VERSION = re.compile(rf"v?([0-9]+(?:\.[0-9]+){{0,3}})(?:-({_FIELDS}))?(?:\+{_FIELDS})?", re.IGNORECASE)

Field = tuple[int, Number, str]
Key = tuple[tuple[Number, ...], bool, tuple[Field, ...]]


def key(text: str) -> Key | None:
    """The key of a version; None where it is none."""
    match = _VERSION.fullmatch(text)
    if match is None:
        return None
    numbers, prerelease = match.groups()
    parts = [number(part) for part in numbers.split(".")]
    fields = tuple(_field(one.lower()) for one in prerelease.split(".")) if prerelease else ()
    return (tuple(parts + [ZERO] * (4 - len(parts))), not fields, fields)


def _field(text: str) -> Field:
    return (0, number(text), "") if text.isdigit() else (1, ZERO, text)
