"""The registry of formats, the pages of checks, text from outside."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ennead.check import Check
from ennead.engine.result import ScanResult
from ennead.report import pages
from ennead.report.formats import FORMATS, Options, render
from ennead.report.scan.text import cells, printable, storable


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_every_format_tells_every_finding(name: str, small: ScanResult, checks: list[Check]) -> None:
    """Each format renders the same scan, names each check that found something and ends its last line."""
    out = render(name, small, checks, Options(show="all"))
    assert out.endswith("\n")
    assert not out.endswith("\n\n")
    assert all(finding.check in out for finding in small.findings)


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_every_format_takes_a_scan_of_nothing(name: str, checks: list[Check]) -> None:
    """A scan that found no application is written like any other."""
    assert render(name, ScanResult(()), checks, Options())


def test_unknown_format_is_an_error(small: ScanResult) -> None:
    """A format nobody knows is no silence."""
    with pytest.raises(KeyError):
        render("yaml", small, [], Options())


def test_options_reach_the_formats(small: ScanResult, checks: list[Check]) -> None:
    """Where the repository begins, who asked and how wide the terminal is are handed on."""
    options = Options(width=60, target="svc", exit_code=3, prefix="svc", with_accepted=False)
    assert "ennead scan svc --show later" in render("table", small, checks, options)
    assert max(map(len, render("table", small, checks, options).splitlines())) <= 60
    assert all('svc/template.yml"' in render(name, small, checks, options) for name in ("sarif", "junit", "gitlab"))
    assert "file=svc/template.yml" in render("github", small, checks, options)
    assert "suppressions" not in render("sarif", small, checks, options)


def test_the_registry_loads_no_format() -> None:
    """Naming the formats costs nothing: a format's modules and JSON load when it is written."""
    script = "import sys, ennead.report.formats; print([n for n in sys.modules if n.startswith('ennead.report.')])"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert loaded.strip() == "['ennead.report.formats']"


@pytest.mark.parametrize("check_id", ["../../README", "a/b", "a.b", "", "Open-Route", "open-route\n", "..", "a\x00"])
def test_no_id_leads_out_of_the_pages(check_id: str) -> None:
    """What is not spelled like an id of a check has no page, whatever lies there."""
    assert pages.page(check_id) is None


def test_page_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first folder that has the page wins; a check without one has none."""
    first, second = tmp_path / "a", tmp_path / "b"
    first.mkdir()
    second.mkdir()
    (second / "open-route.md").write_text("# from b — ü\n", encoding="utf-8")
    monkeypatch.setattr(pages, "_folders", lambda: iter((first, second)))
    assert pages.page("open-route") == "# from b — ü\n"
    (first / "open-route.md").write_text("# from a\n", encoding="utf-8")
    assert pages.page("open-route") == "# from a\n"
    assert pages.page("no-such-check") is None


def test_pages_lie_in_the_package_or_in_the_checkout() -> None:
    """The folders asked are the package's own and the documentation beside its source."""
    package, checkout = pages._folders()
    assert str(package).endswith("/ennead/pages/checks")
    assert Path(str(checkout)) == Path(__file__).parents[2] / "docs" / "checks"


@given(text=st.text(st.characters()))
def test_printable_text_is_printable(text: str) -> None:
    """Nothing of the text is obeyed, printable text stays as it is, and doing it twice changes nothing."""
    shown = printable(text)
    assert shown.isprintable()
    assert printable(shown) == shown
    assert not text.isprintable() or shown == text


@given(text=st.text(st.characters()))
def test_storable_text_is_utf8(text: str) -> None:
    """Every text can be written, and one that could be is not changed."""
    stored = storable(text)
    stored.encode()
    assert storable(stored) == stored
    assert stored == text or any("\ud800" <= char <= "\udfff" for char in text)


@pytest.mark.parametrize(("text", "columns"), [("", 0), ("abc", 3), ("→", 1), ("表", 2), ("e\u0301", 1), ("\ufe0f", 0)])
def test_cells(text: str, columns: int) -> None:
    """Wide letters take two columns, marks over letters none."""
    assert cells(text) == columns
