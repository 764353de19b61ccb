"""Guard `xml` before the standard library's parsers: what a document of the event has them fetch is stopped."""

# ruff: noqa: S314, S317, S319  # careless readers are what is tested
from __future__ import annotations

import io
import json
import os
import sys
import xml.dom.pulldom
import xml.etree.ElementInclude
import xml.etree.ElementTree as ET
import xml.sax
import xml.sax.expatreader
import xml.sax.saxutils
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Callable

import pytest

import agent_lab
from ennead_agent import faults, verdicts
from ennead_agent.guards import xml as guard

Serving = Callable[..., "list[dict[str, Any]]"]
INCLUSION = '<r xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="%s" parse="text"/></r>'


@pytest.fixture(autouse=True)
def _guarded(monkeypatch: pytest.MonkeyPatch) -> None:
    """The standard library as a function finds it under the agent, for the time of a test."""
    monkeypatch.setattr(xml.sax.saxutils, "prepare_input_source", xml.sax.saxutils.prepare_input_source)
    monkeypatch.setattr(xml.etree.ElementInclude, "default_loader", xml.etree.ElementInclude.default_loader)
    guard.follow(xml.sax.expatreader)
    guard.follow(xml.etree.ElementInclude)


class Texts(xml.sax.handler.ContentHandler):
    def __init__(self) -> None:
        self.found = ""

    def characters(self, content: str) -> None:
        self.found += content


def _parser(resolver: Any = None, *, external: bool = True) -> tuple[Any, Texts]:
    parser, texts = xml.sax.make_parser(), Texts()
    parser.setContentHandler(texts)
    parser.setFeature(xml.sax.handler.feature_external_ges, external)
    if resolver is not None:
        parser.setEntityResolver(resolver)
    return parser, texts


def _document(place: Any, declaration: str = '<!ENTITY y SYSTEM "{}">') -> str:
    return "<!DOCTYPE x [" + declaration.format(place) + "]><x>a&y;</x>"


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A file that no caller should read."""
    found = tmp_path / "kept.txt"
    found.write_text("kept", encoding="utf-8")
    return found


def test_an_entity_that_sax_would_fetch_is_stopped(kept: Path, serving: Serving) -> None:
    """A file or host that the event's document declares as an entity or a type is not read, if SAX is told to."""
    for document in (
        _document(kept),
        _document(kept.as_uri()),
        _document(kept, '<!ENTITY y PUBLIC "-//X" "{}">'),
        _document(kept, '<!ENTITY % p SYSTEM "{}"> %p; <!ENTITY y "z">'),
        _document("http://127.0.0.1:9/x"),
        f'<!DOCTYPE x SYSTEM "{kept}"><x/>',
    ):
        parser, texts = _parser()
        said = serving({"body": document})
        said.clear()
        with pytest.raises(verdicts.Blocked):
            parser.parse(io.StringIO(document))
        assert "kept" not in texts.found
        assert [(one["guard"], one["facts"]["field"]) for one in said] == [("xml", "body")]


def test_the_same_document_is_read_where_nothing_is_fetched(kept: Path, serving: Serving) -> None:
    """SAX as it comes, ElementTree, minidom and pulldom fetch nothing: the document is read as without the agent."""
    document = _document(kept)
    said = serving({"body": document})
    parser, texts = _parser(external=False)
    parser.parse(io.StringIO(document))
    assert texts.found == "a"
    assert import_module("xml.dom.minidom").parseString(document).documentElement.tagName == "x"
    assert [kind for kind, _ in xml.dom.pulldom.parseString(document)]
    with pytest.raises(ET.ParseError):
        ET.fromstring(document)
    assert said == []


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # SAX leaves an entity's file open
def test_a_document_of_the_functions_own_is_resolved(kept: Path, serving: Serving) -> None:
    """Entities of the code's own documents are fetched, and those of an event's that its own resolver gives."""
    said = serving({"body": "<x>kept.txt</x>", "order": _document("catalog.dtd")})
    parser, texts = _parser()
    parser.parse(io.StringIO(_document(kept)))
    assert texts.found == "akept"
    for given in (str(kept), _stream()):
        resolver = SimpleNamespace(resolveEntity=lambda _public, _system, given=given: given)
        parser, texts = _parser(resolver)
        parser.parse(io.StringIO(_document("catalog.dtd")))
        assert texts.found.startswith("a")
    assert said == []


def _stream() -> Any:
    source = xml.sax.xmlreader.InputSource("catalog.dtd")
    source.setByteStream(io.BytesIO(b"own"))
    return source


def test_a_document_that_the_function_opens_is_no_entity(kept: Path, serving: Serving) -> None:
    """The name of a document to parse is no entity of one, also where the event names it."""
    kept.write_text("<x>a</x>", encoding="utf-8")
    said = serving({"body": _document(kept)})
    parser, texts = _parser()
    parser.parse(str(kept))
    assert texts.found == "a"
    assert said == []


def test_an_inclusion_of_the_event_is_stopped(kept: Path, serving: Serving) -> None:
    """A file that the event's document includes is not read, plain, escaped, or behind the code's folder."""
    base = str(kept.parent / "documents" / "index.xml")
    for href, words in (
        (str(kept), {}),
        (str(kept).replace("/", "&#47;"), {}),
        ("../" + kept.name, {"base_url": base}),
    ):
        document = INCLUSION % href
        tree = ET.fromstring(document)
        said = serving({"body": json.dumps({"page": document})})
        said.clear()
        with pytest.raises(verdicts.Blocked):
            xml.etree.ElementInclude.include(tree, **words)  # type: ignore[arg-type]
        assert [one["facts"]["field"] for one in said] == ["body.page"]


def test_an_inclusion_of_the_functions_own_is_read(kept: Path, serving: Serving) -> None:
    """What a document of the code includes is read, and what a loader of its own gives for the event's."""
    said = serving({"body": INCLUSION % "terms.txt", "name": str(kept)})
    tree = ET.fromstring(INCLUSION % kept)
    xml.etree.ElementInclude.include(tree)
    assert tree.text == "kept"
    tree = ET.fromstring(INCLUSION % "terms.txt")
    xml.etree.ElementInclude.include(tree, loader=lambda *_: "own")  # type: ignore[arg-type]
    assert tree.text == "own"
    assert said == []


def test_libraries_that_refuse_by_themselves_are_left_alone(kept: Path, serving: Serving) -> None:
    """xmltodict and defusedxml read or refuse the event's documents as without the agent, and nothing is said."""
    said = serving({"body": _document(kept), "plain": "<x>1</x>"})
    if find_spec("defusedxml") is not None:
        from defusedxml import ElementTree, EntitiesForbidden, sax

        for read in (ElementTree.fromstring, lambda text: sax.parseString(text.encode(), Texts())):
            with pytest.raises(EntitiesForbidden):
                read(_document(kept))
            read("<x>1</x>")
    if find_spec("xmltodict") is not None:
        xmltodict = import_module("xmltodict")
        assert xmltodict.parse("<x>1</x>") == {"x": "1"}
        with pytest.raises(ValueError, match="entities are disabled"):
            xmltodict.parse(_document(kept))
    assert said == []


@pytest.mark.parametrize(("version", "bounded"), [((2, 2, 8), False), ((2, 4, 0), False), ((2, 4, 1), True)])
def test_an_expat_without_a_bound_is_said(version: Any, bounded: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """A runtime whose expat lets entities grow without bound is named, once a reader is loaded."""
    said: list[str] = []
    monkeypatch.setattr(faults, "missing", said.append)
    expat = SimpleNamespace(version_info=version, EXPAT_VERSION="expat_" + ".".join(map(str, version)))
    monkeypatch.setitem(sys.modules, "pyexpat", expat)
    guard.follow(ET)
    assert said == ([] if bounded else ["the bound on entities of " + expat.EXPAT_VERSION])


def test_readers_wait_without_being_imported() -> None:
    """Having the readers watched imports none of them."""
    import subprocess

    code = (
        "import sys; from ennead_agent import guards; guards.install(); "
        "print([name for name in sys.modules if name.startswith(('xml', 'pyexpat', 'ennead_agent.guards.xml'))])"
    )
    place = {"PYTHONPATH": str(agent_lab.AGENT / "src")}
    ran = subprocess.run(
        [sys.executable, "-S", "-c", code], env={**os.environ, **place}, capture_output=True, check=True
    )
    assert ran.stdout.strip() == b"[]"
