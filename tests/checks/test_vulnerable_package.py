"""What `vulnerable-package` finds, how bad, and what it leaves alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ennead.engine.scan import Request, scan
from ennead.model.finding import Fix, NoFix, Severity
from ennead.practices.p4_dependencies.malicious_package import malicious_package
from ennead.practices.p4_dependencies.vulnerable_package import vulnerable_package
from tests.checks.coded import HANDLER, HEAD, findings, function, reasons
from tests.checks.packaged import REQUESTS, flaw, known, lock, of, place

__all__ = ["place"]
ONE = {"template.yaml": HEAD + function("Orders"), "src/app.py": REQUESTS, "src/requirements.txt": "requests==2.0.0\n"}
DYNAMIC = "def handler(event, context):\n    return eval(event['what'])\n"
JS = "const basket = require('basket');\nexports.handler = async (event) => basket.open(event);\n"


def test_what_it_says(tmp_path: Path, place: Path) -> None:
    """The message names the package, the function, the import, the flaw and the way in; the fix a version."""
    known(place, flaw("requests"))
    (found,) = findings(of(tmp_path, vulnerable_package, ONE))
    assert found.message == (
        "requests 2.0.0 runs in Orders, which imports it: requests runs what it is told (GHSA-2222-2222-2222);"
        " GET /orders starts Orders"
    )
    assert (found.at.path, found.at.line, found.function) == ("src/requirements.txt", 1, "Orders")
    assert (found.severity, found.fix) == (Severity.CRITICAL, Fix("Update requests to 9.0.0", edit="requests==9.0.0"))
    assert [hop.message for hop in found.path] == ["anyone", "GET /orders", "Orders"]
    assert "GHSA-2222-2222-2222" in found.references


@pytest.mark.parametrize(
    ("code", "more", "severity"),
    [
        (HANDLER, {}, Severity.HIGH),
        (REQUESTS, {}, Severity.CRITICAL),
        (REQUESTS, {"score": "CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N"}, Severity.LOW),
        (DYNAMIC, {}, Severity.CRITICAL),
    ],
    ids=["not imported", "imported", "a small flaw", "not told"],
)
def test_severity(tmp_path: Path, place: Path, code: str, more: dict[str, str], severity: Severity) -> None:
    """It is the advisory's, and one step less only where it is sure that no handler loads the package."""
    known(place, flaw("requests", **more))
    (found,) = findings(of(tmp_path, vulnerable_package, {**ONE, "src/app.py": code}))
    assert found.severity is severity


def test_one_finding_for_several_functions(tmp_path: Path, place: Path) -> None:
    """Functions that ship the same package are one finding, each at its own line."""
    known(place, flaw("requests"))
    template = HEAD + function("Orders") + function("Stock", "stock.handler") + function("Basket", code="basket/")
    files = {**ONE, "template.yaml": template, "src/stock.py": HANDLER, "basket/app.py": HANDLER}
    (found,) = findings(of(tmp_path, vulnerable_package, files))
    assert "requests 2.0.0 runs in Orders and Stock, of which Orders imports it" in found.message
    assert [(one.function, one.message) for one in found.related] == [
        ("Orders", "Orders imports it"),
        ("Stock", "Stock ships it and does not import it"),
    ]
    assert len({one.at.line for one in found.related}) == 2


@pytest.mark.parametrize(
    "files",
    [
        {"src/requirements.txt": "requests==9.0.0\n"},
        {"src/requirements.txt": "requests>=1\n"},
        {"src/requirements.txt": "", "requirements.txt": "requests==2.0.0\n"},
        {"src/requirements.txt": "", "src/requirements-dev.txt": "requests==2.0.0\n"},
        {"src/requirements.txt": "", "src/package.json": '{"dependencies": {"requests": "2.0.0"}}'},
    ],
    ids=["repaired", "no version", "above the folder", "for development", "another language"],
)
def test_what_is_none(tmp_path: Path, place: Path, files: dict[str, str]) -> None:
    """Versions outside the range, unknown ones, and packages that are not shipped are no finding."""
    known(place, flaw("requests"), flaw("requests", ecosystem="npm", record="GHSA-3333-3333-3333"))
    assert of(tmp_path, vulnerable_package, {**ONE, **files}) == []


def test_no_version_clears_it(tmp_path: Path, place: Path) -> None:
    """Without a repaired version there is no fix, and the reason says what to do instead."""
    known(place, flaw("requests", None))
    (found,) = findings(of(tmp_path, vulnerable_package, ONE))
    assert found.fix == NoFix("no version clears it: replace requests, or hand it nothing that a caller chooses")


def test_a_package_that_came_with_another(tmp_path: Path, place: Path) -> None:
    """It is loaded where the one that brought it is; the fix names that one, and how to set a version over it."""
    known(place, flaw("deep", ecosystem="npm"))
    deep = json.dumps({"node_modules/deep": {"version": "1.0.0"}})
    text = json.loads(lock(("basket", "1.0.0"), more=deep))
    text["packages"]["node_modules/basket"]["dependencies"] = {"deep": "^1.0.0"}
    template = HEAD + function("Orders").replace("python3.13", "nodejs22.x")
    files = {
        "template.yaml": template,
        "src/app.js": JS,
        "src/package.json": '{"dependencies": {"basket": "1.0.0"}}',
        "src/package-lock.json": json.dumps(text),
    }
    (found,) = findings(of(tmp_path, vulnerable_package, files))
    assert "deep 1.0.0 runs in Orders, which loads it with another package" in found.message
    assert isinstance(found.fix, Fix)
    assert found.fix.title.startswith("Update basket@1.0.0, which brings deep, until it brings 9.0.0")
    assert found.fix.edit == '"overrides": {"deep": "^9.0.0"}'


def test_the_function_that_is_flawed_is_called(tmp_path: Path, place: Path) -> None:
    """Where the advisory names functions and the handler calls one, that is said."""
    known(place, flaw("requests", ecosystem_specific={"affects": {"functions": ["requests.get"]}}))
    (found,) = findings(of(tmp_path, vulnerable_package, ONE))
    assert "which calls what is flawed" in found.message


def test_without_a_database_one_item(tmp_path: Path, place: Path) -> None:
    """That nothing was asked is told once, by whichever check and however many applications there are."""
    assert not place.exists()
    for app in ("shop", "blog"):
        for name, text in ONE.items():
            (tmp_path / app / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / app / name).write_text(text, encoding="utf-8")
    result = scan(tmp_path, Request((vulnerable_package, malicious_package))).result
    assert len(result.apps) == 2
    assert [(one.check, "no advisory database" in one.reason) for one in result.unassessed] == [
        ("vulnerable-package", True)
    ]


def test_without_packages_nothing_is_asked(tmp_path: Path, place: Path) -> None:
    """Where no function ships a package there is nothing to be told."""
    assert of(tmp_path, vulnerable_package, {**ONE, "src/app.py": HANDLER, "src/requirements.txt": ""}) == []


def test_a_lock_that_cannot_be_read(tmp_path: Path, place: Path) -> None:
    """What it names was held against nothing, and that is said."""
    known(place, flaw("requests"))
    outcomes = of(tmp_path, vulnerable_package, {**ONE, "src/uv.lock": "version = [\n"})
    assert len([reason for reason in reasons(outcomes) if "src/uv.lock" in reason]) == 1


def test_a_database_that_is_broken(tmp_path: Path, place: Path) -> None:
    """It is one item that says so, and no fault of the scan."""
    place.write_bytes(b"no database")
    outcomes = of(tmp_path, vulnerable_package, ONE)
    assert findings(outcomes) == []
    assert len(reasons(outcomes)) == 1
    assert "is no advisory database" in reasons(outcomes)[0] or "is damaged" in reasons(outcomes)[0]


def test_a_package_that_is_not_loaded_lies_there(tmp_path: Path, place: Path) -> None:
    """It is not said to run where no handler imports it."""
    known(place, flaw("requests"))
    (found,) = findings(of(tmp_path, vulnerable_package, {**ONE, "src/app.py": HANDLER}))
    assert found.message.startswith("requests 2.0.0 lies in Orders, which does not import it: ")
