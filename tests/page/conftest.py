"""The page of the sample shop in a browser, and every request it makes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from ennead.cli.main import main

ROOT = Path(__file__).parents[2]
SHOP = ROOT / "samples" / "shop" / "vulnerable"


@dataclass(frozen=True, slots=True)
class Opened:
    """A page in the browser; `asked` are the addresses it asked for besides its own file, `said` what went wrong."""

    page: Page
    asked: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def spoken(self) -> list[str]:
        """What a screen reader hears of the map."""
        return self.page.locator("#mirror button").all_inner_texts()

    def crumbs(self) -> list[str]:
        """The breadcrumb."""
        return self.page.locator("#crumbs li").all_inner_texts()

    def on(self) -> str:
        """The words of the focused element."""
        words: str = self.page.evaluate("document.activeElement.textContent")
        return words

    def middle(self, start: str) -> tuple[float, float]:
        """Where on the screen the middle of the thing lies whose words begin like that."""
        number = [words.startswith(start) for words in self.spoken()].index(True)
        x, y = self.page.evaluate(
            """number => {
                const canvas = document.getElementById('canvas');
                const box = canvas.getBoundingClientRect();
                const id = document.querySelectorAll('#mirror button')[number].dataset.id;
                const at = canvas._cyreg.cy.getElementById(id).renderedPosition();
                return [box.x + at.x, box.y + at.y];
            }""",
            number,
        )
        return x, y

    def to(self, start: str) -> None:
        """Focus the thing on the map whose words begin like that."""
        self.page.evaluate(
            "start => [...document.querySelectorAll('#mirror button')]"
            ".find((each) => each.textContent.startsWith(start)).focus()",
            start,
        )


Open = Callable[..., Opened]


@pytest.fixture(scope="session")
def shop_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the sample shop."""
    file = tmp_path_factory.mktemp("page") / "map.html"
    assert main(["map", str(SHOP), "--format", "html", "--no-progress", "--output", str(file)]) == 0
    return file


@pytest.fixture
def opened(browser: Browser, shop_page: Path) -> Iterator[Open]:
    """Opens a page, the shop's if none is named; at its end nothing has been asked for and nothing has gone wrong."""
    contexts = []
    pages: list[Opened] = []

    def open_(file: Path = shop_page, *, dark: bool = False, width: int = 1440, height: int = 900) -> Opened:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            accept_downloads=True,
            service_workers="block",
        )
        contexts.append(context)
        found = Opened(context.new_page())
        pages.append(found)
        own = file.as_uri()
        found.page.on("request", lambda request: _note(found.asked, request.url, own))
        found.page.on("pageerror", lambda error: found.said.append(str(error)))
        found.page.on("console", lambda said: found.said.append(said.text) if said.type == "error" else None)
        found.page.goto(own)
        found.page.wait_for_selector("html[data-ready]")
        return found

    yield open_
    for context in contexts:
        context.close()
    assert [(page.asked, page.said) for page in pages] == [([], [])] * len(pages)


def _note(asked: list[str], url: str, own: str) -> None:
    """Data in the page itself and files the page makes are no requests to anybody."""
    if url.partition("#")[0] != own and not url.startswith(("data:", "blob:")):
        asked.append(url)
