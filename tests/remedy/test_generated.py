"""Whatever the document: only what is meant changes, and it can be taken back."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ennead.remedy import json_tree, yaml_tree
from ennead.remedy.edit import Edit, Insert, Remove, Route, Set
from ennead.remedy.errors import RemedyError
from ennead.remedy.formats import rewritten
from ennead.remedy.values import function_of, same
from tests.remedy.generated import DATA, json_texts, places, yaml_texts

NEW = "ZzNew"
TEXTS = st.one_of(yaml_texts().map(lambda text: ("t.yaml", text)), json_texts().map(lambda text: ("t.json", text)))


def read(name: str, text: str) -> Any:
    """The data of a generated document; others are left out."""
    try:
        return (json_tree if name == "t.json" else yaml_tree).read(text, name)
    except RemedyError:
        assume(False)


def edited(name: str, text: str, edit: Edit) -> str:
    """The text with an edit; block text that ends with the file, without a line break, may be refused."""
    try:
        return rewritten(text, name, [edit])
    except RemedyError as error:
        assume(not ("something else" in str(error) and not text.endswith("\n") and re.search(r"[|>]", text)))
        raise


def inside(text: str, new: str) -> bool:
    """Whether all of a text stands in another, in order."""
    rest = iter(new)
    return all(sign in rest for sign in text)


def outer(text: str, new: str) -> tuple[int, int]:
    """How many characters two texts share at their beginnings and ends."""
    start = next(
        (at for at, (one, other) in enumerate(zip(text, new, strict=False)) if one != other), min(len(text), len(new))
    )
    most = min(len(text), len(new)) - start
    return start, next((at for at in range(most) if text[-1 - at] != new[-1 - at]), most)


@settings(max_examples=400, deadline=None)
@given(TEXTS, st.data())
def test_an_insertion_adds_and_comes_off_again(document: tuple[str, str], data: st.DataObject) -> None:
    """Nothing of the old text goes when a member is inserted, and removing it gives the same bytes."""
    name, text = document
    holders = [(route, held) for route, held in places(read(name, text)) if isinstance(held, dict | list) and held]
    route, held = data.draw(st.sampled_from([one for one in holders if not function_of(one[1])] or [((), {"": 0})]))
    value = data.draw(DATA)
    key = data.draw(st.integers(0, len(held))) if isinstance(held, list) else NEW
    assume(not (isinstance(held, list) and any(same(one, value) for one in held)))
    edit = Insert(
        name, route, key, value, data.draw(st.sampled_from([None, *held])) if isinstance(held, dict) else None
    )
    new = edited(name, text, edit)
    assert inside(text, new)
    assert "\r\n" not in text or new.count("\n") == new.count("\r\n")
    assert edited(name, new, Remove(name, (*route, key))) == text
    if key == NEW:
        assert rewritten(new, name, [edit]) == new


@settings(max_examples=400, deadline=None)
@given(TEXTS, st.data())
def test_a_setting_stays_where_it_is(document: tuple[str, str], data: st.DataObject) -> None:
    """Text before the key and behind the value is the same, and to set it again changes nothing."""
    name, text = document
    route = data.draw(st.sampled_from(places(read(name, text))[1:]))[0]
    edit = Set(name, route, data.draw(DATA))
    new = edited(name, text, edit)
    assert rewritten(new, name, [edit]) == new
    low, high = span(name, text, route)
    behind = text[high:]
    assert new == text or (new.startswith(text[:low]) and new[low:].endswith(behind))


@settings(max_examples=300, deadline=None)
@given(TEXTS, st.data())
def test_a_removal_takes_only_its_member(document: tuple[str, str], data: st.DataObject) -> None:
    """All comments and members outside of what is removed are there, in order."""
    name, text = document
    document_data = read(name, text)
    route = data.draw(st.sampled_from(places(document_data)[1:]))[0]
    holder: Any = document_data
    for step in route[:-1]:
        holder = holder[step]
    assume(len(route) > 1 or len(holder) > 1 or name == "t.json")
    try:
        new = edited(name, text, Remove(name, route))
    except RemedyError as error:
        assert "tag or an anchor" in str(error)  # noqa: PT017
        return
    assert len(holder) == 1 or inside(new, text)


def span(name: str, text: str, route: Route) -> tuple[int, int]:
    """From the start of a member to the start of the line behind it and the comments there."""
    node = json_tree.tree(text) if name == "t.json" else yaml_tree.tree(text)
    start = end = 0
    for step in route:
        member = next(one for one in node.members if one.name == step)
        start, node = member.mark, member.value
        end = node.end
    rest = text[end:].split("\n")
    behind = 1 + next((at for at, line in enumerate(rest[1:]) if not line.strip().startswith("#")), len(rest) - 1)
    return start, end + len("\n".join(rest[:behind])) + 1


@pytest.mark.parametrize("text", ["", "null\n", "- a\n", "text\n"])
def test_documents_without_a_mapping(text: str) -> None:
    """A route that leads nowhere is refused, whatever the document is."""
    with pytest.raises(RemedyError):
        rewritten(text, "t.yaml", [Set("t.yaml", ("a", "b"), 1)])
