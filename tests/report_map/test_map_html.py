"""The page."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ennead.graph.graph import AppGraph
from ennead.model.app import Function, Node
from ennead.report import graph_dot, graph_json, graph_mermaid, map_html
from ennead.report.map_text import embedded, fitted, text

SECRETS = re.compile("hunter[0-9]")
VOID = {"meta", "input", "br"}
OPTIONAL = {"td", "tr"}
NASTY = st.text(alphabet=st.one_of(st.sampled_from("\"'\\<>&`={}\n\x00\u2028\u202e/!-"), st.characters()), max_size=30)


class Page(HTMLParser):
    """Collects elements and attributes, and holds that every element is closed where it has to be."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.scripts: list[str] = []
        self._open: list[str] = []
        self.feed(page)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in VOID | OPTIONAL:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        if tag not in OPTIONAL:
            assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] == "script":
            self.scripts.append(data)


def renamed(graph: AppGraph, name: str) -> AppGraph:
    """The graph with that name on everything, ids of functions included."""
    gaps = tuple(replace(gap, reason=name, klass=name) for gap in graph.gaps)
    nodes: dict[str, Node] = {key: replace(node, name=name) for key, node in graph.nodes.items()}
    return AppGraph(name, nodes, graph.edges, gaps, graph.sources)


def data_of(page: Page) -> dict[str, list[dict[str, object]]]:
    found: dict[str, list[dict[str, object]]] = json.loads(page.scripts[0])
    return found


def test_no_secret_in_any_output(shop: AppGraph) -> None:
    """Values of environment variables, stored parameters and custom resources stand in no output; names do."""
    for module in (graph_json, graph_mermaid, graph_dot, map_html):
        for graphs in ([shop], [shop, replace(shop, name="twin")]):
            assert not SECRETS.search(module.render(graphs))
    assert "API_TOKEN" in graph_json.render([shop])
    assert "API_TOKEN" in map_html.render([shop])


def test_page_asks_the_network_for_nothing(shop: AppGraph) -> None:
    """No attribute or style names another place, and the policy forbids it anyway."""
    page = map_html.render([shop])
    attributes = Page(page).attributes
    places = [value for name, value in attributes if name in {"src", "href", "action", "srcset", "xlink:href"}]
    assert places
    assert all(value and value.startswith("#") for value in places)
    assert "@import" not in page
    assert not re.findall(r"url\((?!#)", page)
    policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"
    assert ("content", policy) in attributes


def test_everything_drawn_stands_in_the_table(shop: AppGraph) -> None:
    """Each node of the picture but the internet has a row, and what is left out is named."""
    page = map_html.render([shop])
    cards, rows = (set(re.findall(pattern, page)) for pattern in (r'<g class="n" id="n(\d+)"', r'<tr data-n="(\d+)"'))
    assert len(cards - rows) == 1
    assert rows < cards
    assert "Not drawn: 1 API, 1 log group, 1 parameter, 8 roles." in page


def test_entries_open_to_anyone_come_first(shop: AppGraph) -> None:
    """Anyone stands before unknown, signed in, and what starts by itself."""
    page = map_html.render([shop])
    assert re.findall(r"<h3>([^<]+) <b>(\d+)</b></h3>", page) == [
        ("Anyone", "3"),
        ("Could not tell who", "1"),
        ("Signed in", "3"),
        ("By itself", "2"),
        ("Needs a value", "1"),
        ("Not read yet", "1"),
    ]


def test_ring_tells_exposure(shop: AppGraph) -> None:
    """An open function has the ring of anyone, an inner one none."""
    page = map_html.render([shop])
    rings = dict(re.findall(r'aria-label="function (\S+), [^"]*"[^>]*><title>[^<]*</title>(.*?)<text', page))
    assert 'class="ring anonymous"' in rings["shop-admin"]
    assert 'class="ring signed_in"' in rings["shop-ordernew"]
    assert 'class="ring unknown"' in rings["shop-webhook"]
    assert "ring" not in rings["shop-report"]


def test_numbers_of_data_cards_and_rows_agree(shop: AppGraph) -> None:
    """With two apps every number in the page is the place of that node in the data."""
    page = map_html.render([shop, replace(shop, name="twin")])
    nodes = data_of(Page(page))["nodes"]
    titles = re.findall(r'<g class="n" id="n(\d+)"[^>]*><title>([^<]*)</title>', page)
    assert titles
    assert all(nodes[int(number)]["n"] == title for number, title in titles)
    assert {node["i"] for node in nodes} >= {"function/shop:Admin", "function/twin:Admin", "internet/internet"}


def test_lines_of_the_data_are_the_drawn_paths(shop: AppGraph) -> None:
    """The script finds the n-th line of the data in the n-th path of the maps."""
    page = map_html.render([shop])
    drawn = re.search(r'<svg class="map".*?</svg>', page)
    assert drawn is not None
    assert drawn[0].count('<path class="e ') == len(data_of(Page(page))["lines"])


def test_page_of_nothing_says_so() -> None:
    """An app without nodes has a page that says what is missing instead of an empty picture."""
    page = map_html.render([AppGraph("empty")])
    assert "empty has nothing to draw." in page
    assert "Everything that was seen was resolved." in page
    Page(page)


def test_page_of_thirty_functions_is_small() -> None:
    """The page of an app of 30 functions is below 60 000 bytes."""
    nodes = {f"function/F{place}": Function(id=f"function/F{place}", name=f"fn-{place}") for place in range(30)}
    assert len(map_html.render([AppGraph("app", nodes)]).encode()) < 60_000


@pytest.mark.parametrize(
    "name", ["</script><img src=x onerror=alert(1)>", '"><svg onload=alert(1)>', "<!--<script>", "]]>", "&lt;b&gt;"]
)
def test_known_tricks_stay_text(shop: AppGraph, name: str) -> None:
    """A name that tries to be markup adds no element and no attribute, and the data holds it as it is."""
    page, plain = Page(map_html.render([renamed(shop, name)])), Page(map_html.render([renamed(shop, "x")]))
    assert page.tags == plain.tags
    assert [key for key, _ in page.attributes] == [key for key, _ in plain.attributes]
    assert {node["n"] for node in data_of(page)["nodes"]} == {name}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(name=NASTY)
def test_hostile_names_stay_text(shop: AppGraph, name: str) -> None:
    """Whatever a thing is called, the page has the same elements and can be written as UTF-8."""
    page = map_html.render([renamed(shop, name)])
    page.encode()
    assert Page(page).tags == Page(map_html.render([renamed(shop, "x")])).tags


@given(NASTY)
def test_embedded_json_ends_no_script(value: str) -> None:
    """Embedded JSON has no sign that HTML or JavaScript could read otherwise, and says the same."""
    shown = embedded({"value": value})
    assert not re.search("[<>&\u2028\u2029]", shown)
    assert json.loads(shown) == {"value": value}


def test_text_shows_what_cannot_be_seen() -> None:
    """Control, format and surrogate characters become visible, white space a space."""
    assert text("a\x00b\u202ec\ud800d\ne<") == "a\ufffdb\ufffdc\ufffdd e&lt;"


@given(st.text(max_size=60), st.integers(40, 200))
def test_fitted_keeps_both_ends(value: str, width: int) -> None:
    """A cut name has an ellipsis and the name's own beginning and end; a short one is not touched."""
    shown = fitted(value, width, 12.5)
    if shown != value:
        head, _, tail = shown.partition("…")
        assert value.startswith(head)
        assert value.endswith(tail)
        assert len(shown) <= len(value)


def test_fitted_leaves_what_fits() -> None:
    """A name that fits stays whole, a long one is cut in its middle."""
    assert fitted("orders", 120, 12.5) == "orders"
    assert fitted("DVSA-ORDER-MANAGER-FUNCTION", 120, 12.5) == "DVSA-OR…NCTION"
