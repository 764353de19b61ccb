"""Every format on a small project of our own: all that is told of each package, against a reviewed record.

ENNEAD_RECORD=1 pytest tests/packages/locks/test_locks_fixtures.py     writes the records anew
"""

from __future__ import annotations

import os
import re

import pytest

from ennead.model.package import Inventory, Named
from ennead.packages.locks.discover import Projects
from tests.packages.locks.held import FIXTURES, NAMES, Held, fixture


def shown(one: Named) -> str:
    """A package on one line, without what is not told."""
    words = [
        f"{one.at} {one.package.ecosystem} {one.package.name} {one.package.version or '?'} {one.origin} {one.scope}"
    ]
    words += ["own"] if one.own else []
    words += {True: ["direct"], False: ["transitive"], None: []}[one.direct]
    words += [f"via {' > '.join(one.via)}"] if one.via else []
    told = {
        "roots": ", ".join(one.roots), "wanted": one.wanted, "from": one.source, "bundled in": one.bundled_in,
        "imported as": ", ".join(one.imports), "because": one.reason,
    }  # fmt: skip
    words += [f"{word} [{value}]" for word, value in told.items() if value]
    words += ["hashed"] if one.hashes else ["not hashed"] if one.hashes is False else []
    words += ["runs a script"] if one.installs else []
    return "; ".join(words)


def record(found: dict[str, Inventory]) -> str:
    """All projects of a fixture."""
    lines = []
    for root, inventory in found.items():
        lines += [f"project {root}: {', '.join(inventory.files)}"]
        lines += [f"  {shown(one)}" for one in inventory.named]
        lines += [f"  not read: {one.at}: {one.reason}" for one in inventory.unread]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("name", NAMES)
def test_fixture_is_read_as_recorded(name: str) -> None:
    """The packages of a fixture, with scope, way, range, source, hashes and reasons, are those of its record."""
    file = FIXTURES / name / "expected.txt"
    found = record(Projects(Held(fixture(name))).inventories())
    if os.environ.get("ENNEAD_RECORD"):
        file.write_text(found)
    assert found == file.read_text()


@pytest.mark.parametrize("name", NAMES)
def test_every_package_stands_at_its_line(name: str) -> None:
    """The line of each package is one that names it, or an entry that begins there."""
    files = {path: data.decode("utf-8", "replace").split("\n") for path, data in fixture(name).items()}
    for inventory in Projects(Held(fixture(name))).inventories().values():
        for one in inventory.named:
            around = " ".join(files[one.at.path][one.at.line - 1 : one.at.line + 3]).lower()
            last = re.split(r"[:/]", one.package.name.lower())[-1]
            names = {last, last.replace("-", "_"), last.replace("-", "."), *(alias.lower() for alias in one.imports)}
            assert one.own or any(word in around for word in names), one


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_told_twice_or_without_reason(name: str) -> None:
    """A package stands once at a place, has a version or a reason, and no credentials are told."""
    for inventory in Projects(Held(fixture(name))).inventories().values():
        assert len({(one.package, one.at) for one in inventory.named}) == len(inventory.named)
        assert all(one.own or (one.package.version is None) == (one.reason is not None) for one in inventory.named)
        assert "secret" not in repr(inventory)
