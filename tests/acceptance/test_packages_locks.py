"""The acceptance's lockfiles: packages, own modules, direct ones, those without a version, exactly as labelled."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from ennead.code.entry.tree import Tree
from ennead.model.package import Inventory, Named, Scope
from ennead.packages.locks.discover import inventories, inventory

LOCKFILES = Path(__file__).parents[3] / "shared" / "acceptance" / "packages" / "lockfiles"
CASES = sorted(path.parent for path in LOCKFILES.glob("*/expected.json"))
_TYPES = {"PyPI": "pypi", "npm": "npm", "Maven": "maven"}
pytestmark = pytest.mark.skipif(not CASES, reason="the labelled lockfiles lie outside the project")


def canonical(purl: str) -> str:
    """A package URL as the scorer of the acceptance compares them."""
    kind, _, rest = unquote(purl.partition("?")[0]).removeprefix("pkg:").partition("/")
    at = rest.rfind("@")
    name, version = (rest[:at], rest[at:]) if at > 0 else (rest, "")
    name = re.sub(r"[-_.]+", "-", name).lower() if kind == "pypi" else name
    return f"{kind}/{name}{version}"


def purl(one: Named) -> str:
    """A named package in the same spelling."""
    name = one.package.name.replace(":", "/")
    version = f"@{one.package.version}" if one.package.version is not None else ""
    return canonical(f"pkg:{_TYPES[one.package.ecosystem]}/{name}{version}")


def nameless(url: str) -> str:
    """Without the version."""
    at = url.rfind("@")
    return url[:at] if at > url.rfind("/") else url


@pytest.fixture(params=CASES, ids=lambda path: path.name)
def case(request: pytest.FixtureRequest) -> tuple[dict[str, Any], Inventory, Path]:
    """What is expected of a case, and what is read of it."""
    folder: Path = request.param
    return json.loads((folder / "expected.json").read_text()), inventory(Tree(folder), "."), folder


def test_packages(case: tuple[dict[str, Any], Inventory, Path]) -> None:
    """Everything deployed is named as shipped or optional, and nothing is named that no file names."""
    expected, found, _ = case
    must, may = set(map(canonical, expected["packages"])), set(map(canonical, expected["may"]))
    named = {purl(one) for one in found.named if not one.own}
    assert must - named == set()
    open_ = {canonical(one["purl"]) for one in expected["not_checked"]} | {one for one in may if one == nameless(one)}
    assert {one for one in named - must - may if nameless(one) not in open_} == set()
    assert {purl(one) for one in found.named if one.scope is Scope.DEVELOPMENT} & must == set()
    if not expected["made_with"].endswith("PEP 751"):  # which keeps nothing of groups
        assert {purl(one) for one in found.named if one.scope is Scope.SHIPPED and not one.own} & may - must <= open_


def test_own(case: tuple[dict[str, Any], Inventory, Path]) -> None:
    """The project's own modules are told apart, and nothing else is."""
    expected, found, _ = case
    own = {nameless(purl(one)) for one in found.named if one.own}
    loose = {one for one in map(canonical, expected["may"]) if one == nameless(one)}
    assert own - loose <= set(map(canonical, expected["own"]))


def test_direct(case: tuple[dict[str, Any], Inventory, Path]) -> None:
    """Direct packages are told from those that others ask for, which say by which way they came."""
    expected, found, _ = case
    must = set(map(canonical, expected["packages"]))
    if "direct" not in expected:
        return
    direct = set(map(canonical, expected["direct"]))
    assert {(purl(one), one.direct) for one in found.named if purl(one) in must} == {
        (one, one in direct) for one in must
    }
    if expected["ecosystem"] != "Maven" and "pdm" not in expected["made_with"].lower():
        pipenv = expected["made_with"].startswith("pipenv")  # its lock does not tell who asks
        assert all(one.via or pipenv for one in found.named if one.direct is False)


def test_not_checked(case: tuple[dict[str, Any], Inventory, Path]) -> None:
    """What has no version says why, and is exactly what is labelled so."""
    expected, found, _ = case
    wanted = {canonical(one["purl"]) for one in expected["not_checked"]}
    open_ = {purl(one): one.reason for one in found.named if one.package.version is None and not one.own}
    assert set(open_) == wanted
    assert all(open_.values())


def test_places(case: tuple[dict[str, Any], Inventory, Path]) -> None:
    """Each package stands at the line that its location says, once."""
    _, found, folder = case
    assert len({(one.package, one.at) for one in found.named}) == len(found.named)
    for one in found.named:
        lines = (folder / one.at.path).read_text().split("\n")
        around = "\n".join(lines[one.at.line - 1 : one.at.line + 3]).lower()
        last = re.split(r"[:/]", one.package.name.lower())[-1]
        assert one.own or last in re.sub(r"[-_.]+", "-", around) or last in around, one


def test_whole(case: tuple[dict[str, Any], Inventory, Path]) -> None:
    """Asked for all projects, each case is one."""
    _, found, folder = case
    assert inventories(Tree(folder)) == {".": found}
