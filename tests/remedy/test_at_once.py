"""Edits of one text that are made at once, against the same made one by one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ennead.remedy import documents
from ennead.remedy.edit import APPEND, Edit, Insert, Remove, Set
from ennead.remedy.errors import RemedyError
from ennead.remedy.order import batches
from tests.remedy.generated import DATA, places
from tests.remedy.test_generated import TEXTS, read


def made(name: str, text: str, edits: list[Edit], *, at_once: bool) -> str | None:
    """The text with the edits; None where they are refused."""
    form = documents.JSON if name == "t.json" else documents.YAML
    try:
        return documents.rewritten(text, name, edits, form if at_once else replace(form, together=None))
    except RemedyError:
        return None


def an_edit(name: str, data: st.DataObject, number: int, route: tuple[str | int, ...], held: Any) -> Edit:
    """An edit of a place: something is set, taken out, or put in."""
    value = data.draw(DATA)
    if isinstance(held, dict) and data.draw(st.booleans()):
        return Insert(name, route, f"ZzNew{number}", value)
    if isinstance(held, list) and data.draw(st.booleans()):
        return Insert(name, route, APPEND, value)
    return Set(name, route, value) if data.draw(st.booleans()) else Remove(name, route)


@settings(max_examples=400, deadline=None)
@given(TEXTS, st.data())
def test_at_once_is_as_one_by_one(document: tuple[str, str], data: st.DataObject) -> None:
    """The text that several edits make at once is the one that they make one after the other."""
    name, text = document
    spots = [(route, held) for route, held in places(read(name, text)) if route]
    assume(spots)
    chosen = data.draw(st.lists(st.sampled_from(spots), min_size=1, max_size=4, unique_by=lambda one: one[0]))
    edits = [an_edit(name, data, number, *spot) for number, spot in enumerate(chosen)]
    assert made(name, text, edits, at_once=True) == made(name, text, edits, at_once=False)


def test_batches() -> None:
    """Edits of different collections are taken together; those above or beside others keep their order."""
    one, two = Set("t", ("a", "b", "c"), 1), Set("t", ("a", "d", "e"), 1)
    beside, above, below = Set("t", ("a", "b", "f"), 1), Insert("t", ("a",), "g", 1), Set("t", ("a", "h", "i"), 1)
    assert batches([one, two, beside, above, below]) == [[one, two], [beside], [above], [below]]
