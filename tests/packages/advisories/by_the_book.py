"""OSV's evaluation once more, written from its specification: nothing of Ennead's is used but Maven's order.

https://ossf.github.io/osv-schema/#evaluation.  It reads the raw records, without a database, and is slow.
"""

from __future__ import annotations

import re
from typing import Any

import nodesemver  # type: ignore[import-untyped]
from packaging.version import InvalidVersion, Version

from ennead.packages.versions import compare as maven_compare
from tests.packages.advisories.records import Json

_FULL = re.compile(r"v?(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?")


class NoVersion(Exception):
    """A text is no version of its ecosystem."""


def compare(ecosystem: str, first: str, second: str) -> int:
    """By another library than Ennead's own, where there is one.  Raises NoVersion."""
    if ecosystem == "PyPI":
        try:
            one, two = Version(first), Version(second)
        except InvalidVersion as error:
            raise NoVersion from error
        return (one > two) - (one < two)
    if ecosystem == "npm":
        try:
            return int(nodesemver.compare(_npm(first), _npm(second), loose=False))
        except ValueError as error:
            raise NoVersion from error
    order = maven_compare("Maven", first, second)
    if order is None:
        raise NoVersion
    return order


def _npm(text: str) -> str:
    """Some bounds are shorter than versions are."""
    text = re.sub(r"^v?(\d+)(?=$|-)", r"\1.0.0", text)
    text = re.sub(r"^v?(\d+\.\d+)(?=$|-)", r"\1.0", text)
    if not _FULL.fullmatch(text):
        raise NoVersion
    return text.removeprefix("v")


def same(ecosystem: str, one: str, two: str) -> bool:
    """Whether two names are one package's."""
    if ecosystem == "PyPI":
        return re.sub(r"[-_.]+", "-", one).lower() == re.sub(r"[-_.]+", "-", two).lower()
    return one == two


def names(record: Json) -> set[tuple[str, str]]:
    """The packages that a record names, so that others need not be asked."""
    named = (entry["package"] for entry in record["affected"] if "package" in entry)
    return {(one["ecosystem"], re.sub(r"[-_.]+", "-", one["name"]).lower()) for one in named}


def affected(record: Json, ecosystem: str, name: str, version: str) -> bool:
    """Whether a record affects a version of a package: listed or in a range, and not withdrawn."""
    if record.get("withdrawn"):
        return False
    for entry in record["affected"]:
        package = entry.get("package", {})
        if package.get("ecosystem") == ecosystem and same(ecosystem, package["name"], name):
            if version in (entry.get("versions") or []):
                return True
            if any(_within(one, ecosystem, version) for one in entry.get("ranges") or [] if one["type"] != "GIT"):
                return True
    return False


def _within(one: Json, ecosystem: str, version: str) -> bool:
    if ecosystem == "npm" and not _FULL.fullmatch(version):
        return False
    try:
        compare(ecosystem, version, version)
        return _inside(one["events"], ecosystem, version)
    except NoVersion:
        return False


def _inside(events: list[Json], ecosystem: str, version: str) -> bool:
    vulnerable = False
    for kind, text in _in_order(events, ecosystem):
        order = 1 if (kind, text) == ("introduced", "0") else compare(ecosystem, version, text)
        if kind == "introduced" and order >= 0:
            vulnerable = True
        elif (kind == "fixed" and order >= 0) or (kind == "last_affected" and order > 0):
            vulnerable = False
    return vulnerable


def _in_order(events: list[Json], ecosystem: str) -> list[tuple[str, str]]:
    """By insertion: an event goes before the first that is greater."""
    placed: list[tuple[str, str]] = []
    for event in events:
        pair = next(iter(event.items()))
        place = len(placed)
        while place and _before(pair, placed[place - 1], ecosystem):
            place -= 1
        placed.insert(place, pair)
    return placed


def _before(one: tuple[str, str], two: tuple[str, str], ecosystem: str) -> bool:
    if one == ("introduced", "0"):
        return two != one
    return two != ("introduced", "0") and compare(ecosystem, one[1], two[1]) < 0


def versions_of(record: Json, ecosystem: str) -> list[tuple[str, str]]:
    """(package, version) pairs worth asking: what it names, and what lies just beside."""
    asked: list[tuple[str, str]] = []
    for entry in record["affected"]:
        if entry.get("package", {}).get("ecosystem") != ecosystem:
            continue
        named: list[Any] = list(entry.get("versions") or [])
        for one in entry.get("ranges") or []:
            named += [text for event in one["events"] for text in event.values() if one["type"] != "GIT"]
        for text in named:
            beside = (
                text,
                f"{text}.1",
                f"{text}-1",
                f"{text}rc1",
                f"{text}.0",
                f"{text}-beta.2",
                f"1{text}",
                text[:-1],
            )
            asked += [(entry["package"]["name"], one) for one in beside if one and not re.search(r"\s", one)]
    return asked
