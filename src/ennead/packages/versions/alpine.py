"""The order of Alpine's apk: numbers, a letter, suffixes, the revision of the package.

A number after the first that begins with zero is compared as text by apk, which no key can express, and a commit says
nothing about order: such versions have no order here.
"""

from __future__ import annotations

import re

from ennead.packages.versions.number import Number, number

_BEFORE = ("alpha", "beta", "pre", "rc")
_AFTER = ("cvs", "svn", "git", "hg", "p")
_SUFFIX = rf"_(?:{'|'.join(_BEFORE + _AFTER)})[0-9]*"
_VERSION = re.compile(rf"([0-9]+(?:\.(?:0|[1-9][0-9]*))*)([a-z]?)((?:{_SUFFIX})*)(?:-r([0-9]+))?")
_SUFFIXES = re.compile(r"_([a-z]+)([0-9]*)")

# The kinds of a part, in order: what comes before a release is before its end, all else is after it.
_EARLIER, _END, _REVISION, _LATER, _LETTER, _NUMBER = range(6)
Part = tuple[int, int, Number]


def key(text: str) -> tuple[Part, ...] | None:
    """The key of a version; None where it is none, or has no order here."""
    match = _VERSION.fullmatch(text)
    if match is None:
        return None
    numbers, letter, suffixes, revision = match.groups()
    parts: list[Part] = [(_NUMBER, 0, number(one)) for one in numbers.split(".")]
    parts += [(_LETTER, ord(one), (0, "")) for one in letter]
    parts += [_suffix(word, digits) for word, digits in _SUFFIXES.findall(suffixes)]
    parts += [(_REVISION, 0, number(revision))] if revision else []
    return (*parts, (_END, 0, (0, "")))


def _suffix(word: str, digits: str) -> Part:
    if word in _BEFORE:
        return (_EARLIER, _BEFORE.index(word), number(digits))
    return (_LATER, _AFTER.index(word), number(digits))
