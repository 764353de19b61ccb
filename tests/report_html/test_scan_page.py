"""The report in a browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from ennead.check import Check
from ennead.engine.result import ScanResult
from ennead.report.page import page as scan_html
from tests.report_html.conftest import Open, violations

NOW, SOON, LATER = "open-route-3f2a91c0", "wildcard-action-0a1b2c3d", "old-runtime-deadbeef"
SHOWN = "[...document.querySelectorAll('#findings > article')].filter(one => one.checkVisibility()).map(one => one.id)"
LISTED = (
    "[...document.querySelectorAll('#list ol a')].filter(one => one.checkVisibility()).map(one => one.hash.slice(1))"
)
FOCUS = "document.activeElement.hash?.slice(1) ?? document.activeElement.id"


@pytest.fixture
def page(small: ScanResult, checks: list[Check]) -> str:
    return scan_html.render(small, checks)


def test_it_asks_for_nothing_and_complains_of_nothing(opened: Open, page: str) -> None:
    """The one request is the file itself, and no policy is broken, whatever is clicked."""
    shown = opened(page)
    for name in ("summary", "th button", "button.copy", "#list a"):
        for one in shown.page.locator(name).all():
            if one.is_visible():
                one.click()
    assert shown.asked == [shown.page.url.partition("#")[0]]
    assert shown.complaints == []


def test_one_finding_at_a_time(opened: Open, page: str) -> None:
    """The first is shown with the page of its check; a click on another shows that one and its check."""
    shown = opened(page).page
    assert shown.evaluate(SHOWN) == [NOW]
    shown.click(f"#list a[href='#{SOON}']")
    assert shown.evaluate(SHOWN) == [SOON]
    assert shown.locator("#pages > section:visible h3").first.inner_text() == "wildcard-action"
    assert shown.url.endswith(f"#{SOON}")


def test_an_address_leads_to_a_finding(opened: Open, page: str) -> None:
    """The identity after the # opens that finding, on arrival and later."""
    shown = opened(page).page
    shown.evaluate(f"location.hash = '{LATER}'")
    shown.wait_for_function(f"{SHOWN}.join() === '{LATER}'")
    shown.reload()
    assert shown.evaluate(SHOWN) == [LATER]


def test_the_way_with_the_keyboard(opened: Open, page: str) -> None:
    """Tab to the list, arrows along it, Enter opens, Escape leads back; the focus is always to be seen."""
    shown = opened(page).page
    for _ in range(12):
        shown.keyboard.press("Tab")
        _assert_focus_is_seen(shown)
        if shown.evaluate(FOCUS) == NOW:
            break
    assert shown.evaluate(FOCUS) == NOW
    shown.keyboard.press("ArrowDown")
    shown.keyboard.press("ArrowDown")
    shown.keyboard.press("ArrowUp")
    assert shown.evaluate(FOCUS) == SOON
    _assert_focus_is_seen(shown)
    shown.keyboard.press("Enter")
    assert shown.evaluate(SHOWN) == [SOON]
    assert shown.evaluate("document.activeElement.id") == SOON
    shown.keyboard.press("Escape")
    assert shown.evaluate("document.activeElement.hash") == f"#{SOON}"
    shown.keyboard.press("End")
    assert shown.evaluate(FOCUS) == LATER
    shown.keyboard.press("Home")
    assert shown.evaluate(FOCUS) == NOW


def _assert_focus_is_seen(page: Page) -> None:
    style = page.evaluate(
        "(({outlineStyle, outlineWidth}) => [outlineStyle, outlineWidth])(getComputedStyle(document.activeElement))"
    )
    assert style[0] != "none", page.evaluate("document.activeElement.outerHTML")
    assert style[1] != "0px"


def test_search_narrows_list_and_table(opened: Open, page: str) -> None:
    """Every word has to be somewhere in the finding, its references too; Escape takes the search away."""
    shown = opened(page).page
    shown.keyboard.press("/")
    assert shown.evaluate("document.activeElement.id") == "find"
    shown.keyboard.type("cwe-250 OrderNew")
    assert shown.evaluate(LISTED) == [SOON]
    assert shown.evaluate(SHOWN) == [SOON]
    assert shown.locator("tr[data-of]:visible").count() == 1
    assert shown.locator("#found").inner_text() == "1 of 3"
    shown.keyboard.press("Escape")
    assert shown.evaluate(LISTED) == [NOW, SOON, LATER]


def test_filters_narrow_too(opened: Open, page: str) -> None:
    """A severity leaves the findings of that severity; nothing left is an empty list, not an error."""
    shown = opened(page)
    shown.page.select_option("[data-filter=severity]", "low")
    assert shown.page.evaluate(LISTED) == [LATER]
    shown.page.fill("#find", "no such word")
    assert shown.page.evaluate(LISTED) == []
    assert shown.page.locator("#found").inner_text() == "0 of 3"
    assert shown.complaints == []


def test_table_sorts_by_each_column(opened: Open, page: str) -> None:
    """A click sorts, another turns it round; severity by how bad it is and not by its letters; it is announced."""
    shown = opened(page).page
    order = "[...document.querySelectorAll('tr[data-of]')].map(row => row.dataset.of)"
    head = shown.locator("th", has=shown.get_by_role("button", name="Severity"))
    head.locator("button").click()
    assert shown.evaluate(order) == [NOW, SOON, LATER]
    head.locator("button").click()
    assert shown.evaluate(order) == [LATER, SOON, NOW]
    assert head.get_attribute("aria-sort") == "descending"
    shown.get_by_role("button", name="Where").click()
    assert shown.evaluate(order) == [LATER, NOW, SOON]
    assert head.get_attribute("aria-sort") == "none"


def test_path_can_be_copied(opened: Open, page: str) -> None:
    """The button puts the path as text on the clipboard, or selects it where the browser does not let it."""
    shown = opened(page, permissions=["clipboard-read", "clipboard-write"]).page
    shown.locator("article.on summary", has_text="as text").click()
    button = shown.locator("article.on details button")
    button.click()
    shown.wait_for_function("document.querySelector('article.on details button').textContent !== 'copy'")
    copied = "navigator.clipboard.readText()" if button.inner_text() == "copied" else "getSelection().toString()"
    assert "→ AdminShell: is started by it (template.yml:88)" in shown.evaluate(copied)


def test_it_reads_without_its_script(opened: Open, page: str) -> None:
    """Every finding, every page of a check and the table stand there; controls that would not work do not."""
    shown = opened(page, java_script_enabled=False).page
    assert shown.locator("#findings > article:visible").count() == 3
    assert shown.locator("#pages > section:visible").count() == 3
    assert shown.locator("tr[data-of]:visible").count() == 3
    assert shown.locator("#controls:visible, button:visible").count() == 0
    shown.click(f"#list a[href='#{LATER}']")
    assert shown.locator(f"#{LATER}").bounding_box() is not None


def test_print_has_every_finding_and_no_controls(opened: Open, page: str) -> None:
    """On paper all findings stand below each other, on white, and nothing that wants a click."""
    shown = opened(page, color_scheme="dark").page
    shown.emulate_media(media="print")
    assert shown.evaluate(SHOWN) == [NOW, SOON, LATER]
    assert shown.locator("#controls:visible, button.copy:visible, #pages:visible").count() == 0
    assert shown.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_seriously_hard_to_use(opened: Open, page: str, axe: str, scheme: str) -> None:
    """No serious violation of accessibility, contrast included, in light and in dark, with everything unfolded."""
    shown = opened(page, color_scheme=scheme, bypass_csp=True).page
    assert violations(shown, axe) == []
    shown.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    assert violations(shown, axe) == []


def test_a_narrow_window_needs_no_scrolling_sideways(opened: Open, page: str) -> None:
    """At 360 pixels everything stands below each other and fits."""
    shown = opened(page, viewport={"width": 360, "height": 700}).page
    assert shown.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize(
    "trick",
    ["</script><script>window.hit=1</script>", '"><img src=x onerror="window.hit=1">', "<svg/onload=window.hit=1>"],
)
def test_hostile_text_does_nothing(
    opened: Open, filled: Callable[[str], ScanResult], checks: list[Check], trick: str
) -> None:
    """Text that wants to be a script is shown as text: nothing runs, nothing is asked for, nothing is blocked."""
    shown = opened(scan_html.render(filled(trick), checks))
    assert shown.page.evaluate("window.hit") is None
    assert len(shown.asked) == 1
    assert shown.complaints == []
    assert trick in shown.page.locator("article.on > h2").inner_text()
