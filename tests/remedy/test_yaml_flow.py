"""Members of YAML in brackets."""

from __future__ import annotations

import pytest

from ennead.remedy.edit import Edit
from ennead.remedy.errors import RemedyError
from tests.remedy.making import add, append, drop, made, put

SPREAD = "a: [\n  x, # first\n  y # last\n]\nb: 1\n"


@pytest.mark.parametrize(
    ("text", "edit", "wanted"),
    [
        ("a: { b: 1 } # c\n", add(("a",), "d", [1, {"e": 2}]), "a: { b: 1, d: [1, {e: 2}] } # c\n"),
        ("a: {b: 1,c: 2}\n", add(("a",), "d", 3, "b"), "a: {b: 1,d: 3,c: 2}\n"),
        ("a: [x, y]\n", add(("a",), 0, "z"), "a: [z, x, y]\n"),
        ("a: [x, y,]\n", append(("a",), "z"), "a: [x, y, z]\n"),
        ("a: [x, y]\n", drop("a", 0), "a: [y]\n"),
        ("a: [x, y]\n", drop("a", 1), "a: [x]\n"),
        ("a: [ x ]\n", drop("a", 0), "a: []\n"),
        ("a: ['x', y]\n", put(("a", 0), "it's"), "a: ['it''s', y]\n"),
        ("a: {b: , c: 1}\n", put(("a", "b"), 2), "a: {b: 2, c: 1}\n"),
        ("a: {b, c: 1}\n", put(("a", "b"), 2), "a: {b: 2, c: 1}\n"),
        ("a: [!Ref B]\n", append(("a",), {"Fn::Sub": "${A},"}), "a: [!Ref B, !Sub '${A},']\n"),
        ("a: {}\n", put(("a",), {"b": {"c": 1}}), "a:\n  b:\n    c: 1\n"),
        ("a: [{}]\n", add(("a", 0), "b", {"c": 1}), "a: [{b: {c: 1}}]\n"),
        (SPREAD, append(("a",), "z"), "a: [\n  x, # first\n  y, # last\n  z\n]\nb: 1\n"),
        (SPREAD, add(("a",), 1, "z"), "a: [\n  x, # first\n  z,\n  y # last\n]\nb: 1\n"),
        (SPREAD, add(("a",), 0, "z"), "a: [\n  z,\n  x, # first\n  y # last\n]\nb: 1\n"),
        (SPREAD, drop("a", 1), "a: [\n  x # first\n]\nb: 1\n"),
        (SPREAD, drop("a", 0), "a: [\n  y # last\n]\nb: 1\n"),
    ],
)
def test_brackets_stay_as_they_are_written(text: str, edit: Edit, wanted: str) -> None:
    """Members come and go between their commas; spacing, comments and lines of the others stay."""
    assert made(text, edit) == wanted


def test_a_pair_without_braces_is_left_alone() -> None:
    """`[a: b]` has no place for a second member."""
    with pytest.raises(RemedyError, match="braces"):
        made("x: [a: b]\n", add(("x", 0), "c", 1))
