"""Several edits of one file."""

from __future__ import annotations

import pytest

from ennead.remedy.edit import Edit
from ennead.remedy.errors import Conflict
from tests.remedy.making import add, append, drop, made, put


@pytest.mark.parametrize(
    "edits",
    [
        (put(("a",), 1), put(("a",), 2)),
        (put(("a",), 1), drop("a")),
        (drop("a"), put(("a", "b"), 2)),
        (add(("a",), "c", 1), drop("a")),
        (add(("a",), "c", 1), add(("a",), "c", 2)),
        (add((), "c", 1), put(("c",), 2)),
    ],
)
def test_contradictions_are_refused(edits: tuple[Edit, Edit]) -> None:
    """Edits that cannot both be made are not made in some order, whichever comes first."""
    for both in (edits, edits[::-1]):
        with pytest.raises(Conflict):
            made("a: {b: 1}\n", *both)


def test_the_same_edit_twice_is_made_once() -> None:
    """Two findings may want the same."""
    edits = (put(("a", "b"), 2), drop("c"), add((), "d", 3), append(("l",), 4))
    assert made("a: {b: 1}\nc: 1\nl: [0]\n", *edits, *edits) == "a: {b: 2}\nl: [0, 4]\nd: 3\n"


def test_routes_refer_to_the_file_as_it_was_read() -> None:
    """Edits do not shift each other's items."""
    text = "l:\n  - a\n  - b: 1\n  - c\n  - d\n"
    edits = (
        drop("l", 0),
        put(("l", 1, "b"), 2),
        add(("l",), 2, "x"),
        drop("l", 2),
        add(("l",), 2, "w"),
        append(("l",), "z"),
    )
    assert made(text, *edits) == "l:\n  - b: 2\n  - x\n  - w\n  - d\n  - z\n"


def test_a_key_may_follow_one_that_goes() -> None:
    """Insertions come before removals."""
    assert made("a: 1\nb: 2\n", drop("a"), add((), "new", 1, "a")) == "new: 1\nb: 2\n"
    assert made("x:\n  a: 1\n", drop("x", "a"), add(("x",), "new", 1)) == "x:\n  new: 1\n"
