"""The page as a file: nothing leaves it, names stay names, a copy keeps its places, it prints."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ennead.graph.graph import AppGraph
from ennead.model.app import Edge, EdgeKind, Function, Gap, GapKind, Node, Table
from ennead.model.location import Location
from ennead.report.map.page import render
from tests.page.conftest import Open

TRICKS = [
    "</script><img src=x onerror=window.hit=1>",
    "\"'><svg onload=window.hit=1>",
    "<!--<script>",
    "javascript:window.hit=1",
    "data:text/html,<script>window.hit=1</script>",
    "a\u202eb\u0000c\u2028d\ud800e",
    "{{script}}${window.hit=1}",
    "x" * 5000,
]
POSITIONS = (
    "document.getElementById('canvas')._cyreg.cy.nodes()"
    ".map((node) => [node.id(), Math.round(node.position('x')), Math.round(node.position('y'))]).sort()"
)


def tricky(name: str) -> AppGraph:
    """An app in which everything is called like that."""
    at = Location(name, 3)
    nodes: list[Node] = [
        Function(
            id=f"function/{place}{name}", name=name, logical_id=name, at=at, handler=name, code=f"{name}/{place % 2}"
        )
        for place in range(14)
    ]
    nodes.append(Table(id=f"table/{name}", name=name, logical_id=name, at=at))
    edges = [Edge(kind=EdgeKind.READS, source=nodes[0].id, target=nodes[-1].id, locations=(at,), label=name)]
    gaps = (Gap(GapKind.INPUT, name, at, name, nodes[0].id),)
    return AppGraph(name, {node.id: node for node in nodes}, tuple(edges), gaps, (name,))


@pytest.mark.parametrize("name", TRICKS, ids=range(len(TRICKS)))
def test_a_name_is_only_a_name(opened: Open, tmp_path: Path, name: str) -> None:
    """Whatever things are called, nothing of it runs, adds elements or asks for anything, on any view of the page."""
    file = tmp_path / "map.html"
    file.write_bytes(render([tricky(name)]).encode())
    shown = opened(file)
    shown.page.on("dialog", lambda dialog: shown.said.append(dialog.message))
    shown.page.click("#as-table")
    shown.page.locator("#rows td button").first.click()
    shown.page.click("text=Show what is next to it")
    shown.page.fill("#find", name[:40])
    assert shown.page.evaluate("window.hit") is None
    assert shown.page.locator("img, svg[onload], #detail script, #rows script").count() == 0


def test_a_copy_keeps_its_places(opened: Open, tmp_path: Path) -> None:
    """What is moved and what is open is so again in the saved copy, which still needs nobody and runs."""
    shown = opened()
    shown.page.mouse.click(*shown.middle("service Functions"))
    x, y = shown.middle("function CatalogueFunction")
    shown.page.mouse.move(x, y)
    shown.page.mouse.down()
    shown.page.mouse.move(x + 90, y + 40, steps=4)
    shown.page.mouse.up()
    with shown.page.expect_download() as download:
        shown.page.click("#save")
    assert download.value.suggested_filename == "vulnerable-map.html"
    copy = tmp_path / "copy.html"
    download.value.save_as(copy)
    again = opened(copy)
    assert again.page.evaluate(POSITIONS) == shown.page.evaluate(POSITIONS)
    assert any(words.startswith("service Functions, open") for words in again.spoken())
    with again.page.expect_download() as second:
        again.page.click("#save")
    assert second.value.path().read_text(encoding="utf-8") == copy.read_text(encoding="utf-8")


def test_positions_are_those_of_the_file(opened: Open) -> None:
    """The same file shows the same picture every time."""
    assert opened().page.evaluate(POSITIONS) == opened().page.evaluate(POSITIONS)


def test_it_prints_picture_and_table(opened: Open) -> None:
    """On paper stand picture and table, in light colours and without buttons; afterwards all is as before."""
    shown = opened(dark=True)
    shown.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    shown.page.emulate_media(media="print")
    assert shown.page.locator("#paper img").evaluate("(image) => image.decode().then(() => image.naturalWidth)") > 500
    assert shown.page.locator("#rows table").is_visible()
    assert shown.page.locator("#save").is_hidden()
    assert shown.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    shown.page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert shown.page.locator("#paper img").count() == 0


def test_every_gap_is_printed(opened: Open, tmp_path: Path) -> None:
    """What could not be told stands on paper, however much it is."""
    graph = tricky("many")
    gaps = tuple(
        Gap(GapKind.INPUT, f"parameter P{place} has no value", Location("t.yml", place)) for place in range(40)
    )
    file = tmp_path / "map.html"
    file.write_text(render([replace(graph, gaps=gaps)]), encoding="utf-8")
    shown = opened(file)
    shown.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    shown.page.emulate_media(media="print")
    items = shown.page.locator("#gaps li")
    assert items.count() == 40
    assert items.last.is_visible()


def test_light_and_dark(opened: Open) -> None:
    """The page follows the system, and its switch turns it round."""
    paper = "getComputedStyle(document.body).backgroundColor"
    for dark in (False, True):
        shown = opened(dark=dark)
        before = shown.page.evaluate(paper)
        assert (before == "rgb(255, 255, 255)") is not dark
        shown.page.click("#theme")
        assert shown.page.evaluate(paper) != before


def test_a_narrow_screen_has_everything(opened: Open) -> None:
    """On a phone nothing is cut off to the side, the map comes first and the search is in reach."""
    shown = opened(width=390, height=800)
    assert shown.page.evaluate("document.documentElement.scrollWidth") <= 390
    top = "(query) => document.querySelector(query).getBoundingClientRect().top"
    tops = [shown.page.evaluate(top, each) for each in ("#find", "#stage", "#detail", "#entries")]
    assert tops == sorted(tops)


def test_several_apps_stand_side_by_side(opened: Open, tmp_path: Path) -> None:
    """In the page of several apps each app is a closed group."""
    file = tmp_path / "map.html"
    one = tricky("one")
    file.write_text(render([one, replace(one, name="two")]), encoding="utf-8")
    assert [words.partition(",")[0] for words in opened(file).spoken()] == ["service one", "service two"]
