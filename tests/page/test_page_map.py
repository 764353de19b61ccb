"""The map in a browser: services first, then what is in them, neighbourhoods, ways, processes, filters."""

from __future__ import annotations

from tests.page.conftest import Open


def test_it_opens_on_services(opened: Open) -> None:
    """At first there are closed services with counts, and no function on its own."""
    spoken = opened().spoken()
    assert any(words.startswith("service Functions, closed, 20 functions") for words in spoken)
    assert not [words for words in spoken if words.startswith("function ")]


def test_a_click_opens_another_leads_to_the_neighbourhood_and_back(opened: Open) -> None:
    """A click opens a service, chooses a function, shows its neighbourhood; the breadcrumb leads back."""
    shown = opened()
    shown.page.mouse.click(*shown.middle("service Functions"))
    assert shown.crumbs() == ["All", "Functions"]
    assert "service Functions, open" in " ".join(shown.spoken())
    shown.page.mouse.click(*shown.middle("function CatalogueFunction"))
    assert shown.page.locator("#detail h2").first.inner_text() == "CatalogueFunction"
    assert "template.yaml:" in shown.page.locator("#detail .place").first.inner_text()
    shown.page.mouse.click(*shown.middle("function CatalogueFunction"))
    assert shown.crumbs()[-1] == "Next to CatalogueFunction"
    near = shown.spoken()
    assert any(words.startswith("route GET /products") for words in near)
    assert not [words for words in near if words.startswith("service ")]
    shown.page.click("#crumbs button >> text=All")
    assert shown.crumbs() == ["All"]


def test_two_steps_show_more_than_one(opened: Open) -> None:
    """Two steps around a table reach the entries of the functions next to it."""
    shown = opened()
    shown.page.fill("#find", "OrdersTable")
    shown.page.click("#hits button >> nth=0")
    shown.page.click("text=Show what is next to it")
    one = len(shown.spoken())
    shown.page.click("#back")
    shown.page.click("text=Two steps")
    assert len(shown.spoken()) > one
    assert any(words.startswith("route ") for words in shown.spoken())


def test_search_finds_by_name_kind_file_and_data(opened: Open) -> None:
    """What is found is listed and can be shown where it is."""
    shown = opened()
    for words, expected in (
        ("orderstable", "OrdersTable"),
        ("credentials user pool", "UserPool"),
        ("yaml:916", "Orders"),
    ):
        shown.page.fill("#find", words)
        assert expected in shown.page.locator("#hits").inner_text()
    shown.page.fill("#find", "nothing is called like this")
    assert shown.page.locator("#found").inner_text() == "0 found"
    shown.page.fill("#find", "OrdersTable")
    shown.page.press("#find", "Enter")
    assert shown.page.locator("#detail h2").first.inner_text() == "OrdersTable"


def test_a_way_is_a_row_of_cards_and_text(opened: Open) -> None:
    """A way from an entry to a store stands as cards with file and line, and as text in the clipboard."""
    shown = opened()
    shown.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    shown.page.fill("#find", "POST /orders")
    shown.page.click("#hits button >> nth=0")
    shown.page.locator("#detail li button", has_text="OrdersTable").first.click()
    cards = shown.page.locator("#way .card").all_inner_texts()
    assert cards[0].startswith("route\nPOST /orders\ntemplate.yaml:")
    assert cards[-1].startswith("table\nOrdersTable\ntemplate.yaml:")
    shown.page.click("#way >> text=Copy as text")
    shown.page.wait_for_selector("#way >> text=Copied")
    text = shown.page.evaluate("navigator.clipboard.readText()")
    assert text.startswith("route POST /orders  (template.yaml:")
    assert text.count("\n  → ") == len(cards) - 1
    shown.page.click("#back")
    assert shown.page.locator("#way").is_hidden()


def test_a_way_can_be_copied_where_the_clipboard_is_closed(opened: Open) -> None:
    """Where the browser gives no clipboard the text stands in a field, chosen."""
    shown = opened()
    shown.page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')); }")
    shown.page.fill("#find", "POST /orders")
    shown.page.click("#hits button >> nth=0")
    shown.page.locator("#detail li button", has_text="OrdersTable").first.click()
    shown.page.click("#way >> text=Copy as text")
    assert shown.page.locator("#way textarea").input_value().startswith("route POST /orders")


def test_a_process_shows_its_chain(opened: Open) -> None:
    """A process shows its entries, functions and stores and nothing else."""
    shown = opened()
    shown.page.locator("#processes li button", has_text="account").first.click()
    kinds = {words.split()[0] for words in shown.spoken()}
    assert kinds == {"route", "function", "table"}
    assert shown.crumbs() == ["All", "account"]


def test_entries_open_to_anyone_come_first(opened: Open) -> None:
    """Who comes in: anyone before signed in before what starts by itself, with what each is asked."""
    shown = opened()
    heads = [words.rstrip("0123456789 ") for words in shown.page.locator("#entries h3").all_inner_texts()]
    assert heads == ["Anyone", "Signed in", "By itself"]
    assert "asks for Cognito → OrdersFunction" in (shown.page.locator("#entries").text_content() or "")


def test_the_legend_filters(opened: Open) -> None:
    """A switch of the legend takes its kind off the map and out of the table, and says so."""
    shown = opened()
    shown.page.click("#as-table")
    rows = shown.page.locator("#rows tbody tr:not([hidden])")
    before = rows.count()
    shown.page.click("#as-map")
    switch = shown.page.locator("#legend button", has_text="functions")
    switch.click()
    assert switch.get_attribute("aria-pressed") == "false"
    assert not [words for words in shown.spoken() if "Functions" in words]
    shown.page.click("#as-table")
    assert rows.count() == before - 20


def test_wildcards_are_drawn_on_demand(opened: Open) -> None:
    """Lines of wildcards are off at first; their switch draws them."""
    shown = opened()
    lines = "document.getElementById('canvas')._cyreg.cy.edges().length"
    shown.page.click("#open-all")
    before = shown.page.evaluate(lines)
    switch = shown.page.locator("#legend button", has_text="wildcard")
    assert switch.get_attribute("aria-pressed") == "false"
    switch.click()
    assert shown.page.evaluate(lines) > before


def test_an_id_in_the_address_is_shown(opened: Open) -> None:
    """The page's address with `#` and an id chooses that thing."""
    shown = opened()
    shown.page.evaluate("location.hash = 'table/OrdersTable'")
    shown.page.wait_for_selector("#detail h2:has-text('OrdersTable')")


def test_by_closeness_nothing_lies_on_anything(opened: Open) -> None:
    """The other arrangement keeps things apart, and can be taken back."""
    shown = opened()
    lie = (
        "document.getElementById('canvas')._cyreg.cy.nodes()"
        ".map((node) => [node.position('x'), node.position('y'), node.width(), node.height()])"
    )
    before = shown.page.evaluate(lie)
    shown.page.click("#arrange")
    boxes = shown.page.evaluate(lie)
    assert boxes != before
    for at, (x, y, w, h) in enumerate(boxes):
        for a, b, c, d in boxes[at + 1 :]:
            assert abs(x - a) >= (w + c) / 2 - 4 or abs(y - b) >= (h + d) / 2 - 4
    shown.page.click("#put-back")
    assert shown.page.evaluate(lie) == before
