"""Names and globs."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ennead.expect.select import globbed

PIECES = st.text("ab/ *?.[", max_size=8)


@pytest.mark.parametrize(
    ("pattern", "text", "fits"),
    [
        ("GET /orders*", "GET /orders/{id}", True),
        ("* /admin/*", "POST /admin/x/y", True),
        ("* /admin/*", "POST /admin", False),
        ("a?c", "abc", True),
        ("a[b]c", "abc", False),
        ("{id}", "{id}", True),
        ("*.x", "a.x.y", False),
        ("", "", True),
        ("**", "", True),
    ],
)
def test_globs(pattern: str, text: str, fits: bool) -> None:
    """`*` is any text, `?` one character, everything else itself."""
    assert (globbed(pattern).fullmatch(text) is not None) is fits


@given(pattern=PIECES, text=st.text("ab/ .[", max_size=12))
def test_a_glob_means_what_a_plain_expression_means(pattern: str, text: str) -> None:
    """Atomic groups change the time, never the answer."""
    plain = "".join({"*": ".*", "?": "."}.get(char, re.escape(char)) for char in pattern)
    assert (globbed(pattern).fullmatch(text) is not None) is (re.fullmatch(plain, text, re.DOTALL) is not None)


def test_a_hostile_glob_ends() -> None:
    """Forty stars over a long text end at once: the groups between them are looked for once each."""
    assert globbed("*a" * 40 + "b").fullmatch("a" * 2000) is None
