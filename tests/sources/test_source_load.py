"""YAML and JSON to marked containers: values, positions, and what is refused."""

# ruff: noqa: E501  (tables)

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ennead.sources.cloudformation.load import MAX_BYTES, Document, parse, read_text
from ennead.sources.cloudformation.marks import mark_of
from ennead.sources.errors import Malformed, SourceError, Unreadable
from ennead.sources.text import fragment_of

SCALARS = [
    ("1", 1), ("-7", -7), ("1.5", 1.5), ("1e3", 1000.0), ("true", True), ("No", False), ("on", True),
    ("~", None), ("", None),    ("012345678901", "012345678901"), ("2012-10-17", "2012-10-17"), ("1e999", "1e999"), ("9" * 30, "9" * 30),
    (".5", 0.5), ("'1'", "1"), ('"true"', "true"), ("1_000", "1_000"), ("0x1F", "0x1F"), ("12:30", "12:30"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), SCALARS)
def test_scalars_read_as_cloudformation_reads_them(text: str, value: object) -> None:
    """Plain scalars follow YAML 1.1, except dates, account ids and numbers no machine holds, which stay text."""
    assert parse(f"a: {text}\n", "t").root["a"] == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("!Ref A", {"Ref": "A"}),
        ("!Condition A", {"Condition": "A"}),
        ("!GetAtt A.B.C", {"Fn::GetAtt": ["A", "B.C"]}),
        ("!GetAtt [A, B]", {"Fn::GetAtt": ["A", "B"]}),
        ("!Sub x", {"Fn::Sub": "x"}),
        ("!Join [a, [b, !Ref C]]", {"Fn::Join": ["a", ["b", {"Ref": "C"}]]}),
        ("!If {a: 1}", {"Fn::If": {"a": 1}}),
        ("!!str 1", "1"),
    ],
)
def test_short_forms_are_the_long_ones(text: str, value: object) -> None:
    """A tag becomes the function it stands for."""
    assert parse(f"a: {text}\n", "t").root["a"] == value


def test_members_know_their_lines_and_columns() -> None:
    """A key's mark is its own place, an item's is its value's, and the file's name goes along."""
    root = parse("a:\n  - x\n  -   y\nb: {c: 1,\n  d: 2}\n", "dir/t.yaml").root
    assert mark_of(root, "b") == ("dir/t.yaml", 4, 1)
    assert mark_of(root["a"], 0) == ("dir/t.yaml", 2, 5)
    assert mark_of(root["a"], 1) == ("dir/t.yaml", 3, 7)
    assert mark_of(root["b"], "d") == ("dir/t.yaml", 5, 3)
    assert mark_of(root, "zzz") is None
    assert mark_of({"plain": 1}, "plain") is None


def test_anchors_and_merge_keys_are_spelt_out() -> None:
    """An alias is its anchor's value; `<<` fills in what is not there and keeps the places of what it fills in."""
    root = parse("base: &b {x: 1, y: 2}\nother: &o {z: 3}\nc:\n  <<: [*b, *o]\n  y: 9\n", "t").root
    assert root["c"] == {"x": 1, "y": 9, "z": 3}
    assert mark_of(root["c"], "x") == ("t", 1, 11)
    assert mark_of(root["c"], "y") == ("t", 5, 3)


def test_a_key_that_stands_twice_counts_last_and_is_noted() -> None:
    """The later value wins; the duplicate is listed with its place."""
    document = parse("a: 1\nb: 2\na: 3\n", "t")
    assert document.root == {"a": 3, "b": 2}
    assert [(one.key, one.mark) for one in document.duplicates] == [("a", ("t", 3, 1))]


def test_json_with_tabs_keeps_its_lines() -> None:
    """Tabs between tokens, which YAML refuses, cost no position."""
    root = parse('{\n\t"a": {\n\t\t"b": "x\\ty"\n\t}\n}\n', "t").root
    assert root == {"a": {"b": "x\ty"}}
    assert mark_of(root["a"], "b") == ("t", 3, 3)


@pytest.mark.parametrize(
    ("text", "value"),
    [('"\\ud83d\\ude00!"', "😀!"), ('"\\ud83dx"', "�x"), ('"\\\\ud83d"', "\\ud83d"), ('"\\\\\\ud83d\\ude00"', "\\😀")],
)
def test_json_escapes_of_two_surrogates_are_one_character(text: str, value: str) -> None:
    """JSON's way to write characters beyond the basic plane is read, and half of one never comes out."""
    root = parse(f'{{"a": {text},\n "b": 1}}', "t").root
    assert root["a"] == value
    assert mark_of(root, "b") == ("t", 2, 2)


def test_json_without_positions_is_read_all_the_same() -> None:
    """A key longer than YAML lets a key be is no reason to refuse valid JSON."""
    key = "k" * 2000
    assert parse(json.dumps({key: [1, "9" * 400, 1.5, None]}), "t").root == {key: [1, "9" * 400, 1.5, None]}


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("a: [1, 2\nb: 3\n", 2, "not valid YAML"),
        ("a: 1\n---\nb: 1\n", 2, "several YAML documents"),
        ("a: 1\n? [x]\n: 2\n", 2, "as a key"),
        ("a: *b\n", 1, "alias *b"),
        ("a: &a [*a]\n", 1, "alias *a"),
        ("a:\n " + "[" * 101 + "]" * 101, 2, "nested deeper"),
        ("{\t" + '"a":' + "[" * 500 + "]" * 500 + "}", 1, "nested deeper"),
        ("\x00", 0, "not valid YAML"),
    ],
)
def test_what_is_refused_says_where(text: str, line: int, reason: str) -> None:
    """Broken or hostile text ends in Malformed with its line."""
    with pytest.raises(Malformed, match=reason.replace("*", r"\*")) as caught:
        parse(text, "dir/t.yaml")
    assert (caught.value.at.path, caught.value.at.line) == ("dir/t.yaml", line)


def test_aliases_may_not_multiply() -> None:
    """A small file that grows by aliases is refused; the same number of members written out is not."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 6)]
    with pytest.raises(Malformed, match="aliases"):
        parse("\n".join(lines), "t")
    assert len(parse("a: [" + "x, " * 60_000 + "]", "t").root["a"]) == 60_000


def test_a_document_counts_its_members() -> None:
    """Members are counted as written and as spelt out; an alias counts one and all it stands for."""
    document = parse("a: &a [1, 2, 3]\nb: *a\n", "t")
    assert document.written < document.size
    assert document.size - document.written == 3


@pytest.mark.parametrize(
    ("data", "text"),
    [(b"\xef\xbb\xbfa: 1", "a: 1"), ("a: é".encode("utf-16"), "a: é"), ("a: é".encode(), "a: é")],
)
def test_encodings(tmp_path: Path, data: bytes, text: str) -> None:
    """UTF-8 with or without a mark and UTF-16 with one are read."""
    (tmp_path / "t.yaml").write_bytes(data)
    assert read_text(tmp_path / "t.yaml", "t.yaml") == text


def test_bytes_of_no_encoding_name_their_line(tmp_path: Path) -> None:
    """Bytes that are no UTF-8 are unreadable, at the line where they stand."""
    (tmp_path / "t.yaml").write_bytes(b"a: 1\nb: caf\xe9\n")
    with pytest.raises(Unreadable, match="UTF-8") as caught:
        read_text(tmp_path / "t.yaml", "t.yaml")
    assert caught.value.at.line == 2


def test_a_file_larger_than_any_template_is_not_read(tmp_path: Path) -> None:
    """Several times CloudFormation's own limit is a mistake or an attack; a missing file is unreadable too."""
    (tmp_path / "t.yaml").write_bytes(b"#" * (MAX_BYTES + 1))
    with pytest.raises(Unreadable, match="MiB"):
        read_text(tmp_path / "t.yaml", "t.yaml")
    with pytest.raises(Unreadable):
        read_text(tmp_path / "none.yaml", "none.yaml")


TEXT = st.text(st.characters(codec="utf-8"), max_size=200)
TOKENS = (
    "a|: |\n|  |- |&x |*x|<<|!Sub |!!int |{|}|[|]|'|\"|\t|>|? |\\ud83d|#|, |1|\x00|---\n|!<x> |!!python/object:a.b "
)
PIECES = st.lists(st.sampled_from(TOKENS.split("|")), max_size=40).map("".join)


@given(st.one_of(TEXT, PIECES))
def test_parsing_ends_in_a_document_or_a_source_error(text: str) -> None:
    """No text makes the parser raise anything but SourceError."""
    try:
        outcome: object = parse(text, "t")
    except SourceError as error:
        outcome = error.at.path
    assert outcome == "t" or isinstance(outcome, Document)


KEYS = st.text(max_size=8).filter(lambda key: key != "<<")
NUMBERS = st.one_of(st.integers(-(10**18), 10**18), st.floats(allow_nan=False, allow_infinity=False))
JSON: st.SearchStrategy[Any] = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, st.text(max_size=20)),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(KEYS, inner, max_size=4)),
    max_leaves=15,
)


@given(st.dictionaries(KEYS, JSON, max_size=5))
def test_json_reads_as_itself(value: dict[str, Any]) -> None:
    """What JSON's own parser reads from a text is what comes out of it here."""
    assert parse(json.dumps(value), "t").root == value


def test_keys_are_names_as_they_are_written() -> None:
    """A key that YAML would take for a number, a truth value or nothing keeps its letters."""
    assert set(parse("No: 1\n1.10: 2\n012: 3\n1e3: 4\n'true': 5\n~: 6\n", "t").root) == {
        "No",
        "1.10",
        "012",
        "1e3",
        "true",
        "~",
    }


def test_a_key_that_stands_twice_is_told() -> None:
    """The later value counts, as in CloudFormation, and a gap says where the earlier one was lost."""
    fragment = fragment_of(
        "AWSTemplateFormatVersion: x\nResources:\n  Q:\n    Type: AWS::SQS::Queue\n"
        "    Properties: {VisibilityTimeout: 10, VisibilityTimeout: 20}\n"
    )
    (gap,) = fragment.gaps
    assert (gap.klass, gap.about, gap.at and gap.at.line) == ("duplicate-key", "VisibilityTimeout", 5)
