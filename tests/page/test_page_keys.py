"""The whole map with the keyboard, and what a screen reader hears."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.page.conftest import ROOT, Open, Opened

AXE = ROOT / "page" / "node_modules" / "axe-core" / "axe.min.js"


def test_from_the_first_tab_to_a_function_and_back(opened: Open) -> None:
    """Tab reaches the map in one stop; arrows move, Enter opens and chooses, Enter again focuses, Escape leads back."""
    shown = opened()
    press = shown.page.keyboard.press
    for _ in range(60):
        press("Tab")
        if shown.page.evaluate("document.activeElement.closest('#mirror') !== null"):
            break
    first = shown.on()
    press("ArrowRight")
    assert shown.on() != first
    shown.to("service Functions")
    press("Enter")
    assert shown.crumbs() == ["All", "Functions"]
    shown.to("function CatalogueFunction")
    press("Enter")
    assert shown.page.locator("#detail h2").first.inner_text() == "CatalogueFunction"
    press("Enter")
    assert shown.crumbs()[-1] == "Next to CatalogueFunction"
    assert shown.on().startswith("function CatalogueFunction")
    press("Escape")
    assert shown.crumbs() == ["All", "Functions"]
    press("Escape")
    press("Escape")
    assert shown.crumbs() == ["All"]


def test_the_map_is_one_stop(opened: Open) -> None:
    """Exactly one thing of the map is in the tab order, and Tab leaves the map from it."""
    shown = opened()
    assert shown.page.locator("#mirror button[tabindex='0']").count() == 1
    shown.to("service Functions")
    assert shown.page.locator("#mirror button[tabindex='0']").count() == 1
    shown.page.keyboard.press("Tab")
    assert shown.page.evaluate("document.activeElement.closest('#mirror') === null")


def test_arrows_go_where_they_point(opened: Open) -> None:
    """Right from everybody and left again ends on the left side; down and up stay in the column's neighbourhood."""
    shown = opened()
    shown.to("service Functions")
    x, _ = shown.middle("service Functions")
    shown.page.keyboard.press("ArrowLeft")
    left, _ = shown.middle(shown.on())
    assert left < x
    shown.to("service Data")
    _, y = shown.middle("service Data")
    shown.page.keyboard.press("ArrowDown")
    _, below = shown.middle(shown.on())
    assert below > y


def test_the_focused_thing_is_marked_on_the_canvas(opened: Open) -> None:
    """Whoever sees and uses the keyboard sees where he is."""
    shown = opened()
    shown.to("service Functions")
    marked = "document.getElementById('canvas')._cyreg.cy.nodes('.focus').map((node) => node.data('label'))"
    assert [words.split("\n")[0] for words in shown.page.evaluate(marked)] == ["Functions"]


def test_each_thing_says_what_it_is(opened: Open) -> None:
    """Kind, name, who reaches it, what it holds and where it is are in the words of each thing."""
    shown = opened()
    shown.to("service Data")
    shown.page.keyboard.press("Enter")
    words = next(words for words in shown.spoken() if "OrdersTable" in words)
    assert words == "table OrdersTable, table, reached by: inside only, holds personal, financial, in Data"


def test_the_table_sorts_with_the_keyboard(opened: Open) -> None:
    """A head of the table is a button; pressing it sorts and says so, again turns round."""
    shown = opened()
    shown.page.click("#as-table")
    head = shown.page.locator("#rows th", has_text="Name")
    names = shown.page.locator("#rows tbody td:nth-child(2)")
    head.locator("button").focus()
    shown.page.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "ascending"
    up = names.all_inner_texts()
    shown.page.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "descending"
    assert [name.lower() for name in names.all_inner_texts()] == [name.lower() for name in reversed(up)]


def test_everything_in_the_picture_is_in_the_table(opened: Open) -> None:
    """Each node of the page but everybody is a row with its source line; what is not shown is named."""
    shown = opened()
    shown.page.click("#as-table")
    count = shown.page.evaluate("JSON.parse(document.getElementById('data').textContent).nodes.length")
    assert shown.page.locator("#rows tbody tr").count() == count - 1
    row = shown.page.locator("#rows tbody tr", has_text="OrdersTable").first
    assert "template.yaml:" in shown.page.locator("#rows tbody tr:has(button:text-is('OrdersTable'))").inner_text()
    assert row.is_visible()
    assert "roles" in shown.page.locator("#rows > p").inner_text()


def start(shown: Opened) -> None:
    """As it comes."""


def table(shown: Opened) -> None:
    """The table."""
    shown.page.click("#as-table")


def way(shown: Opened) -> None:
    """A chosen thing, search results and a way."""
    shown.page.fill("#find", "POST /orders")
    shown.page.click("#hits button >> nth=0")
    shown.page.locator("#detail li button", has_text="OrdersTable").first.click()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("state", [start, table, way])
def test_no_accessibility_violation(opened: Open, state: object, *, dark: bool) -> None:
    """axe finds nothing serious or critical, in light and dark, and nothing of less weight either."""
    shown = opened(dark=dark)
    assert callable(state)
    state(shown)
    shown.page.evaluate(Path(AXE).read_text(encoding="utf-8"))
    found = shown.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert [(each["id"], [node["html"][:120] for node in each["nodes"]]) for each in found["violations"]] == []
