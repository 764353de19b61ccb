"""JSON, TOML, YAML and XML: values as the standard readers give them, each at its line; hostile ones are refused."""

from __future__ import annotations

import json
import tomllib
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ennead.packages.locks.text import json_text, toml_text, xml_text, yaml_text
from ennead.packages.locks.text.lined import Items, Malformed, Table

_SCALARS = (
    st.none() | st.booleans() | st.integers(-(10**15), 10**15) | st.text(st.characters(exclude_categories=["Cs"]))
)
_JSON = st.dictionaries(st.text(max_size=5), st.recursive(_SCALARS, lambda inner: st.lists(inner) | st.dictionaries(
    st.text(max_size=5), inner), max_leaves=20), max_size=5)  # fmt: skip
_KEYS = st.from_regex(r"[a-z0-9_-]{1,6}", fullmatch=True)


@given(_JSON, st.sampled_from([None, 1, "\t"]))
def test_json_is_read_as_the_standard_library_does(value: dict[str, Any], indent: int | str | None) -> None:
    """Whatever is valid gives the same values."""
    assert json_text.parse(json.dumps(value, indent=indent)) == value


def test_json_lines() -> None:
    """Keys and members know their lines, over comments and commas at the end."""
    root = json_text.parse_table('{ // note\n "a": [\n1,\n "two\\n",],\n /* more\n */ "b": {"c": 1.5e3, },\n}')
    assert root == {"a": [1, "two\n"], "b": {"c": 1500.0}}
    assert root.lines == {"a": 2, "b": 6}
    assert root.items_at("a").lines == [3, 4]


@pytest.mark.parametrize(
    ("text", "line"),
    [("", 1), ('{"a":\n', 2), ("{]", 1), ('{"a": 1}\n}', None), ("\n[" * 65, 66), ('{"a": wrong}', 1), ('{1: 2}', 1),
     ('{"a": "\\x"}', 1), ('{"a": "b\n"}', 1), ('{"a" 1', 1), ("{{", 1), ('"a"', 1), ('{"a": -1e9x}', 1)],
)  # fmt: skip
def test_json_that_is_none(text: str, line: int | None) -> None:
    """What is no JSON is refused with the line; what stands behind the document is not looked at."""
    if line is None:
        assert json_text.parse(text) == {"a": 1}
        return
    with pytest.raises(Malformed) as caught:
        json_text.parse_table(text)
    assert caught.value.line == line


def test_json_surrogates() -> None:
    """Half a character is no text that can be told."""
    assert json_text.parse('["\\ud800", "\\ud83d\\ude00"]') == ["\ufffd", "😀"]


@given(st.lists(st.tuples(_KEYS, st.integers(0, 3)), min_size=1, max_size=12))
def test_toml_lines(entries: list[tuple[str, int]]) -> None:
    """Tables of arrays, keys and members of arrays over several lines stand where they were written."""
    lines: list[str] = []
    expected = []
    for name, gap in entries:
        lines += [""] * gap + [
            "[[package]]",
            f"name = '{name}' # [[package]]",
            "files = [",
            '  "[[x]]",',
            f' "{name}"]',
        ]
        expected.append((len(lines) - 4, len(lines) - 3, [len(lines) - 1, len(lines)]))
    root = toml_text.parse_table("\n".join(lines))
    assert root == tomllib.loads("\n".join(lines))
    found = [(line, one.line("name"), one.items_at("files").lines) for one, line in root.items_at("package").tables()]
    assert found == expected


def test_toml_places_of_every_kind() -> None:
    """Dotted keys, inline tables, sub-tables of arrays and texts over lines keep the count."""
    text = '\n'.join([
        'a.b = """one', 'two"""', "[x.y]", 'k = { m = 1, "q r" = [', "  {n = 1},", "  {n = 2}, ] }", "[[z]]", "[z.s]",
        "t = '''", "'''", "[[z]]", 'u = "\\""', "[z.s]", "v = 2026-10-22T00:00:00Z",
    ])  # fmt: skip
    root = toml_text.parse_table(text)
    assert root.table("a").line("b") == 1
    inline = root.table("x").table("y").table("k")
    assert inline.lines == {"m": 4, "q r": 4}
    assert inline.items_at("q r").lines == [5, 6]
    places = [(line, one.lines, one.table("s").lines) for one, line in root.items_at("z").tables()]
    assert places == [(7, {"s": 8}, {"t": 9}), (11, {"u": 12, "s": 13}, {"v": 14})]


@pytest.mark.parametrize(
    "text", ["a = ", "a" + ".a" * 20 + " = 1", "a = " + "[" * 70 + "]" * 70, 'a = "', "= 1", "a = 1\na = 2"]
)
def test_toml_that_is_none(text: str) -> None:
    """What is no TOML, or nested too deep to be a lock, is refused."""
    with pytest.raises(Malformed):
        toml_text.parse_table(text)


def test_yaml_lines_and_texts() -> None:
    """Scalars stay text, keys and members know their lines."""
    root = yaml_text.parse_table("a: 1.10\n'b':\n  - yes\n  - {c: ~}\nd: {}\n")
    assert root == {"a": "1.10", "b": ["yes", {"c": "~"}], "d": {}}
    assert root.lines == {"a": 1, "b": 2, "d": 5}
    assert root.items_at("b").lines == [3, 4]


@pytest.mark.parametrize("text", ["", "- a", "a: &x 1\nb: *x", "a: [", "? [a]\n: b", "a: " + "[" * 70, "\x01", "text"])
def test_yaml_that_is_none(text: str) -> None:
    """What is no mapping of texts is refused, and so are aliases."""
    with pytest.raises(Malformed):
        yaml_text.parse_table(text)


def test_xml_lines() -> None:
    """Elements know their lines; names lose their prefix and texts their blanks."""
    root = xml_text.parse('<?xml version="1.0" encoding="latin-1"?>\n<m:a xmlns:m="x">\n <b k="v"> é </b>\n <b/></m:a>')
    assert (root.name, [one.line for one in root.each("b")], root.word("b")) == ("a", [3, 4], "é")
    assert root.children[0].attributes == {"k": "v"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<a>",
        "<a></b>",
        '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        "<a>" * 70,
        '<!DOCTYPE a SYSTEM "http://x/"><a>&b;</a>',
    ],
)
def test_xml_that_is_none(text: str) -> None:
    """What is no XML is refused, and so are entities and deep nesting."""
    with pytest.raises(Malformed):
        xml_text.parse(text)


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    """No reader fails in another way than by saying that it cannot read."""
    for parse in (json_text.parse, toml_text.parse_table, yaml_text.parse_table, xml_text.parse):
        with suppress(Malformed):
            assert isinstance(parse(text), Table | Items | xml_text.Element)
