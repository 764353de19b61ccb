"""Pages in a browser, and the made-up scans and graphs of the neighbours."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.report.conftest import checks, filled, small
from tests.report_map.conftest import shop

__all__ = ["checks", "filled", "shop", "small"]

AXE = Path(__file__).parents[2] / "page" / "node_modules" / "axe-core" / "axe.min.js"


def missing(what: str) -> None:
    """Skip, but in a build fail: there a browser has to be."""
    if os.environ.get("CI") or os.environ.get("ENNEAD_BROWSER") == "required":
        pytest.fail(what)
    pytest.skip(what)


@dataclass(frozen=True, slots=True)
class Opened:
    """A page, every address it has asked for, and what it has complained about."""

    page: Page
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


Open = Callable[..., Opened]


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    """Opens a text as a file in a context of its own; keywords go to the context."""
    contexts = []

    def show(text: str, name: str = "page.html", **given: Any) -> Opened:
        context = browser.new_context(**{"viewport": {"width": 1400, "height": 900}, **given})
        contexts.append(context)
        page = Opened(context.new_page())
        page.page.on("request", lambda request: page.asked.append(request.url))
        page.page.on("console", lambda message: page.complaints.append(message.text))
        page.page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.page.on("dialog", lambda dialog: page.complaints.append(dialog.message))
        file = tmp_path / name
        file.write_text(text, encoding="utf-8")
        page.page.goto(file.as_uri())
        return page

    yield show
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """The accessibility checker's script, from the page's own lock file."""
    if not AXE.is_file():
        missing("axe-core is not there: npm ci in page/")
    return AXE.read_text(encoding="utf-8")


def violations(page: Page, axe: str) -> list[str]:
    """What is seriously hard for somebody: `color-contrast: 3 nodes`."""
    page.evaluate(axe)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [
        f"{one['id']}: {[node['target'] for node in one['nodes']][:3]}"
        for one in found
        if one["impact"] in ("serious", "critical")
    ]
