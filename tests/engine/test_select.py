"""Which checks run for a selection, and what is said of a name that fits none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ennead.check import Check, Context
from ennead.engine.select import SelectionError, choose, practice_named
from ennead.model.app import Node
from ennead.model.finding import Outcome, Practice, Severity


def _nothing(_node: Any, _ctx: Context) -> Iterator[Outcome]:
    yield from ()


def _check(name: str, practice: Practice) -> Check:
    return Check(name, practice, Severity.HIGH, Node, (), "", _nothing)


_CHECKS = (
    _check("open-route", Practice.CONFIGURATION),
    _check("public-bucket", Practice.CONFIGURATION),
    _check("public-queue", Practice.CONFIGURATION),
    _check("wildcard-action", Practice.ROLES),
    _check("no-throttle", Practice.DENIAL),
)


def _ids(**how: list[str]) -> list[str]:
    return [check.id for check in choose(_CHECKS, **how)]


def test_without_a_selection_every_check_runs() -> None:
    """No option: all of them, in their order."""
    assert choose(_CHECKS) == _CHECKS


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        ({"select": ["open-route"]}, ["open-route"]),
        ({"select": ["public-*"]}, ["public-bucket", "public-queue"]),
        ({"select": ["no-throttle,open-route"]}, ["open-route", "no-throttle"]),
        ({"select": ["practice:3", "no-throttle"]}, ["wildcard-action", "no-throttle"]),
        ({"select": ["practice:Denial"]}, ["no-throttle"]),
        ({"ignore": ["public-*", "practice:8"]}, ["open-route", "wildcard-action"]),
        ({"select": ["public-*"], "ignore": ["public-queue"]}, ["public-bucket"]),
        ({"practices": ["6"]}, ["open-route", "public-bucket", "public-queue"]),
        ({"practices": ["roles", "8"]}, ["wildcard-action", "no-throttle"]),
        ({"select": ["*"], "practices": ["6"], "ignore": ["open-*"]}, ["public-bucket", "public-queue"]),
    ],
)
def test_what_a_selection_leaves(how: dict[str, list[str]], expected: list[str]) -> None:
    """Ids, globs and practices choose; practices narrow; ignored ones go."""
    assert _ids(**how) == expected


@pytest.mark.parametrize("option", ["select", "ignore"])
def test_an_unknown_name_is_an_error_with_the_nearest(option: str) -> None:
    """A misspelt id is refused, also in --ignore, and the near names are said."""
    with pytest.raises(SelectionError, match="no check is called open-rout: did you mean open-route"):
        _ids(**{option: ["open-rout"]})
    with pytest.raises(SelectionError, match="ennead explain"):
        _ids(**{option: ["qqqq*"]})


def test_an_unknown_practice_is_an_error_with_the_list() -> None:
    """A practice that does not exist is refused, in either option."""
    with pytest.raises(SelectionError, match="1 map, 2 perimeter"):
        _ids(practices=["10"])
    with pytest.raises(SelectionError, match="no practice is called nine"):
        _ids(select=["practice:nine"])


@pytest.mark.parametrize(
    "how", [{"ignore": ["*"]}, {"select": ["practice:9"]}, {"select": ["open-route"], "practices": ["3"]}]
)
def test_a_selection_that_leaves_nothing_is_an_error(how: dict[str, list[str]]) -> None:
    """Running no check at all never looks clean."""
    with pytest.raises(SelectionError, match="leaves no check to run"):
        _ids(**how)


def test_each_practice_has_a_number_and_a_name() -> None:
    """Every practice is found under both."""
    for practice in Practice:
        assert practice_named(str(practice.value)) is practice_named(practice.name) is practice


@given(select=st.lists(st.text(max_size=12), max_size=3), ignore=st.lists(st.text(max_size=12), max_size=3))
def test_any_text_selects_or_is_refused(select: list[str], ignore: list[str]) -> None:
    """A selection gives some of the checks in their order, or a SelectionError."""
    try:
        chosen = choose(_CHECKS, select=select, ignore=ignore)
    except SelectionError:
        return
    assert chosen
    assert list(chosen) == [check for check in _CHECKS if check in chosen]
