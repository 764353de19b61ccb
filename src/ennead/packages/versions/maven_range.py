"""Maven's ranges: `[1.0,2.0)`, `(,1.0],[1.2,)`, `[1.5]` (https://maven.apache.org/pom.html#dependency-version-requirement-specification)."""

from __future__ import annotations

import re

from ennead.packages.versions.maven import MavenVersion, key

_PART = re.compile(r"\s*([\[(])([^\[\](),]*)(?:(,)([^\[\](),]*))?([\])])\s*")


def admits(wanted: str, version: str) -> bool | None:
    """Whether a range admits a version.

    A plain version is Maven's "soft" requirement: what is taken where nothing else asks, and so it admits itself.
    """
    asked = key(version)
    if asked is None:
        return None
    if not wanted.strip().startswith(("[", "(")):
        plain = key(wanted.strip())
        return None if plain is None else plain == asked
    answers = [_part(part, asked) for part in _parts(wanted)]
    return None if not answers or None in answers else any(answers)


def _parts(wanted: str) -> list[re.Match[str]]:
    """The parts between commas; none where the text is no list of them."""
    parts: list[re.Match[str]] = []
    place = 0
    while place < len(wanted):
        match = _PART.match(wanted, place)
        if match is None:
            return []
        parts.append(match)
        place = match.end()
        if place < len(wanted):
            if wanted[place] != ",":
                return []
            place += 1
            if place == len(wanted):
                return []
    return parts


def _part(part: re.Match[str], asked: MavenVersion) -> bool | None:
    opening, low, comma, high, closing = part.groups()
    if not comma:
        exact = key(low.strip())
        return None if exact is None or opening + closing != "[]" else exact == asked
    floor, ceiling = key(low.strip()), key(high.strip())
    if (low.strip() and floor is None) or (high.strip() and ceiling is None):
        return None
    if floor is not None and ceiling is not None and ceiling < floor:
        return None  # Maven refuses it
    above = floor is None or floor < asked or (opening == "[" and floor == asked)
    below = ceiling is None or asked < ceiling or (closing == "]" and ceiling == asked)
    return above and below
