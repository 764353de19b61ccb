"""Marked containers keep their marks through copies, and are plain containers to everybody else."""

from __future__ import annotations

import copy
import pickle

from ennead.sources.cloudformation.load import parse
from ennead.sources.cloudformation.marks import MarkedList, mark_of

ROOT = parse("a:\n  b: [x, {c: 1}]\n", "t").root


def test_copies_keep_marks() -> None:
    """Shallow and deep copies know the places of their members."""
    for twin in (copy.copy(ROOT), ROOT.copy(), copy.deepcopy(ROOT)):
        assert twin == ROOT
        assert mark_of(twin, "a") == mark_of(ROOT, "a") == ("t", 1, 1)
        assert mark_of(twin["a"]["b"], 1) == ("t", 2, 10)
        assert mark_of(twin["a"]["b"][1], "c") == ("t", 2, 11)
    assert copy.copy(ROOT["a"]["b"]) == ROOT["a"]["b"]


def test_deep_copies_share_nothing() -> None:
    """A change of the copy is none of the original, marks included."""
    twin = copy.deepcopy(ROOT)
    twin["a"]["b"].append("y")
    twin["a"].keys_at["b"] = ("other", 9, 9)
    assert ROOT["a"]["b"] == ["x", {"c": 1}]
    assert mark_of(ROOT["a"], "b") == ("t", 2, 3)


def test_pickles_are_plain() -> None:
    """What leaves the process carries no marks."""
    done = pickle.loads(pickle.dumps(ROOT))  # noqa: S301  (our own bytes)
    assert done == ROOT
    assert type(done) is dict
    assert type(done["a"]["b"]) is list


def test_an_item_added_later_has_the_place_of_its_list() -> None:
    """Items nobody marked stand where their list stands."""
    items = MarkedList(["x"], ("t", 4, 2))
    assert mark_of(items, 0) == ("t", 4, 2)
