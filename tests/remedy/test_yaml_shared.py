"""Anchors, aliases and merge keys: what is written once and used twice."""

from __future__ import annotations

import pytest

from ennead.remedy.edit import Edit
from ennead.remedy.errors import Shared
from tests.remedy.making import add, append, drop, made, put

TEXT = """\
    base: &base
      list: &list [1]
      deep: {a: 1}
    once: &unused
      x: 1
    uses:
      same: *base
      merged:
        <<: *base
        own: 1
    items: *list
    """


@pytest.mark.parametrize(
    "edit",
    [
        put(("base", "deep", "a"), 2),
        put(("base",), 1),
        drop("base"),
        drop("base", "list"),
        append(("base", "list"), 2),
        put(("uses", "same", "deep", "a"), 2),
        add(("uses", "same"), "new", 2),
        append(("items",), 2),
        put(("uses", "merged", "deep", "a"), 2),
        drop("uses", "merged", "deep"),
    ],
)
def test_what_is_shared_is_refused(edit: Edit) -> None:
    """An edit that would change another place too is not made, whichever side it comes from."""
    with pytest.raises(Shared, match="by hand"):
        made(TEXT, edit)


def test_what_is_a_places_own_is_edited() -> None:
    """An alias itself may be replaced, a merged mapping may get keys of its own, an unused anchor hinders nothing."""
    assert "  same: 1\n" in made(TEXT, put(("uses", "same"), 1))
    assert "items: [*a, 2]" in made("x: &a 1\nitems: [*a, 3]\n", put(("items",), [1, 2]))
    assert "    own: 1\n    new: 2\n" in made(TEXT, add(("uses", "merged"), "new", 2))
    assert "    own: 2\n" in made(TEXT, put(("uses", "merged", "own"), 2))
    assert "once: &unused\n  x: 2\n" in made(TEXT, put(("once", "x"), 2))
    assert "items" not in made(TEXT, drop("items"))
