"""The order of SemVer 2.0.0 (https://semver.org), a leading `v` dropped as npm and Go do.

Build metadata does not order.  This is the plain total order that OSV's events are evaluated by; npm's rules about
prereleases belong to its ranges and have no place here.
"""

from __future__ import annotations

import re

from ennead.packages.versions.number import Number, number

_NUMBER = r"0|[1-9][0-9]*"
_FIELD = rf"(?:{_NUMBER}|[0-9]*[A-Za-z-][0-9A-Za-z-]*)"
_REST = rf"(?:-({_FIELD}(?:\.{_FIELD})*))?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?"
_VERSION = re.compile(rf"v?({_NUMBER})\.({_NUMBER})\.({_NUMBER}){_REST}")
_BOUND = re.compile(rf"v?([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?{_REST}")

Field = tuple[int, Number, str]
Key = tuple[Number, Number, Number, bool, tuple[Field, ...]]


def full(text: str) -> str | None:
    """An advisory's bound as a version, where what is missing is zero: `1.0` is `1.0.0`; None where it is no bound."""
    match = _BOUND.fullmatch(text)
    if match is None:
        return None
    numbers = ".".join((part or "0").lstrip("0") or "0" for part in match.groups()[:3])
    return f"{numbers}-{match[4]}" if match[4] else numbers


def key(text: str) -> Key | None:
    """The key of a version; None where it is none: `1.0`, `01.0.0` and `=1.0.0` are not."""
    match = _VERSION.fullmatch(text)
    if match is None:
        return None
    major, minor, patch, prerelease = match.groups()
    fields = tuple(_field(one) for one in prerelease.split(".")) if prerelease else ()
    return (number(major), number(minor), number(patch), not fields, fields)


def early(text: str) -> bool:
    """Whether it comes before its release."""
    return "-" in text.partition("+")[0]


def _field(text: str) -> Field:
    return (0, number(text), "") if text.isdigit() else (1, (0, ""), text)
