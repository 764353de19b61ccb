"""The lines of a requirements file by their positions: where each one's versions stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from ennead.packages.locks.python.requirement import LONGEST

_COMMENT = re.compile(r"(?:^|[ \t])#")
_CLAUSE = r"(?:===|==|~=|!=|>=|<=|>|<)[ \t]*[^\s,;()=<>~!][^\s,;()]*"
_REQUIREMENT = re.compile(
    r"[ \t]*(?P<name>[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)[ \t]*(?P<extras>\[[^\]\n]*\])?[ \t]*"
    rf"(?P<spec>\(?(?:{_CLAUSE}(?:[ \t]*,[ \t]*{_CLAUSE})*[ \t]*,?)?\)?)"
    r"(?P<rest>[ \t]*(?:;.*)?)"
)
_OPTIONS = re.compile(r"[ \t]--?[a-zA-Z]")


@dataclass(frozen=True, slots=True)
class Line:
    """A line after joining those that go on: its number and text, and where it stands.

    `name` is None where it is no requirement by a name.  `start` and `end` are where its versions stand, in the whole
    text; the same where it names none.
    """

    number: int
    text: str
    name: str | None = None
    spec: str = ""
    start: int = 0
    end: int = 0
    hashed: bool = False


def lines(text: str) -> Iterator[Line]:
    """Every line that is not empty, in order; those in comments are left out."""
    place, number = 0, 1
    while place < len(text):
        end, first = place, number
        while True:
            stop = text.find("\n", end)
            last = stop < 0
            stop = len(text) if last else stop
            raw = text[end:stop].rstrip("\r")
            number += 1
            end = stop + 1
            if last or not _bare(raw).endswith("\\"):
                break
        whole = text[place : min(end, len(text))]
        if _bare(whole.partition("\n")[0]).strip():
            yield _line(whole, first, place)
        place = end


def _bare(raw: str) -> str:
    """A line without its comment."""
    found = _COMMENT.search(raw)
    return (raw[: found.start()] if found is not None else raw).rstrip()


def _line(whole: str, number: int, place: int) -> Line:
    first = _bare(whole.partition("\n")[0])
    hashed = "--hash" in whole
    options = _OPTIONS.search(first)
    head = (first[: options.start()] if options is not None else first).rstrip("\\").rstrip()
    found = _REQUIREMENT.fullmatch(head[:LONGEST])
    if found is None or not _is_requirement(head):
        return Line(number, first.strip(), hashed=hashed)
    spec = found["spec"].rstrip()
    start = place + found.start("spec")
    return Line(number, first.strip(), canonicalize_name(found["name"]), spec, start, start + len(spec), hashed)


def _is_requirement(text: str) -> bool:
    try:
        Requirement(text.strip())
    except (InvalidRequirement, ValueError, RecursionError):
        return False
    return True
