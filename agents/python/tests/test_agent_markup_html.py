"""What guard `markup` reads: the tokens of HTML, and the literals of scripts and styles."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ennead_agent.guards import markup_code, markup_html


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('<a href="x>y">z</a>', ['tag <a href="x>y">', "end </a>"]),
        ('<a b=c"d>e', ['tag <a b=c"d>']),
        ("a < b <3 <>", []),
        ("</3 x> </>", ["comment </3 x>", "comment </>"]),
        ("<!--><b><!---><b>", ["comment <!-->", "tag <b>", "comment <!--->", "tag <b>"]),
        ("<!-- a -- b --!>c", ["comment <!-- a -- b --!>"]),
        ("<!DOCTYPE html><?x y?>", ["comment <!DOCTYPE html>", "comment <?x y?>"]),
        ("<style>a<b</styles></STYLE >", ["tag <style>", "raw a<b</styles>", "end </STYLE >"]),
        ("<Title>a<b></title>", ["tag <Title>", "quiet a<b>", "end </title>"]),
        ("<plaintext><b></plaintext>", ["tag <plaintext>", "raw <b></plaintext>"]),
        ("<br/><a =x='y'/z>", ["tag <br/>", "tag <a =x='y'/z>"]),
        ('<a b="c>', ['tag <a b="c>']),
        ("<script>x", ["tag <script>", "raw x"]),
    ],
)
def test_tokens_end_where_the_standard_has_them_end(text: str, expected: list[str]) -> None:
    """Quotes count in values alone; comments have odd ends; raw text ends with its own end tag."""
    found = [f"{kind} {text[start:end]}" for kind, start, end, _ in markup_html.tokens(text)]
    assert found == expected


def test_attributes_have_the_place_of_their_values() -> None:
    """With quotes and without, of each kind of value; none for an attribute that has no value."""
    tag = "<a B='c d' e=f/g h = \"i\"j =k>"
    found = [(name, tag[outer:end], tag[inner:last]) for name, outer, end, inner, last in markup_html.attributes(
        tag, 0, len(tag)
    )]  # fmt: skip
    assert found == [("b", "'c d'", "c d"), ("e", "f/g", "f/g"), ("h", '"i"', "i"), ("j", "k", "k")]


@given(st.lists(st.sampled_from([*"<>/!-='\" a&\n", "<a ", "<!--", "<style>", "</style>"]), max_size=60))
def test_tokens_are_in_order_and_within_the_text(parts: list[str]) -> None:
    """Whatever the text: tokens follow one another, and attributes lie in their tags."""
    text = "".join(parts)
    at = 0
    for kind, start, end, _ in markup_html.tokens(text):
        assert at <= start <= end <= len(text)
        at = end
        if kind in (markup_html.TAG, markup_html.END):
            for _, outer, behind, inner, last in markup_html.attributes(text, start, end):
                assert start < outer <= inner <= last <= behind <= end


def test_literals_have_the_place_of_their_text() -> None:
    """Strings, templates and comments of a script, addresses of a style; one that is not closed goes to its end."""
    script = "a = \"b\\\"c\" + 'd' + `e`; // f\n/* g */ 'h\n'i"
    _, inners = markup_code.literals(script, 0, len(script), "script")
    assert [script[first:last] for first, last in inners] == ['b\\"c', "d", "e", " f", " g ", "h", "i"]
    style = "a {b: url(c) 'd'} /* e"
    _, inners = markup_code.literals(style, 0, len(style), "style")
    assert [style[first:last] for first, last in inners] == ["c", "d", " e"]
