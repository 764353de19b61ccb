"""Comments in sources: where they start, and what they speak of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ennead.engine.marks import Lines, ResourceSpan, scope

_TEMPLATE = """\
Resources:
  # above the name
  Fn:
    # below the name
    Type: AWS::Serverless::Function
    Properties:
      # above the policies
      Policies:
        - Version: x

        - Action: "*"
      Timeout: 3  # beside
      # above a list at its own indent
      Layers:
      - a
      - b
  Other:
    Type: AWS::SQS::Queue
# the end
"""
_SPANS = (
    ResourceSpan("t.yml", "Fn", 3, 16),
    ResourceSpan("t.yml", "Other", 17, 18),
    ResourceSpan("u.yml", "Fn", 1, 99),
)


@pytest.mark.parametrize(
    ("line", "lines", "inside", "whole"),
    [
        (2, (3, 16), "Fn", True),
        (3, (3, 16), "Fn", True),
        (4, (3, 16), "Fn", True),
        (7, (7, 11), "Fn", False),
        (12, (12, 12), "Fn", False),
        (13, (13, 16), "Fn", False),
        (19, (19, 19), None, False),
    ],
)
def test_what_a_comment_speaks_of(line: int, lines: tuple[int, int], inside: str | None, *, whole: bool) -> None:
    """At a resource's name it is the resource; else the line and what is nested under it."""
    covered, span, all_of_it = scope(Lines("t.yml", _TEMPLATE, _SPANS), line)
    assert (covered, span.logical_id if span else None, all_of_it) == (lines, inside, whole)


def test_code_has_no_nesting() -> None:
    """In a program a comment speaks of its own line, or of the next one."""
    lines = Lines("a.py", "def f():  # one\n    # two\n    g()\n    h()\n")
    assert scope(lines, 1)[0] == (1, 1)
    assert scope(lines, 2)[0] == (2, 3)


@pytest.mark.parametrize(
    ("path", "text", "comment"),
    [
        ("t.yml", "a: b # hello", "hello"),
        ("t.yml", "# hello", "hello"),
        ("t.yml", "a: b#c", None),
        ("t.yml", 'a: "x # y"', None),
        ("t.yml", "a: 'it''s # y' # hello", "hello"),
        ("t.yml", "a: don't # hello", "hello"),
        ("t.yml", 'a: "\\" # y"', None),
        ("t.yml", 'a: "x # y', None),
        ("t.yml", "a: `x # hello", "hello"),
        ("t.json", '{"a": 1} # hello', None),
        ("a.py", "x=1# hello", "hello"),
        ("a.py", "x = '# no'", None),
        ("a.js", "f(); // hello", "hello"),
        ("a.js", "f(); /* hello */", "hello"),
        ("a.js", "f('http://x'); # no", None),
        ("main.tf", "a = 1 // hello", "hello"),
        ("main.tf", "a = 1 # hello", "hello"),
    ],
)
def test_where_a_comment_starts(path: str, text: str, comment: str | None) -> None:
    """A marker inside quotes starts no comment; each language has its own markers."""
    assert Lines(path, text).comment(1) == comment


def test_lines_are_counted_as_the_readers_count_them() -> None:
    """YAML knows more line breaks than programs do; a form feed is one in neither."""
    text = "a\r\nb\rc\u2028d\x0ce"
    assert Lines("t.yml", text).text == ["a", "b", "c", "d\x0ce"]
    assert Lines("a.py", text).text == ["a", "b", "c\u2028d\x0ce"]


_PIECES = st.sampled_from(["#", "//", "/*", '"', "'", "`", "\\", " ", "-", "a", ":", "\n", "\r", "\x85", "    ", "Fn:"])


@given(
    text=st.lists(_PIECES, max_size=60).map("".join), path=st.sampled_from(["t.yml", "a.py", "a.js", "x.tf", "t.json"])
)
def test_any_text_has_a_scope_for_each_line(text: str, path: str) -> None:
    """A comment's scope starts at or before its line, ends in the file, and stays in its resource."""
    lines = Lines(path, text, [ResourceSpan(path, "A", 2, 4), ResourceSpan(path, "B", 5, 6)])
    for number in range(1, len(lines.text) + 1):
        lines.comment(number)
        (first, last), span, whole = scope(lines, number)
        assert first <= last
        assert 1 <= first <= len(lines.text)
        if span:
            assert last <= span.last_line
        if not whole:
            assert first == number
