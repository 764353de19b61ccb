"""The page."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ennead.cli.main import main
from ennead.graph.graph import AppGraph
from ennead.model.app import Function, Node
from ennead.report.graph import document as graph_json
from ennead.report.graph import dot as graph_dot
from ennead.report.graph import mermaid as graph_mermaid
from ennead.report.map import page as map_html
from ennead.report.map.text import embedded, fitted, text

SHOP = Path(__file__).parents[2] / "samples" / "shop" / "vulnerable"
SECRETS = re.compile("hunter[0-9]")
VOID = {"meta", "input"}
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
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] == "script":
            self.scripts.append(data)


def renamed(graph: AppGraph, name: str) -> AppGraph:
    """The graph with that name on everything, ids of functions included."""
    gaps = tuple(replace(gap, reason=name, klass=name) for gap in graph.gaps)
    nodes: dict[str, Node] = {key: replace(node, name=name) for key, node in graph.nodes.items()}
    return AppGraph(name, nodes, graph.edges, gaps, graph.sources)


def data_of(page: Page) -> dict[str, list[dict[str, Any]]]:
    """What the page knows."""
    found: dict[str, list[dict[str, Any]]] = json.loads(page.scripts[0])
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
    assert not [name for name, _ in attributes if name in {"src", "href", "action", "srcset", "xlink:href"}]
    style = page[page.index("<style>") : page.index("</style>")]
    assert "@import" not in style
    assert "url(" not in style


def test_policy_knows_the_script_by_its_hash(shop: AppGraph) -> None:
    """The policy allows nothing but the one script in the page, as the browser hashes it, style and data: images."""
    page = Page(map_html.render([shop]))
    digest = base64.b64encode(hashlib.sha256(page.scripts[2].encode()).digest()).decode()
    policy = next(value for _, value in page.attributes if value and value.startswith("default-src"))
    assert policy == (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def test_script_ends_no_script_element() -> None:
    """Nothing in the bundle could end its script element or comment it out."""
    script = map_html.render([AppGraph("x")]).rpartition("<script>")[2]
    assert script.count("</script") == 1
    assert "<!--" not in script


def test_without_its_script_the_page_is_refused(shop: AppGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the script was not built there is no page, and the message names the next command."""
    monkeypatch.setattr(map_html, "SCRIPT", "missing.js")
    with pytest.raises(map_html.NotBuiltError, match="make page"):
        map_html.render([shop])


def test_command_says_that_the_script_is_missing(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    """`ennead map --format html` ends with 2 and the next command, and writes nothing."""
    monkeypatch.setattr(map_html, "SCRIPT", "missing.js")
    assert main(["map", str(SHOP), "--format", "html"]) == 2
    shown = capsys.readouterr()
    assert "make page" in shown.err
    assert not shown.out


def test_a_name_like_a_placeholder_stays_a_name(shop: AppGraph) -> None:
    """An app called like a placeholder of the page's shell is shown under that name."""
    page = map_html.render([replace(shop, name="{{script}} {{data}}")])
    assert "<h1>{{script}} {{data}}</h1>" in page
    assert page.count('id="data"') == 1


def test_page_of_nothing_is_a_page() -> None:
    """An app without nodes has a page without nodes."""
    data = data_of(Page(map_html.render([AppGraph("empty")])))
    assert data["nodes"] == data["groups"] == data["links"] == []


def test_page_of_thirty_functions_is_small() -> None:
    """What the page of 30 functions has beside its script is below 60 000 bytes."""
    nodes = {f"function/F{place}": Function(id=f"function/F{place}", name=f"fn-{place}") for place in range(30)}
    page = map_html.render([AppGraph("app", nodes)])
    assert len(page) - len(Page(page).scripts[2]) < 60_000


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
