"""The bench of harmless events: functions answer alike with the agent in `enforce`, and what is not alike is said."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from bench import benign
from bench.benign_makers import MAKERS
from bench.instances import Answer, build_layer

COUNT = 2000 if os.environ.get("ENNEAD_LONG") else 30


@pytest.fixture(scope="module")
def layer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_layer(tmp_path_factory.mktemp("opt"))


def test_every_handler_has_a_maker() -> None:
    """Each handler there is gets events, and there are fifteen or more of them."""
    handlers = {path.stem for path in benign.HANDLERS.glob("*.py")}
    assert handlers == set(MAKERS)
    assert len(handlers) >= 15


@pytest.mark.parametrize("name", list(MAKERS))
def test_events_come_from_the_seed(name: str) -> None:
    """The same seed makes the same events, another one makes others, and all of them are JSON."""
    events = benign.events_of(name, 20, 1)
    assert events == benign.events_of(name, 20, 1)
    assert events != benign.events_of(name, 20, 2)
    assert json.loads(json.dumps(events)) == events


@pytest.mark.parametrize("name", list(MAKERS))
def test_harmless_events_are_left_alone(name: str, layer: Path, tmp_path: Path) -> None:
    """With the agent in `enforce` a function of real kind answers harmless events byte for byte as without it."""
    lacks = benign.missing(name, sys.executable)
    if lacks:
        pytest.skip(f"{lacks} is not installed")
    results = benign.play(name, benign.Wish(COUNT, 1, sys.executable, layer), tmp_path)
    assert results["bare"].answered.get("exit", 0) == results["bare"].answered.get("timeout", 0) == 0
    assert results["agent"].alive
    assert (results["agent"].blocked, results["agent"].changed) == (0, 0), results["agent"].cases[:3]


def test_changes_are_counted() -> None:
    """An answer that differs from the bare one, or another outcome, counts as changed, and makes the run fail."""
    result = benign.Result(alive=True)
    same = Answer("ok", b"1", 1.0)
    benign._note(result, 0, {}, same, same)
    assert result.changed == 0
    for other in (Answer("ok", b"2", 1.0), Answer("error", b"1", 1.0)):
        benign._note(result, 1, {}, other, same)
    assert result.changed == 2
    assert [case["number"] for case in result.cases] == [1, 1]


@pytest.mark.parametrize(
    ("words", "code"),
    [({}, 0), ({"blocked": 1}, 1), ({"changed": 1}, 1), ({"alive": False}, 1)],
)
def test_exit_code(words: dict[str, object], code: int) -> None:
    """Blocked and changed calls, and an agent that is not there, make it end with 1."""
    agent = {"blocked": 0, "changed": 0, "alive": True, **words}
    assert benign.judged({"handlers": {"x": {"agent": agent}}, "not_run": []}) == code


def test_left_out_handlers_are_said() -> None:
    """A handler that was not run makes it end with 3."""
    agent = {"blocked": 0, "changed": 0, "alive": True}
    document = {"handlers": {"x": {"agent": agent}}, "not_run": [{"handler": "y", "reason": "z is not installed"}]}
    assert benign.judged(document) == 3
