"""The map as a standalone picture."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ennead.graph.graph import AppGraph
from ennead.model.app import INTERNET, Auth, Edge, EdgeKind, Exposure, Function, Node, Queue, Route, Trigger
from ennead.model.data import Classed, DataClass, Evidence
from ennead.report.graph import svg as graph_svg
from ennead.report.svg.card import badges
from ennead.report.svg.style import style
from tests.report_html.conftest import Open

SVG = "{http://www.w3.org/2000/svg}"
SECRETS = re.compile("hunter[0-9]")
NASTY = st.text(
    alphabet=st.one_of(st.sampled_from("\"'\\<>&`={}\n\x00\u2028\u202e\ufffe/!-"), st.characters()),
    min_size=1,
    max_size=30,
)


def drawn(*graphs: AppGraph) -> ET.Element:
    """The picture, read by a strict reader."""
    return ET.fromstring(graph_svg.render(graphs))  # noqa: S314  # our own output


def shape(root: ET.Element) -> list[tuple[str, list[str]]]:
    """Every element with the names of its attributes."""
    return [(one.tag, sorted(one.keys())) for one in root.iter()]


def words(root: ET.Element) -> list[str]:
    """Every text that is drawn."""
    return [one.text or "" for one in root.iter(f"{SVG}text")]


def names(root: ET.Element) -> list[str]:
    """What is said of each card."""
    return [one.get("aria-label", "") for one in root.iter(f"{SVG}g") if "graphics-symbol" in one.get("role", "")]


def renamed(graph: AppGraph, name: str) -> AppGraph:
    """The graph with that name on the app and on everything in it."""
    nodes: dict[str, Node] = {key: replace(node, name=name, logical_id=name) for key, node in graph.nodes.items()}
    return AppGraph(name, nodes, graph.edges, graph.gaps, graph.sources)


def big(functions: int, folders: int) -> AppGraph:
    """An app of that many functions behind routes of their own, whose code lies in so many folders."""
    nodes: list[Node] = [INTERNET]
    edges: list[Edge] = []
    for number in range(functions):
        function = Function(id=f"function/Fn{number}", name=f"fn-{number}", code=f"services/part{number % folders}")
        route = Route(id=f"route/GET /{number}", name=f"GET /{number}", auth=Auth.IAM)
        nodes += [function, route, Queue(id=f"queue/Q{number}", name=f"q-{number}")]
        edges += [
            Exposure(source=INTERNET.id, target=route.id, auth=Auth.IAM),
            Trigger(source=route.id, target=function.id),
        ]
    return AppGraph("big", {node.id: node for node in nodes}, tuple(edges))


def test_it_holds_itself(shop: AppGraph) -> None:
    """No script, no picture, no link, no address but that of its own arrow head."""
    text = graph_svg.render([shop])
    root = ET.fromstring(text)  # noqa: S314
    tags = {one.tag.removeprefix(SVG) for one in root.iter()}
    assert tags <= {"svg", "title", "desc", "style", "defs", "marker", "g", "path", "rect", "text"}
    assert set(re.findall(r"url\(([^)]*)\)", text)) == {"#head"}
    assert "@import" not in text
    assert not [key for one in root.iter() for key in one.attrib if key.startswith("on") or key.endswith("href")]


def test_it_says_what_it_shows(shop: AppGraph) -> None:
    """Title and description are named by the root; every card says kind, name, demand, reach and data."""
    orders = shop.nodes["table/Orders"]
    held = replace(orders, data_classes=(Classed(DataClass.FINANCIAL, "says so", Evidence.DECLARED),))
    root = drawn(replace(shop, nodes={**shop.nodes, held.id: held}))
    ids = {one.get("id"): one.text for one in root.iter() if one.get("id")}
    assert ids[root.get("aria-labelledby")] == "shop · map"
    assert (ids[root.get("aria-describedby")] or "").startswith("shop: 12 functions · 5 routes")
    assert "route POST /admin, asks nobody, reached by: anyone" in names(root)
    assert "table orders, reached by: inside only, holds: financial" in names(root)


def test_rings_and_proofs_tell_who_comes_in(shop: AppGraph) -> None:
    """What is open has a solid ring and the word, what asks for a sign-in a dashed one and what it asks for."""
    root = drawn(shop)
    rings = {
        one.get("aria-label", "").split(",")[0]: [path.get("class", "") for path in one.iter(f"{SVG}path")]
        for one in root.iter(f"{SVG}g")
    }
    assert "ring anonymous" in rings["route POST /admin"]
    assert "ring signed_in" in rings["route POST /pay"]
    assert "ring unknown" in rings["function URL WebhookUrl"]
    proofs = [one.text for one in root.iter(f"{SVG}text") if "label" in one.get("class", "")]
    assert sorted(filter(None, proofs)) == ["?", "Cognito", "Cognito", "Cognito", "open", "open", "open"]


def test_badges_fit_their_card_and_name_what_is_left() -> None:
    """As many classes as there is room for, and the rest as a number; one alone always stands there."""
    assert "+2" in "".join(badges([DataClass.PERSONAL, DataClass.FINANCIAL, DataClass.HEALTH], 140, 42))
    assert "personal" in "".join(badges([DataClass.PERSONAL], 20, 42))
    assert "unsure" in "".join(badges([DataClass.UNKNOWN], 212, 42))
    assert not list(badges([], 212, 42))


def test_dark_is_a_question_of_the_system() -> None:
    """The colours of the pages stand there as values, once for light, once for dark."""
    look = (Path(graph_svg.__file__).parents[1] / "assets" / "look.css").read_text(encoding="utf-8")
    found = re.search(r"--ink: light-dark\((#\w+), (#\w+)\)", look)
    assert found is not None
    light, dark = style().split("@media screen and (prefers-color-scheme:dark)")
    assert f"text{{fill:{found[1]}}}" in light
    assert f"text{{fill:{found[2]}}}" in dark
    assert "$" not in style()


def test_a_large_app_is_gathered_by_its_parts_and_says_so() -> None:
    """Hundreds of functions become legible groups with counts; what shows all is named in the picture."""
    root = drawn(big(300, 6))
    assert len(names(root)) < 60
    assert sum("part3: 50 functions" in name for name in names(root)) == 1
    said = " ".join(words(root))
    assert "things are gathered into" in said
    assert "ennead map --format html shows all of them." in said
    assert int(root.get("height", "0")) < 3000


def test_a_large_app_without_parts_is_gathered_by_kind() -> None:
    """Where nothing tells parts apart, kind and reach do."""
    root = drawn(big(300, 1))
    assert any(name.startswith("300 functions") for name in names(root))
    assert len(names(root)) < 20


def test_a_long_chain_has_an_end() -> None:
    """Functions that start each other in a long row are no endless strip, and the picture says where they stand."""
    nodes: list[Node] = [Function(id=f"function/Fn{number}", name=f"fn-{number}") for number in range(300)]
    edges = [
        Edge(kind=EdgeKind.INVOKES, source=f"function/Fn{number}", target=f"function/Fn{number + 1}")
        for number in range(299)
    ]
    root = drawn(AppGraph("chain", {node.id: node for node in nodes}, tuple(edges)))
    assert int(root.get("width", "0")) < 5000
    assert any("stands in the last column" in word for word in words(root))


def test_small_apps_are_not_gathered(shop: AppGraph) -> None:
    """The picture of an app of a few dozen things has a card for each."""
    assert not any("gathered" in word for word in words(drawn(shop)))


def test_apps_stand_below_each_other_and_have_an_end(shop: AppGraph) -> None:
    """Two apps are both drawn; of very many the first are, and the others are named with what draws one."""
    both = drawn(shop, replace(shop, name="twin"))
    assert {"2 apps · map", "shop", "twin"} <= set(words(both))
    many = [AppGraph(f"app{number:02}") for number in range(graph_svg.DRAWN + 3)]
    said = " ".join(words(drawn(*many)))
    assert "Not drawn: 3 more apps. ennead map --format svg --app NAME draws one" in said
    assert f"app{graph_svg.DRAWN + 2}" in said


def test_nothing_to_draw_is_said() -> None:
    """An app without nodes is a picture that says so."""
    assert "Nothing to draw." in words(drawn(AppGraph("empty")))


def test_no_secret_is_in_it(shop: AppGraph) -> None:
    """Values of variables and parameters stay out."""
    assert not SECRETS.search(graph_svg.render([shop]))


@pytest.mark.parametrize(
    "name", ["</text><script>alert(1)</script>", "]]>", '"/><image href="http://x"/>', "<!--", "&amp;"]
)
def test_known_tricks_stay_text(shop: AppGraph, name: str) -> None:
    """A name that tries to be markup adds no element and no attribute."""
    assert shape(drawn(renamed(shop, name))) == shape(drawn(renamed(shop, "x")))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(name=NASTY)
def test_hostile_names_stay_text(shop: AppGraph, name: str) -> None:
    """Whatever a thing is called, the picture is valid XML of the same elements and can be written as UTF-8."""
    graph_svg.render([renamed(shop, name)]).encode()
    assert shape(drawn(renamed(shop, name))) == shape(drawn(renamed(shop, "x")))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_fit_their_shapes_in_a_browser(opened: Open, shop: AppGraph, scheme: str) -> None:
    """Badges are as wide as their words, words stay inside the picture, nothing is asked for, dark is dark."""
    classed = tuple(Classed(one, "says so", Evidence.DECLARED) for one in (DataClass.PERSONAL, DataClass.CREDENTIALS))
    nodes = {key: replace(node, data_classes=classed) for key, node in shop.nodes.items() if node.kind != "internet"}
    shown = opened(graph_svg.render([replace(shop, nodes={**shop.nodes, **nodes})]), "map.svg", color_scheme=scheme)
    loose = """[...document.querySelectorAll('.badge + text')].filter(word => {
        const [inner, outer] = [word.getBBox(), word.previousElementSibling.getBBox()];
        return inner.x < outer.x + 3 || inner.x + inner.width > outer.x + outer.width - 3;
    }).map(word => word.textContent)"""
    outside = """[...document.querySelectorAll('text')].filter(word =>
        word.getBoundingClientRect().right > document.documentElement.width.baseVal.value
    ).map(word => word.textContent)"""
    assert shown.page.evaluate(loose) == []
    assert shown.page.evaluate(outside) == []
    assert len(shown.asked) == 1
    fill = shown.page.evaluate("getComputedStyle(document.querySelector('.paper')).fill")
    assert (fill == "rgb(255, 255, 255)") is (scheme == "light")
