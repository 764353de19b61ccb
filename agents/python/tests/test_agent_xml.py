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
from collections.abc import Iterator
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


SVG = (
    '<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" '
    '"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd"><svg xmlns="http://www.w3.org/2000/svg"><text>a</text></svg>'
)
PLIST = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<!-- "it" --><!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" '
    '"http://www.apple.com/DTDs/PropertyList-1.0.dtd">\n<plist version="1.0"><dict><key>a</key></dict></plist>'
)
XHTML = (
    '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" '
    '"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd"><html><body><p>News</p></body></html>'
)
HTML = '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN" "http://www.w3.org/TR/html4/strict.dtd"><p>Mail</p>'
PAGES = [XHTML, HTML, '<p><!-- <!ENTITY x "y"> --></p>', '<!DOCTYPE p [<!ENTITY y SYSTEM "/etc/hostname">]><p>&y;</p>']
LOADING = ({"load_dtd": True}, {"dtd_validation": True}, {"attribute_defaults": True})
KEEPING = {"resolve_entities": False, "no_network": True, "load_dtd": False}


@pytest.fixture
def etree() -> Iterator[Any]:
    """lxml as a function finds it under the agent, for the time of a test."""
    pytest.importorskip("lxml", reason="lxml is not installed for this Python")
    module = import_module("lxml.etree")
    kept = {name: getattr(module, name) for name in guard._READERS}
    guard.follow(module)
    yield module
    for name, reader in kept.items():
        setattr(module, name, reader)


def _read(etree: Any, document: str, words: Any = None) -> bool:
    """Whether it was read, by each reader alike; faults of the document count as read."""
    answers = set()
    readers: tuple[Callable[[Any], Any], ...] = (
        lambda parser: etree.fromstring(document.encode(), parser),
        lambda parser: etree.XML(document.encode(), parser=parser),
        lambda parser: etree.parse(io.BytesIO(document.encode()), parser),
        lambda parser: etree.fromstring(document if "encoding" not in document else document.encode(), parser),
    )
    for read in readers:
        parser = None if words is None else words() if callable(words) else etree.XMLParser(**words)
        try:
            read(parser)
        except etree.XMLSyntaxError:
            pass
        except verdicts.Blocked:
            answers.add(False)
            continue
        answers.add(True)
    assert len(answers) == 1
    return answers.pop()


@pytest.mark.parametrize("document", [SVG, PLIST, XHTML])
def test_types_that_lie_elsewhere_are_not_read(document: str, etree: Any, serving: Serving) -> None:
    """A usual declaration of the type passes, unless the parser is told to read it."""
    said = serving({"body": document})
    for words in (None, {}, KEEPING, {"recover": True}, {"resolve_entities": True}, {"huge_tree": True}):
        assert _read(etree, document, words)
    assert said == []
    for loading in LOADING:
        for words in (loading, {**loading, "recover": True}, {**loading, "resolve_entities": False}):
            assert not _read(etree, document, words)


@pytest.mark.parametrize(
    "document",
    [
        '<r><!-- <!ENTITY x "y"> --><a/></r>',
        '<!-- <!ENTITY x SYSTEM "file:///etc/hostname"> --><r/>',
        '<r><d><![CDATA[<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0//EN" "x"><p>x</p>]]></d></r>',
        '<?xml version="1.0" encoding="iso-8859-1"?><r><![CDATA[<!DOCTYPE x [<!ENTITY y SYSTEM "z">]>]]></r>',
        '<r><!-- <xi:include href="a"/> --><a b="x>y" c=\'"\'/><![CDATA[<xi:include href="a"/>]]></r>',
        '<!DOCTYPE r [<!ELEMENT r ANY><!-- <!ENTITY x "y"> --><?x <!ENTITY a "b">?><!ATTLIST r a CDATA "<">]><r/>',
        '<?a <!ENTITY x "y"> ?><r><?b <!DOCTYPE x SYSTEM "y"> ?></r>',
    ],
)
def test_comments_and_texts_declare_nothing(document: str, etree: Any, serving: Serving) -> None:
    """What looks like a declaration in a comment, an instruction or CDATA is none."""
    said = serving({"body": document})
    for words in (None, KEEPING, {"recover": True}, *LOADING):
        assert _read(etree, document, words)
    assert said == []


@pytest.mark.parametrize(
    "document",
    [
        _document("/etc/hostname"),
        _document("/etc/hostname", '<!ENTITY y PUBLIC "-//X" "{}">'),
        _document("http://x.example/x", '<!ENTITY % p SYSTEM "{}"> %p; <!ENTITY y "z">'),
        '<!DOCTYPE x [<!-- " --><!ELEMENT x ANY><?a "?><!ENTITY y SYSTEM "/etc/hostname">]><x>&y;</x>',
        '<!DOCTYPE x [<!-- \' --><!ENTITY z "<!--"><!ENTITY y SYSTEM "/etc/hostname"><!ENTITY w "-->">]><x>&y;</x>',
        '<!DOCTYPE x PUBLIC "-//W3C//DTD SVG 1.1//EN" "a" [<!ENTITY y SYSTEM "/etc/hostname">]><x>&y;</x>',
        '<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;"><!ENTITY c "&b;&b;">]><x>&c;</x>',
        '<!-- a --><?b c?><!DOCTYPE x [<!ENTITY y SYSTEM "/etc/hostname">]><x>&y;</x>',
        '<!DOCTYPE x ["<!--"<!ENTITY y SYSTEM "/etc/hostname">]><x>&y;<!-- --></x>',
        # an encoding in which other signs end a comment
        '<?xml version="1.0" encoding="UTF-7"?><!-- +AC0ALQA+- <!DOCTYPE x [<!ENTITY y SYSTEM "z">]> --><x/>',
        # what a parser that recovers from faults makes of them
        '<r a="<!--"><xi:include href="/etc/hostname"/><!-- --></r>',
        '<r><?1 <xi:include href="/etc/hostname"/> ?></r>',
        '<r><!-- a -- b <xi:include href="/etc/hostname"/> --></r>',
        'x <!-- y<!DOCTYPE x [<!ENTITY y SYSTEM "/etc/hostname">]> --><x>&y;</x>',
        '<r xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="/etc/hostname" parse="text"/></r>',
    ],
)
def test_entities_and_inclusions_are_stopped(document: str, etree: Any, serving: Serving) -> None:
    """A document that declares entities or includes is stopped before any parser of XML that might heed it."""
    serving({"body": document})
    for words in (None, {}, {"resolve_entities": True}, {"recover": True}, *LOADING):
        assert not _read(etree, document, words), words


@pytest.mark.parametrize(
    ("declared", "passes"),
    [
        ('<!ENTITY y "Shop">', True),
        ('<!ENTITY y SYSTEM "/etc/hostname">', True),
        ('<!ENTITY z "aa"><!ENTITY y "&z;&z;">', False),
        ('<!ENTITY % p SYSTEM "http://x.example/"> %p; <!ENTITY y "z">', False),
    ],
)
def test_parsers_that_put_no_entities_in(declared: str, passes: bool, etree: Any, serving: Serving) -> None:
    """Where entities are left as they are, only those that name others are stopped."""
    document = f"<!DOCTYPE x [{declared}]><x>a&y;</x>"
    serving({"body": document})
    assert _read(etree, document, KEEPING) is passes
    if passes:
        assert etree.tostring(etree.fromstring(document, etree.XMLParser(**KEEPING))).endswith(b"<x>a&y;</x>")
    assert not _read(etree, document, {**KEEPING, "load_dtd": True})


def test_parsers_of_html_declare_nothing(etree: Any, serving: Serving) -> None:
    """Readers of HTML heed no declaration; a parser of XML does in each reader that it is given to."""
    entity, documents = PAGES[-1], PAGES
    said = serving({"pages": PAGES})
    html = import_module("lxml.html")
    for document in documents:
        assert b"root:" not in etree.tostring(etree.HTML(document))
        etree.fromstring(document, etree.HTMLParser())
        etree.parse(io.StringIO(document), parser=etree.HTMLParser())
        html.fromstring(document)
    assert said == []
    readers: tuple[Callable[[], Any], ...] = (
        lambda: etree.HTML(entity, etree.XMLParser()),
        lambda: etree.HTML(entity, parser=etree.XMLParser()),
        lambda: etree.fromstring(entity, html.XHTMLParser()),
        lambda: etree.fromstring(text=entity),
    )
    for read in readers:
        with pytest.raises(verdicts.Blocked):
            read()


def test_parsers_that_cannot_be_asked_count_as_loading(etree: Any, serving: Serving) -> None:
    """Code of the function's own is not called to learn how a parser was set: a type that lies elsewhere is stopped."""
    called: list[Any] = []

    class Resolver(etree.Resolver):  # type: ignore[misc]
        def resolve(self, *words: Any) -> Any:
            called.append(words)

    class Target:
        def start(self, *words: Any) -> None:
            called.append(words)

        def close(self) -> None:
            called.append(())

    class Own(etree.XMLParser):  # type: ignore[misc]
        def __init__(self, *words: Any) -> None:
            called.append(words)
            super().__init__()

    class Element(etree.ElementBase):  # type: ignore[misc]
        def _init(self) -> None:
            called.append(self)

    def resolving() -> Any:
        parser = etree.XMLParser()
        parser.resolvers.add(Resolver())
        return parser

    def naming() -> Any:
        parser = etree.XMLParser()
        parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=Element))
        return parser

    serving({"body": SVG})
    for make, times in ((resolving, 0), (lambda: etree.XMLParser(target=Target()), 0), (Own, 1)):
        parser = make()
        with pytest.raises(verdicts.Blocked):
            etree.fromstring(SVG.encode(), parser)
        assert len(called) == times
    called.clear()
    guard.judge(SVG, naming(), etree)
    assert called == []
